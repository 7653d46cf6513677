// Days of supply, reckoned by hand.
#include "services/supply/rules.h"

#include <gmock/gmock.h>

#include "tests/policy/packs.h"

namespace oat::supply {
namespace {

using prescribing::Order;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSolution[] = "methadone_oral_solution";
constexpr char kWeekly[] = "buprenorphine_depot_weekly";
constexpr char kSublingual[] = "buprenorphine_sublingual";

Day November(int day) { return Day(2026, 11, day); }
const Period kSixDays{November(22), 6};

// Milligrams from one day of November until another, every so many days.
prescribing::Step Step(int from_day, int until_day, int64_t milligrams, int32_t interval = 1) {
  return {November(from_day), November(until_day), {Milligrams(milligrams)}, interval};
}
Order Ordered(int32_t version, const std::vector<prescribing::Step>& steps,
              const char* form = kSolution) {
  return {.version = version,
          .kind = "standard",
          .drug_form = form,
          .from_day = steps.front().from_day,
          .until_day = steps.back().until_day,
          .steps = steps};
}
Person Here(const std::vector<Order>& orders) {
  return {.stays = {{November(1), November(40)}}, .orders = orders};
}

// Milligrams day by day of the six.
std::vector<int64_t> Drawn(const Person& person, const char* form = kSolution,
                           const policy::Stack& stack = {}) {
  std::vector<int64_t> drawn;
  auto needs = NeedsOf({person}, kSixDays, stack);
  for (Micrograms day : needs[form].by_day) drawn.push_back(day.count() / 1000);
  return drawn;
}

TEST(Needs, FollowATaperDayByDayToItsEnd) {
  EXPECT_THAT(Drawn(Here({Ordered(1, {Step(1, 24, 80), Step(25, 26, 70)})})),
              ElementsAre(80, 80, 80, 70, 70, 0));
}

TEST(Needs, TakeThePortionsOfADayTogether) {
  prescribing::Step two = Step(22, 23, 40);
  two.portions.push_back(Milligrams(20));
  EXPECT_THAT(Drawn(Here({Ordered(1, {two})})), ElementsAre(60, 60, 0, 0, 0, 0));
}

TEST(Needs, AreThoseOfTheNewestVersionThatHasBegunEvenOnceItEnded) {
  EXPECT_THAT(Drawn(Here({Ordered(1, {Step(1, 30, 80)}), Ordered(2, {Step(24, 25, 10)})})),
              ElementsAre(80, 80, 10, 10, 0, 0));
  EXPECT_THAT(Drawn(Here({Ordered(1, {Step(24, 30, 80)}), Ordered(2, {Step(1, 30, 10)})})),
              ElementsAre(10, 10, 10, 10, 10, 10));
}

TEST(Needs, EndWithACancellation) {
  Order order = Ordered(1, {Step(1, 30, 80)});
  order.cancelled_from = November(24);
  EXPECT_THAT(Drawn(Here({order})), ElementsAre(80, 80, 0, 0, 0, 0));
}

TEST(Needs, AreTheSitesWhileThePersonIs) {
  Person mover = Here({Ordered(1, {Step(1, 30, 80)})});
  mover.stays = {{November(1), November(22)}, {November(25), November(26)}};
  EXPECT_THAT(Drawn(mover), ElementsAre(80, 0, 0, 80, 80, 0));
}

TEST(Needs, ComeOnAlternateDays) {
  Person person = Here({Ordered(1, {Step(1, 30, 16, 2)}, kSublingual)});
  EXPECT_THAT(Drawn(person, kSublingual), ElementsAre(16, 0, 16, 0, 16, 0));
  person.other_until = November(22);
  EXPECT_THAT(Drawn(person, kSublingual), ElementsAre(0, 16, 0, 16, 0, 16));
}

// Taken elsewhere on the 22nd it acts on the 23rd, and the next is due here on the 24th.
TEST(Needs, CountADoseElsewhereThatActsHere) {
  Person person = Here({Ordered(1, {Step(1, 30, 16, 2)}, kSublingual)});
  person.stays = {{November(23), November(30)}};
  EXPECT_THAT(Drawn(person, kSublingual), ElementsAre(0, 0, 16, 0, 16, 0));
}

// The label's week, from the rules: after the 17th it acts until the 23rd.
TEST(Needs, OfADepotComeAtTheIntervalOfTheRules) {
  const policy::Stack label = test::StackOf({"us-brixadi-label"});
  Person person = Here({Ordered(1, {Step(1, 40, 24)}, kWeekly)});
  EXPECT_THAT(Drawn(person, kWeekly, label), ElementsAre(24, 0, 0, 0, 0, 0));
  person.depot_until = November(23);
  EXPECT_THAT(Drawn(person, kWeekly, label), ElementsAre(0, 0, 24, 0, 0, 0));
  auto twice = NeedsOf({person}, {November(22), 10}, label);
  EXPECT_EQ(twice[kWeekly].by_day[9], Milligrams(24)) << "the 24th, and the 1st of December";
}

TEST(Needs, OfADepotThatNoRulesKnowAreNone) {
  EXPECT_THAT(NeedsOf({Here({Ordered(1, {Step(1, 30, 24)}, kWeekly)})}, kSixDays, {}), IsEmpty());
}

TEST(Needs, WaitForADepotUnlessTheOrderIsMeantBesideIt) {
  Person person = Here({Ordered(1, {Step(1, 30, 8)}, kSublingual)});
  person.depot_until = November(24);
  EXPECT_THAT(Drawn(person, kSublingual), ElementsAre(0, 0, 0, 8, 8, 8));
  person.orders[0].kind = prescribing::kBesideDepot;
  EXPECT_THAT(Drawn(person, kSublingual), ElementsAre(8, 8, 8, 8, 8, 8));
}

TEST(Needs, LeaveOutWhatIsInABottleAlready) {
  Person person = Here({Ordered(1, {Step(1, 30, 80)})});
  person.bottled = {{November(23), Milligrams(80)}, {November(24), Milligrams(30)}};
  EXPECT_THAT(Drawn(person), ElementsAre(80, 0, 50, 80, 80, 80));
}

TEST(Needs, AddUpPeopleAndCountThoseWhoDraw) {
  const Person one = Here({Ordered(1, {Step(1, 30, 80)})});
  const Person other = Here({Ordered(1, {Step(27, 30, 20)})});
  const Person gone = Here({Ordered(1, {Step(1, 21, 50)})});
  const Need need = NeedsOf({one, other, gone}, kSixDays, {})[kSolution];
  EXPECT_EQ(need.patients, 2);
  EXPECT_EQ(need.by_day[5], Milligrams(100));
  // 5 x 80 + 100 = 500 over six days is 83.333.., up.
  EXPECT_EQ(need.Average(), Micrograms(83'334));
}

std::vector<Micrograms> EachDay(int days, int64_t milligrams) {
  return std::vector<Micrograms>(static_cast<size_t>(days), Milligrams(milligrams));
}

// Ten a day from the 22nd. A holds 30 until the 23rd: 10 expire. B holds 25: the 24th and 25th.
TEST(Outlook, TakesWhatExpiresFirstAndLosesWhatExpires) {
  const Lot a{November(23), Milligrams(30)};
  const Lot b{November(30), Milligrams(25)};
  for (const auto& lots : {std::vector<Lot>{a, b}, std::vector<Lot>{b, a}}) {
    const Outlook outlook = LookAhead(EachDay(6, 10), lots, November(22));
    EXPECT_EQ(outlook.days_of_supply, 4);
    EXPECT_EQ(outlook.expiring, Milligrams(10));
  }
}

TEST(Outlook, UsesALotOnItsLastDayAndNotAfterIt) {
  EXPECT_EQ(
      LookAhead(EachDay(2, 10), {{November(22), Milligrams(20)}}, November(22)).days_of_supply, 1);
  const Outlook late = LookAhead(EachDay(2, 10), {{November(21), Milligrams(20)}}, November(22));
  EXPECT_EQ(late.days_of_supply, 0);
  EXPECT_EQ(late.expiring, Milligrams(20));
}

TEST(Outlook, OfAPeriodThatItLastsIsThePeriod) {
  const Outlook exact = LookAhead(EachDay(3, 10), {{November(30), Milligrams(30)}}, November(22));
  EXPECT_EQ(exact.days_of_supply, 3);
  EXPECT_EQ(exact.expiring, Micrograms(0));
  // What the last day leaves of a lot that expires on it is lost.
  const Outlook rest = LookAhead(EachDay(3, 10), {{November(24), Milligrams(31)}}, November(22));
  EXPECT_EQ(rest.days_of_supply, 3);
  EXPECT_EQ(rest.expiring, Milligrams(1));
}

TEST(Outlook, LosesWhatExpiresOnDaysWithoutNeed) {
  std::vector<Micrograms> need = EachDay(3, 0);
  need[2] = Milligrams(10);
  const Outlook outlook = LookAhead(need, {{November(22), Milligrams(10)}}, November(22));
  EXPECT_EQ(outlook.days_of_supply, 2);
  EXPECT_EQ(outlook.expiring, Milligrams(10));
}

TEST(Outlook, WithoutNeedLasts) {
  EXPECT_EQ(LookAhead(EachDay(3, 0), {}, November(22)).days_of_supply, 3);
  EXPECT_EQ(LookAhead(EachDay(3, 1), {}, November(22)).days_of_supply, 0);
}

TEST(Warning, ComesBelowTheLevels) {
  const Levels levels{21, 7};
  EXPECT_EQ(WarningOf(21, levels), Warning::kNone);
  EXPECT_EQ(WarningOf(20, levels), Warning::kLow);
  EXPECT_EQ(WarningOf(7, levels), Warning::kLow);
  EXPECT_EQ(WarningOf(6, levels), Warning::kCritical);
  EXPECT_EQ(WarningOf(6, {21, std::nullopt}), Warning::kLow);
  EXPECT_EQ(WarningOf(7, {std::nullopt, 7}), Warning::kNone);
}

TEST(Warning, WithoutLevelsIsOfWhatHasRunOutAlone) {
  EXPECT_EQ(WarningOf(1, {}), Warning::kNone);
  EXPECT_EQ(WarningOf(0, {}), Warning::kCritical);
  EXPECT_EQ(WarningOf(-1, {}), Warning::kCritical);
}

// (21 + 7) x 10 = 280; 100 are on hand, of which 20 expire, and 50 are ordered: 150.
TEST(ToOrder, BringsTheSupplyToBothLevelsTogether) {
  const Supply supply{Milligrams(100), Milligrams(20), Milligrams(50)};
  EXPECT_EQ(ToOrder(Milligrams(10), {21, 7}, supply), Milligrams(150));
  EXPECT_EQ(ToOrder(Milligrams(10), {}, supply), Micrograms(0));
  EXPECT_EQ(ToOrder(Milligrams(1), {21, 7}, supply), Micrograms(0)) << "there is more than that";
}

}  // namespace
}  // namespace oat::supply
