// The headings of a label in the three languages.
#pragma once

#include <string>

#include "oat/v1/takehome.pb.h"

namespace oat::label {

enum class Heading {
  kDose,
  kTakeOn,
  kPatientNumber,
  kName,
  kLot,
  kExpires,
  kDispensedOn,
  kPrescriber,
  kTelephone,
  kEmergency,
  kFound,
};

std::string In(v1::LabelLanguage language, Heading heading);

}  // namespace oat::label
