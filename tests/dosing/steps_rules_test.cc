// Steps that wait, from the rules alone.
#include <gmock/gmock.h>

#include "services/dosing/absence.h"
#include "services/dosing/steps.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

policy::Rules Needing(std::optional<int64_t> doses) {
  policy::Rules rules = InForce();
  rules.methadone.doses_before_step_up.reset();
  if (doses) {
    rules.methadone.doses_before_step_up = policy::Decided<int64_t>{*doses, "ladder/7", "", {}};
  }
  return rules;
}

prescribing::Step StepOf(int from, int until, const std::vector<int64_t>& milligrams) {
  prescribing::Step step{kToday + from, kToday + until, {}};
  for (int64_t one : milligrams) step.portions.push_back(Milligrams(one));
  return step;
}

// An order of these steps, days counted from today; a dose was expected every day.
Situation With(std::vector<prescribing::Step> steps) {
  Situation s = Good();
  s.facts.clear();
  s.order->steps = std::move(steps);
  for (int day = 1; day <= 30; ++day) s.expected_days.push_back(kToday - day);
  return s;
}
// So much was taken so many days ago.
void Took(Situation* s, int days_ago, int64_t milligrams) {
  s->taken_on[kToday - days_ago] += Milligrams(milligrams);
}

// "30 mg of 40 mg, waits 1 of 3": what is given, what was ordered, and what stands beside it.
std::string Given(const Situation& s, std::optional<int64_t> needed) {
  const Decision decision = Decide(s, kWell, Needing(needed));
  if (!decision.authorised) return decision.reasons.front().code;
  std::string words = FormatDose(decision.authorised->micrograms);
  if (decision.authorised->ordered != Micrograms(0)) {
    absl::StrAppend(&words, " of ", FormatDose(decision.authorised->ordered));
  }
  for (const Reason& beside : decision.beside) {
    EXPECT_EQ(beside.code, reason::kStepWaits);
    EXPECT_EQ(beside.parameters[2], std::make_pair(std::string("pack"), std::string("ladder/7")));
    absl::StrAppend(&words, ", waits ", beside.parameters[0].second, " of ",
                    beside.parameters[1].second);
  }
  return words;
}

// 30 mg for three days, then 40 from today on.
Situation TwoSteps() { return With({StepOf(-3, -1, {30}), StepOf(0, 9, {40})}); }

TEST(StepThatWaits, IsGivenOnceSoManyDosesBelowWereTakenInARow) {
  Situation s = TwoSteps();
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 0 of 3");
  Took(&s, 1, 30);
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 1 of 3");
  EXPECT_EQ(Given(s, 1), "40 mg");
  Took(&s, 2, 30);
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 2 of 3");
  Took(&s, 3, 30);
  EXPECT_EQ(Given(s, 3), "40 mg");
  EXPECT_EQ(Given(s, 4), "30 mg of 40 mg, waits 3 of 4");
}

