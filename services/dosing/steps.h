// Steps that wait: a step up is given once so many doses of the step below were taken on days in a
// row. What was missed stops a titration; it does not go on above a tolerance that was lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/dosing/rules.h"

namespace oat::dosing {

// A step up of the order that is not given yet.
struct StepWait {
  const prescribing::Step* given = nullptr;  // instead of today's
  int64_t taken = 0;                         // doses in a row up to yesterday
  int64_t needed = 0;
  std::string pack;
};

// Absent: today's step is given, as it is no step up, was reached before, has waited long enough,
// or a prescriber said so for today.
std::optional<StepWait> StepThatWaits(const Situation& situation, const policy::Rules& rules);

// The step that is given today; null where the order has none.
const prescribing::Step* StepGiven(const Situation& situation, const policy::Rules& rules);

// Whether today's step is higher than the one before it and what was taken in the last days does
// not show that it was reached: then more of the past must be loaded.
bool IsStepUpNear(const Situation& situation);

// From when on what was taken can decide that.
Day FirstDayOfSteps(const Situation& situation);

}  // namespace oat::dosing
