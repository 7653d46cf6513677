// The thread that seals, beside the calls and in nobody's way: every few seconds what was written
// since goes into the log, and the new head to the file of heads. What is not sealed after a minute
// alarms.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "services/base/clock.h"
#include "services/db/transaction.h"
#include "services/server/loop.h"
#include "services/server/metrics.h"
#include "services/transparency/seal_key.h"

namespace oat::server {

// How long a row may have waited, from the number of the transaction that wrote it.
class WaitingTime {
 public:
  // `oldest` was written and is not sealed; none from `next` on has written yet.
  absl::Duration Of(std::optional<int64_t> oldest, int64_t next, absl::Time now);

 private:
  // No transaction from `next` on had written at that time.
  struct Sight {
    int64_t next;
    absl::Time at;
  };
  std::deque<Sight> sights_;
};

// Lets a message that would come every few seconds through when it is new, then every ten minutes.
class Reminder {
 public:
  bool IsDue(absl::Time now);
  // True when there was one to end.
  bool End() { return std::exchange(last_, absl::InfinitePast()) != absl::InfinitePast(); }

 private:
  absl::Time last_ = absl::InfinitePast();
};

class Sealing {
 public:
  static constexpr absl::Duration kPause = absl::Seconds(2);
  static constexpr absl::Duration kLongestPause = absl::Seconds(30);
  static constexpr absl::Duration kAlarmAfter = absl::Seconds(60);

  // `clock` dates the heads; it and `metrics` outlive this.
  Sealing(const std::string& database, transparency::SealKey key, std::string heads_file,
          const Clock* clock, Metrics* metrics);

 private:
  // How long to pause before the next one.
  absl::Duration Pass(db::Connection& connection);
  void Keep(const TreeHead& head, absl::Time now);
  void Tell(db::Connection& connection, absl::Duration unsealed, absl::Time now);

  const transparency::SealKey key_;
  const std::string heads_file_;
  const Clock* clock_;
  Metrics* metrics_;

  // The loop's own.
  WaitingTime waiting_;
  absl::Time last_good_;
  absl::Duration pause_ = kPause;
  Reminder failing_;
  Reminder unsealed_;
  Reminder unkept_;

  Loop loop_;
};

}  // namespace oat::server
