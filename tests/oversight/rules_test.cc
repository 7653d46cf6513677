// When a look alarms, and what one reading of the trail takes.
#include "services/oversight/rules.h"

#include <gtest/gtest.h>

namespace oat::oversight {
namespace {

TEST(Budget, AlarmsAboveTenPeople) {
  EXPECT_FALSE(ExceedsBudget(0));
  EXPECT_FALSE(ExceedsBudget(10));
  EXPECT_TRUE(ExceedsBudget(11));
}

TEST(Trail, IsReadAMonthAtATime) {
  EXPECT_TRUE(IsReadable(Day(2026, 11, 21), Day(2026, 11, 21)));
  EXPECT_TRUE(IsReadable(Day(2026, 10, 1), Day(2026, 10, 31)));
  EXPECT_FALSE(IsReadable(Day(2026, 10, 1), Day(2026, 11, 1)));
  EXPECT_FALSE(IsReadable(Day(2026, 11, 21), Day(2026, 11, 20)));
}

}  // namespace
}  // namespace oat::oversight
