// The clinical day: the date a dose counts for, at a site's time zone and day boundary.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace oat {

using Day = absl::CivilDay;

// How a site reckons days: its zone, and the minutes after local midnight at which a day begins.
struct DayReckoning {
  absl::TimeZone zone;
  int boundary_minutes = 240;
};

// The clinical day of an instant. Reckoned on the wall clock, so that a shift of the zone or of
// daylight saving moves the boundary with the clock on the wall.
Day ClinicalDay(absl::Time instant, const DayReckoning& reckoning);

// The instant at which a clinical day begins.
absl::Time BeginningOf(Day day, const DayReckoning& reckoning);

// ISO 8601: 2026-11-21.
std::string FormatDay(Day day);
// Strict; INVALID_ARGUMENT for another form, a day that does not exist or a year outside 1900-2199.
absl::StatusOr<Day> ParseDay(absl::string_view text);

// ISO weekday, 1 is Monday, 7 is Sunday.
int IsoWeekday(Day day);

// An instant as the clock on a site's wall shows it: 08:15.
std::string FormatWallTime(absl::Time instant, const DayReckoning& reckoning);

}  // namespace oat
