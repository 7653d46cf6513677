// What the methods of the pumps room ask of every call.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/access/caller.h"
#include "services/pumps/store.h"

namespace oat::pumps {

// The caller, and whoever signed with her.
Signed SignedBy(const access::Call& call);
// A pump at a window of the calling site, locked. NOT_FOUND: none of that serial number is in use
// there.
absl::StatusOr<Pump> LockPumpInUse(access::Call& call, const std::string& pump_id);

}  // namespace oat::pumps
