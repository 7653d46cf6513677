// Doses that act for several days: depots, and orders for fewer than all days, from the rules
// alone.
#include <gmock/gmock.h>

#include "absl/strings/str_join.h"
#include "services/dosing/absence.h"
#include "services/dosing/incidents.h"
#include "services/dosing/spacing.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kWeekly[] = "buprenorphine_depot_weekly";
constexpr char kInSitu[] = "buprenorphine_depot_in_situ_monthly";
constexpr char kSublingual[] = "buprenorphine_sublingual";
constexpr DoseInterval kWeek{7, 9};
constexpr DoseInterval kTwoDays{2, 2};

// Both labels beside what this software asks.
policy::Rules WithDepots() {
  policy::Rules rules = InForce();
  rules.stack = test::StackOf({"jalgas", "us-brixadi-label", "us-sublocade-label"});
  return rules;
}

slots::Fact TookForDays(int days_ago, const std::string& drug_form, int64_t milligrams,
                        DoseInterval interval = {}) {
  slots::Fact fact = Took(At(kToday - days_ago, 8), Milligrams(milligrams));
  fact.drug_form = drug_form;
  fact.interval = interval;
  return fact;
}

// Somebody with an order of a form, and with what was taken before, the latest first.
Situation Ordered(const std::string& drug_form, int64_t milligrams,
                  std::vector<slots::Fact> facts) {
  Situation s = Good();
  s.order->drug_form = drug_form;
  Order(&s, {Milligrams(milligrams)});
  s.facts = std::move(facts);
  if (!s.facts.empty()) {
    s.last_day = slots::DayTaken{s.facts.front().clinical_day};
    if (policy::IsDepot(s.facts.front().drug_form)) s.last_depot = s.facts.front();
  }
  return s;
}

// "given", or the reasons with their values; what stands beside a yes follows it.
std::string Answer(const Situation& s, const policy::Rules& rules = WithDepots()) {
  const Decision decision = Decide(s, kWell, rules);
  std::vector<std::string> words;
  if (decision.authorised) words.emplace_back("given");
  for (const auto* reasons : {&decision.reasons, &decision.beside}) {
    for (const Reason& one : *reasons) {
      std::string& word = words.emplace_back(one.code);
      for (const auto& parameter : one.parameters) absl::StrAppend(&word, " ", parameter.second);
    }
  }
  return absl::StrJoin(words, "; ");
}

TEST(Depot, IsGivenWithinItsDaysAndNotBeforeThem) {
  const auto after = [](int days) {
    return Answer(Ordered(kWeekly, 16, {TookForDays(days, kWeekly, 16, kWeek)}));
  };
  EXPECT_EQ(after(1), "not_due 2026-11-25");
  EXPECT_EQ(after(4), "not_due 2026-11-22");
  EXPECT_EQ(after(5), "given");
  EXPECT_EQ(after(9), "given");
  EXPECT_EQ(after(10), "given; depot_late 10 9 us-brixadi-label/2");
}

TEST(Depot, IsLeftToThePrescriberWhereItsSourceIsSilent) {
  Situation s = Ordered(kInSitu, 300, {TookForDays(45, kInSitu, 300, {30, 44})});
  EXPECT_EQ(Answer(s), "rules_silent us-sublocade-label/2");
  s.overrides = {reason::kRulesSilent};
  EXPECT_EQ(Answer(s), "given");
}

TEST(Depot, IsGivenEarlyWhereThePrescriberSaysSo) {
  Situation s = Ordered(kWeekly, 16, {TookForDays(4, kWeekly, 16, kWeek)});
  s.overrides = {reason::kNotDue};
  EXPECT_EQ(Answer(s), "given");
}

