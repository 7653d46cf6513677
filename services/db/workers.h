// A fixed set of worker threads, each owning one database connection, behind a bounded queue.
// gRPC's callback threads only enqueue here and never block.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "services/db/transaction.h"

namespace oat::db {

class Workers {
 public:
  using Job = std::function<void(Connection&)>;

  // Starts `threads` workers that connect by `conninfo`; at most `queue_limit` jobs wait.
  Workers(std::string conninfo, int threads, size_t queue_limit);
  // Finishes what was taken in, then stops.
  ~Workers();

  // False when the queue is full: the job was not taken.
  [[nodiscard]] bool TryAdd(Job job);

  size_t Waiting() const;

 private:
  // Where a worker without a job waits for one; an empty job sends it home.
  struct Seat {
    std::optional<Job> job;
    std::condition_variable called;

    void Call(Job with) {
      job = std::move(with);
      called.notify_one();
    }
  };

  void Work(Connection connection);
  Job Next();

  const size_t queue_limit_;
  // The standard library's, which the thread sanitizer sees through; Debian's Abseil is built
  // without it. Guards all below but the threads.
  mutable std::mutex mutex_;
  std::deque<Job> jobs_;
  // Whoever sat down last is called first: while few work, it is always the same few, whose
  // connections PostgreSQL has warm.
  std::vector<Seat*> seats_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace oat::db
