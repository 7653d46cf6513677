#include "services/reporting/rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace oat::reporting {
namespace {

// No country has more people.
constexpr int64_t kMostPeople = 2'000'000'000;

// The value at the nearest rank: the smallest that `percent` of all do not exceed.
int32_t AtRank(const std::vector<int32_t>& sorted, size_t percent) {
  return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

// Digits alone: SimpleAtoi takes signs and blanks as well.
std::optional<int64_t> ReadCount(const std::string& text, int64_t least, int64_t most) {
  int64_t value = 0;
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (!digits || !absl::SimpleAtoi(text, &value) || value < least || value > most) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::string CoverageBandOf(int64_t on_treatment, int64_t people_who_inject) {
  if (on_treatment * 100 < people_who_inject * 20) return "low";
  return on_treatment * 100 > people_who_inject * 40 ? "high" : "medium";
}

int32_t BasisPoints(int64_t on_treatment, int64_t people_who_inject) {
  return static_cast<int32_t>((on_treatment * 20000 + people_who_inject) / (people_who_inject * 2));
}

int64_t NeededForHigh(int64_t people_who_inject) { return (people_who_inject * 2 + 4) / 5; }

std::optional<Waited> Summarise(std::vector<int32_t> days, int64_t least) {
  if (days.empty() || static_cast<int64_t>(days.size()) < least) return std::nullopt;
  std::sort(days.begin(), days.end());
  return Waited{.median = AtRank(days, 50), .ninetieth = AtRank(days, 90)};
}

PopulationEstimate ReadPopulationRow(const PopulationCells& cells,
                                     std::vector<ImportFault>* faults) {
  auto expect = [&](bool right, const char* column, const char* wanted) {
    if (!right) faults->push_back({cells.line, column, wanted});
  };
  const auto year = ReadCount(cells.year, 1900, 2199);
  expect(year.has_value(), "year", "wanted a year from 1900 to 2199");
  const bool country = cells.scope.size() == 2 && absl::ascii_isupper(cells.scope[0]) &&
                       absl::ascii_isupper(cells.scope[1]);
  expect(country, "scope", "wanted an ISO 3166-1 code of two letters such as KZ");
  const auto people = ReadCount(cells.people_who_inject_drugs, 1, kMostPeople);
  expect(people.has_value(), "people_who_inject_drugs", "wanted a whole number from 1");
  const auto reported = ReadCount(cells.reported_on_oat, 0, kMostPeople);
  expect(reported.has_value() || cells.reported_on_oat.empty(), "reported_on_oat",
         "wanted a whole number, or nothing");
  expect(!cells.source.empty() && cells.source.size() <= 1000, "source",
         "wanted 1 to 1000 bytes of text that say who published it");
  return {.year = static_cast<int32_t>(year.value_or(0)),
          .scope = cells.scope,
          .people_who_inject = people.value_or(0),
          .reported_on_treatment = cells.reported_on_oat.empty() ? std::nullopt : reported,
          .source = cells.source};
}

}  // namespace oat::reporting
