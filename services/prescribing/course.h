// How treatment with a drug went before an order, read from what was taken and ordered.
#pragma once

#include "services/access/caller.h"
#include "services/policy/rules.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/starting.h"

namespace oat::prescribing {

// Of a drug before a day; when it began is asked back to `earliest` and no further.
Course LoadCourse(access::Call& call, const Patient& patient, policy::Drug drug, Day day,
                  Day earliest, const policy::Rules& rules);

// The other drug, where it was taken last or is ordered today.
std::optional<policy::Drug> OtherDrug(access::Call& call, const Patient& patient,
                                      policy::Drug drug);

}  // namespace oat::prescribing
