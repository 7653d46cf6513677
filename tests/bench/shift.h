// Desks at work, each on a thread of its own: authorise, confirm, the next person.
#pragma once

#include <vector>

#include "tests/bench/network.h"

namespace oat::bench {

struct Timing {
  absl::Duration begun;  // since the start of the shift
  absl::Duration authorise;
  absl::Duration confirm;
  absl::Duration dose;
};

struct Shift {
  std::vector<Timing> timings;
};

// The first so many desks for so long, each beginning with the next person as soon as it is done.
Shift WorkClosed(Network& network, int desks, absl::Duration duration);

// People come at a rate, by chance, whether a desk is free or not; who finds none waits. What they
// wait counts: the times run from their coming.
Shift WorkOpen(Network& network, int desks, double people_per_second, absl::Duration duration,
               uint64_t seed);

// One dose.
Timing Give(const Desk& desk, const std::string& patient_number);

}  // namespace oat::bench
