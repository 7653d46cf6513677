#include "services/custody/rules.h"

#include <set>

namespace oat::custody {

Opening JudgeRecord(const Ties& ties, Day today) {
  if (!ties.at_site && ties.prescribes) return Opening::kOpen;
  if (ties.last_day && *ties.last_day >= today - kDaysAfterCustody) return Opening::kOpen;
  if (ties.applies || ties.is_coming) return Opening::kOpen;
  return ties.in_emergency ? Opening::kInEmergency : Opening::kClosed;
}

bool MayHandOverLog(const Ties& ties) { return ties.last_day.has_value() || ties.applies; }

std::vector<Start> StartsOf(PersonId person, const Stay& stay, const std::vector<Day>& later) {
  std::set<Day> days = {stay.from_day};
  if (stay.until_day) days.insert(*stay.until_day + 1);
  for (Day day : later) {
    if (day > stay.from_day) days.insert(day);
  }
  std::vector<Start> starts;
  for (Day day : days) {
    const bool is_over = stay.until_day && day > *stay.until_day;
    starts.push_back({person, day, is_over ? std::optional(stay.home) : stay.site_code,
                      is_over ? kHome : stay.kind});
  }
  return starts;
}

}  // namespace oat::custody
