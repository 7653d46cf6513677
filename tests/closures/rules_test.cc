// Where the patients of a site that closes go, and when it is over.
#include "services/closures/rules.h"

#include <gmock/gmock.h>

namespace oat::closures {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr char kLiquid[] = "methadone_oral_solution";
constexpr char kDepot[] = "buprenorphine_depot_weekly";

Bound Somebody(int id, const std::string& form = kLiquid, const std::string& home = "TRZ1") {
  return {PersonId(id), "", Day(2026, 12, 15), home, form};
}
Place APlace(const std::string& code, int32_t free, std::optional<int32_t> minutes,
             bool in_region = false) {
  return {.site_code = code,
          .free_places = free,
          .minutes = minutes,
          .is_in_region = in_region,
          .drug_forms = {kLiquid, kDepot}};
}
// "1 SHY1 nearest", in the order in which they were placed.
std::vector<std::string> InWords(const std::vector<Placed>& placed) {
  std::vector<std::string> words;
  for (const Placed& one : placed) {
    words.push_back(std::to_string(one.person.value()) + " " + one.to_site.value_or("-") + " " +
                    one.reason);
  }
  return words;
}

TEST(APlan, TakesTheNearestWithAPlaceAndNeverMoreThanItHas) {
  const std::vector<Bound> people = {Somebody(1), Somebody(2), Somebody(3), Somebody(4)};
  const std::vector<Place> places = {APlace("ALA1", 1, 480), APlace("SHY1", 2, 150)};
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, places)),
              ElementsAre("1 SHY1 nearest", "2 SHY1 nearest", "3 ALA1 nearest", "4 - no_place"));
}

TEST(APlan, PrefersTheCityThenTheWayThenTheRegionThenTheOpenDays) {
  Place same_city = APlace("AAA1", 1, std::nullopt);
  same_city.is_in_city = true;
  Place seldom = APlace("BBB1", 1, std::nullopt, true);
  seldom.closed_weekdays = 2;
  const std::vector<Place> places = {APlace("ZZZ1", 1, std::nullopt), seldom,
                                     APlace("CCC1", 1, std::nullopt, true), APlace("DDD1", 1, 300),
                                     same_city};
  std::vector<Bound> people;
  for (int i = 1; i <= 5; ++i) people.push_back(Somebody(i));
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, places)),
              ElementsAre("1 AAA1 nearest", "2 DDD1 nearest", "3 CCC1 nearest", "4 BBB1 nearest",
                          "5 ZZZ1 nearest"));
}

TEST(APlan, SendsGuestsHomeAndNobodyWhereTheDrugIsNot) {
  Place without = APlace("SHY1", 9, 150);
  without.drug_forms = {kDepot};
  const std::vector<Bound> people = {Somebody(1, kLiquid, "SEM1"), Somebody(2)};
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, {without})),
              UnorderedElementsAre("1 SEM1 at_home", "2 - no_place"));
}

TEST(APlan, LetsWhoComesDailyChooseBeforeADepotThatFallsDueOnTheDay) {
  const std::vector<Bound> people = {Somebody(1, kDepot), Somebody(2)};
  const std::vector<Place> places = {APlace("SHY1", 1, 150), APlace("ALA1", 1, 480)};
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, places)),
              ElementsAre("2 SHY1 nearest", "1 ALA1 nearest"));
}

// First days that nothing covers, counted from the first day without the site.
TEST(ANeed, BeginsWhereBottlesAreUsedAndADepotFallsDue) {
  const Day first(2026, 12, 15);
  struct Case {
    const char* who;
    std::vector<Covered> covered;
    int days;
  };
  const std::vector<Case> cases = {
      {"who comes daily", {}, 0},
      {"dosed on the day before", {{first - 1, first - 1}}, 0},
      {"dosed on that day already", {{first, first}}, 1},
      {"three bottles", {{first, first}, {first + 1, first + 1}, {first + 2, first + 2}}, 3},
      {"bottles, listed the last first", {{first + 1, first + 1}, {first, first}}, 2},
      {"bottles with a day between", {{first, first}, {first + 2, first + 2}}, 1},
      {"bottles for later days", {{first + 1, first + 1}}, 0},
      {"a weekly depot of four days ago", {{first - 4, first + 2}}, 3},
      {"a depot that fell due", {{first - 7, first - 1}}, 0},
      {"a bottle in the days of a depot", {{first - 4, first + 2}, {first, first}}, 3},
      {"a bottle after a depot", {{first + 3, first + 3}, {first - 4, first + 2}}, 4},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(NextNeededDay(one.covered, first) - first, one.days) << one.who;
  }
}

TEST(APlan, LetsWhoNeedsADoseSoonestChooseFirst) {
  Bound with_bottles = Somebody(1);
  with_bottles.next_needed_day = with_bottles.first_day + 3;
  Bound depot_due_soon = Somebody(2, kDepot);
  depot_due_soon.next_needed_day = depot_due_soon.first_day + 1;
  const Bound daily = Somebody(3);
  Bound comes_back_later = Somebody(4);
  comes_back_later.first_day = comes_back_later.first_day + 9;
  comes_back_later.next_needed_day = comes_back_later.first_day;
  const std::vector<Place> places = {APlace("SHY1", 2, 150), APlace("ALA1", 9, 480)};
  EXPECT_THAT(
      InWords(PlaceAll("TRZ1", {comes_back_later, with_bottles, depot_due_soon, daily}, places)),
      ElementsAre("3 SHY1 nearest", "2 SHY1 nearest", "1 ALA1 nearest", "4 ALA1 nearest"));
}

TEST(AClosing, IsOverWhenEverybodyWasDosedOrIsAccountedFor) {
  Placement planned{.to_site = "SHY1"};
  Placement moved = planned;
  moved.moved_to = "SHY1";
  Placement told = moved;
  told.told = true;
  Placement dosed = told;
  dosed.first_dose_at = absl::UnixEpoch();
  Placement left = planned;
  left.accounted_for = "left_treatment";
  Placement without;
  const Counts counts = CountAll({planned, moved, told, dosed, left, without});
  EXPECT_EQ(counts.patients, 6);
  EXPECT_EQ(counts.without_place, 1);
  EXPECT_EQ(counts.planned, 2);
  EXPECT_EQ(counts.moved, 1);
  EXPECT_EQ(counts.told, 1);
  EXPECT_EQ(counts.dosed, 1);
  EXPECT_EQ(counts.accounted_for, 1);
  EXPECT_FALSE(counts.is_done());
  EXPECT_TRUE(CountAll({dosed, left}).is_done());
}

TEST(ALicence, IsWarnedOfNinetyThirtyAndSevenDaysBeforeItEnds) {
  const Day today(2026, 11, 21);
  const auto warned = [&](int days) { return WarningOf(today + days, today).value_or(0); };
  EXPECT_EQ(warned(91), 0);
  EXPECT_EQ(warned(90), 90);
  EXPECT_EQ(warned(31), 90);
  EXPECT_EQ(warned(30), 30);
  EXPECT_EQ(warned(8), 30);
  EXPECT_EQ(warned(7), 7);
  EXPECT_EQ(warned(-1), 7);
}

}  // namespace
}  // namespace oat::closures
