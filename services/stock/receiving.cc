// What arrives: counted, held against its note, and read off its pack.
#include "absl/strings/str_cat.h"
#include "services/base/pack_code.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/stock/call_checks.h"
#include "services/stock/lot_store.h"
#include "services/stock/service.h"
#include "services/stock/supply_order_store.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// What is received, from the code on its pack or from what was typed.
struct Arrival {
  Lot lot;
  std::optional<PackCode> pack;
};

// What was typed beside a code must be what the code says.
absl::Status CheckTyped(const char* field, const std::string& typed, const std::string& read) {
  if (typed.empty() || typed == read) return absl::OkStatus();
  return Invalid(field, typed, absl::StrCat(read, ", as the code on the pack says"));
}

absl::StatusOr<Arrival> ReadPack(Call& call, const v1::ReceiveStockRequest& request) {
  OAT_ASSIGN_OR_RETURN(const PackCode pack, ReadPackCode(request.pack_code()));
  const auto product = ProductOfGtin(call.transaction, pack.gtin);
  if (!product) {
    return absl::NotFoundError(absl::StrCat("pack_code: nobody has said of which product GTIN ",
                                            pack.gtin, " is (oatctl stock link)"));
  }
  OAT_RETURN_IF_ERROR(CheckTyped("product_code", request.product_code(), *product));
  OAT_RETURN_IF_ERROR(CheckTyped("lot_number", request.lot_number(), pack.lot_number));
  OAT_RETURN_IF_ERROR(CheckTyped("expires_on", request.expires_on(), FormatDay(pack.expires_on)));
  return Arrival{{*product, pack.lot_number, pack.expires_on}, pack};
}

absl::StatusOr<Arrival> ReadArrival(Call& call, const v1::ReceiveStockRequest& request) {
  if (!request.pack_code().empty()) return ReadPack(call, request);
  if (!LoadProduct(call.transaction, request.product_code())) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  if (request.lot_number().empty()) return Invalid("lot_number", "nothing", "the lot's number");
  OAT_ASSIGN_OR_RETURN(Day expires_on, ParseDay(request.expires_on()));
  return Arrival{{request.product_code(), request.lot_number(), expires_on}, std::nullopt};
}

// The order that is answered. One that somebody ended may still be: what came is here all the same.
absl::StatusOr<std::optional<Uuid>> ReadSupplyOrder(Call& call,
                                                    const v1::ReceiveStockRequest& request,
                                                    const std::string& product_code) {
  if (request.supply_order_id().empty()) return std::nullopt;
  const Uuid id(request.supply_order_id());
  const auto order = LoadSupplyOrder(call.transaction, id);
  if (!order || order->site_code != call.site().code || order->product_code != product_code) {
    return absl::NotFoundError(
        absl::StrCat("supply_order_id: this site has no such order of ", product_code));
  }
  return id;
}

}  // namespace

absl::Status Service::ReceiveStock(Call& call, const v1::ReceiveStockRequest& request,
                                   v1::ReceiveStockResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Arrival arrival, ReadArrival(call, request));
  const Lot& lot = arrival.lot;
  OAT_ASSIGN_OR_RETURN(const std::optional<Uuid> supply_order,
                       ReadSupplyOrder(call, request, lot.product_code));
  const int64_t noted =
      request.noted_quantity() == 0 ? request.quantity() : request.noted_quantity();
  if (noted != request.quantity() && !call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_NOTE_DIFFERS,
           {{"noted", absl::StrCat(noted)}, {"counted", absl::StrCat(request.quantity())}});
    return absl::OkStatus();
  }
  const Day recorded = RecordLot(call.transaction, lot, call.now);
  if (recorded != lot.expires_on) {
    return Invalid("expires_on", FormatDay(lot.expires_on),
                   absl::StrCat(FormatDay(recorded), ", as this lot was first received"));
  }
  Receipt receipt{.delivery_note = request.delivery_note(),
                  .noted = StockQuantity(noted),
                  .supplier = request.supplier(),
                  .supply_order = supply_order};
  if (arrival.pack) receipt.gtin = arrival.pack->gtin;
  if (arrival.pack && !arrival.pack->serial.empty()) receipt.serial = arrival.pack->serial;
  if (receipt.serial && IsPackKnown(call.transaction, receipt.gtin, *receipt.serial)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_PACK_KNOWN, {{"serial", *receipt.serial}});
    return absl::OkStatus();
  }
  receipt.entry = Post(call.transaction, EntryOf(call, "receipt"),
                       {{kSupplier, "", kSafe, "", lot.product_code, lot.lot_number,
                         StockQuantity(request.quantity())}},
                       call.now);
  if (!RecordReceipt(call.transaction, receipt)) {
    return absl::AbortedError("the pack was received elsewhere at this moment: look again");
  }
  Accept(response->mutable_outcome());
  response->set_product_code(lot.product_code);
  response->set_lot_number(lot.lot_number);
  response->set_expires_on(FormatDay(lot.expires_on));
  return absl::OkStatus();
}

absl::Status Service::LinkPackCode(Call& call, const v1::LinkPackCodeRequest& request,
                                   v1::LinkPackCodeResponse* response) const {
  if (!IsGtin(request.gtin())) {
    return Invalid("gtin", request.gtin(), "fourteen digits, the last of them their check digit");
  }
  if (!LoadProduct(call.transaction, request.product_code())) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const std::string product = LinkGtin(call.transaction, request.gtin(), request.product_code(),
                                       {call.caller.staff, call.second, call.now});
  if (product != request.product_code()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", product}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::stock
