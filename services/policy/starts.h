// What the rules in force say of the first days of treatment with a drug. Pure functions of the
// stack: the strictest number of the packs, and who leaves it open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/base/quantity.h"
#include "services/policy/missed_doses.h"
#include "services/policy/pack.h"

namespace oat::policy {

using rules::v1::Rationale;

// A number that must not be exceeded.
struct Limit {
  std::optional<Micrograms> most;  // absent: no pack gives a number
  std::string pack;                // that gave it, "who-2009/1"
  // The packs that speak of it and leave it open, "a/1 b/2": whoever signs is asked for a reason.
  std::string silent_packs;

  bool IsExceededBy(Micrograms dose) const { return most && dose > *most; }
  bool operator==(const Limit&) const = default;
};

// Of a first dose; nothing lets anybody go above it.
Limit FirstDoseLimit(const Stack& stack, Drug drug);
// Above which the packs warn of a first dose.
Limit FirstDoseCaution(const Stack& stack, Drug drug);
// Of all that is taken on a first day, but for the packs that this rationale satisfies.
Limit FirstDayLimit(const Stack& stack, Drug drug, Rationale rationale);
// Of the rise of a day's dose within seven days. The first day of treatment is 1; of a day beyond
// their first weeks the packs say nothing.
Limit WeeklyRiseLimit(const Stack& stack, Drug drug, int64_t day_of_treatment);

// For how many weeks from the start the packs limit it at most.
int32_t WeeksOfRise(const Stack& stack, Drug drug);

// Whether one of the packs demands a new start after so many missed days, or did so after fewer: a
// row for more that says something else does not bring the old order back.
bool DemandsNewStart(const Stack& stack, const MissedQuestion& question);

}  // namespace oat::policy
