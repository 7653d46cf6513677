// Tells whoever watches how long something has been going on; a program is told nothing.
#pragma once

#include <condition_variable>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

namespace oat::ctl {

// One line that is rewritten every second until it goes, and leaves nothing behind.
class Progress {
 public:
  Progress(std::ostream& err, bool is_watched, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void Tell();

  std::ostream& err_;
  const std::string what_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool has_ended_ = false;
  std::thread teller_;
};

}  // namespace oat::ctl
