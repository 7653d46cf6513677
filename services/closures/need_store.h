// What a plan asks of people: when each needs a dose at a window, as what was taken and what is at
// home tells, and in which language.
#pragma once

#include <vector>

#include "services/closures/store.h"

namespace oat::closures {

// Everybody whom the calling site would dose on a day or later, when each next needs it, and the
// language.
std::vector<Bound> LoadBound(db::Transaction& transaction, Day since_day);

// Fills in when each of a closure's people next needs a dose, today or later, and when the last one
// was taken.
void AddNeeds(db::Transaction& transaction, const Closure& closure, Day today,
              std::vector<Placement>* placements);
// Fills in the language of those whose number is shown, where nobody at the destination is known to
// speak it.
void AddLanguages(db::Transaction& transaction, std::vector<Placement>* placements);

}  // namespace oat::closures
