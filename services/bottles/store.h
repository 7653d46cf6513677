// Bottles and what became of them, as kept. The person is locked before anything here is written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/bottles/rules.h"
#include "services/db/transaction.h"

namespace oat::bottles {

// Records a bottle that was filled, with its lines.
void RecordBottle(db::Transaction& transaction, const Bottle& bottle, StaffId staff,
                  absl::Time now);

struct Event {
  std::string state;
  std::string detail;                         // the coded why
  std::optional<Day> bring_back_until;        // of a recall
  std::optional<Micrograms> micrograms_left;  // of an opened one that came back
  std::optional<std::string> site_code;       // where it happened
  StaffId staff;
  Uuid request;
  std::optional<std::string> identity_check = {};  // of the one who collected it
};
void RecordEvent(db::Transaction& transaction, const Uuid& bottle, const Event& event,
                 absl::Time now);

std::optional<Bottle> LoadBottle(db::Transaction& transaction, const Uuid& id);
std::optional<Bottle> LoadBySerial(db::Transaction& transaction, PersonId person,
                                   const std::string& serial);
// A person's, of the days from one on, by day and portion, the latest filled last; without their
// lines.
std::vector<Bottle> LoadBottles(db::Transaction& transaction, PersonId person, Day from_day);
// Those that a person has at home for a day and later ones; without their lines.
std::vector<Bottle> LoadAtHome(db::Transaction& transaction, PersonId person, Day from_day);

// How many portions of `today` and later are authorised to be taken home and not filled.
int32_t CountToFill(db::Transaction& transaction, PersonId person, Day today);

struct ListedBottle {
  Bottle bottle;
  std::string patient_number;
};
// Of the bottles that a site filled: those that wait for collection, those that were asked back,
// and those at home for days from `today` on, by day.
std::vector<ListedBottle> ListOpen(db::Transaction& transaction, const std::string& site_code,
                                   Day today);

// What is in a bottle, whoever's it is: the person stays 0.
std::optional<Bottle> LookUp(db::Transaction& transaction, const std::string& serial);

struct Recall {
  Day bring_back_until;
  std::string detail;  // the coded why
  StaffId staff;
  Uuid request;
};
// Asks every bottle back that the person has at home for a day and later ones; which.
std::vector<Bottle> RecallFrom(db::Transaction& transaction, PersonId person, Day from_day,
                               const Recall& recall, absl::Time now);

}  // namespace oat::bottles
