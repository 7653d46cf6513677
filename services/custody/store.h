// Which site may claim a person's unclaimed slots, as kept: starts only, each lasting to the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/custody/rules.h"
#include "services/db/transaction.h"

namespace oat::custody {

// Adds a start; on the same day it supersedes the one before it. The person is locked.
void RecordStart(db::Transaction& transaction, const Start& start, StaffId staff, absl::Time now);
// Adds the first starts of people of whom none is known yet, all in one statement.
void RecordFirstStarts(db::Transaction& transaction, const std::vector<Start>& starts,
                       StaffId staff, absl::Time now);

// Records a stay, and says anew what was to begin later. The person is locked.
void RecordStay(db::Transaction& transaction, PersonId person, const Stay& stay, StaffId staff,
                absl::Time now);

// The start that holds on a day; absent before the first.
std::optional<Start> StandingOn(db::Transaction& transaction, PersonId person, Day day);

// The first day from one on that is a site's; absent: none is, as far as anything is said.
std::optional<Day> FirstDayAt(db::Transaction& transaction, PersonId person,
                              const std::string& site_code, Day since_day);

// The site that has the person for its own on a day, wherever they are a guest meanwhile; absent
// for a person whom no site ever had.
std::optional<std::string> HomeOn(db::Transaction& transaction, PersonId person, Day day);

// Today for a person: the clinical day at the site that has custody now. Absent for a person whom
// no site ever had.
std::optional<Day> TodayOf(db::Transaction& transaction, PersonId person, absl::Time now);

}  // namespace oat::custody
