// A dose that leaves the window under seal: to a ward, a cell or a home.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/dosing/service.h"
#include "services/stock/store.h"

namespace oat::dosing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

void Carry(Call& call, const Dose& dose, const v1::CarryDoseRequest& request) {
  RecordCarriage(call.transaction, dose.id,
                 {.destination = request.destination(),
                  .seal = request.seal(),
                  .staff = call.caller.staff,
                  .second = *call.second},
                 call.now);
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : dose.lines) {
    movements.push_back({stock::kReserved, dose.station, stock::kInTransit, dose.station,
                         line.product_code, line.lot_number, line.quantity});
  }
  stock::Post(call.transaction,
              {.site_code = dose.site_code,
               .kind = "carriage",
               .dose = dose.id,
               .staff = call.caller.staff,
               .second = call.second},
              movements, call.now);
}

}  // namespace

const char* HeldIn(const Dose& dose) {
  if (dose.bottle) return stock::kTakenHome;
  return dose.carried_to ? stock::kInTransit : stock::kReserved;
}

absl::Status Service::CarryDose(Call& call, const v1::CarryDoseRequest& request,
                                v1::CarryDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Dose dose, LockDose(call, request.patient_number(), request.dose_id()));
  // A bottle is the person's already, and no stock of this window's.
  const std::string state = dose.state == "open" && dose.bottle ? "own_bottle" : dose.state;
  if (state != "open") {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", state}});
    return absl::OkStatus();
  }
  if (dose.carried_to) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_DOSE_CARRIED,
           {{"destination", *dose.carried_to}});
    return absl::OkStatus();
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  Carry(call, dose, request);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::dosing
