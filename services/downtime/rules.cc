#include "services/downtime/rules.h"

#include <algorithm>

namespace oat::downtime {

absl::Time KeepUntil(absl::Time now, const DayReckoning& reckoning) {
  const absl::Time day_ends = BeginningOf(ClinicalDay(now, reckoning) + 1, reckoning);
  return std::min(day_ends, now + absl::Hours(24));
}

bool IsTellable(absl::Time looked_at, absl::Time now) {
  return looked_at <= now && now - looked_at <= kOldestLook;
}

std::string FirstLetter(const std::string& name) {
  size_t end = std::min<size_t>(1, name.size());
  const auto continues = [&](size_t at) {
    return (static_cast<unsigned char>(name[at]) & 0xc0) == 0x80;
  };
  while (end < name.size() && continues(end)) ++end;
  return name.substr(0, end);
}

}  // namespace oat::downtime
