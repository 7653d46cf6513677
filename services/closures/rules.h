// A site that closes: where each patient goes, and when it is over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"

namespace oat::closures {

// Somebody whom the site would dose on or after the day from which it is closed.
struct Bound {
  PersonId person;
  std::string patient_number;
  Day first_day;
  std::string home_site;
  std::string drug_form;
  Day next_needed_day = first_day;
  std::string language = "";  // ISO 639-1; empty: not known
};

// Days that a dose covers, or a bottle at home.
struct Covered {
  Day from;
  Day until;
};
// The first day from `from` on, that included, on which somebody needs a dose at a window. Who
// comes daily needs one at once; bottles at home are used first, and a depot falls due.
Day NextNeededDay(const std::vector<Covered>& covered, Day from);

// A site that could take people.
struct Place {
  std::string site_code;
  int32_t free_places = 0;
  // Of the way there; absent: nobody recorded it.
  std::optional<int32_t> minutes;
  bool is_in_city = false;
  bool is_in_region = false;
  int32_t closed_weekdays = 0;
  std::set<std::string> drug_forms;  // that it can measure out
  std::set<std::string> languages;   // that are spoken there
};

// Reasons of a placement, as the contract has them.
inline constexpr char kNearest[] = "nearest";
inline constexpr char kAtHome[] = "at_home";
inline constexpr char kChosen[] = "chosen";
inline constexpr char kNoPlace[] = "no_place";

struct Placed {
  PersonId person;
  std::optional<std::string> to_site;
  std::string reason;
};
// A guest goes home; everybody else to the nearest site that has the drug and a free place: in the
// same city, by the minutes of the way, within the region; of two alike where the person's language
// is spoken, and then where fewer weekdays are closed. Who needs a dose soonest chooses first, and
// of one day who comes daily before a depot, which can travel further. Never more to a place than
// it has. A language costs nobody a place or the nearer one: everybody goes as far as without it.
std::vector<Placed> PlaceAll(const std::string& closing, const std::vector<Bound>& people,
                             std::vector<Place> places);

// Which languages are spoken where, by the site's code.
using Spoken = std::map<std::string, std::set<std::string>>;
// The person's language, where it is known and the destination has not said that it is spoken
// there.
std::string Unspoken(const std::string& language, const std::optional<std::string>& to_site,
                     const Spoken& spoken);

// How far a patient of a closure is.
enum class Progress { kPlanned, kMoved, kTold, kDosed, kAccountedFor };
struct Placement {
  PersonId person;
  std::string patient_number;  // empty: of other sites
  std::optional<std::string> to_site;
  std::string reason;
  // Of the move that stands; absent: not moved.
  std::optional<std::string> moved_to;
  std::optional<Day> moved_from;
  bool told = false;
  std::optional<std::string> accounted_for;
  std::optional<absl::Time> first_dose_at;
  std::optional<absl::Time> last_dose_at;
  // Of the last dose, where its time is known.
  std::optional<absl::Time> last_taken_at;
  Day next_needed_day;
  std::string unspoken_language = "";
  bool dose_open = false;
  int32_t bottles_out = 0;
};
Progress ProgressOf(const Placement& placement);

struct Counts {
  int32_t patients = 0;
  int32_t without_place = 0;
  int32_t planned = 0;
  int32_t moved = 0;
  int32_t told = 0;
  int32_t dosed = 0;
  int32_t accounted_for = 0;
  // Everybody was dosed or is accounted for.
  bool is_done() const { return dosed + accounted_for == patients; }
};
Counts CountAll(const std::vector<Placement>& placements);

// Days before the end of a licence on which a closure is proposed.
inline constexpr int32_t kWarnings[] = {7, 30, 90};
// The warning whose day has come: 90, 30 or 7; absent: the end is further away.
std::optional<int32_t> WarningOf(Day licence_until, Day today);

}  // namespace oat::closures
