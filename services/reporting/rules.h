// What a report says beside its tables: coverage, waiting times, completeness.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/import_fault.h"

namespace oat::reporting {

// Coverage after WHO, UNODC and UNAIDS (rules.md, chapter 7): low below 20 %, medium from there,
// high above 40 %. A code of oat.v1.CoverageBand.
std::string CoverageBandOf(int64_t on_treatment, int64_t people_who_inject);
// Hundredths of a percent, rounded to the nearest.
int32_t BasisPoints(int64_t on_treatment, int64_t people_who_inject);
// The fewest people on treatment that are 40 %.
int64_t NeededForHigh(int64_t people_who_inject);

// Days waited, by the nearest rank. Absent: fewer than `least` people stand behind it.
struct Waited {
  int32_t median = 0;
  int32_t ninetieth = 0;
};
std::optional<Waited> Summarise(std::vector<int32_t> days, int64_t least);

// A published estimate of how many people inject drugs.
struct PopulationEstimate {
  int32_t year = 0;
  std::string scope;  // ISO 3166-1
  int64_t people_who_inject = 0;
  std::optional<int64_t> reported_on_treatment;
  std::string source;
  bool operator==(const PopulationEstimate&) const = default;
};

// A row of an estimates file as it stands there.
struct PopulationCells {
  int64_t line = 0;
  std::string year, scope, people_who_inject_drugs, reported_on_oat, source;
};

// Reads a row; adds every fault of it to `faults` and then returns an estimate not to be used.
PopulationEstimate ReadPopulationRow(const PopulationCells& cells,
                                     std::vector<ImportFault>* faults);

}  // namespace oat::reporting
