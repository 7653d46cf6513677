#include "services/downtime/rules.h"

#include <gtest/gtest.h>

namespace oat::downtime {
namespace {

DayReckoning In(const char* zone) {
  DayReckoning reckoning;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &reckoning.zone));
  return reckoning;
}

absl::Time At(const DayReckoning& reckoning, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute), reckoning.zone);
}

TEST(KeepUntil, IsTheEndOfTheClinicalDay) {
  const DayReckoning almaty = In("Asia/Almaty");
  EXPECT_EQ(KeepUntil(At(almaty, 11, 21, 8), almaty), At(almaty, 11, 22, 4));
  EXPECT_EQ(KeepUntil(At(almaty, 11, 21, 3, 59), almaty), At(almaty, 11, 21, 4));
  EXPECT_EQ(KeepUntil(At(almaty, 11, 21, 4), almaty), At(almaty, 11, 22, 4));
}

TEST(KeepUntil, IsNeverMoreThanTwentyFourHoursAway) {
  // The night in which the clocks go back has 25 hours.
  const DayReckoning berlin = In("Europe/Berlin");
  const absl::Time begins = At(berlin, 10, 24, 4);
  EXPECT_EQ(At(berlin, 10, 25, 4) - begins, absl::Hours(25));
  EXPECT_EQ(KeepUntil(begins, berlin), begins + absl::Hours(24));
}

TEST(IsTellable, TakesTheLastFourteenDays) {
  const absl::Time now = absl::FromUnixSeconds(1'795'230'000);
  EXPECT_TRUE(IsTellable(now, now));
  EXPECT_FALSE(IsTellable(now + absl::Nanoseconds(1), now));
  EXPECT_TRUE(IsTellable(now - absl::Hours(14 * 24), now));
  EXPECT_FALSE(IsTellable(now - absl::Hours(14 * 24) - absl::Nanoseconds(1), now));
}

TEST(FirstLetter, IsALetterAndNotAByte) {
  EXPECT_EQ(FirstLetter("Ахметова"), "А");
  EXPECT_EQ(FirstLetter("Қ"), "Қ");
  EXPECT_EQ(FirstLetter("Smith"), "S");
  EXPECT_EQ(FirstLetter(""), "");
}

}  // namespace
}  // namespace oat::downtime
