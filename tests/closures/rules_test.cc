// Where the patients of a site that closes go, and when it is over.
#include "services/closures/rules.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <random>

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

// Somebody who speaks a language (empty: nobody asked), and a place an hour away where some are.
Bound Speaker(int id, const std::string& language) {
  Bound one = Somebody(id);
  one.language = language;
  return one;
}
Place Speaking(const std::string& code, const std::set<std::string>& languages,
               int32_t closed_weekdays = 0, int32_t free = 1) {
  Place place = APlace(code, free, 60);
  place.languages = languages;
  place.closed_weekdays = closed_weekdays;
  return place;
}

TEST(ALanguage, DecidesOfTwoPlacesAlikeBeforeTheOpenDays) {
  const std::vector<Place> places = {Speaking("AAA1", {"ru"}, 0, 9),
                                     Speaking("BBB1", {"kk", "ru"}, 1, 9),
                                     Speaking("CCC1", {"kk", "uz"}, 2, 9)};
  struct Case {
    const char* language;
    const char* to_site;
  };
  for (const Case& one : std::vector<Case>{
           {"ru", "AAA1"}, {"kk", "BBB1"}, {"uz", "CCC1"}, {"tr", "AAA1"}, {"", "AAA1"}}) {
    EXPECT_EQ(PlaceAll("TRZ1", {Speaker(1, one.language)}, places).front().to_site, one.to_site)
        << one.language;
  }
}

TEST(ALanguage, NeverCostsThePlaceOrTheNearerOne) {
  const Place here = Speaking("SHY1", {"ru"}, 2);
  struct Case {
    const char* what;
    std::function<void(Place*)> change;
    const char* to_site;
  };
  // What the other place is beside speaking the language.
  const std::vector<Case> cases = {
      {"alike", [](Place*) {}, "ALA1"},
      {"a minute further", [](Place* p) { p->minutes = 61; }, "SHY1"},
      {"nobody knows how far", [](Place* p) { p->minutes = std::nullopt; }, "SHY1"},
      {"nearer", [](Place* p) { p->minutes = 59; }, "ALA1"},
      {"without a place", [](Place* p) { p->free_places = 0; }, "SHY1"},
      {"without the drug", [](Place* p) { p->drug_forms = {kDepot}; }, "SHY1"},
      {"with fewer open days", [](Place* p) { p->closed_weekdays = 6; }, "ALA1"},
  };
  for (const Case& one : cases) {
    Place other = Speaking("ALA1", {"kk"}, 3);
    one.change(&other);
    EXPECT_EQ(PlaceAll("TRZ1", {Speaker(1, "kk")}, {here, other}).front().to_site, one.to_site)
        << one.what;
  }
  Place in_city = here;
  in_city.is_in_city = true;
  Place in_region = here;
  in_region.is_in_region = true;
  const Place other = Speaking("ALA1", {"kk"});
  EXPECT_EQ(PlaceAll("TRZ1", {Speaker(1, "kk")}, {in_city, other}).front().to_site, "SHY1");
  EXPECT_EQ(PlaceAll("TRZ1", {Speaker(1, "kk")}, {in_region, other}).front().to_site, "SHY1");
}

TEST(ALanguage, CostsNobodyElseThePlaceOrTheNearerOne) {
  // The one place where kk is spoken is the one place that has the depot.
  Place without_depot = Speaking("AAA1", {"ru"});
  without_depot.drug_forms = {kLiquid};
  const Place with_both = Speaking("BBB1", {"kk"});
  const std::vector<Bound> people = {Speaker(1, "kk"), Somebody(2, kDepot)};
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, {without_depot, with_both})),
              ElementsAre("1 AAA1 nearest", "2 BBB1 nearest"));
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, {without_depot, with_both, APlace("CCC1", 1, 90)})),
              ElementsAre("1 AAA1 nearest", "2 BBB1 nearest"));
  EXPECT_THAT(InWords(PlaceAll("TRZ1", people, {without_depot, with_both, Speaking("CCC1", {})})),
              ElementsAre("1 BBB1 nearest", "2 CCC1 nearest"));
  EXPECT_THAT(InWords(PlaceAll("TRZ1", {Speaker(1, "kk"), Speaker(2, "ru")},
                               {Speaking("AAA1", {"ru"}), Speaking("BBB1", {"kk"})})),
              ElementsAre("1 BBB1 nearest", "2 AAA1 nearest"))
      << "both are understood";
}

TEST(ALanguage, LetsEverybodyGoAsFarAsWithoutIt) {
  const std::vector<std::string> spoken = {"", "kk", "ru"};
  std::mt19937_64 random(20261121);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint64_t>(n)); };
  for (int plan = 0; plan < 2000; ++plan) {
    std::vector<Bound> people;
    for (int i = 1; i <= 6; ++i) {
      people.push_back(Somebody(i, below(2) == 0 ? kDepot : kLiquid));
      people.back().language = spoken[below(3)];
    }
    std::map<std::string, int32_t> ways = {{"-", 999}};
    std::vector<Place> places;
    for (const char* code : {"AAA1", "BBB1", "CCC1", "DDD1"}) {
      places.push_back(Speaking(code, {spoken[below(3)]}, below(3), below(3)));
      places.back().minutes = ways[code] = 60 + below(2);
      if (below(2) == 0) places.back().drug_forms = {below(2) == 0 ? kDepot : kLiquid};
    }
    std::vector<Bound> silent = people;
    for (Bound& one : silent) one.language = "";
    const auto with = PlaceAll("TRZ1", people, places);
    const auto without = PlaceAll("TRZ1", silent, places);
    for (size_t i = 0; i < people.size(); ++i) {
      ASSERT_EQ(ways[with[i].to_site.value_or("-")], ways[without[i].to_site.value_or("-")])
          << "plan " << plan << ", person " << with[i].person.value();
    }
  }
}

TEST(ALanguage, IsUnspokenWhereTheDestinationHasNotSaidThatItIsSpoken) {
  const Spoken spoken = {{"SHY1", {"kk", "ru"}}};
  EXPECT_EQ(Unspoken("kk", "SHY1", spoken), "");
  EXPECT_EQ(Unspoken("uz", "SHY1", spoken), "uz");
  EXPECT_EQ(Unspoken("kk", "ALA1", spoken), "kk") << "nobody said what is spoken there";
  EXPECT_EQ(Unspoken("kk", std::nullopt, spoken), "") << "there is no destination yet";
  EXPECT_EQ(Unspoken("", "ALA1", spoken), "") << "nobody knows the person's";
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
