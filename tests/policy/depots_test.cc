// The intervals of depots.
#include "services/policy/depots.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::kEvidence;
using test::Made;
using test::Says;
using test::StackOf;

constexpr char kWeekly[] = "buprenorphine_depot_weekly";
constexpr char kMonthly[] = "buprenorphine_depot_monthly";
constexpr char kInSitu[] = "buprenorphine_depot_in_situ_monthly";

std::string Timing(const std::string& pack, const std::string& drug_form, int64_t days_since) {
  switch (TimingOf(*RulesOfDepot(StackOf({pack}), drug_form), days_since)) {
    case DepotTiming::kTooEarly:
      return "too early";
    case DepotTiming::kDue:
      return "due";
    case DepotTiming::kLate:
      return "late";
    case DepotTiming::kSilent:
      return "silent";
  }
  return "";
}

// DEPOT-BRIXADI: two days on either side of the week, a week on either side of the four; missed: as
// soon as possible.
TEST(Depot, OfBrixadiStandsAsItsLabelSays) {
  EXPECT_EQ(Timing("us-brixadi-label", kWeekly, 4), "too early");
  EXPECT_EQ(Timing("us-brixadi-label", kWeekly, 5), "due");
  EXPECT_EQ(Timing("us-brixadi-label", kWeekly, 9), "due");
  EXPECT_EQ(Timing("us-brixadi-label", kWeekly, 10), "late");
  EXPECT_EQ(Timing("us-brixadi-label", kMonthly, 20), "too early");
  EXPECT_EQ(Timing("us-brixadi-label", kMonthly, 21), "due");
  EXPECT_EQ(Timing("us-brixadi-label", kMonthly, 35), "due");
  EXPECT_EQ(Timing("us-brixadi-label", kMonthly, 36), "late");
}

// DEPOT-SUBLOCADE: at least 26 days; up to two weeks late, which is 44 days; then nothing is said.
TEST(Depot, OfSublocadeStandsAsItsLabelIsQuoted) {
  EXPECT_EQ(Timing("us-sublocade-label", kInSitu, 25), "too early");
  EXPECT_EQ(Timing("us-sublocade-label", kInSitu, 26), "due");
  EXPECT_EQ(Timing("us-sublocade-label", kInSitu, 44), "due");
  EXPECT_EQ(Timing("us-sublocade-label", kInSitu, 45), "silent");
}

TEST(Depot, IsNotSpokenOfByEveryPack) {
  EXPECT_FALSE(RulesOfDepot(StackOf({"us-brixadi-label"}), kInSitu));
  EXPECT_FALSE(RulesOfDepot(StackOf({"jalgas", "us-sublocade-label"}), kWeekly));
  EXPECT_FALSE(RulesOfDepot({}, kWeekly));
}

TEST(Depot, ClaimsItsUsualDaysAndCoversUpToTheLatest) {
  const DoseInterval interval = RulesOfDepot(StackOf({"us-brixadi-label"}), kWeekly)->Interval();
  EXPECT_EQ(interval, (DoseInterval{7, 9}));
  EXPECT_EQ(interval.ActsUntil(Day(2026, 11, 21)), Day(2026, 11, 27));
  EXPECT_EQ(interval.CoversUntil(Day(2026, 11, 21)), Day(2026, 11, 29));
  EXPECT_EQ(DoseInterval().ActsUntil(Day(2026, 11, 21)), Day(2026, 11, 21));
}

std::shared_ptr<const Pack> Weekly(const std::string& name, const std::string& values) {
  return Made(name,
              absl::StrCat("depots { drug_form: \"", kWeekly, "\" ", values, " ", kEvidence, " }"));
}

TEST(Depot, TakesTheStrictestOfSeveralPacksWhicheverComesFirst) {
  Stack stack = {Weekly("a", absl::StrCat("usual_days ", Says(7), " earliest_days ", Says(5),
                                          " latest_days ", Says(9), " give {}")),
                 Weekly("b", absl::StrCat("usual_days ", Says(8), " earliest_days ", Says(6),
                                          " latest_days ", Says(8), " late_silent: true"))};
  for (int order = 0; order < 2; ++order) {
    const auto rules = RulesOfDepot(stack, kWeekly);
    EXPECT_EQ(rules->usual_days, 8);
    EXPECT_EQ(rules->earliest_days, 6);
    EXPECT_EQ(rules->latest_days, 8);
    EXPECT_TRUE(rules->is_late_silent);
    EXPECT_EQ(rules->packs, order == 0 ? "a/7 b/7" : "b/7 a/7");
    std::reverse(stack.begin(), stack.end());
  }
}

// A source that says when and not how early, or not how late, leaves that to the prescriber.
TEST(Depot, IsAskedAboutWhereItsSourceLeavesTheDaysOpen) {
  const auto timing = [](const std::string& values, int64_t days) {
    const Stack stack = {Weekly("a", absl::StrCat("usual_days ", Says(7), " ", values))};
    return TimingOf(*RulesOfDepot(stack, kWeekly), days);
  };
  const std::string silent = absl::StrCat("{ silent: true ", kEvidence, " }");
  EXPECT_EQ(timing("", 6), DepotTiming::kSilent);
  EXPECT_EQ(timing("", 7), DepotTiming::kDue);
  EXPECT_EQ(timing("", 100), DepotTiming::kDue) << "no end was set";
  EXPECT_EQ(timing("earliest_days " + silent, 6), DepotTiming::kSilent);
  EXPECT_EQ(timing("earliest_days " + silent, 7), DepotTiming::kDue);
  EXPECT_EQ(timing("latest_days " + silent + " late_silent: true", 7), DepotTiming::kDue);
  EXPECT_EQ(timing("latest_days " + silent + " late_silent: true", 8), DepotTiming::kSilent);
  const Stack open = {Weekly("a", absl::StrCat("usual_days ", Says(7)))};
  EXPECT_EQ(RulesOfDepot(open, kWeekly)->Interval(), (DoseInterval{7, 7}));
}

}  // namespace
}  // namespace oat::policy
