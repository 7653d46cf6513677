// pgbench at the same work: the recorded statements, prepared, over as many connections as there
// are desks.
#pragma once

#include "tests/bench/script.h"
#include "tests/bench/shift.h"

namespace oat::bench {

// Runs the script for so long, as the service's role; the timings are of whole doses.
Shift WorkAsPgbench(Network& network, const Script& script, int recorded_day, int clients,
                    absl::Duration duration, const std::string& cluster);

}  // namespace oat::bench