// The first after daily doses; and of another formulation, once the one before it is due.
TEST(Depot, FollowsWhateverWasTakenBefore) {
  EXPECT_EQ(Answer(Ordered(kWeekly, 16, {})), "given");
  EXPECT_EQ(Answer(Ordered(kWeekly, 16, {TookForDays(1, kSublingual, 8)})), "given");
  EXPECT_EQ(Answer(Ordered(kInSitu, 300, {TookForDays(4, kWeekly, 16, kWeek)})),
            "not_due 2026-11-22");
  EXPECT_EQ(Answer(Ordered(kInSitu, 300, {TookForDays(7, kWeekly, 16, kWeek)})), "given");
}

TEST(Depot, IsNotGivenWithoutRulesThatKnowIt) {
  EXPECT_EQ(Answer(Ordered(kWeekly, 16, {}), InForce()), "depot_without_rules");
  policy::Rules rules = WithDepots();
  rules.stack = test::StackOf({"jalgas", "us-brixadi-label"});
  EXPECT_EQ(Answer(Ordered(kWeekly, 16, {TookForDays(40, kInSitu, 300, {30, 44})}), rules),
            "depot_without_rules")
      << "what it follows is unknown";
}

TEST(Depot, IsAuthorisedWithTheDaysThatItActs) {
  const Decision decision = Decide(Ordered(kWeekly, 16, {}), kWell, WithDepots());
  EXPECT_EQ(decision.authorised->interval, kWeek);
  EXPECT_EQ(Decide(Good(), kWell, InForce()).authorised->interval, DoseInterval());
}

// Its milligrams are no daily dose: neither the day's maximum nor 24 hours of tablets bound it.
TEST(Depot, IsHeldAgainstNoDailyLimit) {
  EXPECT_EQ(Answer(Ordered("buprenorphine_depot_monthly", 128, {TookForDays(1, kSublingual, 24)})),
            "given");
  Situation beside = Ordered(kSublingual, 8, {TookForDays(1, kWeekly, 32, kWeek)});
  beside.order->kind = prescribing::kBesideDepot;
  EXPECT_EQ(Answer(beside), "given") << "32 mg within 24 hours are the depot's";
}

TEST(Depot, ClaimsItsWholeIntervalFromDailyDoses) {
  const auto beside = [](int days, const char* kind, const std::string& drug_form) {
    Situation s = Ordered(drug_form, 8, {TookForDays(days, kWeekly, 16, kWeek)});
    s.order->kind = kind;
    return Answer(s);
  };
  EXPECT_EQ(beside(1, "standard", kSublingual), "depot_acts 2026-11-26");
  EXPECT_EQ(beside(6, "standard", kSublingual), "depot_acts 2026-11-21");
  EXPECT_EQ(beside(6, "bridging", kSublingual), "depot_acts 2026-11-21");
  EXPECT_EQ(beside(6, "standard", "methadone_tablet"), "depot_acts 2026-11-21");
  EXPECT_EQ(beside(7, "standard", kSublingual), "given");
  EXPECT_EQ(beside(6, prescribing::kBesideDepot, kSublingual), "given");
  // No override opens it: an order that was signed for it does.
  Situation s = Ordered(kSublingual, 8, {TookForDays(1, kWeekly, 16, kWeek)});
  s.overrides = {reason::kNotDue, reason::kTooSoon, reason::kRulesSilent};
  EXPECT_EQ(Answer(s), "depot_acts 2026-11-26");
}

// Its own day too: a split order's second portion is not given beside a depot of this morning.
TEST(Depot, ClaimsTheDayOnWhichItIsGiven) {
  Situation s = Ordered(kSublingual, 8, {TookForDays(0, kWeekly, 16, kWeek)});
  Order(&s, {Milligrams(8), Milligrams(8)});
  s.slots = {Slot(1, 0, false)};
  s.now = At(kToday, 20);
  EXPECT_EQ(Answer(s), "depot_acts 2026-11-27");
  s.order->kind = prescribing::kBesideDepot;
  EXPECT_EQ(Answer(s), "given");
}

