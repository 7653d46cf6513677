// Lots that are kept back, and where a lot went.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/call_checks.h"
#include "services/stock/lot_store.h"
#include "services/stock/service.h"

namespace oat::stock {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status Service::SetLotStanding(Call& call, const v1::SetLotStandingRequest& request,
                                     v1::SetLotStandingResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  // One who has a doubt keeps a lot back at once; to take the doubt away needs two.
  const bool is_release = request.standing() == v1::LOT_STANDING_RELEASED;
  if (is_release && !call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  RecordStanding(call.transaction, request.product_code(), request.lot_number(),
                 contract::Code(request.standing()), request.reason(),
                 {call.caller.staff, call.second, call.now});
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::TraceLot(Call& call, const v1::TraceLotRequest& request,
                               v1::TraceLotResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  response->set_standing(contract::FromCode<v1::LotStanding>(
      StandingOf(call.transaction, request.product_code(), request.lot_number())));
  response->set_expires_on(
      FormatDay(*ExpiryOf(call.transaction, request.product_code(), request.lot_number())));
  for (const LotAtSite& one :
       LotEverywhere(call.transaction, request.product_code(), request.lot_number())) {
    v1::LotAtSite* out = response->add_sites();
    out->set_site_code(one.site_code);
    out->set_on_hand(one.on_hand.count());
    out->set_given(one.given.count());
    out->set_taken_home(one.taken_home.count());
    out->set_patients(one.patients);
  }
  for (const LotGiven& one :
       LotGivenHere(call.transaction, request.product_code(), request.lot_number())) {
    v1::LotGiven* out = response->add_given();
    out->set_patient_number(one.patient_number);
    out->set_clinical_day(FormatDay(one.clinical_day));
    out->set_serial(one.serial.value_or(""));
    out->set_quantity(one.quantity.count());
  }
  return absl::OkStatus();
}

}  // namespace oat::stock
