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

TEST(APlan, LetsWhoComesDailyChooseBeforeADepot) {
  const std::vector<Bound> people = {Somebody(1, kDepot), Somebody(2)};
  const std::vector<Place> places = {APlace("SHY1", 1, 150), APlace("ALA1", 1, 480)};
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, places)),
              ElementsAre("2 SHY1 nearest", "1 ALA1 nearest"));
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
