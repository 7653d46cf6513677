// What arrives at a site, as it was counted there.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/shipments/service.h"

namespace oat::shipments {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// What was counted: of every lot that was sent, and of no other.
absl::StatusOr<Lots> ReadCounted(const v1::AcknowledgeShipmentRequest& request, const Lots& sent) {
  OAT_ASSIGN_OR_RETURN(Lots counted, ReadLots(request.lots()));
  for (const auto& [lot, quantity] : counted) {
    if (sent.contains(lot)) continue;
    return Invalid("lots.lot_number", absl::StrCat(lot.first, " ", lot.second),
                   "lots that were sent; another is received as what it is");
  }
  for (const auto& [lot, quantity] : sent) {
    if (counted.contains(lot)) continue;
    return Invalid("lots", absl::StrCat("no ", lot.first, " ", lot.second),
                   "every lot that was sent; 0 where none of it arrived");
  }
  return counted;
}

// The auditor hears of what left one safe whole and did not come into the other so.
void Alarm(Call& call, const Shipment& shipment) {
  access::RaiseAlarm(call.transaction, {.id = MakeUuid(call.now),
                                        .kind = "stock_variance",
                                        .at = call.now,
                                        .staff = call.caller.staff,
                                        .device = call.caller.device,
                                        .site_code = call.site().code,
                                        .occasion = shipment.id.text()});
}

}  // namespace

absl::Status Service::AcknowledgeShipment(Call& call, const v1::AcknowledgeShipmentRequest& request,
                                          v1::AcknowledgeShipmentResponse* response) const {
  auto shipment = LoadShipment(call.transaction, Uuid(request.shipment_id()));
  if (!shipment || shipment->to_site != call.site().code) {
    return absl::NotFoundError("shipment_id: no such shipment was sent to this site");
  }
  OAT_ASSIGN_OR_RETURN(Lots counted, ReadCounted(request, shipment->lots));
  shipment = LockShipment(call, *shipment);
  if (shipment->state != kInTransit) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", shipment->state}});
    return absl::OkStatus();
  }
  const SealRead seal{.number = request.seal(), .is_broken = request.seal_broken()};
  const auto differences = Differences(shipment->lots, counted, shipment->seal, seal);
  if (!differences.empty() && !call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SHIPMENT_DIFFERS,
           {{"what", absl::StrJoin(differences, ", ")}});
    return absl::OkStatus();
  }
  RecordAcknowledgement(call.transaction, shipment->id,
                        {.seal = seal, .counted = counted, .differs = !differences.empty()},
                        SignedBy(call));
  PostFor(call, *shipment, shipment->from_site, "shipment_handed_over",
          Moved(shipment->lots, stock::kInTransit, stock::kTransferred));
  PostFor(call, *shipment, shipment->to_site, "shipment_received",
          Arrived(shipment->lots, counted));
  if (!differences.empty()) Alarm(call, *shipment);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::shipments
