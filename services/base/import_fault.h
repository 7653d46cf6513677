// What is wrong with a cell of an imported file: where, and what was wanted. Never what it says.
#pragma once

#include <cstdint>
#include <string>

namespace oat {

struct ImportFault {
  int64_t line = 0;
  std::string column;
  std::string reason;
};

}  // namespace oat
