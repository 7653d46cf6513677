#include "services/losses/service.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/losses/store.h"
#include "services/sites/store.h"
#include "services/stock/bottle_store.h"

namespace oat::losses {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status CheckPlace(Call& call, const v1::ReportLossRequest& request) {
  if (request.station().empty() ||
      sites::HasStation(call.transaction, call.site().code, request.station())) {
    return absl::OkStatus();
  }
  return Invalid("station", request.station(), "a station of this site, or nothing for the safe");
}

// INVALID_ARGUMENT: what was not discovered yet, or a lot twice.
absl::StatusOr<Loss> ReadLoss(Call& call, const v1::ReportLossRequest& request) {
  OAT_RETURN_IF_ERROR(CheckPlace(call, request));
  Loss loss{.id = call.request_id,
            .site_code = call.site().code,
            .kind = contract::Code(request.kind()),
            .station = request.station(),
            .discovered_at = contract::FromTimestamp(request.discovered_at()),
            .note = request.note(),
            .staff = call.caller.staff};
  if (loss.discovered_at > call.now) {
    return Invalid("discovered_at", absl::FormatTime(loss.discovered_at), "a time up to now");
  }
  std::set<std::pair<std::string, std::string>> known;
  for (const v1::LostLot& lot : request.lots()) {
    if (!known.emplace(lot.product_code(), lot.lot_number()).second) {
      return Invalid("lots.lot_number", lot.lot_number(), "each lot once");
    }
    loss.lots.push_back({lot.product_code(), lot.lot_number(), StockQuantity(lot.quantity())});
  }
  return loss;
}

// Takes what is gone out of the book, of an open bottle first. INVALID_ARGUMENT: the book never had
// as much there.
absl::StatusOr<std::vector<stock::Movement>> TakeOut(Call& call, const Loss& loss) {
  stock::LockStation(call.transaction, loss.site_code, loss.station);
  std::vector<stock::Movement> movements;
  for (const LostLot& lot : loss.lots) {
    StockQuantity rest = lot.quantity;
    std::vector<const char*> accounts = {stock::kOpenBottle, stock::kStation};
    if (loss.station.empty()) accounts = {stock::kSafe};
    for (const char* account : accounts) {
      const StockQuantity there =
          stock::LoadBalance(call.transaction, loss.site_code,
                             {account, loss.station, lot.product_code, lot.lot_number, {}});
      const StockQuantity taken = std::min(rest, there);
      rest = rest - taken;
      if (taken.count() == 0) continue;
      movements.push_back({account, loss.station, stock::kLost, loss.station, lot.product_code,
                           lot.lot_number, taken});
    }
    if (rest.count() > 0) {
      return Invalid(
          "lots.quantity", absl::StrCat(lot.quantity.count()),
          absl::StrCat("at most ", (lot.quantity - rest).count(),
                       ", which is all that the book has there of lot ", lot.lot_number));
    }
  }
  return movements;
}

void Fill(const Step& step, Day today, v1::LossStep* out) {
  out->set_name(step.name);
  out->set_due_on(FormatDay(step.due));
  if (step.done_at) *out->mutable_done_at() = contract::ToTimestamp(*step.done_at);
  out->set_done_by(step.done_by);
  out->set_reference(step.reference);
  out->set_is_overdue(step.IsOverdue(today));
}

void Fill(const Loss& loss, Day today, v1::Loss* out) {
  out->set_loss_id(loss.id.text());
  out->set_kind(contract::FromCode<v1::LossKind>(loss.kind));
  out->set_station(loss.station);
  for (const LostLot& lot : loss.lots) {
    v1::LostLot* filled = out->add_lots();
    filled->set_product_code(lot.product_code);
    filled->set_lot_number(lot.lot_number);
    filled->set_quantity(lot.quantity.count());
  }
  *out->mutable_discovered_at() = contract::ToTimestamp(loss.discovered_at);
  out->set_reported_by(loss.login);
  out->set_note(loss.note);
  for (const Step& step : loss.steps) Fill(step, today, out->add_steps());
  if (loss.closed_at) *out->mutable_closed_at() = contract::ToTimestamp(*loss.closed_at);
  out->set_finding(loss.finding);
}

absl::StatusOr<Loss> LockLoss(Call& call, const std::string& id) {
  auto loss = Lock(call.transaction, call.site().code, Uuid(id));
  if (!loss) return absl::NotFoundError("loss_id: this site has no such case");
  return *std::move(loss);
}

}  // namespace

absl::Status Service::ReportLoss(Call& call, const v1::ReportLossRequest& request,
                                 v1::ReportLossResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Loss loss, ReadLoss(call, request));
  OAT_ASSIGN_OR_RETURN(const std::vector<stock::Movement> movements, TakeOut(call, loss));
  std::vector<policy::LossStep> steps;
  if (const auto rules = book_.Of(call); rules.ok()) {
    const Day discovered = ClinicalDay(loss.discovered_at, call.reckoning());
    steps = policy::LossSteps((*rules)->stack, discovered);
  }
  Record(call.transaction, loss, steps, call.now);
  stock::Post(call.transaction,
              {.site_code = loss.site_code, .kind = "loss", .staff = call.caller.staff}, movements,
              call.now);
  access::RaiseAlarm(call.transaction, {.id = MakeUuid(call.now),
                                        .kind = "stock_loss",
                                        .at = call.now,
                                        .staff = call.caller.staff,
                                        .device = call.caller.device,
                                        .site_code = loss.site_code,
                                        .occasion = loss.id.text()});
  for (const policy::LossStep& step : steps) {
    Fill({.name = step.name, .due = step.due}, call.today(), response->add_steps());
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RecordLossStep(Call& call, const v1::RecordLossStepRequest& request,
                                     v1::RecordLossStepResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Loss loss, LockLoss(call, request.loss_id()));
  const bool is_known = std::any_of(loss.steps.begin(), loss.steps.end(),
                                    [&](const Step& step) { return step.name == request.name(); });
  if (!is_known) return Invalid("name", request.name(), "a step that the case has");
  if (!RecordStepDone(call.transaction, loss.id, request.name(), request.reference(),
                      call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "done"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::CloseLoss(Call& call, const v1::CloseLossRequest& request,
                                v1::CloseLossResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Loss loss, LockLoss(call, request.loss_id()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  if (loss.closed_at) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "closed"}});
    return absl::OkStatus();
  }
  for (const Step& step : loss.steps) {
    if (step.done_at) continue;
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STEP_STILL_DUE,
           {{"step", step.name}, {"day", FormatDay(step.due)}});
    return absl::OkStatus();
  }
  RecordClose(call.transaction, loss.id, request.finding(), call.caller.staff, *call.second,
              call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListLosses(Call& call, const v1::ListLossesRequest& request,
                                 v1::ListLossesResponse* response) const {
  for (const Loss& loss : LoadAll(call.transaction, call.site().code, request.open_only())) {
    Fill(loss, call.today(), response->add_losses());
  }
  return absl::OkStatus();
}

}  // namespace oat::losses
