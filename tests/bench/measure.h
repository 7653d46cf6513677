// The measurements, and what came out of them.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/machine.h"
#include "tests/bench/past.h"
#include "tests/bench/pgbench.h"

namespace oat::bench {

struct Plan {
  std::vector<int> desks = {1, 4, 16, 64};
  int pairs = 4;
  // At the start of a round the connections of pgbench prepare and plan their statements, which
  // those of oatd have done: this part is not counted. So much, and so much more for each desk.
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration warm_up_of_desk = absl::Seconds(1) / 16;
  absl::Duration round = absl::Seconds(4);
  int open_desks = 16;
  double open_rate = 50;
  absl::Duration open_round = absl::Seconds(20);
  int64_t past_doses = 0;  // none: without a past alone
  int past_desks = 16;

  Span SpanOf(int desks_at_work) const {
    return {.warm_up = warm_up + desks_at_work * warm_up_of_desk, .counted = round};
  }
};

struct Pair {
  int desks = 0;
  Round oatd, pgbench;
};

// What a statement costs the server for each dose, in milliseconds.
struct StatementCost {
  std::string text;
  double calls = 0;
  double plans = 0;
  double planning = 0;
  double execution = 0;
};

// What a dose writes ahead.
struct WriteAhead {
  double kilobytes = 0;
  double syncs = 0;
};

struct Result {
  Description machine;
  std::vector<Pair> pairs;
  Round open;
  RowsPerDose rows_of_oatd, rows_of_pgbench;
  int statements_per_dose = 0;
  std::vector<StatementCost> costs;  // the dearest first, and the sum of all
  WriteAhead write_ahead;
  double peak_megabytes = 0;
  Past past;
};

Result Measure(Network& network, const Network::Options& options, const Plan& plan);

// A value below which so many percent of the milliseconds lie.
double Percentile(std::vector<double> milliseconds, double percent);

}  // namespace oat::bench
