// A row of a roster in its canonical form: digested so that a second import knows it, sealed while
// it is held as a probable duplicate.
#pragma once

#include "absl/status/statusor.h"
#include "services/enrolment/rules.h"
#include "services/identity/vault.h"

namespace oat::enrolment {

db::Bytes DigestRow(const identity::Vault& vault, const RosterCells& cells);
identity::Sealed SealRow(const identity::Vault& vault, const RosterCells& cells);
// DATA_LOSS when it is not what SealRow made.
absl::StatusOr<RosterCells> UnsealRow(const identity::Vault& vault, const identity::Sealed& sealed);

}  // namespace oat::enrolment
