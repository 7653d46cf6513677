#include "services/closures/rules.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "services/policy/pack.h"

namespace oat::closures {
namespace {

// Less is nearer.
auto WayTo(const Place& place) {
  return std::tuple(!place.is_in_city, place.minutes.value_or(std::numeric_limits<int32_t>::max()),
                    !place.is_in_region, place.closed_weekdays, place.site_code);
}

}  // namespace

Day NextNeededDay(const std::vector<Covered>& covered, Day from) {
  Day day = from;
  // A span may begin before the end of another, so each step looks at all of them.
  for (auto span = covered.begin(); span != covered.end();) {
    const bool has_day = span->from <= day && day <= span->until;
    if (has_day) day = span->until + 1;
    span = has_day ? covered.begin() : span + 1;
  }
  return day;
}

std::vector<Placed> PlaceAll(const std::string& closing, const std::vector<Bound>& people,
                             std::vector<Place> places) {
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return WayTo(a) < WayTo(b); });
  std::vector<const Bound*> in_turn;
  for (const Bound& one : people) in_turn.push_back(&one);
  std::stable_sort(in_turn.begin(), in_turn.end(), [](const Bound* a, const Bound* b) {
    return std::tuple(a->next_needed_day, policy::IsDepot(a->drug_form)) <
           std::tuple(b->next_needed_day, policy::IsDepot(b->drug_form));
  });
  std::vector<Placed> placed;
  for (const Bound* one : in_turn) {
    if (!one->home_site.empty() && one->home_site != closing) {
      placed.push_back({one->person, one->home_site, kAtHome});
      continue;
    }
    const auto place = std::find_if(places.begin(), places.end(), [&](const Place& p) {
      const bool has_drug = one->drug_form.empty() || p.drug_forms.contains(one->drug_form);
      return p.free_places > 0 && has_drug;
    });
    if (place == places.end()) {
      placed.push_back({one->person, std::nullopt, kNoPlace});
      continue;
    }
    --place->free_places;
    placed.push_back({one->person, place->site_code, kNearest});
  }
  return placed;
}

Progress ProgressOf(const Placement& placement) {
  if (placement.first_dose_at) return Progress::kDosed;
  if (placement.accounted_for) return Progress::kAccountedFor;
  if (!placement.moved_to) return Progress::kPlanned;
  return placement.told ? Progress::kTold : Progress::kMoved;
}

Counts CountAll(const std::vector<Placement>& placements) {
  Counts counts;
  for (const Placement& one : placements) {
    ++counts.patients;
    counts.without_place += !one.to_site;
    const Progress progress = ProgressOf(one);
    counts.planned += progress == Progress::kPlanned;
    counts.moved += progress == Progress::kMoved;
    counts.told += progress == Progress::kTold;
    counts.dosed += progress == Progress::kDosed;
    counts.accounted_for += progress == Progress::kAccountedFor;
  }
  return counts;
}

std::optional<int32_t> WarningOf(Day licence_until, Day today) {
  for (int32_t days : kWarnings) {
    if (licence_until - today <= days) return days;
  }
  return std::nullopt;
}

}  // namespace oat::closures
