// A child process of a test: started, killed without mercy, waited for.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace oat::test {

class Process {
 public:
  // Runs a program with arguments and further environment entries (NAME=value); its output goes to
  // `log_path`.
  Process(const std::vector<std::string>& command, const std::vector<std::string>& environment,
          const std::string& log_path);
  // Kills it if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Sends a signal and waits for the end; the wait status.
  int Signal(int signal);
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

// Runs a shell command to its end; its standard output. A failure stops the test program.
std::string Run(const std::string& command);

}  // namespace oat::test
