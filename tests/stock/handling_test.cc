// What counts say together.
#include "services/stock/handling.h"

#include <gmock/gmock.h>

namespace oat::stock {
namespace {

CountedStretch Stretch(int64_t difference, std::vector<Drawer> drawers,
                       const std::string& station = "W1") {
  return {.station = station,
          .product_code = "METHADONE-5MG-ML",
          .difference = StockQuantity(difference),
          .drawers = std::move(drawers)};
}

Drawer Who(const std::string& login, int32_t pours = 1, int64_t poured = 10'000) {
  return {StaffId(1), login, pours, StockQuantity(poured)};
}

// 3 mL missing over 60 pours: 50 microlitres in each.
TEST(HandlingLoss, IsWhatIsMissingInAPour) {
  const auto losses =
      LossesIn({Stretch(-2'000, {Who("asel", 30, 450'000)}),
                Stretch(-1'500, {Who("asel", 10, 150'000), Who("bota", 20, 300'000)}),
                Stretch(500, {}), Stretch(-100, {Who("asel", 1)}, "W2")});
  ASSERT_EQ(losses.size(), 2U);
  EXPECT_EQ(losses[0].station, "W1");
  EXPECT_EQ(losses[0].counts, 3);
  EXPECT_EQ(losses[0].pours, 60);
  EXPECT_EQ(losses[0].poured, StockQuantity(900'000));
  EXPECT_EQ(losses[0].missing, StockQuantity(3'000));
  EXPECT_EQ(losses[0].MissingPerPour(), StockQuantity(50));
  EXPECT_EQ(losses[1].MissingPerPour(), StockQuantity(100));
}

TEST(HandlingLoss, IsNothingInAPourWhereNothingWasPoured) {
  const auto losses = LossesIn({Stretch(-2'000, {})});
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].MissingPerPour(), StockQuantity(0));
}

TEST(HandlingLoss, IsOfLiquidsAlone) {
  CountedStretch tablets = Stretch(-2, {Who("asel")});
  tablets.is_solution = false;
  EXPECT_TRUE(LossesIn({tablets}).empty());
  EXPECT_EQ(PatternsIn({tablets})[0].missing, StockQuantity(0));
  EXPECT_EQ(PatternsIn({tablets})[0].short_counts, 1);
}

// Of ten counts four are short; five are hers. All four on hers: C(5,4) / C(10,4) = 5 / 210.
TEST(Chance, IsThatOfTheHypergeometricTail) {
  EXPECT_NEAR(ChanceOfAtLeast(4, 5, 4, 10), 5.0 / 210, 1e-12);
  EXPECT_NEAR(ChanceOfAtLeast(3, 5, 4, 10), 55.0 / 210, 1e-12);
  EXPECT_NEAR(ChanceOfAtLeast(0, 5, 4, 10), 1, 1e-12);
  EXPECT_NEAR(ChanceOfAtLeast(0, 0, 0, 4), 1, 1e-12);
}

std::vector<CountedStretch> Days(int hers_short, int hers, int others_short, int others) {
  std::vector<CountedStretch> days;
  for (int i = 0; i < hers; ++i) days.push_back(Stretch(i < hers_short ? -100 : 0, {Who("asel")}));
  for (int i = 0; i < others; ++i) {
    days.push_back(Stretch(i < others_short ? -100 : 0, {Who("bota")}));
  }
  return days;
}

const PersonPattern& Of(const std::vector<PersonPattern>& patterns, const std::string& login) {
  for (const PersonPattern& one : patterns) {
    if (one.login == login) return one;
  }
  ADD_FAILURE() << "nobody is called " << login;
  return patterns.front();
}

TEST(PersonPattern, StandsOutWhereHersAreShortAndTheOthersAreNot) {
  const auto patterns = PatternsIn(Days(8, 10, 1, 20));
  EXPECT_TRUE(Of(patterns, "asel").stands_out);
  EXPECT_FALSE(Of(patterns, "bota").stands_out);
  EXPECT_EQ(Of(patterns, "asel").counts, 10);
  EXPECT_EQ(Of(patterns, "asel").short_counts, 8);
  EXPECT_EQ(Of(patterns, "asel").other_counts, 20);
  EXPECT_EQ(Of(patterns, "asel").other_short_counts, 1);
  EXPECT_EQ(Of(patterns, "asel").missing, StockQuantity(800));
}

TEST(PersonPattern, DoesNotStandOutByFewCountsOrWithTheHouse) {
  // Both of two hers and none of four others: one in fifteen.
  EXPECT_FALSE(Of(PatternsIn(Days(2, 2, 0, 4)), "asel").stands_out);
  // A leaking measure: everybody's counts are short.
  EXPECT_FALSE(Of(PatternsIn(Days(10, 10, 19, 20)), "asel").stands_out);
  // Nobody else to compare with.
  EXPECT_FALSE(Of(PatternsIn(Days(9, 10, 0, 0)), "asel").stands_out);
}

// Six of six hers and none of six others: 1 / C(12,6) = 1 / 924, twice that for two people. With
// twenty in the house the same is no longer under one in a hundred.
TEST(PersonPattern, IsHeldAgainstTheNumberOfPeople) {
  auto days = Days(6, 6, 0, 6);
  EXPECT_TRUE(Of(PatternsIn(days), "asel").stands_out);
  for (int i = 0; i < 18; ++i) days[6].drawers.push_back(Who("nurse-" + std::to_string(i)));
  EXPECT_FALSE(Of(PatternsIn(days), "asel").stands_out);
}

// What nobody touched cannot be short by anybody: it makes nobody look worse.
TEST(PersonPattern, LeavesOutWhatNobodyDrewFrom) {
  auto days = Days(2, 2, 0, 2);
  for (int i = 0; i < 50; ++i) days.push_back(Stretch(0, {}));
  EXPECT_FALSE(Of(PatternsIn(days), "asel").stands_out);
  EXPECT_EQ(Of(PatternsIn(days), "asel").other_counts, 2);
}

TEST(PersonPattern, CountsAStretchForEveryoneWhoDrewInIt) {
  const auto patterns =
      PatternsIn({Stretch(-50, {Who("asel"), Who("bota")}), Stretch(0, {Who("bota")})});
  EXPECT_EQ(Of(patterns, "asel").counts, 1);
  EXPECT_EQ(Of(patterns, "asel").other_counts, 1);
  EXPECT_EQ(Of(patterns, "bota").counts, 2);
  EXPECT_EQ(Of(patterns, "bota").short_counts, 1);
}

}  // namespace
}  // namespace oat::stock