TEST(Depot, IsNotLoweredAfterMissedDailyDoses) {
  policy::Rules rules = WithDepots();
  rules.stack = {test::Made("lowers", absl::StrCat("missed_doses { drug: DRUG_BUPRENORPHINE unit: "
                                                   "COUNTING_UNIT_DAYS rows { from: 1 reduced { "
                                                   "percent ",
                                                   test::Says(50), " } ", test::kEvidence, " } }")),
                 test::StackOf({"us-brixadi-label"}).front()};
  Situation s = Ordered(kWeekly, 16, {TookForDays(3, kSublingual, 16)});
  s.last_day = slots::DayTaken{kToday - 3, Milligrams(16)};
  s.missed_days = 2;
  EXPECT_EQ(Answer(s, rules), "missed_reduced 2 lowers/7 8 mg");
  s.overrides = {reason::kMissedReduced};
  EXPECT_EQ(Answer(s, rules), "missed_reduced 2 lowers/7 8 mg") << "there is nothing lower to give";
  s.overrides = {reason::kMissedDays};
  EXPECT_EQ(Answer(s, rules), "given");
  // A late depot is no missed daily dose.
  s = Ordered(kWeekly, 16, {TookForDays(12, kWeekly, 16, kWeek)});
  s.missed_days = 3;
  EXPECT_EQ(Answer(s, rules), "given; depot_late 12 9 us-brixadi-label/2");
  // And a daily dose after it is lowered from a dose that nobody knows: the prescriber is asked.
  s = Ordered(kSublingual, 8, {TookForDays(12, kWeekly, 16, kWeek)});
  s.missed_days = 3;
  EXPECT_EQ(Answer(s, rules), "rules_silent 3 lowers/7");
}

TEST(AlternateDays, AreDueWhenTheDoseBeforeThemEnds) {
  const auto after = [](int days, DoseInterval interval) {
    Situation s = Ordered(kSublingual, 16, {TookForDays(days, kSublingual, 16, interval)});
    s.order->steps.front().interval_days = 2;
    return Answer(s);
  };
  EXPECT_EQ(after(1, kTwoDays), "not_due 2026-11-22");
  EXPECT_EQ(after(2, kTwoDays), "given");
  EXPECT_EQ(after(3, kTwoDays), "given");
  EXPECT_EQ(after(1, {}), "given") << "yesterday's was for one day";
  Situation s = Ordered(kSublingual, 8, {TookForDays(1, kSublingual, 16, kTwoDays)});
  EXPECT_EQ(Answer(s), "not_due 2026-11-22") << "a daily order does not shorten what was taken";
  s.overrides = {reason::kNotDue};
  EXPECT_EQ(Answer(s), "given");
}

TEST(AlternateDays, KeepTheirSecondPortion) {
  Situation s = Ordered(kSublingual, 8, {TookForDays(0, kSublingual, 8, kTwoDays)});
  Order(&s, {Milligrams(8), Milligrams(8)});
  s.order->steps.front().interval_days = 2;
  s.slots = {Slot(1, 0, false)};
  s.now = At(kToday, 20);
  EXPECT_EQ(Answer(s), "given");
}

TEST(AlternateDays, AreTakenFromBottlesToo) {
  Situation s = Ordered(kSublingual, 16, {});
  s.order->steps.front().interval_days = 2;
  bottles::Bottle bottle{
      .clinical_day = kToday - 1, .portion = 1, .state = "at_home", .usual_days = 2};
  s.bottles = {bottle};
  EXPECT_EQ(Answer(s), "not_due 2026-11-22");
  s.bottles.front().state = "returned";
  EXPECT_EQ(Answer(s), "given");
  s.bottles.front() = bottle;
  s.bottles.front().clinical_day = kToday - 2;
  EXPECT_EQ(Answer(s), "given");
}

TEST(AlternateDays, AreAuthorisedForTheirDays) {
  Situation s = Ordered(kSublingual, 16, {});
  s.order->steps.front().interval_days = 2;
  EXPECT_EQ(Decide(s, kWell, WithDepots()).authorised->interval, kTwoDays);
}

