#include "services/base/clinical_day.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace oat {

Day ClinicalDay(absl::Time instant, const DayReckoning& reckoning) {
  const absl::CivilMinute wall = absl::ToCivilMinute(instant, reckoning.zone);
  const Day day(wall - reckoning.boundary_minutes);
  // Where the wall clock is set back across the boundary it shows the old day once more; the new
  // day has begun all the same, and a day never runs backwards.
  return BeginningOf(day + 1, reckoning) <= instant ? day + 1 : day;
}

absl::Time BeginningOf(Day day, const DayReckoning& reckoning) {
  return absl::FromCivil(absl::CivilMinute(day) + reckoning.boundary_minutes, reckoning.zone);
}

std::string FormatDay(Day day) { return absl::FormatCivilTime(day); }

absl::StatusOr<Day> ParseDay(absl::string_view text) {
  auto wrong = absl::InvalidArgumentError("wanted a date YYYY-MM-DD from 1900 to 2199");
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
  for (int i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(text[i])) return wrong;
  }
  int year = 0;
  int month = 0;
  int day = 0;
  if (!absl::SimpleAtoi(text.substr(0, 4), &year) || !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8, 2), &day) || year < 1900 || year > 2199) {
    return wrong;
  }
  Day parsed(year, month, day);
  // CivilDay carries 31 February over into March: then it is not the day that was written.
  if (parsed.month() != month || parsed.day() != day) return wrong;
  return parsed;
}

int IsoWeekday(Day day) { return static_cast<int>(absl::GetWeekday(day)) + 1; }

std::string FormatWallTime(absl::Time instant, const DayReckoning& reckoning) {
  return absl::FormatTime("%H:%M", instant, reckoning.zone);
}

}  // namespace oat
