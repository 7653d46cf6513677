// What leaves a site, and what comes back because nobody acknowledged it.
#include <algorithm>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/shipments/service.h"
#include "services/sites/store.h"

namespace oat::shipments {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status CheckLots(Call& call, const Lots& lots) {
  for (const auto& [lot, quantity] : lots) {
    if (quantity == StockQuantity(0)) {
      return Invalid("lots.quantity", "0", "what is sent of the lot: 1 or more");
    }
    if (!stock::HasLot(call.transaction, lot.first, lot.second)) {
      return absl::NotFoundError("lots.lot_number: no such lot of this product was ever received");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Day>> ReadDueBack(const Call& call, const std::string& text,
                                               bool is_loan) {
  if (text.empty() && !is_loan) return std::nullopt;
  if (text.empty()) return Invalid("due_back_on", "nothing", "the day by which it is given back");
  if (!is_loan) return Invalid("due_back_on", text, "nothing, as it is no loan");
  OAT_ASSIGN_OR_RETURN(const Day day, ParseDay(text));
  if (day < call.today()) return Invalid("due_back_on", text, "today or a day to come");
  return day;
}

// The loan that a repayment names; absent where it is none.
absl::StatusOr<std::optional<Shipment>> ReadLoan(Call& call, const v1::SendStockRequest& request,
                                                 bool is_repayment) {
  if (request.repays().empty() && !is_repayment) return std::nullopt;
  if (request.repays().empty()) return Invalid("repays", "nothing", "the loan that it gives back");
  if (!is_repayment) return Invalid("repays", request.repays(), "nothing, as it is no repayment");
  auto loan = LoadShipment(call.transaction, Uuid(request.repays()));
  const bool is_it = loan && loan->purpose == kLoan && loan->from_site == request.to_site() &&
                     loan->to_site == call.site().code;
  if (!is_it) return absl::NotFoundError("repays: that site has lent this one no such loan");
  return loan;
}

// A loan is given back in kind.
absl::Status CheckInKind(const Shipment& loan, const Lots& lots,
                         const std::vector<stock::Product>& products) {
  const InKind lent = Contents(loan.lots, products);
  for (const auto& lot : lots) {
    if (lent.contains(Contents({lot}, products).begin()->first)) continue;
    return Invalid("lots.product_code", lot.first.first, "a product of the drug and form lent");
  }
  return absl::OkStatus();
}

absl::StatusOr<Shipment> ReadShipment(Call& call, const v1::SendStockRequest& request) {
  const std::string& here = call.site().code;
  if (request.to_site() == here || !sites::Load(call.transaction, request.to_site())) {
    return Invalid("to_site", request.to_site(), "another site of the network");
  }
  Shipment shipment{.id = call.request_id,
                    .from_site = here,
                    .to_site = request.to_site(),
                    .purpose = contract::Code(request.purpose()),
                    .seal = request.seal(),
                    .carrier = request.carrier()};
  OAT_ASSIGN_OR_RETURN(shipment.lots, ReadLots(request.lots()));
  OAT_RETURN_IF_ERROR(CheckLots(call, shipment.lots));
  OAT_ASSIGN_OR_RETURN(shipment.due_back_on,
                       ReadDueBack(call, request.due_back_on(), shipment.purpose == kLoan));
  return shipment;
}

// What stands against giving a loan back: it is not here yet, never came, or is given back.
std::string StateOf(Call& call, const Shipment& loan, const std::vector<stock::Product>& products) {
  if (loan.state != kAcknowledged) return loan.state;
  return IsRepaid(loan, LoadRepayments(call.transaction, loan.id), products) ? "repaid" : "";
}

bool HasOnHand(Call& call, const Lots& lots) {
  Lots safe;
  for (const stock::Balance& one : stock::LoadBalances(call.transaction, call.site().code)) {
    if (one.account == stock::kSafe) safe[{one.product_code, one.lot_number}] = one.quantity;
  }
  return std::all_of(lots.begin(), lots.end(),
                     [&](const auto& lot) { return safe[lot.first] >= lot.second; });
}

}  // namespace

absl::Status Service::SendStock(Call& call, const v1::SendStockRequest& request,
                                v1::SendStockResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Shipment shipment, ReadShipment(call, request));
  OAT_ASSIGN_OR_RETURN(const auto loan, ReadLoan(call, request, shipment.purpose == kRepayment));
  if (loan) {
    const auto products = stock::LoadProducts(call.transaction);
    OAT_RETURN_IF_ERROR(CheckInKind(*loan, shipment.lots, products));
    const std::string state = StateOf(call, *loan, products);
    if (!state.empty()) {
      Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", state}});
      return absl::OkStatus();
    }
    shipment.repays = loan->id;
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  stock::LockStation(call.transaction, call.site().code, "");
  if (!HasOnHand(call, shipment.lots)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  RecordShipment(call.transaction, shipment, SignedBy(call));
  PostFor(call, shipment, shipment.from_site, "shipment_sent",
          Moved(shipment.lots, stock::kSafe, stock::kInTransit));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::TakeBackShipment(Call& call, const v1::TakeBackShipmentRequest& request,
                                       v1::TakeBackShipmentResponse* response) const {
  auto shipment = LoadShipment(call.transaction, Uuid(request.shipment_id()));
  if (!shipment || shipment->from_site != call.site().code) {
    return absl::NotFoundError("shipment_id: this site has sent no such shipment");
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  shipment = LockShipment(call, *shipment);
  if (shipment->state != kInTransit) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", shipment->state}});
    return absl::OkStatus();
  }
  RecordTakenBack(call.transaction, shipment->id, request.reason(), SignedBy(call));
  PostFor(call, *shipment, shipment->from_site, "shipment_taken_back",
          Moved(shipment->lots, stock::kInTransit, stock::kSafe));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::shipments
