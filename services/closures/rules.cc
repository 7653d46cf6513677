#include "services/closures/rules.h"

#include <algorithm>
#include <limits>
#include <span>
#include <tuple>

#include "services/policy/pack.h"

namespace oat::closures {
namespace {

using Way = std::tuple<bool, int32_t, bool>;
// Less is nearer.
Way WayTo(const Place& place) {
  return {!place.is_in_city, place.minutes.value_or(std::numeric_limits<int32_t>::max()),
          !place.is_in_region};
}

bool Takes(const Place& place, const Bound& one) {
  return place.free_places > 0 &&
         (one.drug_form.empty() || place.drug_forms.contains(one.drug_form));
}

// People in the order in which they choose, and places, the best first but for the language.
using People = std::span<const Bound* const>;
using Places = std::vector<Place>;

Places::iterator NearestFor(const Bound& one, Places& places) {
  return std::find_if(places.begin(), places.end(),
                      [&](const Place& place) { return Takes(place, one); });
}

// How far each would go by the way alone; absent: nowhere.
std::vector<std::optional<Way>> WaysOf(People people, Places places) {
  std::vector<std::optional<Way>> ways;
  for (const Bound* one : people) {
    const auto place = NearestFor(*one, places);
    if (place == places.end()) {
      ways.push_back(std::nullopt);
      continue;
    }
    --place->free_places;
    ways.push_back(WayTo(*place));
  }
  return ways;
}

Places Without(Places places, size_t taken) {
  --places[taken].free_places;
  return places;
}

// A place where the first of the people is understood, as near as the nearest, unless one who
// chooses later would go further for it.
Places::iterator ChooseFor(People people, Places& places) {
  const Bound& one = *people.front();
  const auto nearest = NearestFor(one, places);
  if (nearest == places.end()) return nearest;
  const auto costs_somebody = [&](size_t taken) {
    const People later = people.subspan(1);
    return WaysOf(later, Without(places, taken)) !=
           WaysOf(later, Without(places, nearest - places.begin()));
  };
  for (auto place = nearest; place != places.end() && WayTo(*place) == WayTo(*nearest); ++place) {
    if (!Takes(*place, one) || !place->languages.contains(one.language)) continue;
    if (place == nearest || !costs_somebody(place - places.begin())) return place;
  }
  return nearest;
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
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tuple(WayTo(a), a.closed_weekdays, a.site_code) <
           std::tuple(WayTo(b), b.closed_weekdays, b.site_code);
  });
  std::vector<Placed> placed;
  std::vector<const Bound*> in_turn;
  for (const Bound& one : people) {
    if (!one.home_site.empty() && one.home_site != closing) {
      placed.push_back({one.person, one.home_site, kAtHome});
    } else {
      in_turn.push_back(&one);
    }
  }
  std::stable_sort(in_turn.begin(), in_turn.end(), [](const Bound* a, const Bound* b) {
    return std::tuple(a->next_needed_day, policy::IsDepot(a->drug_form)) <
           std::tuple(b->next_needed_day, policy::IsDepot(b->drug_form));
  });
  for (People left = in_turn; !left.empty(); left = left.subspan(1)) {
    const Bound* one = left.front();
    const auto place = ChooseFor(left, places);
    if (place == places.end()) {
      placed.push_back({one->person, std::nullopt, kNoPlace});
      continue;
    }
    --place->free_places;
    placed.push_back({one->person, place->site_code, kNearest});
  }
  return placed;
}

std::string Unspoken(const std::string& language, const std::optional<std::string>& to_site,
                     const Spoken& spoken) {
  if (!to_site) return "";
  const auto there = spoken.find(*to_site);
  const bool is_spoken = there != spoken.end() && there->second.contains(language);
  return is_spoken ? "" : language;
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
