#include "services/dosing/spacing.h"

#include <algorithm>

#include "services/dosing/steps.h"

namespace oat::dosing {
namespace {

// A fact no larger than a portion of today's split order is a portion too, last evening's before
// this morning's: splitting a dose is to bring its halves nearer together than whole ones.
bool IsPortionOfSplit(const slots::Fact& fact, const prescribing::Step* step) {
  if (step == nullptr || step->portions.size() < 2) return false;
  return fact.micrograms <= *std::max_element(step->portions.begin(), step->portions.end());
}

}  // namespace

absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& s,
                             const policy::Rules& rules) {
  return fact.clinical_day == s.today || IsPortionOfSplit(fact, StepGiven(s, rules))
             ? rules.minimum_portion_interval.value
             : rules.minimum_interval.value;
}

std::optional<absl::Time> EarliestAfterInterval(const Situation& s, const policy::Rules& rules) {
  std::optional<absl::Time> earliest;
  for (const slots::Fact& fact : s.facts) {
    if (!fact.taken_at) continue;
    const absl::Time until = *fact.taken_at + IntervalAfter(fact, s, rules);
    if (!earliest || until > *earliest) earliest = until;
  }
  return earliest;
}

}  // namespace oat::dosing
