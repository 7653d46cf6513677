// The two records that every other part of a person's treatment refers to: slots (the right to one
// portion of a clinical day) and facts (what was swallowed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/dose_interval.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/db/transaction.h"
#include "services/stock/rules.h"

namespace oat::slots {

// The latest turn of a portion.
struct Slot {
  Day clinical_day;
  int32_t portion = 0;
  int32_t turn = 0;
  Uuid claimed_by;
  std::string site_code;
  bool released = false;
  // The serial of the bottle that holds it; read and never recorded here. Absent: a dose at a
  // window, or a fact.
  std::optional<std::string> bottle = {};
};
// The latest turns of a person's portions from a day on, in order.
std::vector<Slot> LoadSlots(db::Transaction& transaction, PersonId person, Day from_day);
// True when a claim of that day lives, or one of a later day that is no bottle's.
bool IsClaimed(db::Transaction& transaction, PersonId person, Day day);

// Claims the next turn of a portion. False when the key says that somebody else holds it: the last
// wall, behind the person's lock.
bool Claim(db::Transaction& transaction, PersonId person, const Slot& slot, absl::Time now);
// Frees a claim of which nothing was swallowed.
void Release(db::Transaction& transaction, PersonId person, const Slot& slot,
             const std::string& reason, absl::Time now);

// What was swallowed.
struct Fact {
  Uuid id;
  PersonId person;
  Day clinical_day;
  std::optional<Uuid> dose;
  std::string cause;  // authorised, imported, or a code of oat.v1.AdministrationCause
  std::string drug_form;
  Micrograms micrograms;
  std::optional<absl::Time> taken_at;  // absent: only the day is known
  std::string site_code;
  DoseInterval interval = {};
  // What its dose was made up of, read and never recorded here; empty for a fact without a dose.
  std::vector<stock::DoseLine> lines = {};
};
void RecordFact(db::Transaction& transaction, const Fact& fact, StaffId staff,
                std::optional<StaffId> second, absl::Time now);
// Facts without a dose of people of whom nothing is known yet: each claims the first portion of its
// day and is kept, all in two statements. Only the day is known of them.
void RecordFirstFacts(db::Transaction& transaction, const std::vector<Fact>& facts, StaffId staff,
                      absl::Time now);
// Says that a fact was recorded in error; it stays, and counts no more.
void ReverseFact(db::Transaction& transaction, const Uuid& fact, StaffId staff, StaffId second,
                 absl::Time now);
// Facts that count, from a clinical day on, the latest first.
std::vector<Fact> LoadFacts(db::Transaction& transaction, PersonId person, Day from_day);
// The last fact that counts, of any day.
std::optional<Fact> LastTaken(db::Transaction& transaction, PersonId person);

// Facts that count, from a clinical day on, and earlier ones that cover days from it on (a depot),
// the latest first.
std::vector<Fact> LoadFactsThatCover(db::Transaction& transaction, PersonId person, Day from_day);
// The last depot that counts, before a day.
std::optional<Fact> LastDepotBefore(db::Transaction& transaction, PersonId person, Day day);

// All that was taken on one clinical day.
struct DayTaken {
  Day clinical_day;
  // Of daily doses; absent: a depot alone, whose milligrams are no daily dose.
  std::optional<Micrograms> micrograms;
  // Up to which it, or something earlier that acts for longer, covers the days.
  Day covers_until = clinical_day;
};
// Of the last day before `day` on which anything was.
std::optional<DayTaken> LastDayBefore(db::Transaction& transaction, PersonId person, Day day);

// All that was taken of one form on one clinical day, without what replaced a vomited dose.
struct FormTaken {
  Day clinical_day;
  std::string drug_form;
  Micrograms micrograms;
  bool is_imported = false;  // an import told of it
  Day covers_until = clinical_day;
};
// Of every day from one on, the latest first.
std::vector<FormTaken> LoadFormsTaken(db::Transaction& transaction, PersonId person,
                                      Day from_day = Day(1900, 1, 1));

}  // namespace oat::slots
