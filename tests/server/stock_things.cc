#include "tests/server/stock_things.h"

#include <set>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/loss.grpc.pb.h"
#include "oat/v1/pump.grpc.pb.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "oat/v1/supply.grpc.pb.h"

namespace oat::test {

void StockThings::Add(const std::string& method, Known* known) {
  AddStock(method, known);
  AddLoss(method, known);
  AddShipments(method, known);
  AddForms(method, known);
  AddSupply(method, known);
  AddPump(method, known);
}

// A count of a window that found a difference.
std::string StockThings::NewCount() {
  link::Link& nurse = clinic_.As("nurse");
  v1::CountStockRequest count;
  count.set_request_id(NewId());
  count.set_station("W2");
  const auto balances =
      Must(nurse.Call(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()));
  for (const v1::StockAccount& one : balances.accounts()) {
    if (one.account() != v1::ACCOUNT_STATION || one.station() != "W2") continue;
    v1::CountedLot* lot = count.add_lots();
    lot->set_product_code(one.product_code());
    lot->set_lot_number(one.lot_number());
    lot->set_quantity(one.quantity() - 1000);
  }
  count.set_approval_id(
      clinic_.ApprovalFor(nurse, "ALA1", "oat.v1.StockService.CountStock", count));
  Must(nurse.Call(&v1::StockService::Stub::CountStock, count));
  return count.request_id();
}
// What a method of the stock room is about.
void StockThings::AddStock(const std::string& name, Known* known) {
  // Doses are made at the other window: with a bottle open they would be poured from it.
  if (name == "ChangeBottle") (*known)["station"] = "W2";
  if (name == "ChangeBottle") (*known)["quantity"] = "1000";
  if (name == "LinkPackCode") (*known)["gtin"] = "04012345678901";
  if (name == "ExplainVariance") (*known)["count_id"] = NewCount();
  if (name == "CorrectStockEntry") {
    (*known)["entry_id"] = clinic_.Sql(
        "SELECT entry_id FROM stock_entry WHERE kind = 'receipt' AND site_code = 'ALA1' LIMIT 1");
  }
}

// A loss of which the rules in force want a notice.
std::string StockThings::NewLoss() {
  v1::ReportLossRequest request;
  request.set_request_id(NewId());
  request.set_kind(v1::LOSS_KIND_UNACCOUNTED);
  request.mutable_discovered_at()->set_seconds(absl::ToUnixSeconds(clinic_.now()));
  request.set_note("nobody knows where it is");
  link::Link& nurse = clinic_.As("nurse");
  Must(nurse.Call(&v1::LossService::Stub::ReportLoss, request));
  return request.request_id();
}
void StockThings::AddLoss(const std::string& name, Known* known) {
  if (name == "RecordLossStep" || name == "CloseLoss") (*known)["loss_id"] = NewLoss();
  if (name == "RecordLossStep") (*known)["name"] = "notice";
}

// What one site sent another and is on its way; the shipment's id.
std::string StockThings::NewShipment(const std::string& from, const std::string& to) {
  v1::SendStockRequest request;
  request.set_request_id(NewId());
  request.set_to_site(to);
  request.set_purpose(v1::SHIPMENT_PURPOSE_TRANSFER);
  request.set_seal("x");
  request.set_carrier("a courier");
  v1::ShippedLot* lot = request.add_lots();
  lot->set_product_code("METHADONE-5MG-ML");
  lot->set_lot_number("LOT-1");
  lot->set_quantity(1);
  link::Link& custodian = clinic_.As("stock_custodian", from);
  request.set_approval_id(
      clinic_.ApprovalFor(custodian, from, "oat.v1.ShipmentService.SendStock", request));
  Must(custodian.Call(&v1::ShipmentService::Stub::SendStock, request));
  return request.request_id();
}
// What a method of stock between sites is about.
void StockThings::AddShipments(const std::string& name, Known* known) {
  if (name == "SendStock") (*known)["to_site"] = "SEM1";
  if (name == "SendStock" || name == "AcknowledgeShipment") (*known)["quantity"] = "1";
  if (name == "AcknowledgeShipment") (*known)["shipment_id"] = NewShipment("SEM1", "ALA1");
  if (name == "TakeBackShipment") (*known)["shipment_id"] = NewShipment("ALA1", "SEM1");
}

// Forms of numbers that no call before was about, in the safe where a method wants some.
void StockThings::AddForms(const std::string& name, Known* known) {
  const std::set<std::string> of_forms = {"ReceiveForms", "MoveForms", "EndForm"};
  if (!of_forms.contains(name)) return;
  const std::string number = std::to_string(++forms_);
  for (const char* field : {"first", "last", "number"}) (*known)[field] = number;
  (*known)["series"] = "RX";
  (*known)["to_login"] = "everything";
  if (name == "ReceiveForms") return;
  v1::ReceiveFormsRequest receive;
  receive.set_request_id(NewId());
  receive.mutable_range()->set_series("RX");
  receive.mutable_range()->set_first(forms_);
  receive.mutable_range()->set_last(forms_);
  receive.set_note("ministry");
  link::Link& custodian = clinic_.As("stock_custodian");
  Must(custodian.Call(&v1::FormService::Stub::ReceiveForms, receive));
}

// An order to a supplier that is still open.
void StockThings::AddSupply(const std::string& name, Known* known) {
  if (name != "EndSupplyOrder") return;
  v1::PlaceSupplyOrderRequest place;
  place.set_request_id(NewId());
  place.set_product_code("METHADONE-5MG-ML");
  place.set_quantity(1000);
  place.set_supplier("Pharma depot");
  place.set_expected_on("2026-12-01");
  place.set_reference("PO 17");
  link::Link& custodian = clinic_.As("stock_custodian");
  Must(custodian.Call(&v1::SupplyService::Stub::PlaceSupplyOrder, place));
  (*known)["supply_order_id"] = place.request_id();
}

std::string StockThings::NewPump() {
  v1::PlacePumpRequest place;
  place.set_request_id(NewId());
  place.set_pump_id(absl::AsciiStrToUpper(NewId()));
  place.set_station("W1");
  place.set_product_code("METHADONE-10MG-ML");
  place.set_model("Model 9");
  link::Link& custodian = clinic_.As("stock_custodian");
  Must(custodian.Call(&v1::PumpService::Stub::PlacePump, place));
  return place.pump_id();
}
void StockThings::VerifyPump(const std::string& pump) {
  link::Link& nurse = clinic_.As("nurse");
  v1::VerifyPumpRequest verify;
  verify.set_request_id(NewId());
  verify.set_pump_id(pump);
  verify.set_kind(v1::VERIFICATION_KIND_DAILY);
  verify.set_lot_number("LOT-1");
  verify.add_pours()->set_asked(1'000);
  verify.mutable_pours(0)->set_measured(1'000);
  verify.set_approval_id(
      clinic_.ApprovalFor(nurse, "ALA1", "oat.v1.PumpService.VerifyPump", verify));
  Must(nurse.Call(&v1::PumpService::Stub::VerifyPump, verify));
}
// A pour whose end nobody has told; its id.
std::string StockThings::NewPour(const std::string& pump, const std::string& dose) {
  v1::BeginPourRequest begin;
  begin.set_request_id(NewId());
  begin.set_pump_id(pump);
  begin.set_dose_id(dose);
  begin.set_lot_number("LOT-1");
  begin.set_quantity(1'000);
  link::Link& nurse = clinic_.As("nurse");
  const auto begun = Must(nurse.Call(&v1::PumpService::Stub::BeginPour, begin));
  if (!begun.outcome().accepted()) throw std::runtime_error(Reasons(begun.outcome()));
  return begin.request_id();
}
// What a method of the pumps is about.
void StockThings::AddPump(const std::string& name, Known* known) {
  const std::set<std::string> of_a_pour = {"BeginPour", "EndPour", "ResolvePour"};
  if (name == "VerifyPump" || name == "RecordPumpCycle") (*known)["pump_id"] = NewPump();
  if (!of_a_pour.contains(name)) return;
  const std::string pump = (*known)["pump_id"] = NewPump();
  VerifyPump(pump);
  auto authorise = Clinic::AuthoriseRequest((*known)["patient_number"]);
  Must(clinic_.Authorise(authorise));
  (*known)["dose_id"] = authorise.request_id();
  if (name != "BeginPour") (*known)["pour_id"] = NewPour(pump, (*known)["dose_id"]);
  (*known)["fault"] = "stopped";
}

}  // namespace oat::test
