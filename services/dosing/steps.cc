#include "services/dosing/steps.h"

#include <algorithm>

namespace oat::dosing {
namespace {

using prescribing::Order;
using prescribing::Step;

// The step before one of an order's; null before the first.
const Step* StepBefore(const Order& order, const Step& step) {
  return &step == &order.steps.front() ? nullptr : &step - 1;
}

const Step* StepOfToday(const Situation& s) { return s.order ? s.order->StepOn(s.today) : nullptr; }

// So far before an order the doses of a row for its first step up can lie: twice the longest wait,
// as a site is open on more than every other day.
constexpr int kDaysBeforeOrder = 2 * policy::kMostDosesBeforeStepUp;

// Whether the step's dose was taken on a day since it began: from then on it is the person's dose.
bool WasReached(const std::map<Day, Micrograms>& taken_on, const Step& step, Day today) {
  return std::any_of(taken_on.lower_bound(step.from_day), taken_on.lower_bound(today),
                     [&](const auto& day) { return day.second >= step.DayTotal(); });
}

// Whether the dose that a day's would have followed was for that day too.
bool IsCovered(const Situation& s, Day day, int32_t interval_days) {
  const auto before = s.taken_on.lower_bound(day - (interval_days - 1));
  return before != s.taken_on.end() && before->first < day;
}

// How many doses of at least so much were taken in a row up to now, on the expected days that they
// were due on.
int64_t TakenInARow(const Situation& s, const Step& step) {
  int64_t taken = 0;
  for (Day day : s.expected_days) {
    const auto found = s.taken_on.find(day);
    if (found == s.taken_on.end() && IsCovered(s, day, step.interval_days)) continue;
    if (found == s.taken_on.end() || found->second < step.DayTotal()) break;
    ++taken;
  }
  return taken;
}

}  // namespace

std::optional<StepWait> StepThatWaits(const Situation& s, const policy::Rules& rules) {
  const Step* step = StepOfToday(s);
  if (step == nullptr || s.overrides.contains(reason::kStepWaits)) return std::nullopt;
  if (policy::IsDepot(s.order->drug_form)) return std::nullopt;
  const auto& needed = rules.ForDrugForm(s.order->drug_form).doses_before_step_up;
  if (!needed) return std::nullopt;
  std::optional<StepWait> wait;
  // A step below that was never reached waits as well.
  for (const Step* below = StepBefore(*s.order, *step);
       below != nullptr && below->DayTotal() < step->DayTotal() &&
       !WasReached(s.taken_on, *step, s.today);
       below = StepBefore(*s.order, *step)) {
    const int64_t taken = TakenInARow(s, *below);
    if (taken >= needed->value) break;
    wait = StepWait{below, taken, needed->value, needed->pack};
    step = below;
  }
  return wait;
}

const Step* StepGiven(const Situation& s, const policy::Rules& rules) {
  const auto wait = StepThatWaits(s, rules);
  return wait ? wait->given : StepOfToday(s);
}

bool IsStepUpNear(const Situation& s) {
  if (s.order && policy::IsDepot(s.order->drug_form)) return false;
  const Step* step = StepOfToday(s);
  const Step* below = step == nullptr ? nullptr : StepBefore(*s.order, *step);
  if (below == nullptr || step->DayTotal() <= below->DayTotal()) return false;
  return !WasReached(s.taken_on, *step, s.today);
}

Day FirstDayOfSteps(const Situation& s) {
  return std::min(s.order->from_day, s.today) - kDaysBeforeOrder;
}

}  // namespace oat::dosing
