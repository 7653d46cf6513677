#include "services/dosing/rules.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "oat/v1/reason.pb.h"
#include "services/contract/code.h"
#include "services/dosing/absence.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using prescribing::Supplement;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Decide, AsksAtADeskThatIsAwayOnceAndThenGoesOn) {
  Situation s = Good();
  s.silent_desk = custody::Lease{.station = "W2"};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre("ask_desk"));
  Encounter asked = kWell;
  asked.asked_desk = true;
  EXPECT_TRUE(Ask(s, asked).authorised.has_value());
}

TEST(Decide, AuthorisesTheOrderedDose) {
  const Decision decision = Ask(Good());
  EXPECT_THAT(CodesOf(decision), IsEmpty());
  ASSERT_TRUE(decision.authorised.has_value());
  EXPECT_EQ(decision.authorised->portion, 1);
  EXPECT_EQ(decision.authorised->turn, 0);
  EXPECT_EQ(decision.authorised->micrograms, Milligrams(100));
  EXPECT_EQ(decision.authorised->supplement, std::nullopt);
}

// One thing that is wrong, and the one reason it gives.
struct Wrong {
  Reason reason;
  std::function<void(Situation*, Encounter*)> spoil;
};

std::vector<Wrong> Wrongs() {
  using S = Situation;
  using E = Encounter;
  return {
      {{reason::kDeceased, {}}, [](S* s, E*) { s->deceased = true; }},
      {{reason::kNotInTreatment, {}}, [](S* s, E*) { s->in_treatment = false; }},
      {{reason::kNoCustody, {}}, [](S* s, E*) { s->custody_site.reset(); }},
      {{reason::kOtherSite, {{"site", "PVL1"}}}, [](S* s, E*) { s->custody_site = "PVL1"; }},
      {{reason::kSiteClosed, {}}, [](S* s, E*) { s->closure = "repairs"; }},
      {{reason::kUnresolvedDose, {{"day", "2026-11-18"}}},
       [](S* s, E*) { s->unsettled = {Unsettled(At(kToday - 3, 9), true)}; }},
      {{reason::kDoseOpen, {{"station", "W2"}, {"time", "08:05"}}},
       [](S* s, E*) {
         s->unsettled = {Unsettled(At(kToday, 8, 5), false)};
         s->slots = {Slot(1, 0, false)};
       }},
      {{reason::kDoseOpen, {{"station", "W2"}, {"time", "17:40"}}},
       [](S* s, E*) { s->unsettled = {Unsettled(At(kToday - 1, 17, 40), false)}; }},
      {{reason::kIncidentReview, {}}, [](S* s, E*) { s->incident_waits = true; }},
      {{reason::kOnHold, {{"until", "2026-11-22 00:30"}}},
       [](S* s, E*) { s->hold_until = At(kToday + 1, 0, 30); }},
      {{reason::kNoOrder, {}}, [](S* s, E*) { s->order.reset(); }},
      {{reason::kOrderExpired, {{"day", "2026-11-20"}}},
       [](S* s, E*) { s->order->until_day = kToday - 1; }},
      {{reason::kOrderCancelled, {{"day", "2026-11-21"}}},
       [](S* s, E*) { s->order->cancelled_from = kToday; }},
      {{reason::kOutsideSteps, {}}, [](S* s, E*) { s->order->steps[0].from_day = kToday + 1; }},
      {{reason::kAlreadyDosed, {{"time", "04:10"}}},
       [](S* s, E*) {
         s->slots = {Slot(1, 0, false)};
         s->facts.insert(s->facts.begin(), Took(At(kToday, 4, 10), Milligrams(100)));
       }},
      {{reason::kAlreadyDosed, {{"time", "?"}}},  // imported: only the day is known
       [](S* s, E*) {
         s->slots = {Slot(1, 0, false)};
         s->facts.insert(s->facts.begin(), {.clinical_day = kToday, .micrograms = Milligrams(100)});
       }},
      {{reason::kMissedDays, {{"days", "3"}, {"pack", "jalgas/3"}}},
       [](S* s, E*) { s->missed_days = 3; }},
      {{reason::kTooSoon, {{"time", "08:30"}}},
       [](S* s, E*) { s->facts = {Took(At(kToday - 1, 16, 30), Milligrams(100))}; }},
      // An over-pour of today that no slot speaks of.
      {{reason::kOverDay, {}},
       [](S* s, E*) { s->facts.push_back(Took(At(kToday, 4, 15), Micrograms(1))); }},
      {{reason::kOver24Hours, {}},
       [](S* s, E*) { s->facts = {Took(At(kToday - 1, 12), Micrograms(100001))}; }},
      {{reason::kOverMaximum, {{"dose", "150 mg"}}},
       [](S* s, E*) { Order(s, {Micrograms(150001)}); }},
      {{reason::kLookAlike, {}},
       [](S*, E* e) {
         e->look_alike = true;
         e->identity_check = "known_to_nurse";
       }},
      {{reason::kImpaired, {}}, [](S*, E* e) { e->assessment = "sedated"; }},
      {{reason::kImpaired, {}}, [](S*, E* e) { e->assessment = "alcohol"; }},
  };
}

