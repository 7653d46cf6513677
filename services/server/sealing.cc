#include "services/server/sealing.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "services/access/alarm.h"
#include "services/base/uuid.h"
#include "services/server/head_file.h"
#include "services/server/log.h"
#include "services/transparency/sealer.h"

namespace oat::server {

absl::Duration WaitingTime::Of(std::optional<int64_t> oldest, int64_t next, absl::Time now) {
  sights_.push_back({next, now});
  // The last sight of a time before the row; with nothing unsealed, the present one.
  const int64_t written = oldest.value_or(next);
  while (sights_.size() > 1 && sights_[1].next <= written) sights_.pop_front();
  return oldest ? now - sights_.front().at : absl::ZeroDuration();
}

bool Reminder::IsDue(absl::Time now) {
  if (now - last_ < absl::Minutes(10)) return false;
  last_ = now;
  return true;
}

Sealing::Sealing(const std::string& database, transparency::SealKey key, std::string heads_file,
                 const Clock* clock, Metrics* metrics)
    : key_(std::move(key)),
      heads_file_(std::move(heads_file)),
      clock_(clock),
      metrics_(metrics),
      last_good_(absl::Now()),
      loop_(database, [this](db::Connection& connection) { return Pass(connection); }) {}

absl::Duration Sealing::Pass(db::Connection& connection) {
  transparency::Pass pass;
  const absl::Status status = connection.Run([&](db::Transaction& transaction) {
    auto sealed = transparency::Seal(transaction, key_, clock_->Now());
    if (sealed.ok()) pass = *std::move(sealed);
    return sealed.status();
  });
  const absl::Time now = absl::Now();
  if (!status.ok()) {
    // The words are the program's own, with numbers in them.
    if (failing_.IsDue(now)) {
      Log(Severity::kError, "sealing fails",
          {{"status", status.code()}, {"why", Loggable::OwnName(std::string(status.message()))}});
    }
    Tell(connection, now - last_good_, now);
    return pause_ = std::min(2 * pause_, kLongestPause);
  }
  if (failing_.End()) Log(Severity::kInfo, "sealing goes on");
  last_good_ = now;
  pause_ = kPause;
  if (pass.head) Keep(*pass.head, now);
  Tell(connection, waiting_.Of(pass.oldest_unsealed, pass.next_transaction, now), now);
  return pass.has_more ? absl::ZeroDuration() : pause_;
}

// The head is in the database in any case, and the next one tells of all that this one does.
void Sealing::Keep(const TreeHead& head, absl::Time now) {
  const absl::Status kept = AppendHead(heads_file_, head);
  if (kept.ok()) {
    unkept_.End();
  } else if (unkept_.IsDue(now)) {
    Log(Severity::kError, "the head is not kept",
        {{"why", Loggable::OwnName(std::string(kept.message()))}});
  }
}

void Sealing::Tell(db::Connection& connection, absl::Duration unsealed, absl::Time now) {
  metrics_->SetUnsealed(unsealed);
  if (unsealed > kAlarmAfter) {
    if (!unsealed_.IsDue(now)) return;
    Log(Severity::kError, "unsealed", {{"for_ms", unsealed}});
    // For the auditor's list too, where the database can be reached; once an hour, of many oatd.
    const absl::Time at = clock_->Now();
    static_cast<void>(connection.Run([&](db::Transaction& transaction) {
      access::RaiseAlarm(transaction,
                         {.id = MakeUuid(at),
                          .kind = "unsealed",
                          .at = at,
                          .occasion = absl::FormatTime("%Y-%m-%dT%H", at, absl::UTCTimeZone())});
      return absl::OkStatus();
    }));
  } else if (unsealed_.End()) {
    Log(Severity::kInfo, "sealed again");
  }
}

}  // namespace oat::server
