#include "services/base/clinical_day.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace oat {
namespace {

DayReckoning At(const char* zone, int boundary_minutes = 240) {
  DayReckoning reckoning{.boundary_minutes = boundary_minutes};
  EXPECT_TRUE(absl::LoadTimeZone(zone, &reckoning.zone)) << zone;
  return reckoning;
}

absl::Time Instant(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << text << ": " << error;
  return time;
}

struct Case {
  const char* zone;
  int boundary_minutes;
  const char* instant;
  const char* day;
};

TEST(ClinicalDay, CountsFromTheBoundaryOfTheWallClock) {
  const Case cases[] = {
      // Almaty on an ordinary day, UTC+5: 03:59, 04:00, 04:01, 23:59, then midnight.
      {"Asia/Almaty", 240, "2026-11-20T22:59:59Z", "2026-11-20"},
      {"Asia/Almaty", 240, "2026-11-20T23:00:00Z", "2026-11-21"},
      {"Asia/Almaty", 240, "2026-11-20T23:01:00Z", "2026-11-21"},
      {"Asia/Almaty", 240, "2026-11-21T18:59:59Z", "2026-11-21"},
      {"Asia/Almaty", 240, "2026-11-21T19:00:00Z", "2026-11-21"},
      {"Asia/Almaty", 0, "2026-11-21T18:59:59Z", "2026-11-21"},
      {"Asia/Almaty", 0, "2026-11-21T19:00:00Z", "2026-11-22"},
      // 2024-03-01 00:00 UTC+6 became 2024-02-29 23:00 UTC+5. 22:59Z was 03:59 on the wall; tzdata
      // from before 2024a would say 04:59.
      {"Asia/Almaty", 240, "2024-02-28T21:59:59Z", "2024-02-28"},
      {"Asia/Almaty", 240, "2024-02-28T22:00:00Z", "2024-02-29"},
      {"Asia/Almaty", 240, "2024-02-29T17:59:59Z", "2024-02-29"},
      {"Asia/Almaty", 240, "2024-02-29T18:00:00Z", "2024-02-29"},
      {"Asia/Almaty", 240, "2024-02-29T22:59:59Z", "2024-02-29"},
      {"Asia/Almaty", 240, "2024-02-29T23:00:00Z", "2024-03-01"},
      {"Asia/Almaty", 0, "2024-02-29T18:59:59Z", "2024-02-29"},
      {"Asia/Almaty", 0, "2024-02-29T19:00:00Z", "2024-03-01"},
      // The gap: 02:00 to 03:00 does not exist, so a boundary in it falls at 03:00 summer time.
      {"Europe/Berlin", 120, "2026-03-29T00:59:59Z", "2026-03-28"},
      {"Europe/Berlin", 120, "2026-03-29T01:00:00Z", "2026-03-29"},
      {"Europe/Berlin", 150, "2026-03-29T00:59:59Z", "2026-03-28"},
      {"Europe/Berlin", 150, "2026-03-29T01:00:00Z", "2026-03-29"},
      {"Europe/Berlin", 240, "2026-03-29T01:59:59Z", "2026-03-28"},
      {"Europe/Berlin", 240, "2026-03-29T02:00:00Z", "2026-03-29"},
      // The overlap: 02:00 to 03:00 comes twice. Which of two 02:30 begins the day is open; that
      // it begins once is asked below.
      {"Europe/Berlin", 120, "2026-10-24T23:59:59Z", "2026-10-24"},
      {"Europe/Berlin", 120, "2026-10-25T01:00:00Z", "2026-10-25"},
      {"Europe/Berlin", 150, "2026-10-25T00:29:59Z", "2026-10-24"},
      {"Europe/Berlin", 150, "2026-10-25T01:30:00Z", "2026-10-25"},
      {"Europe/Berlin", 240, "2026-10-25T02:59:59Z", "2026-10-24"},
      {"Europe/Berlin", 240, "2026-10-25T03:00:00Z", "2026-10-25"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FormatDay(ClinicalDay(Instant(c.instant), At(c.zone, c.boundary_minutes))), c.day)
        << c.zone << " boundary " << c.boundary_minutes << " at " << c.instant;
  }
}

TEST(BeginningOf, MakesDaysAsLongAsTheWallClockSays) {
  auto hours = [](const DayReckoning& reckoning, Day day) {
    return absl::ToInt64Hours(BeginningOf(day + 1, reckoning) - BeginningOf(day, reckoning));
  };
  EXPECT_EQ(hours(At("Asia/Almaty"), Day(2024, 2, 28)), 24);
  EXPECT_EQ(hours(At("Asia/Almaty"), Day(2024, 2, 29)), 25);
  EXPECT_EQ(hours(At("Asia/Almaty"), Day(2024, 3, 1)), 24);
  EXPECT_EQ(hours(At("Europe/Berlin"), Day(2026, 3, 28)), 23);
  EXPECT_EQ(hours(At("Europe/Berlin"), Day(2026, 10, 24)), 25);
  EXPECT_EQ(BeginningOf(Day(2026, 3, 29), At("Europe/Berlin", 150)),
            Instant("2026-03-29T01:00:00Z"));
}

// The first instant of three days at which the day runs backwards, skips one, or lies outside what
// BeginningOf says of it; empty when there is none.
std::string FirstFault(absl::Time from, const DayReckoning& reckoning) {
  Day before = ClinicalDay(from, reckoning);
  for (absl::Time t = from; t < from + absl::Hours(72); t += absl::Minutes(7)) {
    const Day day = ClinicalDay(t, reckoning);
    const std::string at = absl::FormatTime(absl::RFC3339_sec, t, reckoning.zone);
    if (day < before) return absl::StrCat(at, ": back to ", FormatDay(day));
    if (day - before > 1) return absl::StrCat(at, ": skips to ", FormatDay(day));
    if (t < BeginningOf(day, reckoning)) return absl::StrCat(at, ": before its day begins");
    if (t >= BeginningOf(day + 1, reckoning)) return absl::StrCat(at, ": after its day ended");
    before = day;
  }
  return "";
}

TEST(ClinicalDay, NeverRunsBackwards) {
  const std::pair<const char*, const char*> shifts[] = {
      {"Asia/Almaty", "2024-02-28T12:00:00Z"},         {"Asia/Almaty", "2026-11-20T00:00:00Z"},
      {"Europe/Berlin", "2026-03-27T12:00:00Z"},       {"Europe/Berlin", "2026-10-23T12:00:00Z"},
      {"Australia/Lord_Howe", "2026-04-03T00:00:00Z"},  // half an hour back
  };
  for (const auto& [zone, from] : shifts) {
    for (int boundary : {0, 90, 110, 120, 150, 180, 240, 720}) {
      EXPECT_EQ(FirstFault(Instant(from), At(zone, boundary)), "") << zone << " " << boundary;
    }
  }
}

TEST(BeginningOf, IsTheFirstInstantOfItsDay) {
  for (const char* zone : {"Asia/Almaty", "Europe/Berlin", "America/Havana"}) {
    for (int boundary : {0, 30, 120, 150, 240, 720}) {
      const DayReckoning reckoning = At(zone, boundary);
      int faults = 0;
      for (Day day(2020, 1, 1); day < Day(2028, 1, 1); ++day) {
        const absl::Time begins = BeginningOf(day, reckoning);
        faults += ClinicalDay(begins, reckoning) != day;
        faults += ClinicalDay(begins - absl::Nanoseconds(1), reckoning) != day - 1;
      }
      EXPECT_EQ(faults, 0) << zone << " " << boundary;
    }
  }
}

TEST(ParseDay, TakesDaysThatExist) {
  for (const char* text : {"1900-01-01", "2000-02-29", "2024-02-29", "2026-11-21", "2199-12-31"}) {
    auto day = ParseDay(text);
    ASSERT_TRUE(day.ok()) << text;
    EXPECT_EQ(FormatDay(*day), text);
  }
  EXPECT_EQ(*ParseDay("2026-11-21"), Day(2026, 11, 21));
}

TEST(ParseDay, IsStrict) {
  using namespace std::string_literals;
  for (const std::string& text : {""s,
                                  " "s,
                                  "2026-02-30"s,
                                  "2026-02-00"s,
                                  "2026-00-10"s,
                                  "2026-13-01"s,
                                  "2025-02-29"s,
                                  "1900-02-29"s,
                                  "2100-02-29"s,
                                  "1899-12-31"s,
                                  "2200-01-01"s,
                                  "0000-01-01"s,
                                  "2026-2-1"s,
                                  "26-11-21"s,
                                  "2026-11-21 "s,
                                  " 2026-11-21"s,
                                  "2026-11- 1"s,
                                  "2026- 1-01"s,
                                  "+026-11-21"s,
                                  "2026--1-01"s,
                                  "2026/11/21"s,
                                  "21-11-2026"s,
                                  "20261121"s,
                                  "2026-11-21T00:00"s,
                                  "2026-11-2\n"s,
                                  "2026-11-2\0"s,
                                  "2026-11-21\0"s,
                                  "today"s}) {
    EXPECT_EQ(ParseDay(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(IsoWeekday, RunsFromMondayToSunday) {
  for (int i = 0; i < 7; ++i) EXPECT_EQ(IsoWeekday(Day(2026, 11, 16) + i), i + 1);
  EXPECT_EQ(IsoWeekday(Day(2026, 11, 21)), 6);
  EXPECT_EQ(IsoWeekday(Day(2026, 11, 22)), 7);
}

TEST(FormatWallTime, ShowsTheSitesOwnClock) {
  EXPECT_EQ(FormatWallTime(Instant("2026-11-21T03:15:59Z"), At("Asia/Almaty")), "08:15");
  EXPECT_EQ(FormatWallTime(Instant("2024-02-28T03:15:00Z"), At("Asia/Almaty")), "09:15");
  EXPECT_EQ(FormatWallTime(Instant("2026-11-21T19:05:00Z"), At("Asia/Almaty", 0)), "00:05");
}

}  // namespace
}  // namespace oat