TEST(Decide, GivesEachReasonAlone) {
  for (const Wrong& wrong : Wrongs()) {
    Situation s = Good();
    Encounter encounter = kWell;
    wrong.spoil(&s, &encounter);
    const Decision decision = Ask(s, encounter);
    EXPECT_EQ(decision.reasons, std::vector<Reason>{wrong.reason}) << wrong.reason.code;
    EXPECT_FALSE(decision.authorised.has_value()) << wrong.reason.code;
  }
}

TEST(Decide, FillsThePlaceholdersOfTheWords) {
  for (const Wrong& wrong : Wrongs()) {
    const auto& type = *v1::ReasonCode_descriptor();
    const auto code = contract::ParseCodeText(type, wrong.reason.code);
    ASSERT_TRUE(code.has_value()) << wrong.reason.code;
    std::string words = type.FindValueByNumber(*code)->options().GetExtension(v1::words).en();
    for (const auto& [name, value] : wrong.reason.parameters) {
      const size_t at = words.find("{" + name + "}");
      ASSERT_NE(at, std::string::npos) << wrong.reason.code << " has no {" << name << "}";
      words.replace(at, name.size() + 2, value);
    }
    EXPECT_FALSE(absl::StrContains(words, "{")) << words;
  }
}

TEST(Decide, FreesExactlyTheRuleThatAPrescriberSetAside) {
  std::set<std::string> freed;
  for (const Wrong& wrong : Wrongs()) {
    for (const Wrong& other : Wrongs()) {
      Situation s = Good();
      Encounter encounter = kWell;
      wrong.spoil(&s, &encounter);
      s.overrides = {other.reason.code};
      if (!Ask(s, encounter).authorised) continue;
      EXPECT_EQ(wrong.reason.code, other.reason.code);
      freed.insert(wrong.reason.code);
    }
  }
  EXPECT_THAT(freed, ElementsAre(reason::kMissedDays, reason::kOver24Hours, reason::kTooSoon));
}

TEST(Decide, GivesAllReasonsTheMostPressingFirst) {
  Situation s = Good();
  s.closure = "repairs";
  s.unsettled = {Unsettled(At(kToday - 1, 9), false), Unsettled(At(kToday - 2, 9), true)};
  s.incident_waits = true;
  s.hold_until = At(kToday + 1, 8);
  s.missed_days = 4;
  s.facts = {Took(At(kToday, 7), Milligrams(400))};
  Order(&s, {Milligrams(160)});
  Encounter encounter{"known_to_nurse", "sedated", true};
  EXPECT_THAT(CodesOf(Ask(s, encounter)),
              ElementsAre(reason::kSiteClosed, reason::kDoseOpen, reason::kUnresolvedDose,
                          reason::kIncidentReview, reason::kOnHold, reason::kMissedDays,
                          reason::kTooSoon, reason::kOverDay, reason::kOver24Hours,
                          reason::kOverMaximum, reason::kLookAlike, reason::kImpaired));
  // Without an order nothing more is asked of the portion, and of the place the first alone is
  // said.
  s.order.reset();
  s.custody_site = "PVL1";
  EXPECT_THAT(CodesOf(Ask(s, encounter)),
              ElementsAre(reason::kOtherSite, reason::kDoseOpen, reason::kUnresolvedDose,
                          reason::kIncidentReview, reason::kOnHold, reason::kNoOrder));
  s.custody_site.reset();
  s.in_treatment = false;
  EXPECT_EQ(Ask(s).reasons[0].code, reason::kNotInTreatment);
  s.deceased = true;
  EXPECT_EQ(Ask(s).reasons[0].code, reason::kDeceased);
}

