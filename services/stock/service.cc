#include "services/stock/service.h"

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/sites/store.h"
#include "services/stock/store.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

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

}  // namespace

absl::Status Service::ListProducts(Call& call, const v1::ListProductsRequest&,
                                   v1::ListProductsResponse* response) const {
  for (const Product& product : LoadProducts(call.transaction)) {
    v1::Product* out = response->add_products();
    out->set_product_code(product.code);
    out->set_drug_form(contract::FromCode<v1::DrugForm>(product.drug_form));
    out->set_atc(product.atc);
    out->set_strength(product.strength);
    out->set_unit(contract::FromCode<v1::StockUnit>(product.unit));
    out->set_micrograms_per_unit(product.micrograms_per_unit.count());
  }
  return absl::OkStatus();
}

absl::Status Service::ReceiveStock(Call& call, const v1::ReceiveStockRequest& request,
                                   v1::ReceiveStockResponse* response) const {
  if (!LoadProduct(call.transaction, request.product_code())) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  OAT_ASSIGN_OR_RETURN(Day expires_on, ParseDay(request.expires_on()));
  const Day recorded = RecordLot(
      call.transaction, {request.product_code(), request.lot_number(), expires_on}, call.now);
  if (recorded != expires_on) {
    return Invalid("expires_on", request.expires_on(),
                   absl::StrCat(FormatDay(recorded), ", as this lot was first received"));
  }
  Post(call.transaction, EntryOf(call, "receipt"),
       {{kSupplier, "", kSafe, "", request.product_code(), request.lot_number(),
         StockQuantity(request.quantity())}},
       call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::MoveStock(Call& call, const v1::MoveStockRequest& request,
                                v1::MoveStockResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  Movement move{kSafe,
                "",
                kStation,
                request.station(),
                request.product_code(),
                request.lot_number(),
                StockQuantity(request.quantity())};
  if (request.back_to_safe()) {
    std::swap(move.from, move.to);
    std::swap(move.from_station, move.to_station);
  }
  // The safe (the empty station) first, whichever way it goes: in the order in which postings touch
  // the rows, so that an issue and a return cannot wait for each other.
  for (const char* station : {"", request.station().c_str()}) {
    LockStation(call.transaction, call.site().code, station);
  }
  const StockQuantity on_hand =
      LoadBalance(call.transaction, call.site().code,
                  {move.from, move.from_station, move.product_code, move.lot_number, {}});
  if (on_hand < move.quantity) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  Post(call.transaction, EntryOf(call, request.back_to_safe() ? "return_to_safe" : "issue"), {move},
       call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RecordOverage(Call& call, const v1::RecordOverageRequest& request,
                                    v1::RecordOverageResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  Post(call.transaction, EntryOf(call, "overage"),
       {{kVariance, request.station(), kStation, request.station(), request.product_code(),
         request.lot_number(), StockQuantity(request.quantity())}},
       call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::SignWaste(Call& call, const v1::SignWasteRequest& request,
                                v1::SignWasteResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  LockStation(call.transaction, call.site().code, request.station());
  std::vector<Movement> movements;
  for (const Balance& held : LoadBalances(call.transaction, call.site().code)) {
    if (held.account != kHeldForWaste || held.station != request.station()) continue;
    movements.push_back({kHeldForWaste, held.station, kWaste, held.station, held.product_code,
                         held.lot_number, held.quantity});
    v1::DoseLine* line = response->add_lines();
    line->set_product_code(held.product_code);
    line->set_lot_number(held.lot_number);
    line->set_quantity(held.quantity.count());
  }
  Post(call.transaction, EntryOf(call, "waste"), movements, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetBalances(Call& call, const v1::GetBalancesRequest&,
                                  v1::GetBalancesResponse* response) const {
  for (const Balance& balance : LoadBalances(call.transaction, call.site().code)) {
    v1::StockAccount* out = response->add_accounts();
    out->set_product_code(balance.product_code);
    out->set_lot_number(balance.lot_number);
    out->set_account(contract::FromCode<v1::Account>(balance.account));
    out->set_station(balance.station);
    out->set_quantity(balance.quantity.count());
  }
  response->set_balanced(IsBalanced(call.transaction, call.site().code));
  return absl::OkStatus();
}

}  // namespace oat::stock
