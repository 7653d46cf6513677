// Orders to suppliers: placed, ended, listed. What comes of one is written where it is received.
#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/stock/store.h"
#include "services/stock/supply_order_store.h"
#include "services/supply/service.h"

namespace oat::supply {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status Service::PlaceSupplyOrder(Call& call, const v1::PlaceSupplyOrderRequest& request,
                                       v1::PlaceSupplyOrderResponse* response) const {
  if (!stock::LoadProduct(call.transaction, request.product_code())) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  OAT_ASSIGN_OR_RETURN(const Day expected_on, ParseDay(request.expected_on()));
  if (expected_on < call.today()) {
    return Invalid("expected_on", request.expected_on(), "today or a day to come");
  }
  stock::RecordSupplyOrder(call.transaction, {.id = call.request_id,
                                              .site_code = call.site().code,
                                              .product_code = request.product_code(),
                                              .quantity = StockQuantity(request.quantity()),
                                              .supplier = request.supplier(),
                                              .expected_on = expected_on,
                                              .reference = request.reference(),
                                              .staff = call.caller.staff,
                                              .at = call.now});
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::EndSupplyOrder(Call& call, const v1::EndSupplyOrderRequest& request,
                                     v1::EndSupplyOrderResponse* response) const {
  const Uuid id(request.supply_order_id());
  const auto order = stock::LoadSupplyOrder(call.transaction, id);
  if (!order || order->site_code != call.site().code) {
    return absl::NotFoundError("supply_order_id: this site has no such order");
  }
  const bool has_come = !order->ended && !order->IsOpen();
  const bool is_ended_now =
      !has_come && stock::RecordSupplyOrderEnd(call.transaction, id, request.reason(),
                                               call.caller.staff, call.now);
  if (!is_ended_now) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", has_come ? "received" : "ended"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListSupplyOrders(Call& call, const v1::ListSupplyOrdersRequest& request,
                                       v1::ListSupplyOrdersResponse* response) const {
  for (const stock::SupplyOrder& order :
       stock::LoadSupplyOrders(call.transaction, call.site().code)) {
    if (request.open_only() && !order.IsOpen()) continue;
    v1::SupplyOrder* out = response->add_orders();
    out->set_supply_order_id(order.id.text());
    out->set_product_code(order.product_code);
    out->set_quantity(order.quantity.count());
    out->set_received(order.received.count());
    out->set_supplier(order.supplier);
    out->set_expected_on(FormatDay(order.expected_on));
    out->set_reference(order.reference);
    *out->mutable_ordered_at() = contract::ToTimestamp(order.at);
    out->set_ordered_by(order.login);
    out->set_is_open(order.IsOpen());
    out->set_is_late(order.IsOpen() && order.expected_on < call.today());
  }
  return absl::OkStatus();
}

}  // namespace oat::supply
