// Which site a person is with, and whose record may be opened where.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/ids.h"

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
  bool is_coming = false;     // a transfer to the site is prepared
  bool in_emergency = false;  // this staff member opened the record there, and it is not over
};

enum class Opening { kOpen, kInEmergency, kClosed };

// The record itself: doses, orders, clinical facts. A prescriber far from any site answers for
// whoever calls; the trail says whose record was read.
Opening JudgeRecord(const Ties& ties, Day today);

// Who looked at the record, for the person herself: wherever she is or ever was treated.
bool MayHandOverLog(const Ties& ties);

// Kinds of a start.
inline constexpr char kHome[] = "home";
inline constexpr char kGuest[] = "guest";
inline constexpr char kInstitution[] = "institution";
inline constexpr char kClosure[] = "closure";
inline constexpr char kEnded[] = "ended";

// From a day on a person is with a site, until the next start.
struct Start {
  PersonId person;
  Day from_day;
  std::optional<std::string> site_code;  // absent: no site, said openly
  std::string kind;                      // home, guest, institution, closure, ended
};

// A time with a site, and who has the person again after it.
struct Stay {
  Day from_day;
  std::optional<std::string> site_code;  // absent: with none
  std::string kind;
  // The last day; absent: nobody knows, or for good.
  std::optional<Day> until_day = {};
  // Of a stay with a last day: where the person is at home.
  std::string home = {};
};

// The starts that make a stay true. Whatever was to begin after its first day was said before it,
// and is said anew: `later` are the days on which something was to begin.
std::vector<Start> StartsOf(PersonId person, const Stay& stay, const std::vector<Day>& later);

}  // namespace oat::custody
