// The order, the doses and the bottles of a packet as FHIR R4 resources.
#pragma once

#include <string>

#include "clients/fhir/terms.h"

namespace oat::fhir {

// Each without its id; `subject` is the reference to the patient.
Json RequestOf(const v1::PacketOrder& order, v1::PacketConfidence confidence,
               const std::string& subject);
// What staff gave or poured is a MedicationAdministration; what somebody told, or follows from a
// bottle, a MedicationStatement.
Json DoseOf(const v1::PacketDose& dose, const std::string& subject);
Json DispenseOf(const v1::PacketBottle& bottle, const std::string& subject);
// That nothing is known of what the person takes.
Json NoMedicationKnown(const std::string& subject);

}  // namespace oat::fhir
