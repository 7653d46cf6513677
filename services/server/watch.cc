#include "services/server/watch.h"

#include <algorithm>
#include <utility>

namespace oat::server {
namespace {

constexpr absl::Duration kLongestPause = absl::Minutes(1);

}  // namespace

Watch::Watch(Word name, const std::string& conninfo, absl::Duration period, Work work)
    : name_(name),
      period_(period),
      work_(std::move(work)),
      thread_([this, conninfo] { Go(conninfo); }) {}

Watch::~Watch() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Watch::Go(const std::string& conninfo) {
  db::Connection connection(conninfo);
  bool failing = false;
  absl::Duration pause = period_;
  do {
    const absl::Status status = work_(connection);
    if (status.ok() == failing) {
      failing = !failing;
      Log(failing ? Severity::kError : Severity::kInfo, "work beside the calls",
          {{"work", name_}, {"status", status.code()}});
    }
    pause = failing ? std::min(2 * pause, std::max(period_, kLongestPause)) : period_;
  } while (!WaitFor(pause));
}

bool Watch::WaitFor(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
  return stopping_;
}

}  // namespace oat::server
