// Numbered forms: which of them belong together, which one an order may be written on, and how long
// they last.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"

namespace oat::forms {

// Numbers of one series, both inclusive.
struct Range {
  std::string series;
  int64_t first = 0;
  int64_t last = 0;

  int64_t Count() const { return last - first + 1; }
};
inline constexpr int64_t kMostInARange = 10'000;

// INVALID_ARGUMENT: the wrong way round, or too many.
absl::Status CheckRange(const Range& range);

// "RX-120", as people name a form.
std::string NameOf(const std::string& series, int64_t number);

// How a form ended; codes of oat.v1.FormState. Empty where nothing became of it yet.
inline constexpr char kUsed[] = "used";

struct Form {
  int64_t number = 0;
  std::string site_code;
  std::optional<StaffId> holder;  // absent: in the site's safe
  std::string ended;

  bool IsUnused() const { return ended.empty(); }
};

// The first number of a range that is not an unused form of the site, with whoever has the first of
// them. Absent: all are together. `forms` are those that there are, in the order of their numbers.
std::optional<int64_t> FirstApart(const Range& range, const std::vector<Form>& forms,
                                  const std::string& site_code);

// Who would write an order on a form, and where.
struct Writer {
  StaffId staff;
  std::optional<std::string> site_code;  // absent: at a device of no site
};
// Absent: the writer holds the form, or it lies in the safe where she writes. A code otherwise:
// "unknown", how it ended, "with_another" or "elsewhere".
std::optional<std::string> WhyNotUsable(const std::optional<Form>& form, const Writer& writer);

// The pace of a series is that of so many days.
inline constexpr int kDaysOfPace = 28;

struct SeriesCount {
  std::string series;
  int64_t unused = 0;
  int64_t used = 0;  // or ended, in the days of the pace
};

struct Forecast {
  SeriesCount count;
  std::optional<int64_t> days_left;  // absent: none was used
  std::optional<Day> lasts_until;
};
// Of each series, at its pace; days are rounded down. A series that the rules ask for is among them
// where the site never had one.
std::vector<Forecast> Forecasts(std::vector<SeriesCount> counts,
                                const std::optional<std::string>& asked_for, Day today);

}  // namespace oat::forms
