#include "clients/ctl/progress.h"

#include <chrono>
#include <utility>

namespace oat::ctl {

Progress::Progress(std::ostream& err, bool is_watched, std::string what)
    : err_(err), what_(std::move(what)) {
  if (is_watched) teller_ = std::thread([this] { Tell(); });
}

Progress::~Progress() {
  if (!teller_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    has_ended_ = true;
  }
  ended_.notify_one();
  teller_.join();
}

void Progress::Tell() {
  const auto begin = std::chrono::steady_clock::now();
  std::unique_lock<std::mutex> lock(mutex_);
  while (!has_ended_) {
    const auto passed = std::chrono::steady_clock::now() - begin;
    err_ << "\r" << what_ << ": "
         << std::chrono::duration_cast<std::chrono::seconds>(passed).count() << " s" << std::flush;
    ended_.wait_for(lock, std::chrono::seconds(1), [this] { return has_ended_; });
  }
  // The line is blanked, so that what follows stands where it stood.
  err_ << "\r\x1b[K" << std::flush;
}

}  // namespace oat::ctl
