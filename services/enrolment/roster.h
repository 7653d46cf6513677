// Taking in a roster: all rows or none, probable duplicates held, going live without a double dose.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/access/caller.h"
#include "services/enrolment/rules.h"
#include "services/identity/vault.h"
#include "services/policy/rule_pack.h"

namespace oat::enrolment {

struct RosterReport {
  int64_t rows = 0;
  int64_t added = 0;
  int64_t unchanged = 0;
  std::vector<int64_t> held_lines;
  std::vector<ImportFault> faults;
};

// Reads and, where no row has a fault, keeps the rows.
RosterReport ImportRoster(access::Call& call, const identity::Vault& vault,
                          const policy::RulePack& pack, const std::vector<RosterCells>& rows);

// A row held as a probable duplicate, sealed and read back once it is decided.
identity::Sealed SealRow(const identity::Vault& vault, const RosterCells& cells);
absl::StatusOr<RosterCells> UnsealRow(const identity::Vault& vault, const identity::Sealed& sealed);

// Enrols the person of a row: identity, number, custody, episode, carried over order; the day of
// the last dose is claimed and its fact kept.
PersonId EnrolRow(access::Call& call, const identity::Vault& vault, const policy::RulePack& pack,
                  const RosterEntry& entry);

}  // namespace oat::enrolment
