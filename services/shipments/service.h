// ShipmentService: stock between sites. Its methods stand in sending.cc (what leaves, and comes
// back), arriving.cc (what is acknowledged) and service.cc (what is shown).
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oat/v1/shipment.pb.h"
#include "services/access/caller.h"
#include "services/shipments/store.h"

namespace oat::shipments {

class Service {
 public:
  absl::Status SendStock(access::Call& call, const v1::SendStockRequest& request,
                         v1::SendStockResponse* response) const;
  absl::Status AcknowledgeShipment(access::Call& call,
                                   const v1::AcknowledgeShipmentRequest& request,
                                   v1::AcknowledgeShipmentResponse* response) const;
  absl::Status TakeBackShipment(access::Call& call, const v1::TakeBackShipmentRequest& request,
                                v1::TakeBackShipmentResponse* response) const;
  absl::Status ListShipments(access::Call& call, const v1::ListShipmentsRequest& request,
                             v1::ListShipmentsResponse* response) const;
};

// The lots of a request. INVALID_ARGUMENT: one stands there twice.
absl::StatusOr<Lots> ReadLots(const google::protobuf::RepeatedPtrField<v1::ShippedLot>& lots);
// Queues on the safes of both sites, so that a shipment ends in one way alone, and loads the
// shipment as it is then.
Shipment LockShipment(access::Call& call, const Shipment& shipment);
// Writes the movements into a site's book, as the shipment's.
void PostFor(access::Call& call, const Shipment& shipment, const std::string& site_code,
             const char* kind, const std::vector<stock::Movement>& movements);
// The caller, and whoever signed with her.
Signed SignedBy(const access::Call& call);
// Whether a loan was given back, by what was acknowledged of it and of what repays it.
bool IsRepaid(const Shipment& loan, const std::vector<Shipment>& repayments,
              const std::vector<stock::Product>& products);

}  // namespace oat::shipments
