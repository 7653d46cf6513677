// One run of oatctl: the command line read, the command run, what it says and its exit code.
#pragma once

#include <string>
#include <vector>

#include "clients/ctl/command.h"

namespace oat::ctl {

// Exit codes for scripts.
enum ExitCode {
  kDone = 0,
  kRefused = 1,      // the server or the input said no: nothing was done
  kCommandLine = 2,  // the command line itself
  kNoAnswer = 3,     // nobody answered: what was asked may have been done or not
  kNotAllowed = 4,   // sign in first, or let somebody do it who may
};

// Runs the command that the words (without the program's name) name. The terminal brings its
// streams; the common options fill the rest.
int RunOatctl(const std::vector<std::string>& words, Terminal& terminal);

}  // namespace oat::ctl
