// The person whose orders a call is about.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/access/caller.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"

namespace oat::prescribing {

// A locked person, and today at the site that has them.
struct Patient {
  PersonId person;
  Day today;
};

// Locks the person and says in the call whose record it touches. FAILED_PRECONDITION for somebody
// who was never in treatment.
absl::StatusOr<Patient> LockPatient(access::Call& call, const std::string& number);

// A changed order begins today, or tomorrow where a claim of today lives.
Day EarliestStart(access::Call& call, const Patient& patient);

}  // namespace oat::prescribing
