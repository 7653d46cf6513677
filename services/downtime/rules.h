// How long a list for the time without a server is kept, and what of a name stands in it.
#pragma once

#include <string>

#include "services/base/clinical_day.h"

namespace oat::downtime {

// When a list that is made now is to be deleted: at the end of its clinical day, and never later
// than after a day by the clock.
absl::Time KeepUntil(absl::Time now, const DayReckoning& reckoning);

// How far the time of a look may lie back: as that of a declared dose.
inline constexpr absl::Duration kOldestLook = absl::Hours(14 * 24);
bool IsTellable(absl::Time looked_at, absl::Time now);

// The first letter of a name in UTF-8; empty for an empty name.
std::string FirstLetter(const std::string& name);

}  // namespace oat::downtime
