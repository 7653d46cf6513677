// What stands at the other end of a serial line in tests: a thread that answers as the manual of a
// Reglo ICC says, and fails as it is told to.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace oat::pump {

struct PeerManner {
  int runs_for = 2;                           // so many looks find it running
  std::string total = "8.000 ml";             // what it counted, once it ran
  std::string noise = {};                     // before every answer
  std::map<std::string, int> silent_to = {};  // commands it does not answer, so many times
  // Commands, without address and argument, that it answers with these bytes.
  std::map<std::string, std::string> says = {};
  std::string hangs_up_at = {};  // the command at which the line breaks
  // It fails so from its start on, and works well before.
  bool only_once_started = false;
};

class RegloPeer {
 public:
  explicit RegloPeer(PeerManner manner) : manner_(std::move(manner)) {
    char path[64] = {};
    EXPECT_EQ(openpty(&master_, &slave_, path, nullptr, nullptr), 0);
    path_ = path;
    EXPECT_EQ(pipe(wake_), 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~RegloPeer() {
    close(wake_[1]);
    thread_.join();
    for (int descriptor : {wake_[0], slave_, master_}) {
      if (descriptor >= 0) close(descriptor);
    }
  }
  RegloPeer(const RegloPeer&) = delete;
  RegloPeer& operator=(const RegloPeer&) = delete;

  const std::string& path() const { return path_; }
  int slave() const { return slave_; }
  // Every start there was, understood by the pump or not answered.
  int starts() const { return starts_; }
  std::vector<std::string> heard() {
    std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void Serve() {
    std::string command;
    for (;;) {
      pollfd waited[] = {{master_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
      if (poll(waited, 2, -1) < 0 || waited[1].revents != 0) return;
      char byte = 0;
      if (read(master_, &byte, 1) != 1) return;
      if (byte != '\r') {
        command.push_back(byte);
        continue;
      }
      {
        std::lock_guard lock(mutex_);
        heard_.push_back(command);
      }
      if (!Obey(command)) return;
      command.clear();
    }
  }

  // False once the line is broken.
  bool Obey(const std::string& whole) {
    const std::string command = whole.substr(1, 1);
    if (command == "H") {
      ++starts_;
      looks_ = manner_.runs_for;
      has_run_ = true;
    }
    if (command == "v" && whole.size() > 2) volume_ = whole.substr(2);
    const bool fails = has_run_ || !manner_.only_once_started;
    if (fails && command == manner_.hangs_up_at) {
      close(master_);
      master_ = -1;
      return false;
    }
    if (fails && manner_.silent_to[command]-- > 0) return true;
    const auto said = manner_.says.find(command);
    const bool is_odd = fails && said != manner_.says.end();
    Say(manner_.noise + (is_odd ? said->second : AnswerTo(command, whole)));
    return true;
  }

  std::string AnswerTo(const std::string& command, const std::string& whole) {
    if (command == "#") return "REGLO ICC 0208 306\r\n";
    if (command == "E") return looks_-- > 0 ? "+" : "-";
    if (command == ":") return (has_run_ ? manner_.total : "0.000 ml") + "\r\n";
    if (command == "v" && whole.size() == 2) {
      return absl::StrCat(volume_.substr(0, 4), "E", volume_.substr(4), "\r\n");
    }
    return "*";
  }

  void Say(const std::string& text) const {
    EXPECT_EQ(write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  PeerManner manner_;
  int master_ = -1;
  int slave_ = -1;
  int wake_[2] = {};
  std::string path_;
  std::string volume_;
  int looks_ = 0;
  bool has_run_ = false;
  std::atomic<int> starts_ = 0;
  std::mutex mutex_;  // of what was heard
  std::vector<std::string> heard_;
  std::thread thread_;
};

}  // namespace oat::pump
