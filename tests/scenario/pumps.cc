// The pump of one window: verified in the morning by two, and told to pour every dose there.
#include "clients/desk/pouring.h"
#include "clients/pump/simulated_pump.h"
#include "oat/v1/pump.grpc.pb.h"
#include "services/contract/answer.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

using Stub = v1::PumpService::Stub;

constexpr char kPumpSite[] = "ORL1";
constexpr char kPump[] = "SIM-0001";
constexpr char kLiquid[] = "METHADONE-5MG-ML";
constexpr char kLot[] = "DEMO-2026";
// The morning's test pours, in microlitres, and what two people read in the glass.
constexpr std::pair<int64_t, int64_t> kTestPours[] = {{5'000, 5'000}, {20'000, 20'000}};

}  // namespace

void SiteDay::StartPump() {
  if (site_ != kPumpSite) return;
  const auto pumps = Must(custodian_->Call(&Stub::ListPumps, v1::ListPumpsRequest()), "pumps");
  if (pumps.pumps().empty()) {
    v1::PlacePumpRequest place;
    place.set_request_id(NewId());
    place.set_pump_id(kPump);
    place.set_station(kStations[0]);
    place.set_product_code(kLiquid);
    place.set_model("the simulator");
    Count(Must(custodian_->Call(&Stub::PlacePump, place), "pump").outcome());
  }
  v1::VerifyPumpRequest verify;
  verify.set_request_id(NewId());
  verify.set_pump_id(kPump);
  verify.set_kind(v1::VERIFICATION_KIND_DAILY);
  verify.set_lot_number(kLot);
  for (const auto& [asked, measured] : kTestPours) {
    v1::TestPour* pour = verify.add_pours();
    pour->set_asked(asked);
    pour->set_measured(measured);
  }
  verify.set_approval_id(crew_.Approval(*custodian_, Crew::Nurse(site_, kStations[0]),
                                        "oat.v1.PumpService.VerifyPump", verify));
  const auto verified = Must(custodian_->Call(&Stub::VerifyPump, verify), "verification");
  Count(verified.outcome());
  pouring_ = std::make_unique<desk::Pouring>(std::make_unique<pump::SimulatedPump>(), kPump,
                                             crew_.keyring().clock());
  absl::MutexLock lock(&mutex_);
  tally_.pumps_verified += verified.passed() ? 1 : 0;
}

// Whatever becomes of the dose afterwards: a pour moves no stock that the dose has not reserved.
void SiteDay::PourByPump(desk::Window& window, const desk::Window::Answer& answer) {
  if (pouring_ == nullptr || window.station() != kStations[0]) return;
  for (const v1::DoseLine& line : answer.response.lines()) {
    if (line.product_code() != kLiquid) continue;
    const auto poured =
        Must(pouring_->Pour(window, {answer.dose_id, line.lot_number(), line.quantity()}), "pour");
    Count(poured.outcome);
    absl::MutexLock lock(&mutex_);
    tally_.pours += poured.is_told ? 1 : 0;
    tally_.poured += poured.microlitres;
  }
}

}  // namespace oat::scenario
