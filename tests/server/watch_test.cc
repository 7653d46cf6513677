// Work beside the calls: how often, what the log hears, and how it ends.
#include "services/server/watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "absl/synchronization/notification.h"

namespace oat::server {
namespace {

constexpr char kNowhere[] = "host=/nowhere dbname=none connect_timeout=1";

TEST(WatchTest, WorksAtOnceAndAgainEveryPeriod) {
  std::atomic<int> passes = 0;
  absl::Notification thrice;
  const Watch watch("counting", kNowhere, absl::Milliseconds(1), [&](db::Connection&) {
    if (++passes == 3) thrice.Notify();
    return absl::OkStatus();
  });
  EXPECT_TRUE(thrice.WaitForNotificationWithTimeout(absl::Seconds(20)));
}

TEST(WatchTest, EndsWithoutWaitingForItsNextTurn) {
  absl::Notification began;
  const absl::Time start = absl::Now();
  {
    const Watch watch("resting", kNowhere, absl::Hours(1), [&](db::Connection&) {
      began.Notify();
      return absl::OkStatus();
    });
    began.WaitForNotification();
  }
  EXPECT_LT(absl::Now() - start, absl::Minutes(1));
}

TEST(WatchTest, SaysOnceThatTheDatabaseIsAwayAndOnceThatItIsBack) {
  testing::internal::CaptureStderr();
  {
    int passes = 0;
    absl::Notification worked_again;
    const Watch watch("counting", kNowhere, absl::Milliseconds(1), [&](db::Connection& connection) {
      if (++passes <= 5) {
        const absl::Status status =
            connection.Run([](db::Transaction&) { return absl::OkStatus(); });
        EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
        return status;
      }
      if (passes == 8) worked_again.Notify();
      return absl::OkStatus();
    });
    EXPECT_TRUE(worked_again.WaitForNotificationWithTimeout(absl::Seconds(20)));
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << log;
  EXPECT_LT(log.find("UNAVAILABLE"), log.find("\"OK\"")) << log;
}

}  // namespace
}  // namespace oat::server
