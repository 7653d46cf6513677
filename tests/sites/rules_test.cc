#include "services/sites/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"

namespace oat::sites {
namespace {

using testing::ElementsAre;

NetworkCells GoodRow() {
  return {.line = 7,
          .site_code = "ALM01",
          .city = "Almaty",
          .region = "KZ-75",
          .kind = "clinic",
          .time_zone = "Asia/Almaty",
          .capacity = "250",
          .licence_number = "N-0001",
          .licence_until = "2027-12-31",
          .closed_weekdays = "6 7"};
}

using Cell = std::string NetworkCells::*;

struct Column {
  const char* name;
  Cell cell;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

std::vector<Column> Columns() {
  const std::string seven = "1 2 3 4 5 6 7";
  return {
      {"site_code",
       &NetworkCells::site_code,
       {"ABC", "A12", "ABCD1234"},
       {"", "AB", "ABCDE1234", "1AB", "alm01", "ALM-1", "ALM 1", "ALM01 ", "ÄLM"}},
      {"city",
       &NetworkCells::city,
       {"A", "Усть-Каменогорск", std::string(200, 'c')},
       {"", std::string(201, 'c')}},
      // ISO 3166-2: a country, a hyphen, one to three letters or digits.
      {"region",
       &NetworkCells::region,
       {"KZ-55", "KZ-ALA", "AR-B", "GB-LND", "DE-B"},
       {"", "KZ", "KZ-", "kz-55", "K-55", "KZ55", "KZ_55", "KZ-5555", "KZ-  ", "KZ-5 ", "KZ-!!",
        "KZ-al", "KZ-é", "Almaty"}},
      {"kind",
       &NetworkCells::kind,
       {"clinic", "pharmacy", "hospital", "maternity", "detention", "mobile"},
       {"", "Clinic", "prison", "clinic ", "unspecified"}},
      // IANA names and nothing else that a library may happen to load: "localtime" would be the
      // zone of whichever machine asks.
      {"time_zone",
       &NetworkCells::time_zone,
       {"Asia/Almaty", "Asia/Qyzylorda", "Europe/Berlin", "America/Argentina/Ushuaia", "UTC"},
       {"", "Asia/Nowhere", "asia/almaty", "Asia/Almaty ", "Asia", "+05:00", "UTC+5", "localtime",
        "libc:localtime", "Fixed/UTC+05:00:00", "/usr/share/zoneinfo/Asia/Almaty",
        "file:/usr/share/zoneinfo/Asia/Almaty", "../zoneinfo/Asia/Almaty"}},
      {"capacity",
       &NetworkCells::capacity,
       {"1", "100000"},
       {"", "0", "-1", "100001", "12.5", "1e3", "ten", "12 people", "99999999999999999999"}},
      {"licence_number",
       &NetworkCells::licence_number,
       {"1", std::string(64, 'n')},
       {"", std::string(65, 'n')}},
      {"licence_until",
       &NetworkCells::licence_until,
       {"1900-01-01", "2028-02-29"},
       {"", "2027-02-29", "31.12.2027", "2027-12-31 ", "2200-01-01"}},
      {"closed_weekdays",
       &NetworkCells::closed_weekdays,
       {"", " ", "7", "1 2 3 4 5 6", " 6  7 "},
       {"0", "8", "-1", "6,7", "67", "sunday", "6 x", "7.0", seven, "7 6 5 4 3 2 1"}},
  };
}

TEST(ReadNetworkRow, ReadsAGoodRow) {
  std::vector<ImportFault> faults;
  const Site site = ReadNetworkRow(GoodRow(), &faults);
  EXPECT_TRUE(faults.empty());
  const Site wanted = {.code = "ALM01",
                       .city = "Almaty",
                       .region = "KZ-75",
                       .kind = "clinic",
                       .time_zone = "Asia/Almaty",
                       .day_boundary_minutes = 240,
                       .capacity = 250,
                       .licence_number = "N-0001",
                       .licence_until = Day(2027, 12, 31),
                       .opening_weekdays = {1, 2, 3, 4, 5}};
  EXPECT_TRUE(site == wanted);
}

TEST(ReadNetworkRow, NamesTheColumnOfAFaultAndNotItsCell) {
  for (const Column& column : Columns()) {
    for (const std::string& cell : column.good) {
      NetworkCells row = GoodRow();
      row.*column.cell = cell;
      std::vector<ImportFault> faults;
      ReadNetworkRow(row, &faults);
      EXPECT_TRUE(faults.empty()) << column.name << " '" << cell << "'";
    }
    for (const std::string& cell : column.bad) {
      NetworkCells row = GoodRow();
      row.*column.cell = cell;
      std::vector<ImportFault> faults;
      ReadNetworkRow(row, &faults);
      EXPECT_EQ(faults.size(), 1U) << column.name << " '" << cell << "'";
      if (faults.empty()) continue;
      EXPECT_EQ(faults[0].column, column.name);
      EXPECT_EQ(faults[0].line, 7);
      EXPECT_TRUE(absl::StartsWith(faults[0].reason, "wanted ")) << faults[0].reason;
      EXPECT_TRUE(cell.size() < 4 || !absl::StrContains(faults[0].reason, cell)) << cell;
    }
  }
}

TEST(ReadNetworkRow, NamesEveryFaultOfARow) {
  std::vector<ImportFault> faults = {{6, "city", "wanted more"}};  // of the row before
  ReadNetworkRow({.line = 7, .closed_weekdays = "8"}, &faults);
  std::vector<std::string> columns;
  for (const ImportFault& fault : faults) columns.push_back(fault.column);
  EXPECT_THAT(columns,
              ElementsAre("city", "site_code", "city", "region", "kind", "time_zone", "capacity",
                          "licence_number", "licence_until", "closed_weekdays"));
  for (size_t i = 1; i < faults.size(); ++i) EXPECT_EQ(faults[i].line, 7);

  NetworkCells row = GoodRow();
  row.capacity = "many";
  row.kind = "prison";
  faults.clear();
  ReadNetworkRow(row, &faults);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].column, "kind");
  EXPECT_EQ(faults[1].column, "capacity");
}

TEST(ReadNetworkRow, OpensOnTheDaysThatAreNotClosed) {
  auto weekdays = [](const char* closed) {
    NetworkCells row = GoodRow();
    row.closed_weekdays = closed;
    std::vector<ImportFault> faults;
    return ReadNetworkRow(row, &faults).opening_weekdays;
  };
  EXPECT_THAT(weekdays(""), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(weekdays("7"), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(weekdays("3 1 7 3"), ElementsAre(2, 4, 5, 6));
}

TEST(OpensOn, AsksTheIsoWeekday) {
  const Site site = {.opening_weekdays = {1, 2, 3, 4, 5, 7}};
  EXPECT_TRUE(OpensOn(site, Day(2026, 11, 20)));   // a Friday
  EXPECT_FALSE(OpensOn(site, Day(2026, 11, 21)));  // a Saturday
  EXPECT_TRUE(OpensOn(site, Day(2026, 11, 22)));   // a Sunday
  EXPECT_FALSE(OpensOn(Site{}, Day(2026, 11, 20)));
}

TEST(Site, ReckonsDaysInItsOwnZone) {
  const Site site = {.time_zone = "Asia/Almaty", .day_boundary_minutes = 300};
  const DayReckoning reckoning = site.reckoning();
  EXPECT_EQ(reckoning.zone.name(), "Asia/Almaty");
  EXPECT_EQ(reckoning.boundary_minutes, 300);
}

TEST(SiteDeathTest, StopsOnAZoneThatTzdataLost) {
  EXPECT_DEATH((Site{.code = "ALM01", .time_zone = "Asia/Lost"}.reckoning()), "Asia/Lost");
}

}  // namespace
}  // namespace oat::sites
