// Work beside the calls: done every so often, on a thread and a database connection of its own.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/server/log.h"

namespace oat::server {

class Watch {
 public:
  using Work = std::function<absl::Status(db::Connection&)>;

  // Begins at once and does the work every `period`; while it fails, ever more seldom, up to a
  // minute apart. The log hears that it fails and that it works again, once each.
  Watch(Word name, const std::string& conninfo, absl::Duration period, Work work);
  // Waits for the work in hand and does no more.
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void Go(const std::string& conninfo);
  // True when nothing is to be done any more.
  bool WaitFor(absl::Duration pause);

  const Word name_;
  const absl::Duration period_;
  const Work work_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace oat::server
