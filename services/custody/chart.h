// May the caller open this person's record? Asked by every method that shows one; never by those
// that decide a dose or record what was swallowed.
#pragma once

#include "absl/status/status.h"
#include "services/access/caller.h"

namespace oat::custody {

// PERMISSION_DENIED with the words that say whom to call. Under an emergency it is opened, and the
// call says so for the trail.
absl::Status CheckChart(access::Call& call, PersonId person);
bool OpensChart(access::Call& call, PersonId person);

// PERMISSION_DENIED where the site never treated the person: who looked at the record is handed
// over by those who know her.
absl::Status CheckAccessLog(access::Call& call, PersonId person);

}  // namespace oat::custody
