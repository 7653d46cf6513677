// What is asked of an order that begins treatment with a drug, raises it in the first weeks, or
// changes the drug. Pure functions over plain structs; every number is the packs'.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "services/prescribing/rules.h"

namespace oat::prescribing {

// How treatment with one drug went before a day.
struct Course {
  // Nothing of it was ever taken, or the last of it so long ago that the rules demand a new start.
  bool is_start = false;
  // Its first day; absent: longer ago than anybody asks, or elsewhere.
  std::optional<Day> began;
  // What each day came to of daily doses: taken, or, where nothing was yet, ordered.
  std::map<Day, Micrograms> doses;
};

// The limits of a first dose and a first day, for an order that is a start.
std::vector<Reason> QuestionStart(const Proposal& proposal, const policy::Rules& rules);

// The rises within seven days, of every day of the order's that lies in the first weeks, from what
// was taken or ordered before it too.
std::vector<Reason> QuestionRise(const Proposal& proposal, const Course& course,
                                 const policy::Rules& rules);

// The change from one drug to the proposal's. Of the hours since the last full agonist those on
// record (absent: none are) count where they are fewer than those that were said.
std::vector<Reason> QuestionSwitch(policy::Drug from, const Proposal& proposal,
                                   std::optional<int32_t> hours_on_record,
                                   const policy::Rules& rules);

// What the prescriber hears beside the yes: caution with a first dose, another electrocardiogram
// where the day's dose rises above the advised threshold. `current` as in Question.
std::vector<Reason> AdviceOn(const Proposal& proposal, const Course& course,
                             std::optional<Micrograms> current, const policy::Rules& rules);

// The limit of a first day that comes to so much, under the rationale of its order; nothing, or why
// not.
std::optional<Reason> QuestionFirstDay(const std::string& drug_form, Micrograms day_total,
                                       policy::Rationale rationale, const policy::Rules& rules);

}  // namespace oat::prescribing
