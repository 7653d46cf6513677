// A release as the contract words it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "oat/v1/report.pb.h"
#include "services/reporting/rules.h"
#include "services/reporting/store.h"
#include "services/reporting/tables.h"

namespace oat::reporting {

// Everything that one month's release is made of, its cells protected already.
struct Findings {
  Release release;
  absl::Time as_of;
  int64_t threshold = 0;
  int32_t covered_within_days = 0;
  Waits waits;
  std::map<std::string, int32_t> days_expected;  // by site
  std::map<std::string, int32_t> days_recorded;
  std::vector<PopulationEstimate> estimates;
};

v1::Release Word(const Findings& findings);

}  // namespace oat::reporting
