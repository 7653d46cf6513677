#include "services/pumps/call_checks.h"

namespace oat::pumps {

using access::Call;

Signed SignedBy(const Call& call) {
  return {.staff = call.caller.staff,
          .second = call.second,
          .request = call.request_id,
          .at = call.now};
}

absl::StatusOr<Pump> LockPumpInUse(Call& call, const std::string& pump_id) {
  LockPump(call.transaction, call.site().code, pump_id);
  auto pump = LoadPump(call.transaction, call.site().code, pump_id);
  if (pump && pump->is_in_use()) return *std::move(pump);
  return absl::NotFoundError("pump_id: no such pump is in use at this site");
}

}  // namespace oat::pumps
