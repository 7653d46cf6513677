// What tests of stock between sites share: two sites that send to each other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "oat/v1/shipment.grpc.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {

inline constexpr char kTen[] = "METHADONE-10MG";
inline constexpr char kFive[] = "METHADONE-5MG";
inline constexpr char kLiquid[] = "METHADONE-10MG-ML";

// PRODUCT to quantity, of a lot.
using Products = std::map<std::string, int64_t>;

class Between : public WindowTest {
 protected:
  using Stub = v1::ShipmentService::Stub;

  template <class Request, class Response>
  static absl::StatusOr<Response> Ask(Method<Stub, Request, Response> method,
                                      const Request& request, const std::string& site,
                                      const std::string& role = "stock_custodian") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  // The same with the consent of a second person of the site.
  template <class Request, class Response>
  static absl::StatusOr<Response> AskByTwo(const std::string& name,
                                           Method<Stub, Request, Response> method, Request request,
                                           const std::string& site) {
    link::Link& desk = Desk("stock_custodian", site);
    request.set_approval_id(
        clinic().ApprovalFor(desk, site, "oat.v1.ShipmentService." + name, request));
    return desk.Call(method, request);
  }

  static void AddLots(const Products& products, const std::string& lot,
                      google::protobuf::RepeatedPtrField<v1::ShippedLot>* lots) {
    for (const auto& [product, quantity] : products) {
      v1::ShippedLot* out = lots->Add();
      out->set_product_code(product);
      out->set_lot_number(lot);
      out->set_quantity(quantity);
    }
  }
  static v1::SendStockRequest Parcel(const std::string& to, const Products& products,
                                     const std::string& lot = "LOT-1") {
    v1::SendStockRequest request;
    request.set_request_id(NewId());
    request.set_to_site(to);
    request.set_purpose(v1::SHIPMENT_PURPOSE_TRANSFER);
    AddLots(products, lot, request.mutable_lots());
    request.set_seal("PL-4711");
    request.set_carrier("courier Altyn");
    return request;
  }
  static absl::StatusOr<v1::SendStockResponse> Send(const v1::SendStockRequest& request,
                                                    const std::string& from = "ALA1") {
    return AskByTwo("SendStock", &Stub::SendStock, request, from);
  }
  // Sends it, which must be accepted; the shipment's id.
  static std::string Sent(const v1::SendStockRequest& request, const std::string& from = "ALA1") {
    EXPECT_EQ(InWords(Must(Send(request, from)).outcome()), "accepted");
    return request.request_id();
  }
  static std::string Sent(const Products& products) { return Sent(Parcel("SEM1", products)); }

  static v1::AcknowledgeShipmentRequest Arrival(const std::string& shipment,
                                                const Products& products,
                                                const std::string& lot = "LOT-1") {
    v1::AcknowledgeShipmentRequest request;
    request.set_request_id(NewId());
    request.set_shipment_id(shipment);
    AddLots(products, lot, request.mutable_lots());
    request.set_seal("PL-4711");
    return request;
  }
  static std::string Acknowledge(const v1::AcknowledgeShipmentRequest& request,
                                 const std::string& at = "SEM1") {
    return InWords(Must(Ask(&Stub::AcknowledgeShipment, request, at)).outcome());
  }
  static std::string AcknowledgeByTwo(const v1::AcknowledgeShipmentRequest& request,
                                      const std::string& at = "SEM1") {
    return InWords(
        Must(AskByTwo("AcknowledgeShipment", &Stub::AcknowledgeShipment, request, at)).outcome());
  }
  static v1::TakeBackShipmentRequest Back(const std::string& shipment) {
    v1::TakeBackShipmentRequest request;
    request.set_request_id(NewId());
    request.set_shipment_id(shipment);
    request.set_reason("the road is closed");
    return request;
  }
  static std::string TakeBack(const std::string& shipment, const std::string& at = "ALA1") {
    return InWords(
        Must(AskByTwo("TakeBackShipment", &Stub::TakeBackShipment, Back(shipment), at)).outcome());
  }
  static std::vector<v1::Shipment> List(const std::string& site, bool open_only = false) {
    v1::ListShipmentsRequest request;
    request.set_open_only(open_only);
    const auto listed = Must(Ask(&Stub::ListShipments, request, site));
    return {listed.shipments().begin(), listed.shipments().end()};
  }
  // One of a site's list; without an id where it is not in it.
  static v1::Shipment Listed(const std::string& shipment, const std::string& site,
                             bool open_only = false) {
    for (const v1::Shipment& one : List(site, open_only)) {
      if (one.shipment_id() == shipment) return one;
    }
    return {};
  }

  // What a site's accounts of the safe hold of a lot: "safe 7 in_transit 3", without those that
  // hold what they did when the test began.
  std::string Moved(const std::string& site, const std::string& product,
                    const std::string& lot = "LOT-1") {
    std::vector<std::string> moved;
    for (const char* account : {"safe", "in_transit", "transferred", "variance"}) {
      const int64_t now = Balance(account, "", product, lot, site);
      const auto before = begun_.try_emplace({site, product, lot, account}, now).first->second;
      if (now != before) moved.push_back(absl::StrCat(account, " ", now - before));
    }
    return absl::StrJoin(moved, " ");
  }
  static int Alarms(const std::string& shipment) {
    return std::stoi(
        clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'stock_variance' AND occasion = '" +
                     shipment + "'"));
  }

 private:
  std::map<std::vector<std::string>, int64_t> begun_;
};

}  // namespace oat::test
