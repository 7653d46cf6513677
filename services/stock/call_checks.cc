#include "services/stock/call_checks.h"

#include "services/base/status.h"
#include "services/contract/code.h"
#include "services/sites/store.h"
#include "services/stock/lot_store.h"

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

void Fill(const Balance& balance, v1::StockAccount* out) {
  out->set_product_code(balance.product_code);
  out->set_lot_number(balance.lot_number);
  out->set_account(contract::FromCode<v1::Account>(balance.account));
  out->set_station(balance.station);
  out->set_quantity(balance.quantity.count());
}

std::optional<Reason> WhyNotUsed(Call& call, const std::string& product_code,
                                 const std::string& lot_number) {
  const std::string standing = StandingOf(call.transaction, product_code, lot_number);
  if (standing != "released") {
    return Reason{reason::kLotHeld, {{"lot", lot_number}, {"standing", standing}}};
  }
  const auto expires_on = ExpiryOf(call.transaction, product_code, lot_number);
  if (expires_on && *expires_on < call.today()) {
    return Reason{reason::kLotExpired, {{"lot", lot_number}, {"day", FormatDay(*expires_on)}}};
  }
  return std::nullopt;
}

}  // namespace oat::stock
