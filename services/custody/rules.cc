#include "services/custody/rules.h"

namespace oat::custody {

Opening JudgeRecord(const Ties& ties, Day today) {
  if (!ties.at_site && ties.prescribes) return Opening::kOpen;
  if (ties.last_day && *ties.last_day >= today - kDaysAfterCustody) return Opening::kOpen;
  if (ties.applies) return Opening::kOpen;
  return ties.in_emergency ? Opening::kInEmergency : Opening::kClosed;
}

bool MayHandOverLog(const Ties& ties) { return ties.last_day.has_value() || ties.applies; }

}  // namespace oat::custody
