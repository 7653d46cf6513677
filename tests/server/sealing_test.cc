// How old what is not sealed is, and how often that is said.
#include "services/server/sealing.h"

#include <gtest/gtest.h>

namespace oat::server {
namespace {

absl::Time At(int second) { return absl::FromUnixSeconds(1000 + second); }

TEST(WaitingTime, IsThatSinceTheLastSightWithoutTheRow) {
  WaitingTime waiting;
  EXPECT_EQ(waiting.Of(std::nullopt, 100, At(0)), absl::ZeroDuration());
  EXPECT_EQ(waiting.Of(std::nullopt, 110, At(2)), absl::ZeroDuration());
  // Transaction 112 wrote after the sight at 2 s, where 110 was to come.
  EXPECT_EQ(waiting.Of(112, 120, At(4)), absl::Seconds(2));
  EXPECT_EQ(waiting.Of(112, 130, At(6)), absl::Seconds(4));
  EXPECT_EQ(waiting.Of(112, 140, At(70)), absl::Seconds(68));
  // It is sealed; what waits now was written between the sights of 6 and 70 s.
  EXPECT_EQ(waiting.Of(135, 150, At(72)), absl::Seconds(66));
  EXPECT_EQ(waiting.Of(std::nullopt, 160, At(74)), absl::ZeroDuration());
  EXPECT_EQ(waiting.Of(160, 161, At(76)), absl::Seconds(2));
}

TEST(WaitingTime, IsThatSinceTheStartForWhatIsOlder) {
  WaitingTime waiting;
  EXPECT_EQ(waiting.Of(50, 100, At(0)), absl::ZeroDuration());
  EXPECT_EQ(waiting.Of(50, 100, At(61)), absl::Seconds(61));
  EXPECT_EQ(waiting.Of(99, 100, At(62)), absl::Seconds(62));
}

TEST(Reminder, SpeaksAtOnceThenEveryTenMinutesAndSaysThatItIsOver) {
  Reminder reminder;
  EXPECT_FALSE(reminder.End());
  EXPECT_TRUE(reminder.IsDue(At(0)));
  EXPECT_FALSE(reminder.IsDue(At(2)));
  EXPECT_FALSE(reminder.IsDue(At(599)));
  EXPECT_TRUE(reminder.IsDue(At(600)));
  EXPECT_FALSE(reminder.IsDue(At(602)));
  EXPECT_TRUE(reminder.End());
  EXPECT_FALSE(reminder.End());
  EXPECT_TRUE(reminder.IsDue(At(604)));
}

}  // namespace
}  // namespace oat::server
