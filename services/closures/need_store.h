// Who needs a dose at a window when, as what was taken and what is at home tells.
#pragma once

#include <vector>

#include "services/closures/store.h"

namespace oat::closures {

// Everybody whom the calling site would dose on a day or later, and when each next needs it.
std::vector<Bound> LoadBound(db::Transaction& transaction, Day since_day);

// Fills in when each of a closure's people next needs a dose, today or later, and when the last one
// was taken.
void AddNeeds(db::Transaction& transaction, const Closure& closure, Day today,
              std::vector<Placement>* placements);

}  // namespace oat::closures
