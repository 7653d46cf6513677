// Bottles and the rules at the window: which days they cover, which they make unknown, and one's
// own bottle drunk here.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "services/dosing/absence.h"
#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const auto kEveryDay = [](Day) { return true; };

bottles::Bottle BottleFor(Day day, const std::string& state, int64_t milligrams = 100) {
  return {.id = Uuid(absl::StrCat("bottle ", FormatDay(day))),
          .serial = absl::StrCat("B-", FormatDay(day)),
          .clinical_day = day,
          .portion = 1,
          .drug_form = "methadone_oral_solution",
          .micrograms = Milligrams(milligrams),
          .state = state};
}

slots::DayTaken Taken(Day day, int64_t milligrams = 100) { return {day, Milligrams(milligrams)}; }

std::string InWords(const Absence& absence) {
  return absl::StrCat(absence.last_day ? FormatDay(absence.last_day->clinical_day) : "never", " ",
                      absence.missed_days, " missed ", absence.unknown_days, " unknown");
}

TEST(Absence, CountsFromTheLastDayThatABottleCovers) {
  const auto at_home = [](int back) { return BottleFor(kToday - back, "at_home"); };
  EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 5), {}, kToday, kEveryDay)),
            "2026-11-16 4 missed 0 unknown");
  EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 5), {at_home(4), at_home(3)}, kToday, kEveryDay)),
            "2026-11-18 2 missed 0 unknown");
  EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 5), {at_home(1)}, kToday, kEveryDay)),
            "2026-11-20 0 missed 0 unknown");
  // Today's and later ones cover no day that has passed.
  EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 1), {at_home(0), at_home(-1)}, kToday, kEveryDay)),
            "2026-11-20 0 missed 0 unknown");
}

TEST(Absence, TakesWhatWasInTheBottleForTheLastDose) {
  const auto absence =
      ReckonAbsence(Taken(kToday - 3),
                    {BottleFor(kToday - 2, "at_home", 80), BottleFor(kToday - 2, "at_home", 20)},
                    kToday, kEveryDay);
  EXPECT_EQ(absence.last_day->micrograms, Milligrams(100));
  EXPECT_EQ(absence.missed_days, 1);
}

TEST(Absence, IsUnknownForDaysOfBottlesOfWhichNobodyKnows) {
  for (const char* state : {"lost", "recalled", "returned_opened", "replaced"}) {
    EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 3), {BottleFor(kToday - 2, state)}, kToday,
                                    kEveryDay)),
              "2026-11-18 1 missed 1 unknown")
        << state;
  }
  for (const char* state : {"returned", "unmade", "prepared"}) {
    EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 3), {BottleFor(kToday - 2, state)}, kToday,
                                    kEveryDay)),
              "2026-11-18 2 missed 0 unknown")
        << state;
  }
  // A closed day is not missed; a lost bottle for it is unknown all the same.
  const auto never = [](Day) { return false; };
  EXPECT_EQ(
      InWords(ReckonAbsence(Taken(kToday - 3), {BottleFor(kToday - 2, "lost")}, kToday, never)),
      "2026-11-18 0 missed 1 unknown");
}

// Whatever order things were told in, the same days are missed.
TEST(Absence, DependsOnWhatIsKnownAndNotOnItsOrder) {
  const char* const states[] = {"at_home", "lost", "returned", "recalled", "replaced", "prepared"};
  std::mt19937 random(20261121);
  for (int round = 0; round < 200; ++round) {
    std::vector<bottles::Bottle> known;
    for (int back = 9; back >= -2; --back) {
      if (random() % 3 != 0) known.push_back(BottleFor(kToday - back, states[random() % 6]));
    }
    const auto first = InWords(ReckonAbsence(Taken(kToday - 10), known, kToday, kEveryDay));
    std::shuffle(known.begin(), known.end(), random);
    EXPECT_EQ(InWords(ReckonAbsence(Taken(kToday - 10), known, kToday, kEveryDay)), first);
  }
}

// Today's portion is in a bottle at home.
Situation WithBottle(const std::string& state = "at_home") {
  Situation s = Good();
  s.bottles = {BottleFor(kToday, state)};
  slots::Slot slot = Slot(1, 0, false);
  slot.bottle = s.bottles[0].serial;
  s.slots = {slot};
  return s;
}

Encounter Drinking(const Situation& s) {
  Encounter encounter = kWell;
  encounter.own_bottle = s.bottles[0].serial;
  return encounter;
}

