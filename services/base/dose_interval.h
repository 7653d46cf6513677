// How long a dose acts, where that is not its own day alone: of an order for alternate days, or a
// depot.
#pragma once

#include <cstdint>

#include "services/base/clinical_day.h"

namespace oat {

// Days from a dose to the next one: the usual one, and the last on which it is not late.
struct DoseInterval {
  int32_t usual_days = 1;
  int32_t latest_days = 1;

  // The last day that a dose of `given` claims: the next is due on the day after.
  Day ActsUntil(Day given) const { return given + (usual_days - 1); }
  // The last day that is not missed if nothing else is taken.
  Day CoversUntil(Day given) const { return given + (latest_days - 1); }
  bool operator==(const DoseInterval&) const = default;
};

}  // namespace oat
