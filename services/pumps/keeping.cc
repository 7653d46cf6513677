// Keeping a pump: where it stands, what two people measured of it, and its tubes.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/pumps/call_checks.h"
#include "services/pumps/service.h"
#include "services/sites/store.h"
#include "services/stock/store.h"

namespace oat::pumps {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// What runs in a pump's tubes is one solution.
absl::Status CheckPlace(Call& call, const v1::PlacePumpRequest& request) {
  if (!sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  if (request.product_code().empty()) {
    return Invalid("product_code", "nothing", "what runs in the pump's tubes");
  }
  const auto product = stock::LoadProduct(call.transaction, request.product_code());
  if (!product) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  if (product->is_solution()) return absl::OkStatus();
  return Invalid("product_code", request.product_code(), "a solution");
}

absl::Status CheckLot(Call& call, const Pump& pump, const std::string& lot_number) {
  if (stock::HasLot(call.transaction, pump.placement.product_code, lot_number)) {
    return absl::OkStatus();
  }
  return absl::NotFoundError("lot_number: no such lot of the pump's product was ever received");
}

// Takes what came out of a pump and went into no cup from its window: out of the bottle that stands
// open there where one does and holds so much, else from the window's stock. False: neither has it.
bool HoldForWaste(Call& call, const Pump& pump, const std::string& lot_number,
                  StockQuantity quantity, const char* kind) {
  const std::string& site = call.site().code;
  const Placement& at = pump.placement;
  stock::LockStation(call.transaction, site, at.station);
  if (quantity == StockQuantity(0)) return true;
  for (const char* account : {stock::kOpenBottle, stock::kStation}) {
    const StockQuantity there = stock::LoadBalance(
        call.transaction, site, {account, at.station, at.product_code, lot_number, {}});
    if (there < quantity) continue;
    stock::Post(
        call.transaction,
        {.site_code = site, .kind = kind, .staff = call.caller.staff, .second = call.second},
        {{account, at.station, stock::kHeldForWaste, at.station, at.product_code, lot_number,
          quantity}},
        call.now);
    return true;
  }
  return false;
}

v1::PumpStanding InContract(Standing standing) {
  switch (standing) {
    case Standing::kVerified:
      return v1::PUMP_STANDING_VERIFIED;
    case Standing::kUnverified:
      return v1::PUMP_STANDING_UNVERIFIED;
    case Standing::kOutOfTolerance:
      return v1::PUMP_STANDING_OUT_OF_TOLERANCE;
    case Standing::kUnresolved:
      return v1::PUMP_STANDING_UNRESOLVED;
    case Standing::kOutOfUse:
      break;
  }
  return v1::PUMP_STANDING_OUT_OF_USE;
}

void Fill(const Pump& pump, Day today, v1::Pump* out) {
  out->set_pump_id(pump.placement.pump_id);
  out->set_station(pump.placement.station);
  out->set_product_code(pump.placement.product_code);
  out->set_model(pump.placement.model);
  out->set_standing(InContract(pump.StandingOn(today)));
  if (!pump.last) return;
  *out->mutable_verified_at() = contract::ToTimestamp(pump.last->at);
  out->set_largest_error(Judge(pump.last->pours).error.count());
}

void Fill(const Pour& pour, v1::Pour* out) {
  out->set_pour_id(pour.id.text());
  out->set_pump_id(pour.pump_id);
  out->set_station(pour.station);
  out->set_lot_number(pour.lot_number);
  out->set_quantity(pour.quantity.count());
  *out->mutable_begun_at() = contract::ToTimestamp(pour.begun_at);
  out->set_begun_by(pour.begun_by);
  out->set_dose_id(pour.dose.text());
}

}  // namespace

absl::Status Service::PlacePump(Call& call, const v1::PlacePumpRequest& request,
                                v1::PlacePumpResponse* response) const {
  const bool is_in_use = !request.station().empty();
  if (is_in_use) OAT_RETURN_IF_ERROR(CheckPlace(call, request));
  LockPump(call.transaction, call.site().code, request.pump_id());
  if (!is_in_use && !LoadPump(call.transaction, call.site().code, request.pump_id())) {
    return absl::NotFoundError("pump_id: no such pump ever stood at this site");
  }
  RecordPlacement(call.transaction,
                  {.site_code = call.site().code,
                   .pump_id = request.pump_id(),
                   .station = request.station(),
                   .product_code = is_in_use ? request.product_code() : "",
                   .model = request.model()},
                  call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::VerifyPump(Call& call, const v1::VerifyPumpRequest& request,
                                 v1::VerifyPumpResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pump pump, LockPumpInUse(call, request.pump_id()));
  OAT_RETURN_IF_ERROR(CheckLot(call, pump, request.lot_number()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const auto rules = book_.Of(call);
  std::optional<int64_t> per_mille;
  if (rules.ok() && (*rules)->pump_tolerance_per_mille) {
    per_mille = (*rules)->pump_tolerance_per_mille->value;
  }
  const auto product = stock::LoadProduct(call.transaction, pump.placement.product_code);
  Verification verification{.clinical_day = call.today(), .at = call.now};
  StockQuantity measured;
  for (const v1::TestPour& pour : request.pours()) {
    const StockQuantity asked(pour.asked());
    verification.pours.push_back({.asked = asked,
                                  .measured = StockQuantity(pour.measured()),
                                  .tolerance = ToleranceOf(*product, asked, per_mille)});
    measured += StockQuantity(pour.measured());
  }
  if (!HoldForWaste(call, pump, request.lot_number(), measured, "pump_verification")) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  RecordVerification(call.transaction, pump.placement, contract::Code(request.kind()),
                     request.lot_number(), verification, SignedBy(call));
  const Verdict verdict = Judge(verification.pours);
  Accept(response->mutable_outcome());
  response->set_passed(verdict.passed);
  response->set_largest_error(verdict.error.count());
  response->set_tolerance(verdict.tolerance.count());
  return absl::OkStatus();
}

absl::Status Service::RecordPumpCycle(Call& call, const v1::RecordPumpCycleRequest& request,
                                      v1::RecordPumpCycleResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pump pump, LockPumpInUse(call, request.pump_id()));
  OAT_RETURN_IF_ERROR(CheckLot(call, pump, request.lot_number()));
  const StockQuantity wasted(request.wasted());
  if (!HoldForWaste(call, pump, request.lot_number(), wasted, "pump_cycle")) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  RecordCycle(call.transaction, pump.placement, contract::Code(request.cycle()),
              request.lot_number(), wasted, SignedBy(call));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListPumps(Call& call, const v1::ListPumpsRequest&,
                                v1::ListPumpsResponse* response) const {
  for (const Pump& pump : LoadPumps(call.transaction, call.site().code)) {
    Fill(pump, call.today(), response->add_pumps());
  }
  for (const Pour& pour : LoadUnresolved(call.transaction, call.site().code)) {
    Fill(pour, response->add_unresolved());
  }
  return absl::OkStatus();
}

}  // namespace oat::pumps
