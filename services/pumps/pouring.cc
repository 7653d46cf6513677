// Pouring: the intent before, the count after, and two people with a measuring glass where a crash
// came between.
#include <algorithm>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/dosing/store.h"
#include "services/pumps/call_checks.h"
#include "services/pumps/service.h"
#include "services/stock/store.h"

namespace oat::pumps {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A line of a dose that this pump can pour.
struct Line {
  dosing::Dose dose;
  int32_t number = 0;  // as the dose counts its lines, from 1
  StockQuantity quantity;
};

// NOT_FOUND: a dose of another site, of a person's own bottle, made up at another window than the
// pump's, or without this lot of what runs in its tubes. The window's balances are locked, so that
// neither the state of the dose nor what was poured of it changes.
absl::StatusOr<Line> LockLine(Call& call, const Pump& pump, const v1::BeginPourRequest& request) {
  const Placement& at = pump.placement;
  stock::LockStation(call.transaction, at.site_code, at.station);
  auto dose = dosing::LoadDose(call.transaction, Uuid(request.dose_id()));
  if (!dose || dose->site_code != at.site_code || dose->station != at.station || dose->bottle) {
    return absl::NotFoundError("dose_id: no such dose was made up at the pump's window");
  }
  const auto line =
      std::find_if(dose->lines.begin(), dose->lines.end(), [&](const stock::DoseLine& one) {
        return one.product_code == at.product_code && one.lot_number == request.lot_number();
      });
  if (line == dose->lines.end()) {
    return absl::NotFoundError("lot_number: the dose holds nothing of this lot for this pump");
  }
  const auto number = static_cast<int32_t>(line - dose->lines.begin()) + 1;
  const StockQuantity quantity = line->quantity;
  return Line{*std::move(dose), number, quantity};
}

// Why a pump may not pour; nothing is added where it may.
void RefuseStanding(const Pump& pump, Day today, v1::Outcome* outcome) {
  const std::string& name = pump.placement.pump_id;
  switch (pump.StandingOn(today)) {
    case Standing::kUnresolved:
      return Refuse(outcome, v1::REASON_CODE_POUR_UNRESOLVED,
                    {{"pump", name}, {"quantity", FormatMillilitres(*pump.unresolved)}});
    case Standing::kOutOfTolerance: {
      const Verdict verdict = Judge(pump.last->pours);
      return Refuse(outcome, v1::REASON_CODE_PUMP_OUT_OF_TOLERANCE,
                    {{"pump", name},
                     {"error", FormatMillilitres(verdict.error)},
                     {"tolerance", FormatMillilitres(verdict.tolerance)}});
    }
    case Standing::kUnverified:
      return Refuse(outcome, v1::REASON_CODE_PUMP_UNVERIFIED, {{"pump", name}});
    case Standing::kOutOfUse:  // never locked for a pour
    case Standing::kVerified:
      return;
  }
}

// A pour of the calling site, its pump locked.
absl::StatusOr<Pour> LockPour(Call& call, const std::string& id) {
  const std::string& site = call.site().code;
  const auto known = LoadPour(call.transaction, site, Uuid(id));
  if (!known) return absl::NotFoundError("pour_id: this site has no such pour");
  LockPump(call.transaction, site, known->pump_id);
  return *LoadPour(call.transaction, site, Uuid(id));
}

void RefuseEnded(v1::Outcome* outcome) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", "ended"}});
}

// More than was asked, or less without a word of why, is no count of this pour.
absl::Status CheckCount(const Pour& pour, const v1::EndPourRequest& request) {
  const StockQuantity poured(request.poured());
  if (poured > pour.quantity) {
    return Invalid("poured", absl::StrCat(poured.count()),
                   absl::StrCat("at most ", pour.quantity.count(), ", as was asked for"));
  }
  if (poured == pour.quantity || !request.fault().empty()) return absl::OkStatus();
  return Invalid("fault", "nothing", "what the pump says, as it poured less than was asked for");
}

}  // namespace

absl::Status Service::BeginPour(Call& call, const v1::BeginPourRequest& request,
                                v1::BeginPourResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pump pump, LockPumpInUse(call, request.pump_id()));
  OAT_ASSIGN_OR_RETURN(const Line line, LockLine(call, pump, request));
  v1::Outcome* outcome = response->mutable_outcome();
  if (line.dose.state != "open") {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", line.dose.state}});
    return absl::OkStatus();
  }
  RefuseStanding(pump, call.today(), outcome);
  const StockQuantity asked(request.quantity());
  const StockQuantity left =
      LeftToPour(line.quantity, LoadPoured(call.transaction, line.dose.id, line.number));
  if (asked > left) {
    Refuse(outcome, v1::REASON_CODE_POURS_TOO_MUCH,
           {{"left", FormatMillilitres(left)}, {"asked", FormatMillilitres(asked)}});
  }
  if (outcome->reasons_size() > 0) return absl::OkStatus();
  RecordPour(call.transaction, pump.placement, line.dose.id, line.number, asked, SignedBy(call));
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::EndPour(Call& call, const v1::EndPourRequest& request,
                              v1::EndPourResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pour pour, LockPour(call, request.pour_id()));
  OAT_RETURN_IF_ERROR(CheckCount(pour, request));
  if (pour.poured) {
    RefuseEnded(response->mutable_outcome());
    return absl::OkStatus();
  }
  RecordPourEnd(call.transaction, pour.id, StockQuantity(request.poured()), request.fault(),
                SignedBy(call));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ResolvePour(Call& call, const v1::ResolvePourRequest& request,
                                  v1::ResolvePourResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pour pour, LockPour(call, request.pour_id()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  if (pour.poured) {
    RefuseEnded(response->mutable_outcome());
    return absl::OkStatus();
  }
  RecordPourEnd(call.transaction, pour.id, StockQuantity(request.measured()), "", SignedBy(call));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::pumps
