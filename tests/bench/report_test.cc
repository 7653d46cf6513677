// What the tables say of what was measured.
#include "tests/bench/report.h"

#include <gmock/gmock.h>

#include <sstream>

namespace oat::bench {
namespace {

using testing::HasSubstr;
using testing::Not;

Round RoundOf(double doses_per_second, double postgres) {
  return {.doses_per_second = doses_per_second,
          .timings = {{.dose = absl::Milliseconds(10)}},
          .postgres = postgres,
          .stolen = 4};
}
std::string Printed(const Result& result) {
  Plan plan;
  plan.desks = {};
  std::ostringstream out;
  Print(result, plan, out);
  return out.str();
}

TEST(Percentile, IsTheSmallestValueThatSoManyPercentDoNotExceed) {
  EXPECT_EQ(Percentile({4, 1, 3, 2}, 50), 2);
  EXPECT_EQ(Percentile({4, 1, 3, 2}, 99), 4);
  EXPECT_EQ(Percentile({4, 1, 3, 2}, 0), 1);
  EXPECT_EQ(Percentile({}, 50), 0);
}

TEST(Report, SaysWhatADoseCostsBesideAPast) {
  Result result;
  result.past.doses = 1000;
  for (double with : {100.0, 50.0, 80.0}) {
    result.past.pairs.push_back({.without = RoundOf(100, 6), .with = RoundOf(with, 9)});
  }
  const std::string text = Printed(result);
  EXPECT_THAT(text, HasSubstr("| 1000 | 16 | 80 | 10.0 | 10.0 | 9.00 | 0.00 | 4 |"));
  EXPECT_THAT(text, HasSubstr("| time | 1.25 | 1.00 | 2.00 | 3 |"));
  EXPECT_THAT(text, HasSubstr("| PostgreSQL's processor time | 1.50 | 1.50 | 1.50 | 3 |"));
}

TEST(Report, IsSilentOfAPastThatWasNotMeasured) {
  EXPECT_THAT(Printed(Result()), Not(HasSubstr("past")));
}

TEST(SameRows, IsFalseWhereOneSideWroteMore) {
  Result result;
  result.rows_of_oatd = result.rows_of_pgbench = {{"dose", 1}, {"audit", 2}};
  EXPECT_TRUE(SameRows(result));
  result.rows_of_pgbench["audit"] = 1;
  EXPECT_FALSE(SameRows(result));
}

}  // namespace
}  // namespace oat::bench
