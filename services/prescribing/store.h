// Orders, supplements, holds and overrides, as kept.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/prescribing/rules.h"

namespace oat::prescribing {

// The newest version that begins on or before a day, whether or not it is in force on it.
std::optional<Order> LoadCurrent(db::Transaction& transaction, PersonId person, Day day);
// Every version, the newest first.
std::vector<Order> LoadAll(db::Transaction& transaction, PersonId person);
// Records the next version of a person's order; `version` and `recorded_at` are filled here.
void RecordOrder(db::Transaction& transaction, PersonId person, const Order& order, absl::Time now);

// The order that an import carries over for somebody who has none yet: one dose a day, every day
// at the window.
struct CarriedOver {
  PersonId person;
  Uuid id;
  std::string drug_form;
  Micrograms dose;
  Day from_day;
  Day until_day;
};
void RecordCarriedOver(db::Transaction& transaction, const std::vector<CarriedOver>& orders,
                       absl::Time now);

// False when it was cancelled before.
bool RecordCancellation(db::Transaction& transaction, const Uuid& order, Day from_day, StaffId by,
                        absl::Time now);

struct Supplement {
  Uuid id;
  int32_t portion = 0;
  Micrograms micrograms;
  std::string reason;  // part_dose, conditional_portion, vomited
  Uuid fact;
  absl::Time not_before;
};
std::vector<Supplement> LoadSupplements(db::Transaction& transaction, PersonId person, Day day);
// False when the fact was replaced before (after vomiting, once).
bool RecordSupplement(db::Transaction& transaction, PersonId person, Day day,
                      const Supplement& supplement, StaffId signed_by, absl::Time now);

struct Hold {
  Uuid id;
  std::string code;
  std::string alternative;
  absl::Time until;
};
// The hold that lasts longest among those in force now.
std::optional<Hold> LoadHold(db::Transaction& transaction, PersonId person, absl::Time now);
// Until when the hold that was in force at a past moment was to last.
std::optional<absl::Time> LoadHoldEndAt(db::Transaction& transaction, PersonId person,
                                        absl::Time moment);
void RecordHold(db::Transaction& transaction, PersonId person, const Hold& hold, StaffId author,
                absl::Time now);
// Releases every hold in force; how many.
int32_t ReleaseHolds(db::Transaction& transaction, PersonId person, StaffId by, absl::Time now);

// Reason codes set aside for a person and day.
std::set<std::string> LoadOverrides(db::Transaction& transaction, PersonId person, Day day);
void RecordOverride(db::Transaction& transaction, PersonId person, Day day, const std::string& rule,
                    StaffId signed_by, absl::Time now);

// The people of a site whose current order was carried over and is not signed.
std::vector<PersonId> ListCarriedOver(db::Transaction& transaction, const std::string& site_code,
                                      Day today);

struct Expiring {
  std::string patient_number;
  Day until_day;
  std::string kind;
};
// The people of the calling site whose newest order ends on or before a day, the soonest first.
std::vector<Expiring> ListExpiring(db::Transaction& transaction, Day today, Day until);

}  // namespace oat::prescribing
