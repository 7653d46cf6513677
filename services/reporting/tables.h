// The fixed tables of a release: what is counted, by what, and what everybody knows of the counts.
//
// The two-way tables form a star: each has the region on one side. Given its region, nothing
// published ties somebody's sex to an age band or a medication, so whatever fits the tables one by
// one fits them together, and the relations below are all there is to know (decision 0007).
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/reporting/disclosure.h"

namespace oat::reporting {

// Where a number stands. Measures, dimensions and rows are codes of oat.v1.Measure, .Dimension and
// of what the dimension is made of; `columns` is empty in a one-way table, `rows` too in a total.
struct CellKey {
  std::string measure;
  std::string rows;
  std::string row;
  std::string columns;
  std::string column;
  auto operator<=>(const CellKey&) const = default;
};

struct CellValue {
  int64_t value = 0;
  Disclosure disclosure = Disclosure::kShown;
};
using Cells = std::map<CellKey, CellValue>;

// Episodes of treatment that are alike in all that is counted. The age band and the medication are
// those at the month's end.
struct EpisodeCount {
  std::string site_code;
  std::string sex;
  int32_t birth_year = 0;
  std::string medication;
  bool enrolled_before = false;
  bool enrolled = false;
  bool on_treatment = false;
  bool linkable = true;
  std::string admitted;  // the history of an admission of the month; empty: none
  std::string exited;    // the reason of an exit of the month; empty: none
  int64_t count = 0;
};

// Applications decided in the month, alike in site and reason (none: admitted).
struct DecisionCount {
  std::string site_code;
  std::string reason;
  int64_t count = 0;
};

// Site code to region, of the whole network: the rows that every table has.
using Regions = std::map<std::string, std::string>;

// 18-24, 25-34, 35-44, 45-54, 55+ and under_18, by the year of birth alone.
std::string AgeBand(int32_t birth_year, int64_t year);

// Whether a refusal or delay was on clinical grounds: admitted, clinical, not_clinical, other.
std::string GroundOf(const std::string& decision_reason);

// Every cell of a month's tables, those that nobody publishes too.
Cells Tabulate(const std::vector<EpisodeCount>& episodes,
               const std::vector<DecisionCount>& decisions, int64_t still_waiting,
               const Regions& regions, Day last_day);

// A release's place among those that a reader has.
struct Release {
  Day month;  // its first day
  int32_t revision = 1;
  Cells cells;
};

// Withholds in `next` what must be, given what was released before.
absl::Status Protect(const std::vector<Release>& earlier, const Regions& regions, int64_t threshold,
                     Release* next);

}  // namespace oat::reporting