TEST(OwnBottle, HoldsThePortionUntilItIsDrunkHere) {
  const Situation s = WithBottle();
  const Decision asked = Ask(s);
  ASSERT_THAT(CodesOf(asked), ElementsAre("bottle_at_home"));
  EXPECT_EQ(asked.reasons[0].parameters[0].second, s.bottles[0].serial);
  const Decision drinking = Ask(s, Drinking(s));
  ASSERT_TRUE(drinking.authorised);
  EXPECT_EQ(drinking.authorised->bottle, s.bottles[0].id);
  EXPECT_EQ(drinking.authorised->turn, 0);
  EXPECT_EQ(drinking.authorised->micrograms, Milligrams(100));
}

TEST(OwnBottle, IsNotDrunkWhereNoDoseWouldBeGiven) {
  Situation s = WithBottle();
  s.hold_until = s.now + absl::Hours(1);
  EXPECT_THAT(CodesOf(Ask(s, Drinking(s))), ElementsAre("on_hold"));
  s = WithBottle();
  Encounter sedated = Drinking(s);
  sedated.assessment = "sedated";
  EXPECT_THAT(CodesOf(Ask(s, sedated)), ElementsAre("impaired"));
  // Above what is ordered for today.
  s = WithBottle();
  s.bottles[0].micrograms = Milligrams(101);
  EXPECT_THAT(CodesOf(Ask(s, Drinking(s))), ElementsAre("over_day"));
}

TEST(OwnBottle, MustBeTodaysAndAtHome) {
  for (const char* state : {"lost", "returned", "returned_opened", "drunk_here", "prepared"}) {
    const Situation s = WithBottle(state);
    EXPECT_FALSE(PortionOfBottle(s, s.bottles[0].serial)) << state;
  }
  EXPECT_TRUE(PortionOfBottle(WithBottle("recalled"), WithBottle().bottles[0].serial));
  Situation s = WithBottle();
  EXPECT_FALSE(PortionOfBottle(s, "B-OTHER"));
  s.bottles[0].clinical_day = kToday + 1;
  EXPECT_FALSE(PortionOfBottle(s, s.bottles[0].serial));
}

TEST(ABottleForToday, CountsAgainstTheDaysOrder) {
  Situation s = WithBottle();
  Order(&s, {Milligrams(60), Milligrams(40)});
  s.bottles[0].portion = 2;
  s.bottles[0].micrograms = Milligrams(40);
  s.slots[0].portion = 2;
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
  s.bottles[0].micrograms = Milligrams(41);
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre("over_day"));
  // One that came back whole counts no more.
  s.bottles[0].state = "returned";
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
}

TEST(ABottleOfADayToCome, MakesNoDayToday) {
  slots::Slot ahead = Slot(1, 0, false, kToday + 3);
  ahead.bottle = "B-AHEAD";
  EXPECT_EQ(TodayFor(kToday, {ahead}), kToday);
  EXPECT_EQ(TodayFor(kToday, {ahead, Slot(1, 0, false, kToday + 1)}), kToday + 1);
}

// jalgas: as ordered up to two missed days, the prescriber from three on.
TEST(UnknownDays, AreAskedAboutWhereTheyMatter) {
  Situation s = Good();
  s.last_day = Taken(kToday - 3);
  s.missed_days = 1;
  s.unknown_days = 1;
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
  s.unknown_days = 2;
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre("unknown_days"));
  s.overrides = {"unknown_days"};
  EXPECT_THAT(CodesOf(Ask(s)), IsEmpty());
  // What must be asked anyway is not asked twice.
  s.overrides.clear();
  s.missed_days = 3;
  EXPECT_THAT(CodesOf(Ask(s)), ElementsAre("missed_days"));
}

TEST(BottlesInHand, AreNotGivenToSomebodyWhoWouldGetNoDose) {
  const auto asked = [](const Situation& s, const Encounter& encounter = kWell) {
    std::vector<std::string> codes;
    for (const Reason& one : AskPerson(s, encounter, InForce())) codes.push_back(one.code);
    return codes;
  };
  EXPECT_THAT(asked(Good()), IsEmpty());
  Situation s = Good();
  s.incident_waits = true;
  EXPECT_THAT(asked(s), ElementsAre("incident_review"));
  s = Good();
  s.custody_site = "SEM1";
  EXPECT_THAT(asked(s), ElementsAre("other_site"));
  s = Good();
  s.last_day = Taken(kToday - 4);
  s.missed_days = 3;
  EXPECT_THAT(asked(s), ElementsAre("missed_days"));
  // Once today's dose was taken the days before are answered.
  s.facts.insert(s.facts.begin(), Took(At(kToday, 8), Milligrams(100)));
  EXPECT_THAT(asked(s), IsEmpty());
  Encounter drunk = kWell;
  drunk.assessment = "alcohol";
  EXPECT_THAT(asked(Good(), drunk), ElementsAre("impaired"));
}

}  // namespace
}  // namespace oat::dosing
