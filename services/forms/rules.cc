#include "services/forms/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::forms {

absl::Status CheckRange(const Range& range) {
  if (range.last < range.first) {
    return Invalid("range.last", absl::StrCat(range.last),
                   absl::StrCat(range.first, ", the first number, or more"));
  }
  if (range.Count() > kMostInARange) {
    return Invalid("range", absl::StrCat(range.Count(), " forms"),
                   absl::StrCat("at most ", kMostInARange));
  }
  return absl::OkStatus();
}

std::string NameOf(const std::string& series, int64_t number) {
  return absl::StrCat(series, "-", number);
}

std::optional<int64_t> FirstApart(const Range& range, const std::vector<Form>& forms,
                                  const std::string& site_code) {
  int64_t expected = range.first;
  for (const Form& form : forms) {
    const bool is_together = form.number == expected && form.IsUnused() &&
                             form.site_code == site_code && form.holder == forms.front().holder;
    if (!is_together) return expected;
    ++expected;
  }
  if (expected > range.last) return std::nullopt;
  return expected;
}

std::optional<std::string> WhyNotUsable(const std::optional<Form>& form, const Writer& writer) {
  if (!form) return "unknown";
  if (!form->IsUnused()) return form->ended;
  // What a prescriber holds she has with her, wherever she writes.
  if (form->holder == writer.staff) return std::nullopt;
  if (form->holder) return "with_another";
  if (form->site_code != writer.site_code) return "elsewhere";
  return std::nullopt;
}

std::vector<Forecast> Forecasts(std::vector<SeriesCount> counts,
                                const std::optional<std::string>& asked_for, Day today) {
  const bool is_missing =
      asked_for && std::none_of(counts.begin(), counts.end(), [&](const SeriesCount& count) {
        return count.series == *asked_for;
      });
  if (is_missing) counts.push_back({.series = *asked_for});
  std::vector<Forecast> forecasts;
  for (SeriesCount& count : counts) {
    Forecast& one = forecasts.emplace_back(Forecast{.count = std::move(count)});
    if (one.count.used == 0) continue;
    one.days_left = one.count.unused * kDaysOfPace / one.count.used;
    one.lasts_until = today + *one.days_left;
  }
  return forecasts;
}

}  // namespace oat::forms
