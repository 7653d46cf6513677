// The same desks beside a past of millions of doses, and the reports over them.
#pragma once

#include "tests/bench/round.h"
#include "tests/bench/rows.h"

namespace oat::bench {

struct PastPlan {
  int64_t doses = 0;  // none: not measured
  int desks = 16;
  int pairs = 4;
  int reports = 3;  // how often each is asked for
  Span span;
};

struct PastPair {
  Round without, with;
};

struct ReportTimes {
  std::string what;
  std::vector<double> milliseconds;
};

struct Past {
  int64_t doses = 0;
  std::vector<PastPair> pairs;
  std::vector<ReportTimes> reports;
};

// Makes a second network in a database of its own, loads its past, and has the desks of both work
// in turns. `rows` are what a dose really writes: what is loaded has to have the same.
Past MeasurePast(Network& without, const Network::Options& options, const PastPlan& plan,
                 const RowsPerDose& rows);

}  // namespace oat::bench
