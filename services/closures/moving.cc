// One patient of a closure: moved, moved back, told, accounted for.
#include <algorithm>

#include "services/base/status.h"
#include "services/closures/service.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/store.h"
#include "services/identity/store.h"
#include "services/slots/store.h"
#include "services/transfers/store.h"

namespace oat::closures {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::StatusOr<Closure> OwnClosure(Call& call, const std::string& id) {
  auto closure = LoadClosure(call.transaction, Uuid(id));
  if (!closure || closure->site_code != call.site().code) {
    return absl::NotFoundError("closure_id: this site declared no such closure");
  }
  return *std::move(closure);
}

void RefuseState(v1::Outcome* outcome, const std::string& state) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", state}});
}

// What was asked for before waits for a site that closes, or of one: nothing comes of it.
void EndTransfer(Call& call, PersonId person) {
  const auto latest = transfers::LoadLatest(call.transaction, person);
  if (!latest || transfers::HasEnded(call.transaction, *latest)) return;
  const auto state = transfers::StateOf(latest->transfer, call.now, call.reckoning());
  if (transfers::IsOutOfTheWay(state)) return;
  transfers::RecordStep(call.transaction, *latest,
                        {.event = "cancel",
                         .site_code = call.site().code,
                         .from_day = latest->transfer.from_day,
                         .until_day = latest->transfer.until_day,
                         .ends = true},
                        call.caller.staff, call.now);
}

// Whoever is not at home here goes home; for good the destination is home.
const char* KindOf(const Closure& closure, const Standing& standing) {
  const bool is_home = standing.reason == kAtHome || closure.kind == "planned";
  return is_home ? custody::kHome : custody::kClosure;
}

}  // namespace

absl::Status Service::MovePatient(Call& call, const v1::MovePatientRequest& request,
                                  v1::MovePatientResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Closure closure, OwnClosure(call, request.closure_id()));
  v1::Outcome* outcome = response->mutable_outcome();
  const auto standing = LoadStanding(call.transaction, closure.id, person);
  if (!standing) return absl::NotFoundError("patient_number: the closure is not about this person");
  if (!standing->to_site) {
    RefuseState(outcome, "without a destination: choose one first");
    return absl::OkStatus();
  }
  const auto before = LoadMove(call.transaction, closure.id, person);
  if (before && !before->is_undone) {
    RefuseState(outcome, "moved to " + before->to_site);
    return absl::OkStatus();
  }
  const Day since = std::max(closure.from_day, call.today());
  const auto first_day = custody::FirstDayAt(call.transaction, person, closure.site_code, since);
  if (!first_day) {
    RefuseState(outcome, "with another site by now");
    return absl::OkStatus();
  }
  EndTransfer(call, person);
  custody::RecordStay(
      call.transaction, person,
      {.from_day = *first_day, .site_code = *standing->to_site, .kind = KindOf(closure, *standing)},
      call.caller.staff, call.now);
  RecordMove(call.transaction, closure.id, person,
             {.turn = before ? before->turn + 1 : 0,
              .to_site = *standing->to_site,
              .from_day = *first_day},
             call.caller.staff, call.now);
  response->set_to_site(*standing->to_site);
  response->set_from_day(FormatDay(*first_day));
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::UndoMove(Call& call, const v1::UndoMoveRequest& request,
                               v1::UndoMoveResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Closure closure, OwnClosure(call, request.closure_id()));
  v1::Outcome* outcome = response->mutable_outcome();
  const auto move = LoadMove(call.transaction, closure.id, person);
  if (!move || move->is_undone) {
    RefuseState(outcome, "not moved");
    return absl::OkStatus();
  }
  if (LoadStanding(call.transaction, closure.id, person)->reason == kAtHome) {
    RefuseState(outcome, "at home there");
    return absl::OkStatus();
  }
  for (const slots::Slot& slot : slots::LoadSlots(call.transaction, person, move->from_day)) {
    if (slot.released || slot.site_code != move->to_site) continue;
    RefuseState(outcome, "dosed at " + move->to_site);
    return absl::OkStatus();
  }
  const Day since = std::max(move->from_day, call.today());
  if (!custody::FirstDayAt(call.transaction, person, move->to_site, since)) {
    RefuseState(outcome, "with another site by now");
    return absl::OkStatus();
  }
  custody::RecordStay(call.transaction, person,
                      {.from_day = since, .site_code = closure.site_code, .kind = custody::kHome},
                      call.caller.staff, call.now);
  RecordUndo(call.transaction, closure.id, person, move->turn, call.caller.staff, call.now);
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::RecordPlacement(Call& call, const v1::RecordPlacementRequest& request,
                                      v1::RecordPlacementResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto closure = LoadClosure(call.transaction, Uuid(request.closure_id()));
  const auto standing =
      closure ? LoadStanding(call.transaction, closure->id, person) : std::nullopt;
  const std::string& here = call.site().code;
  if (!standing || (closure->site_code != here && standing->to_site != here)) {
    return absl::NotFoundError("closure_id: no closure sends this person from or to this site");
  }
  const auto move = LoadMove(call.transaction, closure->id, person);
  const bool is_moved = move && !move->is_undone;
  const bool is_told = request.accounted_for() == v1::ACCOUNTED_FOR_UNSPECIFIED;
  if (is_told && !is_moved) {
    RefuseState(response->mutable_outcome(), "not moved: nobody is told what may still change");
    return absl::OkStatus();
  }
  RecordWord(call.transaction, closure->id, person,
             is_told ? std::nullopt : std::optional(contract::Code(request.accounted_for())), here,
             call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::closures
