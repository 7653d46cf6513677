// Loads what the rules need to know of a person. The person is locked before: what is read here, in
// statements of its own, stays true until the transaction ends.
#pragma once

#include "services/access/caller.h"
#include "services/dosing/rules.h"

namespace oat::dosing {

// The situation on `today` at the calling site (absent: today by the site's clock and the person's
// claims).
Situation LoadSituation(access::Call& call, PersonId person, std::optional<Day> day = std::nullopt);

// Whether a dose was expected at a site on a past day: it was open, and not declared closed.
int32_t MissedDaysAt(access::Call& call, std::optional<Day> last_taken, Day today);

}  // namespace oat::dosing
