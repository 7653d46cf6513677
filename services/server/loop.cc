#include "services/server/loop.h"

#include <utility>

namespace oat::server {

Loop::Loop(const std::string& conninfo, Pass pass)
    : pass_(std::move(pass)), thread_([this, conninfo] { Go(conninfo); }) {}

Loop::~Loop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Loop::Go(const std::string& conninfo) {
  db::Connection connection(conninfo);
  while (!WaitFor(pass_(connection))) {
  }
}

bool Loop::WaitFor(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
  return stopping_;
}

}  // namespace oat::server
