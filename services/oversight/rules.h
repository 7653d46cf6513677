// How long an emergency opens a record, and how much of other sites' people somebody may look at
// before it alarms.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"

namespace oat::oversight {

// A night in hospital and the morning in which her own site can be reached. Recalled: no rule read
// sets a time; whoever needs longer says so again, and is seen again.
inline constexpr absl::Duration kEmergencyLife = absl::Hours(24);

// So many people beyond her own site's a staff member looks at in a day without an alarm: guests
// who come unannounced, misread numbers, duplicates to compare. A tenth of the largest site's
// people in the roster that the programme was planned with (107); a day of the demonstration has
// one or two. Recalled: to be set anew from a real month's trail.
inline constexpr int32_t kOthersADay = 10;

// It alarms, and blocks nothing.
bool ExceedsBudget(int32_t others);

// Days that one reading of the trail takes.
inline constexpr int kDaysOfTrail = 31;
bool IsReadable(Day from_day, Day until_day);

// Entries that a reading shows where no number is asked for.
inline constexpr int32_t kEntries = 200;

}  // namespace oat::oversight
