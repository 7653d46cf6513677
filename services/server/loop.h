// A thread beside the calls, with a database connection of its own, that does one thing again and
// again until it is told to stop.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"

namespace oat::server {

class Loop {
 public:
  // Says how long to pause before the next time.
  using Pass = std::function<absl::Duration(db::Connection&)>;

  // Begins at once. What `pass` uses outlives this.
  Loop(const std::string& conninfo, Pass pass);
  // Waits for the pass in hand and does no more.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

 private:
  void Go(const std::string& conninfo);
  // True when nothing is to be done any more.
  bool WaitFor(absl::Duration pause);

  const Pass pass_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace oat::server