// Beside where it was opened, so that the window knows whom to ask.
TEST(Decide, SaysWhereADoseWasCarriedTo) {
  Situation s = Good();
  s.unsettled = {Unsettled(At(kToday, 8, 5), false)};
  s.unsettled[0].carried_to = "ward 3";
  s.slots = {Slot(1, 0, false)};
  EXPECT_EQ(Ask(s).reasons,
            (std::vector<Reason>{{reason::kDoseOpen, {{"station", "W2"}, {"time", "08:05"}}},
                                 {reason::kDoseCarried, {{"destination", "ward 3"}}}}));
  s.unsettled[0].unresolved = true;
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kUnresolvedDose, reason::kDoseCarried));
}

TEST(Decide, AllowsWhatLiesExactlyAtALimit) {
  const std::pair<const char*, std::function<void(Situation*)>> limits[] = {
      {"16 h after the last dose",
       [](Situation* s) { s->facts = {Took(s->now - absl::Hours(16), Milligrams(100))}; }},
      {"twice the order in 24 h",
       [](Situation* s) { s->facts = {Took(s->now - absl::Hours(20), Milligrams(100))}; }},
      {"24 h after too much",
       [](Situation* s) { s->facts = {Took(s->now - absl::Hours(24), Milligrams(400))}; }},
      {"two missed days", [](Situation* s) { s->missed_days = 2; }},
      {"the maximum", [](Situation* s) { Order(s, {Milligrams(150)}); }},
      {"the order's last day", [](Situation* s) { s->order->until_day = kToday; }},
      {"cancelled from tomorrow", [](Situation* s) { s->order->cancelled_from = kToday + 1; }},
      // Only its day is known: the slot of that day is all the distance it keeps.
      {"an imported dose of yesterday",
       [](Situation* s) {
         s->facts = {{.clinical_day = kToday - 1, .micrograms = Milligrams(400)}};
       }},
  };
  for (const auto& [name, change] : limits) {
    Situation s = Good();
    change(&s);
    EXPECT_THAT(CodesOf(Ask(s)), IsEmpty()) << name;
  }
}

TEST(Decide, RefusesWhatLiesOneTickBeyondALimit) {
  Situation s = Good();
  s.facts = {Took(s.now - absl::Hours(16) + kTick, Milligrams(100))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kTooSoon));
  s.facts = {Took(s.now - absl::Hours(24) + kTick, Milligrams(400))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kOver24Hours));
  // The latest fact counts, wherever it stands.
  s.facts = {Took(s.now - absl::Hours(30), Milligrams(10)),
             Took(s.now - absl::Hours(15), Milligrams(10))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kTooSoon));
}

TEST(Decide, WantsASecondPrescriberAboveTheMaximumOfTheDrug) {
  Situation s = Good();
  s.facts.clear();
  s.order->drug_form = "buprenorphine_naloxone_sublingual";
  Order(&s, {Milligrams(32)});
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
  Order(&s, {Milligrams(24), Milligrams(16)});  // 40 mg a day, each portion below the maximum
  EXPECT_EQ(Ask(s).reasons, (std::vector<Reason>{{reason::kOverMaximum, {{"dose", "32 mg"}}}}));
  s.order->second = StaffId(7);
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
}

