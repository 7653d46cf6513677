// What rules ask of a person of whom nobody stands at a window, from the rules alone.
#include "services/dosing/preview_rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/dosing/absence.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

policy::Rules Under(const std::string& pack) {
  policy::Rules rules = InForce();
  rules.stack = test::StackOf({pack});
  return rules;
}

// Somebody who took so much last, missed so many days, and has the same ordered for today.
Situation After(int missed, int64_t milligrams) {
  Situation s = Good();
  Order(&s, {Milligrams(milligrams)});
  s.order->rule_packs = "jalgas/1";
  s.facts.clear();
  s.last_day = slots::DayTaken{kToday - missed - 1, Milligrams(milligrams)};
  s.missed_days = missed;
  return s;
}

std::vector<std::string> Asked(const Situation& s, const policy::Rules& rules) {
  std::vector<std::string> words;
  for (const Reason& one : AskedByRules(s, rules)) {
    std::string& word = words.emplace_back(one.code);
    for (const auto& [name, value] : one.parameters) {
      if (name == "dose" || name == "time" || name == "asked") absl::StrAppend(&word, " ", value);
    }
  }
  return words;
}

TEST(AskedByRules, IsNothingOfAnOrdinaryDay) {
  EXPECT_THAT(Asked(Good(), InForce()), IsEmpty());
  EXPECT_THAT(Asked(After(2, 120), Under("jalgas")), IsEmpty());
}

TEST(AskedByRules, IsTheAnswerAfterMissedDays) {
  EXPECT_THAT(Asked(After(4, 120), Under("jalgas")), ElementsAre("missed_days"));
  EXPECT_THAT(Asked(After(4, 120), Under("au-2003")), ElementsAre("missed_reduced 40 mg"));
  EXPECT_THAT(Asked(After(5, 120), Under("au-2003")), ElementsAre("missed_induction"));
  EXPECT_THAT(Asked(After(2, 120), Under("kg-prison-2015")), ElementsAre("rules_silent"));
  EXPECT_THAT(Asked(After(4, 120), Under("ca-metaphi")),
              ElementsAre("missed_reduced 60 mg nobody"));
  EXPECT_THAT(Asked(After(4, 50), Under("ca-metaphi")), ElementsAre("missed_reduced 30 mg nobody"));
}

TEST(AskedByRules, IsTheTimeAndTheAmountWhereTheyStandInTheWay) {
  policy::Rules rules = InForce();
  rules.minimum_interval.value = absl::Hours(24) + absl::Minutes(30);
  EXPECT_THAT(Asked(Good(), rules), ElementsAre("too_soon 08:30"));
  rules = InForce();
  rules.rolling_day_percent.value = 100;
  Situation s = Good();
  s.facts = {Took(At(kToday - 1, 9), Milligrams(100))};
  s.now = At(kToday, 8, 30);
  EXPECT_THAT(Asked(s, rules), ElementsAre("over_24_hours"));
}

TEST(AskedByRules, IsTheMaximumAgainstTheOrderAfterTheDoseToo) {
  policy::Rules rules = InForce();
  rules.methadone.maximum.value = Milligrams(100);
  EXPECT_THAT(Asked(Good(), rules), IsEmpty());
  rules.methadone.maximum.value = Milligrams(90);
  EXPECT_THAT(Asked(Good(), rules), ElementsAre("over_maximum 90 mg"));
  Situation dosed = Good();
  dosed.slots = {Slot(1, 0, false)};
  dosed.facts.insert(dosed.facts.begin(), Took(At(kToday, 8), Milligrams(100)));
  EXPECT_THAT(Asked(dosed, rules), ElementsAre("over_maximum 90 mg"));
  dosed.order->second = StaffId(2);
  EXPECT_THAT(Asked(dosed, rules), IsEmpty()) << "a second prescriber consented";
  dosed.order->second.reset();
  dosed.order->cancelled_from = kToday;
  EXPECT_THAT(Asked(dosed, rules), IsEmpty()) << "no rule brings it back";
}

TEST(AskedByRules, IsThatAStepUpWaits) {
  policy::Rules rules = Under("ca-metaphi");
  rules.methadone.doses_before_step_up = policy::Decided<int64_t>{.value = 3};
  Situation s = Good();
  s.order->steps = {{Day(2026, 11, 1), kToday - 1, {Milligrams(80)}},
                    {kToday, Day(2026, 11, 30), {Milligrams(100)}}};
  s.expected_days = {kToday - 1, kToday - 2, kToday - 3};
  s.taken_on = {{kToday - 1, Milligrams(80)}, {kToday - 2, Milligrams(80)}};
  EXPECT_THAT(Asked(s, rules), ElementsAre("step_waits 80 mg"));
  s.taken_on[kToday - 3] = Milligrams(80);
  EXPECT_THAT(Asked(s, rules), IsEmpty());
  // Whoever missed days as well has less than the step below.
  s.taken_on.clear();
  s.facts.clear();
  s.last_day = slots::DayTaken{kToday - 5, Milligrams(80)};
  s.missed_days = 4;
  EXPECT_THAT(Asked(s, rules), ElementsAre("step_waits 40 mg", "missed_reduced 40 mg nobody"));
}

TEST(AskedByRules, IsThatNobodyKnowsOfSomeDays) {
  Situation s = After(1, 120);
  s.unknown_days = 1;
  EXPECT_THAT(Asked(s, Under("jalgas")), IsEmpty());
  s.unknown_days = 3;
  EXPECT_THAT(Asked(s, Under("jalgas")), ElementsAre("unknown_days"));
}

TEST(AskedByRules, LeavesOutWhatNoPackDecides) {
  Situation s = After(4, 120);
  s.hold_until = At(kToday + 1, 8);
  s.incident_waits = true;
  s.closure = "flood";
  EXPECT_THAT(Asked(s, Under("au-2003")), ElementsAre("missed_reduced 40 mg"));
}

TEST(IsTouched, OnlyWhereThePersonWouldNotice) {
  const Reason missed{reason::kMissedDays, {{"days", "4"}, {"pack", "jalgas/1"}}};
  const Reason again{reason::kMissedDays, {{"days", "4"}, {"pack", "jalgas/3"}}};
  const Reason less{reason::kMissedReduced, {{"days", "4"}, {"dose", "40 mg"}}};
  const Reason asked_of_nobody{reason::kMissedReduced,
                               {{"days", "4"}, {"dose", "40 mg"}, {"asked", "nobody"}}};
  EXPECT_FALSE(IsTouched({}, {}));
  EXPECT_FALSE(IsTouched({missed}, {again}));
  EXPECT_TRUE(IsTouched({}, {missed}));
  EXPECT_TRUE(IsTouched({missed}, {}));
  EXPECT_TRUE(IsTouched({missed}, {less}));
  EXPECT_TRUE(IsTouched({less}, {asked_of_nobody}));
}

}  // namespace
}  // namespace oat::dosing
