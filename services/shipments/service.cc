#include "services/shipments/service.h"

#include <set>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"

namespace oat::shipments {
namespace {

using access::Call;

// Those among the shipments that repay a loan. Both go between the same two sites, so that whoever
// sees the one sees the other.
std::vector<Shipment> RepaymentsOf(const Shipment& loan, const std::vector<Shipment>& shipments) {
  std::vector<Shipment> repayments;
  for (const Shipment& one : shipments) {
    if (one.repays == loan.id) repayments.push_back(one);
  }
  return repayments;
}

void FillLots(const Lots& lots, google::protobuf::RepeatedPtrField<v1::ShippedLot>* out) {
  for (const auto& [lot, quantity] : lots) {
    v1::ShippedLot* filled = out->Add();
    filled->set_product_code(lot.first);
    filled->set_lot_number(lot.second);
    filled->set_quantity(quantity.count());
  }
}

void Fill(const Shipment& shipment, bool is_repaid, v1::Shipment* out) {
  out->set_shipment_id(shipment.id.text());
  out->set_from_site(shipment.from_site);
  out->set_to_site(shipment.to_site);
  out->set_purpose(contract::FromCode<v1::ShipmentPurpose>(shipment.purpose));
  out->set_state(contract::FromCode<v1::ShipmentState>(shipment.state));
  FillLots(shipment.lots, out->mutable_lots());
  FillLots(shipment.acknowledged, out->mutable_acknowledged());
  out->set_seal(shipment.seal);
  out->set_carrier(shipment.carrier);
  if (shipment.due_back_on) out->set_due_back_on(FormatDay(*shipment.due_back_on));
  out->set_is_repaid(is_repaid);
  *out->mutable_sent_at() = contract::ToTimestamp(shipment.sent_at);
  if (shipment.ended_at) *out->mutable_ended_at() = contract::ToTimestamp(*shipment.ended_at);
  out->set_sent_by(shipment.sent_by);
  out->set_ended_by(shipment.ended_by);
}

}  // namespace

absl::StatusOr<Lots> ReadLots(const google::protobuf::RepeatedPtrField<v1::ShippedLot>& lots) {
  Lots read;
  for (const v1::ShippedLot& lot : lots) {
    const bool is_new =
        read.try_emplace({lot.product_code(), lot.lot_number()}, StockQuantity(lot.quantity()))
            .second;
    if (!is_new) return Invalid("lots.lot_number", lot.lot_number(), "each lot once");
  }
  return read;
}

Shipment LockShipment(Call& call, const Shipment& shipment) {
  for (const std::string& site : std::set<std::string>{shipment.from_site, shipment.to_site}) {
    stock::LockStation(call.transaction, site, "");
  }
  return *LoadShipment(call.transaction, shipment.id);
}

void PostFor(Call& call, const Shipment& shipment, const std::string& site_code, const char* kind,
             const std::vector<stock::Movement>& movements) {
  const Uuid entry = stock::Post(
      call.transaction,
      {.site_code = site_code, .kind = kind, .staff = call.caller.staff, .second = call.second},
      movements, call.now);
  RecordEntry(call.transaction, shipment.id, entry);
}

Signed SignedBy(const Call& call) {
  return {.staff = call.caller.staff, .second = call.second, .at = call.now};
}

bool IsRepaid(const Shipment& loan, const std::vector<Shipment>& repayments,
              const std::vector<stock::Product>& products) {
  if (loan.purpose != kLoan || loan.state != kAcknowledged) return false;
  std::vector<InKind> back;
  for (const Shipment& one : repayments) back.push_back(Contents(one.acknowledged, products));
  return IsRepaid(Contents(loan.acknowledged, products), back);
}

absl::Status Service::ListShipments(Call& call, const v1::ListShipmentsRequest& request,
                                    v1::ListShipmentsResponse* response) const {
  const std::vector<stock::Product> products = stock::LoadProducts(call.transaction);
  const std::vector<Shipment> shipments = LoadShipments(call.transaction, call.site().code);
  for (const Shipment& one : shipments) {
    const bool is_repaid = IsRepaid(one, RepaymentsOf(one, shipments), products);
    const bool is_lent = one.purpose == kLoan && one.state == kAcknowledged && !is_repaid;
    if (request.open_only() && one.state != kInTransit && !is_lent) continue;
    Fill(one, is_repaid, response->add_shipments());
  }
  return absl::OkStatus();
}

}  // namespace oat::shipments
