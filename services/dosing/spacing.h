// How far doses lie apart.
#pragma once

#include <optional>

#include "services/dosing/rules.h"

namespace oat::dosing {

// From a fact to the next dose.
absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& situation,
                             const policy::Rules& rules);

// From when on the next dose keeps its distance; absent where there is nothing to keep it from. A
// fact of which only the day is known (an import) keeps the distance of a day by its slot alone.
std::optional<absl::Time> EarliestAfterInterval(const Situation& situation,
                                                const policy::Rules& rules);

}  // namespace oat::dosing
