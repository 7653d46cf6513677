// Loads what the rules need to know of a person. The person is locked before: what is read here, in
// statements of its own, stays true until the transaction ends.
#pragma once

#include "services/access/caller.h"
#include "services/dosing/rules.h"
#include "services/sites/store.h"

namespace oat::dosing {

// The situation on `today` at the calling site (absent: today by the site's clock and the person's
// claims).
Situation LoadSituation(access::Call& call, PersonId person, std::optional<Day> day = std::nullopt);

// A dose was expected at the site on a day: it was open, and not declared closed.
bool IsExpectedAt(const sites::Site& site, const sites::Closures& closures, Day day);
// Fills the days on which a dose was expected before today, of somebody whose step up may have to
// wait.
void FillExpectedDays(const sites::Site& site, const sites::Closures& closures, Situation* s);

// The days that no dose covers since the last that one does, on which the site was open, and not
// declared closed.
int32_t MissedDaysAt(const sites::Site& site, const sites::Closures& closures,
                     std::optional<Day> covered_until, Day today);

}  // namespace oat::dosing
