// Numbered forms: together, usable, and how long they last.
#include "services/forms/rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::forms {
namespace {

using testing::ElementsAre;

constexpr StaffId kDoctor(7);
constexpr StaffId kColleague(8);
const Day kToday(2026, 11, 21);

Form Unused(int64_t number, std::optional<StaffId> holder = std::nullopt,
            const std::string& site = "ALA1") {
  return {number, site, holder, ""};
}

TEST(FormRange, IsAtMostTenThousandTheRightWayRound) {
  EXPECT_TRUE(CheckRange({"RX", 5, 5}).ok());
  EXPECT_TRUE(CheckRange({"RX", 1, 10'000}).ok());
  EXPECT_FALSE(CheckRange({"RX", 1, 10'001}).ok());
  EXPECT_FALSE(CheckRange({"RX", 5, 4}).ok());
}

TEST(FormsTogether, AreUnusedOfTheSiteAndWithOne) {
  const Range range{"RX", 10, 12};
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(11), Unused(12)}, "ALA1"), std::nullopt);
  EXPECT_EQ(
      FirstApart(range, {Unused(10, kDoctor), Unused(11, kDoctor), Unused(12, kDoctor)}, "ALA1"),
      std::nullopt);
}

TEST(FormsTogether, NameTheFirstThatIsNot) {
  const Range range{"RX", 10, 12};
  EXPECT_EQ(FirstApart(range, {}, "ALA1"), 10);
  EXPECT_EQ(FirstApart(range, {Unused(11), Unused(12)}, "ALA1"), 10);
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(12)}, "ALA1"), 11);
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(11)}, "ALA1"), 12);
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(11, kDoctor), Unused(12)}, "ALA1"), 11);
  EXPECT_EQ(FirstApart(range, {Unused(10, kDoctor), Unused(11, kColleague), Unused(12)}, "ALA1"),
            11);
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(11), Unused(12)}, "SEM1"), 10);
  Form torn = Unused(12);
  torn.ended = "spoilt";
  EXPECT_EQ(FirstApart(range, {Unused(10), Unused(11), torn}, "ALA1"), 12);
}

TEST(UsableForm, IsHersOrInTheSafeWhereSheWrites) {
  const Writer here{kDoctor, "ALA1"};
  EXPECT_EQ(WhyNotUsable(Unused(1), here), std::nullopt);
  EXPECT_EQ(WhyNotUsable(Unused(1, kDoctor), here), std::nullopt);
  EXPECT_EQ(WhyNotUsable(Unused(1, kDoctor, "SEM1"), here), std::nullopt) << "she has it with her";
  EXPECT_EQ(WhyNotUsable(std::nullopt, here), "unknown");
  EXPECT_EQ(WhyNotUsable(Unused(1, kColleague), here), "with_another");
  EXPECT_EQ(WhyNotUsable(Unused(1, std::nullopt, "SEM1"), here), "elsewhere");
  for (const char* ended : {"used", "spoilt", "lost", "stolen"}) {
    Form form = Unused(1, kDoctor);
    form.ended = ended;
    EXPECT_EQ(WhyNotUsable(form, here), ended);
  }
}

TEST(UsableForm, AtADeviceOfNoSiteIsHersAlone) {
  const Writer nowhere{kDoctor, std::nullopt};
  EXPECT_EQ(WhyNotUsable(Unused(1, kDoctor), nowhere), std::nullopt);
  EXPECT_EQ(WhyNotUsable(Unused(1), nowhere), "elsewhere");
}

// "RX 100 left, 40 used: 70 days, 2027-01-30".
std::vector<std::string> InWords(const std::vector<Forecast>& forecasts) {
  std::vector<std::string> words;
  for (const Forecast& one : forecasts) {
    words.push_back(
        absl::StrCat(one.count.series, " ", one.count.unused, " left, ", one.count.used,
                     " used: ", one.days_left ? absl::StrCat(*one.days_left) : "no pace",
                     one.lasts_until ? ", " + FormatDay(*one.lasts_until) : ""));
  }
  return words;
}

// 100 forms at 40 in 28 days last 70; 10 at 3 last 93 and a third.
TEST(FormForecast, GoesOnAtThePaceOfTheLastDaysRoundedDown) {
  EXPECT_THAT(
      InWords(Forecasts({{"A", 100, 40}, {"B", 10, 3}, {"C", 5, 0}, {"D", 0, 9}}, std::nullopt,
                        kToday)),
      ElementsAre("A 100 left, 40 used: 70, 2027-01-30", "B 10 left, 3 used: 93, 2027-02-22",
                  "C 5 left, 0 used: no pace", "D 0 left, 9 used: 0, 2026-11-21"));
}

TEST(FormForecast, NamesWhatTheRulesAskForAndTheSiteNeverHad) {
  EXPECT_THAT(InWords(Forecasts({{"A", 1, 0}}, "RX", kToday)),
              ElementsAre("A 1 left, 0 used: no pace", "RX 0 left, 0 used: no pace"));
  EXPECT_THAT(InWords(Forecasts({{"RX", 1, 0}}, "RX", kToday)),
              ElementsAre("RX 1 left, 0 used: no pace"));
}

}  // namespace
}  // namespace oat::forms
