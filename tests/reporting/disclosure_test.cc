#include "services/reporting/disclosure.h"

#include <gmock/gmock.h>

namespace oat::reporting {
namespace {

using testing::ElementsAre;

constexpr Disclosure kShown = Disclosure::kShown;
constexpr Disclosure kWithheld = Disclosure::kWithheld;
constexpr Disclosure kUnpublished = Disclosure::kUnpublished;

// Parts and, last, their total.
System Row(const std::vector<int64_t>& values) {
  System system;
  Relation sum;
  for (size_t i = 0; i < values.size(); ++i) {
    const bool total = i + 1 == values.size();
    system.figures.push_back({.value = values[i], .weight = total ? 1 : 0});
    sum.push_back({i, total ? -1 : 1});
  }
  system.relations = {sum};
  return system;
}

std::vector<Disclosure> After(int64_t threshold, System system) {
  EXPECT_TRUE(Withhold(threshold, &system).ok());
  std::vector<Disclosure> disclosures;
  for (const Figure& figure : system.figures) disclosures.push_back(figure.disclosure);
  return disclosures;
}

TEST(Disclosure, ShowsWhatIsLargeAndWhatIsNothing) {
  EXPECT_THAT(After(5, Row({5, 0, 9, 14})), ElementsAre(kShown, kShown, kShown, kShown));
}

TEST(Disclosure, WithholdsBelowTheThresholdAlone) {
  EXPECT_THAT(After(5, Row({4, 4, 9, 17})), ElementsAre(kWithheld, kWithheld, kShown, kShown));
  EXPECT_THAT(After(11, Row({10, 10, 11, 31})), ElementsAre(kWithheld, kWithheld, kShown, kShown));
}

// 16 - 5 - 9 would be 2.
TEST(Disclosure, WithholdsTheCheapestComplement) {
  EXPECT_THAT(After(5, Row({2, 5, 9, 16})), ElementsAre(kWithheld, kWithheld, kShown, kShown));
}

TEST(Disclosure, WithholdsTheTotalWhereNoPartCanHelp) {
  System system = Row({2, 9, 11});
  system.figures[1].frozen = true;
  EXPECT_THAT(After(5, system), ElementsAre(kWithheld, kShown, kWithheld));
}

// Two withheld parts that sum to nothing more than themselves: each could be 0, 1 or 2.
TEST(Disclosure, LeavesSmallPartsThatHideEachOther) {
  EXPECT_THAT(After(5, Row({1, 1, 20, 22})), ElementsAre(kWithheld, kWithheld, kShown, kShown));
}

// What nobody publishes can still be reasoned about: people on treatment (3, small) and those not
// on treatment make up the enrolled, 3 in all, so nobody can be left over.
TEST(Disclosure, AnUnpublishedFigureIsNoSecret) {
  System system = Row({3, 0, 3});
  system.figures[1].disclosure = kUnpublished;
  system.figures[2].value = 3;
  EXPECT_THAT(After(5, system), ElementsAre(kWithheld, kUnpublished, kWithheld));
}

// A 2 x 2 table: one small cell takes a cell of its row, one of its column, and the corner.
TEST(Disclosure, GoesRoundTheCornersOfATable) {
  System system;
  for (int64_t value : {2, 20, 30, 40}) system.figures.push_back({.value = value});
  for (int64_t value : {22, 70, 32, 60}) system.figures.push_back({.value = value, .weight = 1});
  system.relations = {{{0, 1}, {1, 1}, {4, -1}},
                      {{2, 1}, {3, 1}, {5, -1}},
                      {{0, 1}, {2, 1}, {6, -1}},
                      {{1, 1}, {3, 1}, {7, -1}}};
  EXPECT_THAT(After(5, system), ElementsAre(kWithheld, kWithheld, kWithheld, kWithheld, kShown,
                                            kShown, kShown, kShown));
}

// Last month 9 were there of whom somebody withheld 2 + 7; this month's 7 would give the 2 away.
TEST(Disclosure, KeepsWhatAnEarlierReleaseWithheld) {
  System system = Row({2, 7, 9});
  for (Figure& figure : system.figures) figure.frozen = true;
  system.figures[0].disclosure = system.figures[1].disclosure = kWithheld;
  system.figures.push_back({.value = 7});
  system.relations.push_back({{1, 1}, {3, -1}});
  EXPECT_THAT(After(5, system), ElementsAre(kWithheld, kWithheld, kShown, kWithheld));
}

TEST(Disclosure, RefusesWhereNothingIsLeftToWithhold) {
  System system = Row({2, 9, 11});
  system.figures[1].frozen = system.figures[2].frozen = true;
  EXPECT_EQ(Withhold(5, &system).code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace oat::reporting
