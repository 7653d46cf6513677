// What the figures were measured on, as far as it matters to them: the kind of machine, never
// which.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/clinic.h"

namespace oat::bench {

// Name and value, in the order in which they are to be read.
using Description = std::vector<std::pair<std::string, std::string>>;

Description DescribeMachine(const test::Clinic& clinic);

}  // namespace oat::bench
