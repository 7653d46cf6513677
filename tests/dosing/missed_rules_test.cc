// What the dose at the window becomes after missed days, from the rules alone.
#include <gmock/gmock.h>

#include "services/dosing/absence.h"
#include "services/dosing/rules.h"
#include "tests/policy/packs.h"

namespace oat::dosing {
namespace {

using test::StackOf;
using testing::ElementsAre;

const Day kToday(2026, 11, 21);

DayReckoning Almaty() {
  DayReckoning reckoning;
  absl::LoadTimeZone("Asia/Almaty", &reckoning.zone);
  return reckoning;
}

policy::Rules Under(const std::string& pack) {
  policy::Rules rules = test::DefaultRules();
  rules.stack = StackOf({pack});
  return rules;
}

// A well person after so many missed days, with portions of milligrams ordered for today.
Situation After(int missed, const std::vector<int64_t>& portions, int64_t last_day) {
  Situation s{.now = absl::FromCivil(absl::CivilHour(2026, 11, 21, 9), Almaty().zone),
              .today = kToday,
              .reckoning = Almaty(),
              .site_code = "ALA1",
              .in_treatment = true,
              .custody_site = "ALA1",
              .order = prescribing::Order{.kind = "standard",
                                          .drug_form = "methadone_oral_solution",
                                          .from_day = Day(2026, 11, 1),
                                          .until_day = Day(2026, 11, 30),
                                          .signed_by = StaffId(1),
                                          .rule_packs = "jalgas/3"},
              .last_day = slots::DayTaken{kToday - missed - 1, Milligrams(last_day)},
              .missed_days = missed};
  prescribing::Step step{Day(2026, 11, 1), Day(2026, 11, 30), {}};
  for (int64_t milligrams : portions) step.portions.push_back(Milligrams(milligrams));
  s.order->steps = {step};
  return s;
}

void Take(Situation* s, int32_t portion, int64_t milligrams) {
  s->slots.push_back({.clinical_day = kToday, .portion = portion});
  s->facts.insert(s->facts.begin(), {.clinical_day = kToday, .micrograms = Milligrams(milligrams)});
}

Decision Ask(const Situation& s, const policy::Rules& rules) {
  return Decide(s, {.identity_check = "photo", .assessment = "well"}, rules);
}

std::string Given(const Decision& decision) {
  if (!decision.authorised) return decision.reasons.front().code;
  return FormatDose(decision.authorised->micrograms) + " of " +
         FormatDose(decision.authorised->ordered);
}

TEST(AfterMissedDays, ADoseIsLoweredWhereNobodyNeedAgree) {
  const policy::Rules rules = Under("ca-metaphi");
  EXPECT_EQ(Given(Ask(After(3, {120}, 120), rules)), "120 mg of 0 mg");
  EXPECT_EQ(Given(Ask(After(4, {120}, 120), rules)), "60 mg of 120 mg");
  EXPECT_EQ(Given(Ask(After(4, {50}, 120), rules)), "50 mg of 0 mg") << "less is ordered anyway";
  EXPECT_EQ(Given(Ask(After(4, {60}, 120), rules)), "60 mg of 0 mg");
  EXPECT_EQ(Given(Ask(After(5, {120}, 120), rules)), "missed_induction");
}

// The rule speaks of the day's dose, not of a portion.
TEST(AfterMissedDays, ThePortionsOfADayShareWhatIsLeft) {
  const policy::Rules rules = Under("ca-metaphi");
  Situation s = After(4, {40, 40, 40}, 120);
  EXPECT_EQ(Given(Ask(s, rules)), "40 mg of 0 mg");
  Take(&s, 1, 40);
  EXPECT_EQ(Given(Ask(s, rules)), "20 mg of 40 mg");
  Take(&s, 2, 20);
  EXPECT_EQ(Given(Ask(s, rules)), "already_dosed");
}

// A supplement is signed today, beside a dose of today: after the miss, and knowing of it.
TEST(AfterMissedDays, ASupplementOfTodayIsGivenAsSigned) {
  Situation s = After(4, {120}, 120);
  Take(&s, 1, 60);
  s.supplements = {{.id = Uuid("supplement"),
                    .portion = prescribing::kFirstSupplementPortion,
                    .micrograms = Milligrams(30),
                    .reason = "vomited",
                    .not_before = s.now}};
  EXPECT_EQ(Given(Ask(s, Under("ca-metaphi"))), "30 mg of 0 mg");
  s.missed_days = 5;
  EXPECT_EQ(Given(Ask(s, Under("ca-metaphi"))), "30 mg of 0 mg") << "of a new start too";
}

TEST(AfterMissedDays, WhatAPrescriberSetAsideIsGivenAsOrdered) {
  const policy::Rules rules = Under("ca-metaphi");
  Situation s = After(4, {120}, 120);
  s.overrides = {reason::kMissedDays};
  EXPECT_EQ(Given(Ask(s, rules)), "120 mg of 0 mg");
  s = After(5, {120}, 120);
  s.overrides = {reason::kMissedReduced, reason::kRulesSilent};
  EXPECT_EQ(Given(Ask(s, rules)), "missed_induction") << "of other rules";
  s.overrides = {reason::kMissedDays};
  EXPECT_EQ(Given(Ask(s, rules)), "missed_induction") << "a new start takes a new order";
}

TEST(AfterMissedDays, AnOrderSignedTodayForThisPersonIsTheAnswer) {
  const policy::Rules rules = Under("au-2003");
  Situation s = After(6, {30}, 120);
  s.order->recorded_at = s.now - absl::Hours(1);
  EXPECT_EQ(Given(Ask(s, rules)), "30 mg of 0 mg");
  EXPECT_FALSE(AfterMissedDays(s, {}, rules));
  s.order->recorded_at = BeginningOf(kToday, Almaty()) - absl::Seconds(1);
  EXPECT_EQ(Given(Ask(s, rules)), "missed_induction") << "yesterday's knew of fewer days";
  s.order->recorded_at = BeginningOf(kToday, Almaty());
  EXPECT_EQ(Given(Ask(s, rules)), "30 mg of 0 mg");
  s.order->rule_packs.reset();
  EXPECT_EQ(Given(Ask(s, rules)), "missed_induction") << "signed in a batch, or bridged";
}

TEST(AfterMissedDays, AnImpairedPersonIsWithheldByTheRuleToo) {
  const policy::Rules rules = Under("au-2003");
  const Decision decision =
      Decide(After(2, {120}, 120), {.identity_check = "photo", .assessment = "alcohol"}, rules);
  std::vector<std::string> codes;
  for (const Reason& one : decision.reasons) codes.push_back(one.code);
  EXPECT_THAT(codes, ElementsAre(reason::kMissedDays, reason::kImpaired));
}

TEST(WantsPrescriber, IsAskedOfTheDrugOfTheOrder) {
  const std::string kMethadone = "methadone_tablet";
  const std::string kBuprenorphine = "buprenorphine_sublingual";
  EXPECT_FALSE(WantsPrescriber(kMethadone, 0, Under("jalgas")));
  EXPECT_FALSE(WantsPrescriber(kMethadone, 2, Under("jalgas")));
  EXPECT_TRUE(WantsPrescriber(kMethadone, 3, Under("jalgas")));
  EXPECT_TRUE(WantsPrescriber(kMethadone, 2, Under("kg-prison-2015"))) << "the source is silent";
  EXPECT_FALSE(WantsPrescriber(kBuprenorphine, 2, Under("kg-prison-2015"))) << "of the other";
  EXPECT_TRUE(WantsPrescriber(kBuprenorphine, 4, Under("au-vic-monash")));
  EXPECT_FALSE(WantsPrescriber(kBuprenorphine, 3, Under("au-vic-monash")));
  EXPECT_TRUE(WantsPrescriber(kMethadone, 3, Under("au-vic-monash"))) << "by what is seen";
  const std::string depot = "buprenorphine_depot_in_situ_monthly";
  EXPECT_FALSE(WantsPrescriber(depot, 0, Under("us-sublocade-label")));
  EXPECT_TRUE(WantsPrescriber(depot, 1, Under("us-sublocade-label"))) << "the source is silent";
  EXPECT_FALSE(WantsPrescriber("buprenorphine_depot_weekly", 1, Under("us-brixadi-label")));
  EXPECT_TRUE(WantsPrescriber(depot, 0, Under("us-brixadi-label"))) << "no rules know it";
}

}  // namespace
}  // namespace oat::dosing
