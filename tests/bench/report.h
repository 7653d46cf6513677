// The result as Markdown tables, which also read well in a terminal.
#pragma once

#include <ostream>

#include "tests/bench/measure.h"

namespace oat::bench {

void Print(const Result& result, const Plan& plan, std::ostream& out);

// True where both sides added the same rows for each dose.
bool SameRows(const Result& result);

}  // namespace oat::bench
