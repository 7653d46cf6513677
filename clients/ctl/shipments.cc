// Stock between this device's site and others.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/shipment.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::ShipmentService::Stub;

// "in_transit", "acknowledged 2026-11-21 09:00 by custodian.sem1".
std::string StateInWords(const v1::Shipment& shipment) {
  if (shipment.state() == v1::SHIPMENT_STATE_IN_TRANSIT) return Word(shipment.state());
  return absl::StrCat(Word(shipment.state()), " ", FormatTime(shipment.ended_at()), " by ",
                      shipment.ended_by());
}

std::string PurposeInWords(const v1::Shipment& shipment) {
  if (shipment.purpose() != v1::SHIPMENT_PURPOSE_LOAN) return Word(shipment.purpose());
  return absl::StrCat(
      Word(shipment.purpose()), ", ",
      shipment.is_repaid() ? "given back" : absl::StrCat("due back ", shipment.due_back_on()));
}

// What was counted of a lot; empty until it arrived.
std::string CountedInWords(const v1::Shipment& shipment, const v1::ShippedLot& sent,
                           v1::StockUnit unit) {
  for (const v1::ShippedLot& lot : shipment.acknowledged()) {
    const bool is_it =
        lot.product_code() == sent.product_code() && lot.lot_number() == sent.lot_number();
    if (is_it) return FormatQuantity(lot.quantity(), unit);
  }
  return "";
}

absl::Status List(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ListShipmentsRequest request;
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListShipments, request));
  return Show(t, response, [&] {
    Listing listing({"shipment", "sent", "from", "to", "purpose", "seal", "product", "lot", ">sent",
                     ">arrived", "state"});
    for (const v1::Shipment& one : response.shipments()) {
      for (const v1::ShippedLot& lot : one.lots()) {
        const v1::StockUnit unit = units[lot.product_code()];
        listing.Add({one.shipment_id(), FormatTime(one.sent_at()), one.from_site(), one.to_site(),
                     PurposeInWords(one), one.seal(), lot.product_code(), lot.lot_number(),
                     FormatQuantity(lot.quantity(), unit), CountedInWords(one, lot, unit),
                     StateInWords(one)});
      }
    }
    listing.Print(t.out);
  });
}

absl::Status Send(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::SendStockRequest request;
  request.set_request_id(NewId());
  request.set_to_site(a.Text("to"));
  OAT_ASSIGN_OR_RETURN(const v1::ShipmentPurpose purpose,
                       ReadWord<v1::ShipmentPurpose>("purpose", a.Text("purpose")));
  request.set_purpose(purpose);
  request.set_seal(a.Text("seal"));
  request.set_carrier(a.Text("carrier"));
  for (const std::string& lot : a.All("lot")) {
    OAT_RETURN_IF_ERROR(ReadLot(units, lot, request.add_lots()));
  }
  request.set_due_back_on(a.Text("--due-back"));
  request.set_repays(a.Text("--repays"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.ShipmentService.SendStock", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::SendStock, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "on its way to " << request.to_site() << " under seal " << request.seal()
          << "\nshipment " << request.request_id() << "\n";
  });
}

absl::Status Acknowledge(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::AcknowledgeShipmentRequest request;
  request.set_request_id(NewId());
  request.set_shipment_id(a.Text("shipment"));
  request.set_seal(a.Text("seal"));
  request.set_seal_broken(a.Has("--broken"));
  for (const std::string& lot : a.All("lot")) {
    OAT_RETURN_IF_ERROR(ReadLot(units, lot, request.add_lots()));
  }
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.ShipmentService.AcknowledgeShipment", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::AcknowledgeShipment, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "what was counted is in the safe\n"; });
}

absl::Status TakeBack(Terminal& t, const Arguments& a) {
  v1::TakeBackShipmentRequest request;
  request.set_request_id(NewId());
  request.set_shipment_id(a.Text("shipment"));
  request.set_reason(a.Text("reason"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.ShipmentService.TakeBackShipment", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::TakeBackShipment, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "all of it is in the safe again\n"; });
}

Parameter ShipmentParameter() {
  return {"shipment", "ID", "The shipment's id, as 'oatctl shipments' shows it"};
}

Command SendCommand() {
  return {"send",
          "Sends lots out of the safe to another site, packed and sealed by two people. Until that "
          "site acknowledges it the stock is in transit and stays in this site's book.",
          "oat.v1.ShipmentService.SendStock",
          "oatctl shipments send SEM1 transfer PL-4711 \"courier Altyn\" "
          "METHADONE-5MG-ML/LOT-7=1000mL --second nurse.serik",
          {{"to", "SITE", "The site that receives it"},
           {"purpose", Words<v1::ShipmentPurpose>(), "What it is sent for"},
           {"seal", "SEAL", "The number on the seal"},
           {"carrier", "TEXT", "Who carries it: a login, a firm"},
           {"lot", "PRODUCT/LOT=QUANTITY", "What is in it", false, true},
           {"--due-back", "DAY", "Of a loan: the day by which it is given back"},
           {"--repays", "ID", "Of a repayment: the loan's shipment"},
           SecondParameter()},
          Send};
}

Command AcknowledgeCommand() {
  return {"acknowledge",
          "Takes what arrived into the safe, as it was counted. Where the seal or the count is not "
          "as it was sent, a second person counts and signs.",
          "oat.v1.ShipmentService.AcknowledgeShipment",
          "oatctl shipments acknowledge 01916f4e-0000-7000-8000-000000000000 PL-4711 "
          "METHADONE-5MG-ML/LOT-7=1000mL",
          {ShipmentParameter(),
           {"seal", "SEAL", "The number on the seal, as it is read"},
           {"lot", "PRODUCT/LOT=QUANTITY", "Every lot that was sent, as counted; 0 for none", false,
            true},
           {"--broken", "", "The seal is broken"},
           SecondParameter()},
          Acknowledge};
}

}  // namespace

Command ShipmentsCommand() {
  const Parameter open = {"--open", "", "Only those in transit, and loans that are not given back"};
  const Command list = {"list",
                        "Lists the shipments from and to this device's site, the newest first.",
                        "oat.v1.ShipmentService.ListShipments",
                        "oatctl shipments list --open",
                        {open},
                        List};
  return {.name = "shipments",
          .what = "Stock on its way between this device's site and others; alone it lists it.",
          .method = list.method,
          .example = "oatctl shipments",
          .run = List,
          .commands = {list,
                       SendCommand(),
                       AcknowledgeCommand(),
                       {"take-back",
                        "Takes a shipment that was not acknowledged back into the safe; two people "
                        "sign.",
                        "oat.v1.ShipmentService.TakeBackShipment",
                        "oatctl shipments take-back 01916f4e-0000-7000-8000-000000000000 \"the "
                        "road is closed\" --second nurse.serik",
                        {ShipmentParameter(),
                         {"reason", "TEXT", "Why, in a sentence; no names"},
                         SecondParameter()},
                        TakeBack}}};
}

}  // namespace oat::ctl
