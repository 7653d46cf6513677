// A packet as an International Patient Summary: one FHIR R4 document. It says what the record keeps
// and says of everything else that it is not kept. It was checked by ops/fhir/check and by no
// authority.
#pragma once

#include <optional>
#include <string>

#include "oat/v1/packet.pb.h"

namespace oat::fhir {

// Who it is, where that was asked for; else the number alone stands there.
struct Name {
  std::string family;
  std::string given;
  std::string birth_date;  // ISO 8601
};

// The same for the same packet, byte for byte.
std::string PatientSummary(const v1::Packet& packet, const std::optional<Name>& name);

}  // namespace oat::fhir
