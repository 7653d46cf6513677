#include "services/db/workers.h"

#include <utility>

namespace oat::db {

Workers::Workers(std::string conninfo, int threads, size_t queue_limit)
    : queue_limit_(queue_limit) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, conninfo] { Work(Connection(conninfo)); });
  }
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::TryAdd(Job job) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || jobs_.size() >= queue_limit_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

size_t Workers::Waiting() const {
  absl::MutexLock lock(&mutex_);
  return jobs_.size();
}

void Workers::Work(Connection connection) {
  while (true) {
    Job job;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Workers::HasWorkOrStops));
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job(connection);
  }
}

}  // namespace oat::db
