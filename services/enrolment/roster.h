// Taking in a roster: all rows or none, probable duplicates held, going live without a double dose.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/access/caller.h"
#include "services/enrolment/rules.h"
#include "services/identity/vault.h"
#include "services/policy/rules.h"

namespace oat::enrolment {

// What an import did, or would do.
struct ImportReport {
  int64_t rows = 0;
  int64_t added = 0;
  int64_t unchanged = 0;
  std::vector<int64_t> held_lines;
  std::vector<ImportFault> faults;
};

// The clinical day it is at each site of the network.
std::map<std::string, Day> TodayBySite(access::Call& call);

// Reads and, where no row has a fault, keeps the rows: in as many statements for one as for
// thousands.
absl::StatusOr<ImportReport> ImportRoster(access::Call& call, const identity::Vault& vault,
                                          const policy::Rules& rules,
                                          const std::vector<RosterCells>& rows);

// A row in which nothing is wrong, with the tokens of its person: they take time to make.
struct SoundRow {
  RosterEntry entry;
  std::vector<identity::Token> tokens;
};
// Enrols the people of rows: identity, number, custody, episode, carried over order; the day of the
// last dose is claimed and its fact kept. Their ids stand in the order of the rows.
absl::StatusOr<std::vector<PersonId>> EnrolRows(access::Call& call, const identity::Vault& vault,
                                                const policy::Rules& rules,
                                                const std::vector<SoundRow>& rows);

}  // namespace oat::enrolment