TEST(Decide, WantsMoreThanAGlanceWhereNamesLookAlike) {
  for (const char* check : {"photo", "second_identifier"}) {
    EXPECT_THAT(CodesOf(Ask(Good(), {check, "well", true})), IsEmpty()) << check;
  }
  EXPECT_THAT(CodesOf(Ask(Good(), {"known_to_nurse", "well", false})), IsEmpty());
}

TEST(Decide, LetsAPersonInWithdrawalOrUnwellHaveTheDose) {
  for (const char* assessment : {"well", "withdrawal", "unwell"}) {
    EXPECT_THAT(CodesOf(Ask(Good(), {"photo", assessment, false})), IsEmpty()) << assessment;
  }
}

TEST(Decide, GivesTheSecondPortionAfterThePortionInterval) {
  Situation s = Good();
  Order(&s, {Milligrams(60), Milligrams(40)});
  EXPECT_EQ(Ask(s).authorised->micrograms, Milligrams(60));
  s.slots = {Slot(1, 0, false)};
  s.facts.insert(s.facts.begin(), Took(s.now - absl::Hours(3), Milligrams(60)));
  const Decision second = Ask(s);
  ASSERT_TRUE(second.authorised.has_value()) << second.reasons[0].code;
  EXPECT_EQ(second.authorised->portion, 2);
  EXPECT_EQ(second.authorised->turn, 0);
  EXPECT_EQ(second.authorised->micrograms, Milligrams(40));
  s.now -= absl::Minutes(1);
  EXPECT_EQ(Ask(s).reasons, (std::vector<Reason>{{reason::kTooSoon, {{"time", "08:15"}}}}));
  s.slots.push_back(Slot(2, 0, false));
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kAlreadyDosed));
}

TEST(Decide, GivesAReleasedPortionItsNextTurn) {
  Situation s = Good();
  s.slots = {Slot(1, 2, true)};
  const Decision decision = Ask(s);
  ASSERT_TRUE(decision.authorised.has_value());
  EXPECT_EQ(decision.authorised->portion, 1);
  EXPECT_EQ(decision.authorised->turn, 3);
  // The slot of another day says nothing of today's.
  s.slots = {Slot(1, 2, false, kToday - 1)};
  EXPECT_EQ(Ask(s).authorised->turn, 0);
}

// 60 of 100 mg were swallowed an hour ago; the prescriber signed for more.
Situation Supplemented(int64_t milligrams, absl::Duration wait) {
  Situation s = Good();
  s.slots = {Slot(1, 0, false)};
  const absl::Time taken_at = s.now - absl::Hours(1);
  s.facts.insert(s.facts.begin(), Took(taken_at, Milligrams(60)));
  s.supplements = {Addition(milligrams, taken_at + wait)};
  return s;
}

TEST(Decide, GivesASupplementFromItsOwnTimeOn) {
  Situation s = Supplemented(40, absl::Hours(1));
  const Decision decision = Ask(s);
  ASSERT_TRUE(decision.authorised.has_value()) << decision.reasons[0].code;
  EXPECT_EQ(decision.authorised->portion, prescribing::kFirstSupplementPortion);
  EXPECT_EQ(decision.authorised->turn, 0);
  EXPECT_EQ(decision.authorised->micrograms, Milligrams(40));
  EXPECT_EQ(decision.authorised->supplement, Uuid("supplement"));
  s.now -= kTick;
  EXPECT_EQ(Ask(s).reasons, (std::vector<Reason>{{reason::kTooSoon, {{"time", "08:15"}}}}));
  s.now += kTick;
  s.slots.push_back(Slot(prescribing::kFirstSupplementPortion, 0, true));
  EXPECT_EQ(Ask(s).authorised->turn, 1);
  s.slots.back().released = false;
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kAlreadyDosed));
}

TEST(Decide, LetsASupplementGoAboveTheOrder) {
  EXPECT_EQ(Ask(Supplemented(90, absl::Hours(0))).authorised->micrograms, Milligrams(90));
}