// Nine dosed weekdays of twelve: by the doses that fell due, and not by the days between them.
TEST(AlternateDays, MissDosesAndNotDays) {
  policy::Rules rules = WithDepots();
  const auto table = [](const char* unit) {
    return test::Made("counts",
                      absl::StrCat("missed_doses { drug: DRUG_BUPRENORPHINE unit: ", unit,
                                   " rows { from: 3 cancel_order {} ", test::kEvidence, " } }"));
  };
  Situation s = Ordered(kSublingual, 16, {});
  s.order->steps.front().interval_days = 2;
  s.last_day = slots::DayTaken{kToday - 6, Milligrams(16), kToday - 5};
  s.missed_days = 4;
  rules.stack = {table("COUNTING_UNIT_DOSES")};
  EXPECT_EQ(Answer(s, rules), "given") << "two doses";
  s.missed_days = 5;
  EXPECT_EQ(Answer(s, rules), "missed_induction 5 counts/7") << "three";
  s.missed_days = 3;
  rules.stack = {table("COUNTING_UNIT_DAYS")};
  EXPECT_EQ(Answer(s, rules), "missed_induction 3 counts/7");
}

std::string InWords(const Absence& absence) {
  return absl::StrCat(absence.missed_days, " missed ", absence.unknown_days, " unknown");
}

TEST(Absence, BeginsWhereWhatWasTakenEnds) {
  const auto every_day = [](Day) { return true; };
  const auto after = [&](int days, Day covers_until) {
    return InWords(ReckonAbsence(slots::DayTaken{kToday - days, std::nullopt, covers_until}, {},
                                 kToday, every_day));
  };
  EXPECT_EQ(after(9, kWeek.CoversUntil(kToday - 9)), "0 missed 0 unknown");
  EXPECT_EQ(after(10, kWeek.CoversUntil(kToday - 10)), "1 missed 0 unknown");
  EXPECT_EQ(after(3, kToday + 20), "0 missed 0 unknown") << "a depot covers the days of tablets";
  EXPECT_EQ(after(3, kTwoDays.CoversUntil(kToday - 3)), "1 missed 0 unknown");
}

TEST(Absence, CountsABottleForAllItsDays) {
  const auto every_day = [](Day) { return true; };
  const auto with = [&](int days_ago, const char* state) {
    const bottles::Bottle bottle{.clinical_day = kToday - days_ago,
                                 .micrograms = Milligrams(16),
                                 .state = state,
                                 .usual_days = 2};
    return InWords(ReckonAbsence(slots::DayTaken{kToday - 6, Milligrams(16), kToday - 5}, {bottle},
                                 kToday, every_day));
  };
  EXPECT_EQ(with(4, "at_home"), "2 missed 0 unknown");
  EXPECT_EQ(with(2, "at_home"), "0 missed 0 unknown");
  EXPECT_EQ(with(4, "lost"), "2 missed 2 unknown");
}

TEST(Incidents, AreOpenedByADepotBeforeItsTime) {
  const policy::Rules rules = WithDepots();
  const auto of = [&](const Situation& s, const std::string& drug_form, int64_t milligrams) {
    return IncidentsOf({.cause = "paper",
                        .drug_form = drug_form,
                        .micrograms = Milligrams(milligrams),
                        .taken_at = s.now},
                       s, &rules);
  };
  const Situation early = Ordered(kWeekly, 16, {TookForDays(4, kWeekly, 16, kWeek)});
  EXPECT_THAT(of(early, kWeekly, 16), ElementsAre("too_soon"));
  const Situation due = Ordered(kWeekly, 16, {TookForDays(7, kWeekly, 16, kWeek)});
  EXPECT_THAT(of(due, kWeekly, 16), IsEmpty());
  EXPECT_THAT(of(due, kInSitu, 300), ElementsAre("wrong_product", "over_order"));
  const Situation acting = Ordered(kSublingual, 8, {TookForDays(4, kWeekly, 16, kWeek)});
  EXPECT_THAT(of(acting, kSublingual, 8), ElementsAre("too_soon"));
}

}  // namespace
}  // namespace oat::dosing
