// Whose record may be opened where.
#pragma once

#include <optional>

#include "services/base/clinical_day.h"

namespace oat::custody {

// So long after its last day with a person a site still opens the record: the other site calls
// back, and the month's reports and counts are closed. Recalled: no law read sets a number.
inline constexpr int kDaysAfterCustody = 30;

// What ties the one who asks to a person.
struct Ties {
  bool at_site = false;  // the device stands at a site
  bool prescribes = false;
  // The last day on which the site answers for the person, as known today; of a custody without an
  // end today or its first day. Absent: it never did.
  std::optional<Day> last_day;
  bool applies = false;       // an application of the person waits at the site
  bool in_emergency = false;  // this staff member opened the record there, and it is not over
};

enum class Opening { kOpen, kInEmergency, kClosed };

// The record itself: doses, orders, clinical facts. A prescriber far from any site answers for
// whoever calls; the trail says whose record was read.
Opening JudgeRecord(const Ties& ties, Day today);

// Who looked at the record, for the person herself: wherever she is or ever was treated.
bool MayHandOverLog(const Ties& ties);

}  // namespace oat::custody
