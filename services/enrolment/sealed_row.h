// A row of a roster in its canonical form: digested so that a second import knows it, sealed while
// it is held as a probable duplicate.
#pragma once

#include "absl/status/statusor.h"
#include "services/enrolment/rules.h"
#include "services/identity/vault.h"

namespace oat::enrolment {

// As it is digested and sealed.
std::string ToText(const RosterCells& cells);
// With the house's key, so that a row is known again under every index key.
db::Bytes DigestRow(const Secret& house_key, const RosterCells& cells);
// DATA_LOSS when it is not what ToText made.
absl::StatusOr<RosterCells> UnsealRow(const identity::Vault& vault, const identity::Sealed& sealed);

}  // namespace oat::enrolment