TEST(Decide, CountsWhatIsSwallowedAgainstTheMaximum) {
  // The rest of a part dose: 60 + 85 of 145 mg stays below 150 mg.
  Situation s = Supplemented(85, absl::Hours(0));
  Order(&s, {Milligrams(145)});
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
  // A slip of the pen in a supplement is caught as one in an order is: 60 + 91.
  s = Supplemented(91, absl::Hours(0));
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kOverMaximum));
  s.order->second = StaffId(7);
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
}

TEST(NextPortion, IsTheFirstThatNobodyHolds) {
  Situation s = Good();
  Order(&s, {Milligrams(60), Milligrams(40)});
  s.slots = {Slot(1, 1, false), Slot(2, 0, true)};
  // The rest of a portion already taken comes before the next portion, but not before its time.
  s.supplements = {Addition(20, s.now + kTick)};
  EXPECT_EQ(NextPortion(s)->portion, 2);
  s.supplements = {Addition(20, s.now)};
  EXPECT_EQ(NextPortion(s)->supplement, Uuid("supplement"));
  s.slots[1].released = false;
  s.supplements = {Addition(20, s.now + kTick)};
  EXPECT_EQ(NextPortion(s)->supplement, Uuid("supplement"));
  s.slots.push_back(Slot(prescribing::kFirstSupplementPortion, 0, false));
  EXPECT_FALSE(NextPortion(s).has_value());
  s.slots.clear();
  s.today = Day(2026, 12, 1);
  EXPECT_FALSE(NextPortion(s).has_value());
  s.order.reset();
  EXPECT_FALSE(NextPortion(s).has_value());
}

TEST(Decide, LetsAnEveningPortionOfASplitOrderBeFollowedInTheMorning) {
  Situation s = Good();
  Order(&s, {Milligrams(60), Milligrams(40)});
  s.facts = {Took(s.now - absl::Hours(12), Milligrams(40))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre());
  s.facts = {Took(s.now - absl::Hours(12), Milligrams(61))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kTooSoon));
  Order(&s, {Milligrams(100)});
  s.facts = {Took(s.now - absl::Hours(12), Milligrams(40))};
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kTooSoon));
}

TEST(TodayFor, NeverRunsBehindALivingClaim) {
  EXPECT_EQ(TodayFor(kToday, {}), kToday);
  EXPECT_EQ(TodayFor(kToday, {Slot(1, 0, false, kToday - 1)}), kToday);
  EXPECT_EQ(TodayFor(kToday, {Slot(1, 0, false)}), kToday);
  EXPECT_EQ(TodayFor(kToday, {Slot(1, 0, false, kToday + 1), Slot(2, 0, false)}), kToday + 1);
  EXPECT_EQ(TodayFor(kToday, {Slot(1, 0, true, kToday + 1)}), kToday);
  // Dosed for tomorrow in a zone further east, she is not dosed for it again.
  Situation s = Good();
  s.slots = {Slot(1, 0, false, kToday + 1)};
  s.today = TodayFor(kToday, s.slots);
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre(reason::kAlreadyDosed));
}

TEST(CountMissedDays, CountsTheDaysOnWhichADoseWasExpected) {
  auto missed = [](std::optional<Day> last, Day today) {
    return CountMissedDays(last, today, [](Day day) { return IsoWeekday(day) != 7; });
  };
  EXPECT_EQ(missed(std::nullopt, kToday), 0);
  EXPECT_EQ(missed(kToday, kToday), 0);
  EXPECT_EQ(missed(kToday + 1, kToday), 0);
  EXPECT_EQ(missed(kToday - 1, kToday), 0);  // a Saturday
  EXPECT_EQ(missed(kToday - 2, kToday), 1);
  EXPECT_EQ(missed(kToday, kToday + 2), 0);  // over Sunday
  EXPECT_EQ(missed(kToday - 1, kToday + 2), 1);
  EXPECT_EQ(missed(kToday - 7, kToday), 5);
  EXPECT_EQ(missed(kToday - 7, kToday + 7), 11);
}

}  // namespace
}  // namespace oat::dosing
