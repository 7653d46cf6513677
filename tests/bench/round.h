// One side at work for a while: how many doses, how long each took, and what the processes used.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/bench/shift.h"
#include "tests/bench/usage.h"

namespace oat::bench {

struct Round {
  double doses_per_second = 0;
  std::vector<Timing> timings;
  // Milliseconds of processor time a dose.
  double oatd = 0, postgres = 0, client = 0;
  // The share of the processors' time that the host of a virtual machine gave to others, in
  // percent.
  double stolen = 0;
};

// What of a round is counted: not its beginning.
struct Span {
  absl::Duration warm_up;
  absl::Duration counted;
};

// Whose processes are looked at.
struct Processes {
  std::string cluster;
  pid_t oatd = 0;
};

// The desks of this program, or a program that it runs.
enum class Client { kOwn, kChild };

Round MeasureRound(const Processes& processes, const Span& span, Client client,
                   const std::function<Shift(absl::Duration)>& work);

// The process that serves a network.
pid_t ServerOf(Network& network);

}  // namespace oat::bench
