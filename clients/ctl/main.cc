// oatctl: the administrator's command line, a client like any other.
#include <sodium.h>
#include <unistd.h>

#include <iostream>

#include "clients/ctl/oatctl.h"

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::cerr << "oatctl: no source of random numbers\n";
    return oat::ctl::kRefused;
  }
  oat::ctl::Terminal terminal{std::cin,
                              std::cout,
                              std::cerr,
                              isatty(STDIN_FILENO) == 1,
                              isatty(STDERR_FILENO) == 1,
                              isatty(STDOUT_FILENO) == 1};
  return oat::ctl::RunOatctl({argv + 1, argv + argc}, terminal);
}
