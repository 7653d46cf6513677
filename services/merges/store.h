// Which numbers mean whom, as kept. Both people are locked before anything is written, the one with
// the lower id first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/merges/rules.h"

namespace oat::merges {

// The last that was said of a second number's person.
struct Merge {
  PersonId person;
  int32_t revision = 0;
  std::optional<PersonId> survivor;  // absent: it was taken back
  std::optional<Uuid> episode;       // of the second number, which the merge ended
  std::string site_code;             // where it was said
};
// Absent: its numbers always meant this person.
std::optional<Merge> LoadMerge(db::Transaction& transaction, PersonId person);
// Others' numbers mean this person.
bool StandsForOthers(db::Transaction& transaction, PersonId person);

struct MergedBy {
  StaffId staff;
  StaffId second;
  absl::Time at;
};
void RecordMerge(db::Transaction& transaction, const Merge& merge, const MergedBy& by);

// Days on which both had a dose, or a bottle at home; the latest first.
std::vector<Day> LoadDoubleDays(db::Transaction& transaction, PersonId first, PersonId second);
// Claims of a day and later on which a dose was authorised.
Turns LoadDosedTurns(db::Transaction& transaction, PersonId person, Day from_day);

// Of the calling site, by numbers.
struct ListedMerge {
  std::string patient_number;
  std::string duplicate_number;
  bool stands = false;
  std::string site_code;
  std::string login;
  std::string second_login;
  absl::Time at;
};
std::vector<ListedMerge> LoadMerges(db::Transaction& transaction);

}  // namespace oat::merges
