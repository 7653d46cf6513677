// Shell completion, written out of the tree of commands, so that it cannot say anything else.
#pragma once

#include <string>

#include "clients/ctl/command.h"

namespace oat::ctl {

// A script for bash, and for zsh through bashcompinit. It asks no server.
std::string BashCompletion(const Command& root);

}  // namespace oat::ctl
