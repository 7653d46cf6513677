#include "services/stock/service.h"

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/bottle_store.h"
#include "services/stock/call_checks.h"

namespace oat::stock {

using access::Call;
using contract::Accept;
using contract::Refuse;

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

absl::Status Service::MoveStock(Call& call, const v1::MoveStockRequest& request,
                                v1::MoveStockResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  const auto why_not = WhyNotUsed(call, request.product_code(), request.lot_number());
  if (!request.back_to_safe() && why_not) {
    Refuse(response->mutable_outcome(), *why_not);
    return absl::OkStatus();
  }
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
  LockStation(call.transaction, call.site().code, request.station());
  const char* into =
      DrawnFrom(call.transaction, {call.site().code, request.station(), request.product_code()},
                request.lot_number());
  Post(call.transaction, EntryOf(call, "overage"),
       {{kVariance, request.station(), into, request.station(), request.product_code(),
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
    Fill(balance, response->add_accounts());
  }
  response->set_balanced(IsBalanced(call.transaction, call.site().code));
  return absl::OkStatus();
}

}  // namespace oat::stock
