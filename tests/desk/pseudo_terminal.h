// A program in a terminal of its own, as a user has it: what is typed goes in, what it writes is
// waited for.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace oat::desk {

class PseudoTerminal {
 public:
  PseudoTerminal(std::vector<std::string> command, std::vector<std::string> environment,
                 unsigned short columns = 80) {
    const winsize size = {.ws_row = 24, .ws_col = columns};
    pid_ = forkpty(&master_, nullptr, nullptr, &size);
    if (pid_ == 0) {
      std::vector<char*> arguments, variables;
      for (std::string& one : command) arguments.push_back(one.data());
      for (std::string& one : environment) variables.push_back(one.data());
      arguments.push_back(nullptr);
      variables.push_back(nullptr);
      execve(arguments[0], arguments.data(), variables.data());
      _exit(127);
    }
  }
  ~PseudoTerminal() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(master_);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void Type(const std::string& text) {
    EXPECT_EQ(write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // Waits until a text was written since the last wait; what was written up to it.
  std::string WaitFor(const std::string& text) {
    if (!Comes(text, absl::Seconds(20))) {
      ADD_FAILURE() << "\"" << text << "\" was not written; this was:\n" << fresh_;
      return fresh_;
    }
    const size_t end = fresh_.find(text) + text.size();
    const std::string seen = fresh_.substr(0, end);
    fresh_.erase(0, end);
    return seen;
  }
  // Types a key again and again until it is answered by a text. What was typed before has been read
  // by then, and is no longer taken for one with what comes next, as keys are that come at once.
  void TypeUntil(const std::string& key, const std::string& text) {
    for (int i = 0; i < 20 && fresh_.find(text) == std::string::npos; ++i) {
      Type(key);
      Comes(text, absl::Seconds(1));
    }
    WaitFor(text);
  }
  // The exit status after its end; everything written until then is in all().
  int WaitForEnd() {
    while (ReadMore()) {
    }
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  void Resize(unsigned short columns) {
    const winsize size = {.ws_row = 24, .ws_col = columns};
    EXPECT_EQ(ioctl(master_, TIOCSWINSZ, &size), 0);
  }
  bool HasLocalFlag(tcflag_t flag) const {
    termios settings = {};
    EXPECT_EQ(tcgetattr(master_, &settings), 0);
    return (settings.c_lflag & flag) != 0;
  }
  const std::string& all() const { return all_; }
  pid_t pid() const { return pid_; }

 private:
  bool Comes(const std::string& text, absl::Duration within) {
    const absl::Time until = absl::Now() + within;
    while (fresh_.find(text) == std::string::npos) {
      if (absl::Now() > until || !ReadMore()) return false;
    }
    return true;
  }
  bool ReadMore() {
    pollfd waited = {master_, POLLIN, 0};
    if (poll(&waited, 1, 100) == 0) return kill(pid_, 0) == 0;
    char bytes[4096];
    const ssize_t count = read(master_, bytes, sizeof bytes);
    if (count <= 0) return false;  // EIO: the other side is closed
    fresh_.append(bytes, static_cast<size_t>(count));
    all_.append(bytes, static_cast<size_t>(count));
    return true;
  }

  pid_t pid_ = -1;
  int master_ = -1;
  std::string fresh_;
  std::string all_;
};

}  // namespace oat::desk
