#include "services/stock/call_checks.h"

#include "services/base/status.h"
#include "services/sites/store.h"

namespace oat::stock {

using access::Call;

Entry EntryOf(const Call& call, const char* kind) {
  return {.site_code = call.site().code,
          .kind = kind,
          .staff = call.caller.staff,
          .second = call.second};
}

absl::Status CheckStation(Call& call, const std::string& station) {
  if (sites::HasStation(call.transaction, call.site().code, station)) return absl::OkStatus();
  return Invalid("station", station, "a station of this site");
}

absl::Status CheckLot(Call& call, const std::string& product_code, const std::string& lot_number) {
  if (HasLot(call.transaction, product_code, lot_number)) return absl::OkStatus();
  return absl::NotFoundError("lot_number: no such lot of this product was ever received");
}

}  // namespace oat::stock