TEST(StepThatWaits, AsksForDosesOfAtLeastTheStepBelow) {
  Situation s = TwoSteps();
  Took(&s, 1, 30);
  s.taken_on[kToday - 2] = Micrograms(29'999);
  Took(&s, 3, 30);
  EXPECT_EQ(Given(s, 2), "30 mg of 40 mg, waits 1 of 2");
  s.taken_on[kToday - 2] = Micrograms(30'000);
  EXPECT_EQ(Given(s, 2), "40 mg");
}

TEST(StepThatWaits, CountsTheDaysNearestToToday) {
  Situation s = TwoSteps();
  for (int day : {2, 3, 4, 5}) Took(&s, day, 30);
  EXPECT_EQ(Given(s, 1), "30 mg of 40 mg, waits 0 of 1") << "yesterday was missed";
}

// A site that is closed on a day breaks no row.
TEST(StepThatWaits, CountsDaysOnWhichADoseWasExpected) {
  Situation s = TwoSteps();
  s.expected_days = {kToday - 2, kToday - 3};
  Took(&s, 2, 30);
  Took(&s, 3, 30);
  EXPECT_EQ(Given(s, 2), "40 mg");
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 2 of 3");
}

// Reached once, it is the person's dose: a day that is missed later is the missed doses' matter.
TEST(StepThatWaits, DoesNotWaitAgainOnceItWasReached) {
  Situation s = With({StepOf(-9, -7, {30}), StepOf(-6, 9, {40})});
  Took(&s, 6, 40);
  EXPECT_EQ(Given(s, 3), "40 mg");
  s.taken_on = {{kToday - 6, Micrograms(39'999)}};
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 0 of 3");
  s.taken_on = {{kToday - 7, Milligrams(40)}};
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 0 of 3") << "before the step began";
  s.taken_on = {{kToday, Milligrams(40)}};
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 0 of 3") << "today is no day before today";
}

// Below a step that waits there may be another that was never reached.
TEST(StepThatWaits, WaitsBelowEveryStepThatWasNotReached) {
  Situation s = With({StepOf(-6, -4, {30}), StepOf(-3, -1, {40}), StepOf(0, 9, {50})});
  EXPECT_EQ(Given(s, 2), "30 mg of 50 mg, waits 0 of 2");
  Took(&s, 1, 30);
  Took(&s, 2, 30);
  EXPECT_EQ(Given(s, 2), "40 mg of 50 mg, waits 0 of 2");
  s.taken_on.clear();
  Took(&s, 3, 40);
  EXPECT_EQ(Given(s, 2), "40 mg of 50 mg, waits 0 of 2") << "40 was reached";
  Took(&s, 1, 40);
  Took(&s, 2, 40);
  EXPECT_EQ(Given(s, 2), "50 mg");
}

TEST(StepThatWaits, IsNoFirstStepAndNoStepDown) {
  EXPECT_EQ(Given(With({StepOf(0, 9, {30})}), 3), "30 mg");
  EXPECT_EQ(Given(With({StepOf(-3, -1, {40}), StepOf(0, 9, {30})}), 3), "30 mg");
  EXPECT_EQ(Given(With({StepOf(-3, -1, {40}), StepOf(0, 9, {20, 20})}), 3), "20 mg");
}

TEST(StepThatWaits, WaitsForNothingWhereNoPackSpeaksOfIt) {
  EXPECT_EQ(Given(TwoSteps(), std::nullopt), "40 mg");
  EXPECT_EQ(Given(TwoSteps(), 0), "40 mg");
}

TEST(StepThatWaits, IsGivenWhereAPrescriberSaysSoForToday) {
  Situation s = TwoSteps();
  s.overrides = {reason::kStepWaits};
  EXPECT_EQ(Given(s, 3), "40 mg");
  s.overrides = {reason::kMissedDays, reason::kTooSoon};
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 0 of 3") << "of other rules";
}

// The value of the order's own drug.
TEST(StepThatWaits, IsOfTheOrdersDrug) {
  Situation s = TwoSteps();
  s.order->drug_form = "buprenorphine_sublingual";
  s.order->steps = {StepOf(-3, -1, {4}), StepOf(0, 9, {8})};
  policy::Rules rules = Needing(3);
  rules.buprenorphine.doses_before_step_up.reset();
  EXPECT_EQ(Decide(s, kWell, rules).authorised->micrograms, Milligrams(8));
  rules.buprenorphine.doses_before_step_up = rules.methadone.doses_before_step_up;
  EXPECT_EQ(Decide(s, kWell, rules).authorised->micrograms, Milligrams(4));
}

void Claimed(Situation* s, int32_t portion, int64_t milligrams) {
  s->slots.push_back(Slot(portion, 0, false));
  s->facts.push_back({.clinical_day = kToday, .micrograms = Milligrams(milligrams)});
}

TEST(StepThatWaits, IsHeldPortionByPortion) {
  Situation s = With({StepOf(-3, -1, {20, 10}), StepOf(0, 9, {20, 20, 5})});
  EXPECT_EQ(Given(s, 3), "20 mg, waits 0 of 3") << "the first portion is the same";
  Claimed(&s, 1, 20);
  EXPECT_EQ(Given(s, 3), "10 mg of 20 mg, waits 0 of 3");
  Claimed(&s, 2, 10);
  EXPECT_EQ(Given(s, 3), "already_dosed") << "the step below has no third";
}

TEST(StepThatWaits, KeepsTheDayToTheStepBelow) {
  Situation s = TwoSteps();
  s.slots = {Slot(1, 0, true)};
  s.facts = {{.clinical_day = kToday, .micrograms = Milligrams(5)}};
  EXPECT_EQ(Given(s, 3), "over_day");
}

// 30 mg taken at noon yesterday and 30 to come at 08:15 are within twice 40 mg, and not within
// twice 30 less one microgram: the 24 hours are those of the step that is given.
TEST(StepThatWaits, CountsTheRollingDayByTheStepBelow) {
  Situation s = With({StepOf(-3, -1, {20}), StepOf(0, 9, {40})});
  s.overrides = {reason::kTooSoon};
  s.facts = {{.clinical_day = kToday - 1,
              .micrograms = Micrograms(20'001),
              .taken_at = At(kToday - 1, 12)}};
  EXPECT_EQ(Given(s, 3), "over_24_hours");
  s.facts[0].micrograms = Micrograms(20'000);
  EXPECT_EQ(Given(s, 3), "20 mg of 40 mg, waits 0 of 3");
}

// Of a step below in halves the halves' distance holds, not a whole dose's.
TEST(StepThatWaits, KeepsTheDistanceOfTheStepBelow) {
  Situation s = With({StepOf(-3, -1, {20, 20}), StepOf(0, 9, {60})});
  s.facts = {
      {.clinical_day = kToday - 1, .micrograms = Milligrams(20), .taken_at = At(kToday - 1, 20)}};
  EXPECT_EQ(Given(s, 3), "20 mg of 60 mg, waits 0 of 3");
  EXPECT_EQ(Given(s, 0), "too_soon");
}

TEST(StepThatWaits, LeavesASupplementAsItWasSigned) {
  Situation s = TwoSteps();
  s.supplements = {Addition(10, s.now)};
  EXPECT_EQ(Given(s, 3), "10 mg");
}

// Missed doses lower what the step left, and the order is still what is shown.
TEST(StepThatWaits, IsLoweredFurtherAfterMissedDays) {
  Situation s = TwoSteps();
  s.missed_days = 4;
  s.last_day = slots::DayTaken{kToday - 5, Milligrams(30)};
  s.order->rule_packs = "ladder/7";
  policy::Rules rules = Needing(3);
  rules.stack = test::StackOf({"au-2003"});
  s.overrides = {reason::kMissedReduced};
  const Decision decision = Decide(s, kWell, rules);
  ASSERT_TRUE(decision.authorised);
  EXPECT_EQ(decision.authorised->micrograms, Milligrams(15));
  EXPECT_EQ(decision.authorised->ordered, Milligrams(40));
}

TEST(StepThatWaits, IsNotToldWithANo) {
  Situation s = TwoSteps();
  s.incident_waits = true;
  const Decision decision = Decide(s, kWell, Needing(3));
  EXPECT_THAT(CodesOf(decision), ElementsAre(reason::kIncidentReview));
  EXPECT_THAT(decision.beside, IsEmpty());
}

TEST(StepUp, IsNearWhileNothingShowsThatItWasReached) {
  Situation s = TwoSteps();
  EXPECT_TRUE(IsStepUpNear(s));
  s = With({StepOf(-9, -7, {30}), StepOf(-6, 9, {40})});
  EXPECT_TRUE(IsStepUpNear(s));
  Took(&s, 1, 40);
  EXPECT_FALSE(IsStepUpNear(s));
  EXPECT_FALSE(IsStepUpNear(With({StepOf(0, 9, {30})})));
  EXPECT_FALSE(IsStepUpNear(With({StepOf(-3, -1, {30}), StepOf(0, 9, {30})})));
  EXPECT_FALSE(IsStepUpNear(With({StepOf(-3, -1, {40}), StepOf(0, 9, {30})})));
  EXPECT_FALSE(IsStepUpNear(With({StepOf(-3, -1, {30}), StepOf(1, 9, {40})})));
  s.order.reset();
  EXPECT_FALSE(IsStepUpNear(s));
}

// Of an order for alternate days the doses that fell due count, and not the days between.
TEST(StepThatWaits, CountsDosesOfAlternateDays) {
  Situation s = TwoSteps();
  for (prescribing::Step& step : s.order->steps) step.interval_days = 2;
  Took(&s, 2, 30);
  Took(&s, 4, 30);
  EXPECT_EQ(Given(s, 2), "40 mg");
  EXPECT_EQ(Given(s, 3), "30 mg of 40 mg, waits 2 of 3");
  s.taken_on.erase(kToday - 2);
  EXPECT_EQ(Given(s, 2), "30 mg of 40 mg, waits 0 of 2") << "two days ago it was due";
}

TEST(StepThatWaits, DoesNotLowerADepot) {
  Situation s = TwoSteps();
  s.order->drug_form = "buprenorphine_depot_weekly";
  policy::Rules rules = Needing(3);
  rules.buprenorphine.doses_before_step_up = rules.methadone.doses_before_step_up;
  EXPECT_EQ(StepThatWaits(s, rules), std::nullopt);
  s.order->drug_form = "buprenorphine_sublingual";
  EXPECT_NE(StepThatWaits(s, rules), std::nullopt);
}

}  // namespace
}  // namespace oat::dosing
