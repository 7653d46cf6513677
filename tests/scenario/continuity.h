// People who move at the end of a demonstration day, and a site that closes.
#pragma once

#include <ostream>

#include "services/base/clinical_day.h"
#include "tests/scenario/crew.h"

namespace oat::scenario {

// On the first day somebody moves for good, somebody goes to work elsewhere for some days, a woman
// is taken into a maternity ward, a man is arrested, and Taraz, whose licence ends, closes:
// everybody there is placed, moved and told. On later days it says who of them was dosed, and what
// waits.
void PlayContinuity(Crew& crew, Day today, std::ostream& out);

}  // namespace oat::scenario
