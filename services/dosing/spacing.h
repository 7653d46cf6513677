// How far doses lie apart: the hours of the rules, and the days of doses that act for several.
#pragma once

#include <optional>
#include <string>

#include "services/base/dose_interval.h"
#include "services/dosing/rules.h"

namespace oat::dosing {

// From a fact to the next dose.
absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& situation,
                             const policy::Rules& rules);

// From when on the next dose keeps its distance; absent where there is nothing to keep it from. A
// fact of which only the day is known (an import) keeps the distance of a day by its slot alone.
std::optional<absl::Time> EarliestAfterInterval(const Situation& situation,
                                                const policy::Rules& rules);

// How long a dose of a drug form acts: a depot as the rules say (null: none are in force), a dose
// of the order's form as its step says.
DoseInterval IntervalOf(const std::string& drug_form, const Situation& situation,
                        const policy::Rules* rules);

// Whether a dose of the order is due, by what acts still. A depot claims its whole interval: no
// daily dose is given in it but of an order that is meant beside it.
struct Due {
  std::optional<Reason> why_not;
  std::optional<Reason> late;  // due, and more than that
};
Due AskDue(const Situation& situation, const policy::Rules& rules);

}  // namespace oat::dosing
