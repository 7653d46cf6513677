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
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Seat* seat : seats_) seat->Call(nullptr);
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::TryAdd(Job job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (!seats_.empty()) {
    seats_.back()->Call(std::move(job));
    seats_.pop_back();
    return true;
  }
  if (jobs_.size() >= queue_limit_) return false;
  jobs_.push_back(std::move(job));
  return true;
}

size_t Workers::Waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void Workers::Work(Connection connection) {
  while (Job job = Next()) job(connection);
}

// Empty when there is nothing left to do and no more will come.
Workers::Job Workers::Next() {
  std::unique_lock lock(mutex_);
  if (!jobs_.empty()) {
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }
  if (stopping_) return nullptr;
  Seat seat;
  seats_.push_back(&seat);
  seat.called.wait(lock, [&] { return seat.job.has_value(); });
  return *std::move(seat.job);
}

}  // namespace oat::db
