// What the rules alone ask of a person's dose of today, before anybody stands at a window: so that
// a change of the rules can be shown before it is made. Pure functions, as in rules.h.
#pragma once

#include <vector>

#include "services/dosing/rules.h"

namespace oat::dosing {

// What would stand against today's dose, or lower it, for somebody who comes well: the answer a
// window would give, without what no rule pack decides. An order above the maximum is told after
// the dose too. Empty: it is given as ordered, or nothing more is due.
std::vector<Reason> AskedByRules(const Situation& situation, const policy::Rules& rules);

// Whether the person would notice: another reason, another dose, another time. Another pack that
// says the same is no difference.
bool IsTouched(const std::vector<Reason>& before, const std::vector<Reason>& after);

}  // namespace oat::dosing
