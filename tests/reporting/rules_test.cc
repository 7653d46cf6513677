#include "services/reporting/rules.h"

#include <gmock/gmock.h>

namespace oat::reporting {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

// 2018 in Kazakhstan: 252 of 93,000 (populations.csv).
TEST(Coverage, OfKazakhstanInTwentyEighteen) {
  EXPECT_EQ(BasisPoints(252, 93000), 27);
  EXPECT_EQ(CoverageBandOf(252, 93000), "low");
  EXPECT_EQ(NeededForHigh(93000), 37200);
}

TEST(Coverage, IsLowBelowTwentyAndHighAboveForty) {
  EXPECT_EQ(CoverageBandOf(199, 1000), "low");
  EXPECT_EQ(CoverageBandOf(200, 1000), "medium");
  EXPECT_EQ(CoverageBandOf(400, 1000), "medium");
  EXPECT_EQ(CoverageBandOf(401, 1000), "high");
}

TEST(Coverage, IsRoundedToTheNearestHundredthOfAPercent) {
  EXPECT_EQ(BasisPoints(1, 20000), 1);  // half of one goes up
  EXPECT_EQ(BasisPoints(1, 20001), 0);
  EXPECT_EQ(BasisPoints(3, 3), 10000);
}

TEST(Coverage, NeedsWholePeopleForForty) {
  EXPECT_EQ(NeededForHigh(5), 2);
  EXPECT_EQ(NeededForHigh(6), 3);  // 2.4 people
}

TEST(WaitingDays, AreTheNearestRanks) {
  const auto waited = Summarise({10, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 8);
  ASSERT_TRUE(waited.has_value());
  EXPECT_EQ(waited->median, 5);
  EXPECT_EQ(waited->ninetieth, 9);
}

TEST(WaitingDays, OfFewPeopleAreNotTold) {
  EXPECT_FALSE(Summarise({1, 2, 3, 4, 5, 6, 7}, 8).has_value());
  EXPECT_TRUE(Summarise({1, 2, 3, 4, 5, 6, 7, 8}, 8).has_value());
  EXPECT_FALSE(Summarise({}, 0).has_value());
}

TEST(PopulationRow, IsRead) {
  std::vector<ImportFault> faults;
  const PopulationEstimate estimate =
      ReadPopulationRow({2, "2024", "KZ", "79900", "", "Harm Reduction International"}, &faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(estimate,
            (PopulationEstimate{2024, "KZ", 79900, std::nullopt, "Harm Reduction International"}));
}

TEST(PopulationRow, NamesEveryFault) {
  std::vector<ImportFault> faults;
  ReadPopulationRow({3, "18", "kz", "0", "-1", ""}, &faults);
  EXPECT_THAT(faults,
              ElementsAre(Field(&ImportFault::column, "year"), Field(&ImportFault::column, "scope"),
                          Field(&ImportFault::column, "people_who_inject_drugs"),
                          Field(&ImportFault::column, "reported_on_oat"),
                          Field(&ImportFault::column, "source")));
}

}  // namespace
}  // namespace oat::reporting
