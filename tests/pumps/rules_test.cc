// Whether a pump may pour and how much is left of a dose to pour, from the rules alone.
#include "services/pumps/rules.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace oat::pumps {
namespace {

const Day kToday(2026, 11, 21);

TestPour Measured(int64_t asked, int64_t measured, int64_t tolerance) {
  return {StockQuantity(asked), StockQuantity(measured), StockQuantity(tolerance)};
}

Verification On(Day day, const std::vector<TestPour>& pours) {
  return {.clinical_day = day, .pours = pours};
}

TEST(PumpTolerance, IsAPartOfWhatWasAskedOrTheSmallestMeasure) {
  const stock::Product product{.unit = "microlitre", .smallest_measure = StockQuantity(100)};
  EXPECT_EQ(ToleranceOf(product, StockQuantity(10'000), 20), StockQuantity(200));
  EXPECT_EQ(ToleranceOf(product, StockQuantity(1'000), 20), StockQuantity(20));
  EXPECT_EQ(ToleranceOf(product, StockQuantity(1'049), 20), StockQuantity(20)) << "rounded down";
  EXPECT_EQ(ToleranceOf(product, StockQuantity(10'000), 0), StockQuantity(0));
  EXPECT_EQ(ToleranceOf(product, StockQuantity(10'000), std::nullopt), StockQuantity(100));
  EXPECT_EQ(ToleranceOf(product, StockQuantity(50), std::nullopt), StockQuantity(100));
}

TEST(PumpVerdict, PassesWhereEveryPourIsWithin) {
  struct Case {
    std::vector<TestPour> pours;
    bool passed;
    int64_t error;
    int64_t tolerance;
  };
  const Case cases[] = {
      {{Measured(1000, 1000, 100)}, true, 0, 100},
      {{Measured(1000, 1100, 100)}, true, 100, 100},
      {{Measured(1000, 900, 100)}, true, 100, 100},
      {{Measured(1000, 1101, 100)}, false, 101, 100},
      {{Measured(1000, 899, 100)}, false, 101, 100},
      {{Measured(1000, 0, 100)}, false, 1000, 100},
      {{Measured(1000, 1010, 20), Measured(10'000, 10'050, 200)}, true, 50, 200},
      // The one that failed is named, though the other was off by more.
      {{Measured(1000, 1030, 20), Measured(10'000, 10'150, 200)}, false, 30, 20},
      {{Measured(10'000, 10'150, 200), Measured(1000, 1030, 20)}, false, 30, 20},
      {{Measured(1000, 1030, 20), Measured(1000, 950, 20), Measured(1000, 1000, 20)},
       false,
       50,
       20},
      {{}, false, 0, 0}};
  for (const Case& one : cases) {
    const Verdict verdict = Judge(one.pours);
    EXPECT_EQ(verdict.passed, one.passed);
    EXPECT_EQ(verdict.error, StockQuantity(one.error));
    EXPECT_EQ(verdict.tolerance, StockQuantity(one.tolerance));
  }
}

TEST(PumpStanding, IsOfTheDayUnlessTheLastVerificationFailed) {
  const std::vector<TestPour> good = {Measured(1000, 1000, 100)};
  const std::vector<TestPour> bad = {Measured(1000, 1101, 100)};
  struct Case {
    bool in_use;
    bool unresolved;
    std::optional<Verification> last;
    Standing standing;
  };
  const Case cases[] = {
      {true, false, std::nullopt, Standing::kUnverified},
      {true, false, On(kToday, good), Standing::kVerified},
      {true, false, On(kToday - 1, good), Standing::kUnverified},
      {true, false, On(kToday, bad), Standing::kOutOfTolerance},
      {true, false, On(kToday - 1, bad), Standing::kOutOfTolerance},
      {true, true, On(kToday, good), Standing::kUnresolved},
      {true, true, On(kToday, bad), Standing::kUnresolved},
      {false, true, On(kToday, good), Standing::kUnresolved},
      {false, false, std::nullopt, Standing::kOutOfUse},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(StandingOf(one.in_use, one.unresolved, one.last, kToday), one.standing);
  }
}

TEST(LeftToPour, CountsWhatNobodyKnowsInFullAndWhatWasMeasuredAsItIs) {
  const StockQuantity line(8'000);
  const auto poured = [](int64_t asked, std::optional<int64_t> count) {
    Poured pour{.asked = StockQuantity(asked)};
    if (count) pour.poured = StockQuantity(*count);
    return pour;
  };
  EXPECT_EQ(LeftToPour(line, {}), StockQuantity(8'000));
  EXPECT_EQ(LeftToPour(line, {poured(8'000, 8'000)}), StockQuantity(0));
  EXPECT_EQ(LeftToPour(line, {poured(8'000, 3'000)}), StockQuantity(5'000));
  EXPECT_EQ(LeftToPour(line, {poured(3'000, std::nullopt)}), StockQuantity(5'000));
  EXPECT_EQ(LeftToPour(line, {poured(8'000, 3'000), poured(5'000, 4'999)}), StockQuantity(1));
  EXPECT_EQ(LeftToPour(line, {poured(8'000, 8'200)}), StockQuantity(0)) << "over-poured";
  EXPECT_EQ(LeftToPour(line, {poured(8'000, 0)}), StockQuantity(8'000));
}

}  // namespace
}  // namespace oat::pumps
