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
    for (Seat* seat : seats_) seat->emplace();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::TryAdd(Job job) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return false;
  if (!seats_.empty()) {
    seats_.back()->emplace(std::move(job));
    seats_.pop_back();
    return true;
  }
  if (jobs_.size() >= queue_limit_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

size_t Workers::Waiting() const {
  absl::MutexLock lock(&mutex_);
  return jobs_.size();
}

void Workers::Work(Connection connection) {
  while (Job job = Next()) job(connection);
}

// Empty when there is nothing left to do and no more will come.
Workers::Job Workers::Next() {
  absl::MutexLock lock(&mutex_);
  if (!jobs_.empty()) {
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }
  if (stopping_) return nullptr;
  Seat seat;
  seats_.push_back(&seat);
  mutex_.Await(absl::Condition(
      +[](Seat* mine) { return mine->has_value(); }, &seat));
  return *std::move(seat);
}

}  // namespace oat::db
