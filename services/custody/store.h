// Which site may claim a person's unclaimed slots, as kept: starts only, each lasting to the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/sites/rules.h"

namespace oat::custody {

struct Start {
  PersonId person;
  Day from_day;
  std::optional<std::string> site_code;  // absent: no site, said openly
  std::string kind;                      // home, guest, institution, closure, ended
};

// Adds a start; on the same day it supersedes the one before it. The person is locked.
void RecordStart(db::Transaction& transaction, const Start& start, StaffId staff, absl::Time now);
// Adds the first starts of people of whom none is known yet, all in one statement.
void RecordFirstStarts(db::Transaction& transaction, const std::vector<Start>& starts,
                       StaffId staff, absl::Time now);

// The start that holds on a day; absent before the first.
std::optional<Start> StandingOn(db::Transaction& transaction, PersonId person, Day day);

// The site that has the person for its own on a day, wherever they are a guest meanwhile; absent
// for a person whom no site ever had.
std::optional<std::string> HomeOn(db::Transaction& transaction, PersonId person, Day day);

// Today for a person: the clinical day at the site that has custody now. Absent for a person whom
// no site ever had.
std::optional<Day> TodayOf(db::Transaction& transaction, PersonId person, absl::Time now);

}  // namespace oat::custody
