#include "tests/support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/base/internal/raw_logging.h"

namespace oat::test {

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment, const std::string& log_path) {
  pid_ = fork();
  if (pid_ != 0) return;
  // The mask is the parent's; a program that waits for signals sets its own.
  int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  for (const std::string& entry : environment) putenv(const_cast<char*>(entry.c_str()));
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

Process::~Process() {
  if (pid_ > 0) Signal(SIGKILL);
}

int Process::Signal(int signal) {
  int status = 0;
  kill(pid_, signal);
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

std::string Run(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  size_t read = 0;
  while ((read = fread(buffer, 1, sizeof(buffer), pipe)) > 0) output.append(buffer, read);
  if (int status = pclose(pipe); status != 0) {
    ABSL_RAW_LOG(FATAL, "failed with %d: %s", status, command.c_str());
  }
  return output;
}

}  // namespace oat::test
