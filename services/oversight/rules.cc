#include "services/oversight/rules.h"

namespace oat::oversight {

bool ExceedsBudget(int32_t others) { return others > kOthersADay; }

bool IsReadable(Day from_day, Day until_day) {
  return from_day <= until_day && until_day - from_day < kDaysOfTrail;
}

}  // namespace oat::oversight
