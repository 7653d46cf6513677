// Bottles that are at home when an order changes: whoever changes it decides of them, as what is in
// them was poured under the order before.
#pragma once

#include <optional>

#include "oat/v1/prescribing.pb.h"
#include "services/base/reason.h"
#include "services/prescribing/patient.h"

namespace oat::prescribing {

// Why nothing may change yet: bottles for a day and later ones are at home, and nothing is decided.
std::optional<Reason> AskBottles(access::Call& call, const Patient& patient, Day from_day,
                                 v1::BottlesDecision decision);
// Does what was decided of them.
void CarryOutOnBottles(access::Call& call, const Patient& patient, Day from_day,
                       v1::BottlesDecision decision);

}  // namespace oat::prescribing
