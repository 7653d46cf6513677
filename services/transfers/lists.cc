// What is shown of transfers, and what every step of one asks first.
#include <algorithm>

#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/transfers/displaced.h"
#include "services/transfers/service.h"

namespace oat::transfers {
namespace {

using access::Call;

constexpr absl::Duration kReceptionsShown = absl::Hours(30 * 24);

v1::Escalation InContract(Escalation escalation) {
  switch (escalation) {
    case Escalation::kNone:
      return v1::ESCALATION_NONE;
    case Escalation::kManagers:
      return v1::ESCALATION_MANAGERS;
    case Escalation::kRegion:
      return v1::ESCALATION_REGION;
  }
  return v1::ESCALATION_UNSPECIFIED;
}

v1::Transfer InContract(const Call& call, const Kept& kept) {
  const Transfer& t = kept.transfer;
  const State state = StateOf(t, call.now, call.reckoning());
  v1::Transfer out;
  out.set_transfer_id(kept.id.text());
  out.set_patient_number(kept.patient_number);
  out.set_kind(contract::FromCode<v1::TransferKind>(t.kind));
  out.set_state(contract::FromCode<v1::TransferState>(CodeOf(state)));
  out.set_from_site(t.from_site);
  out.set_to_site(t.to_site);
  out.set_asked_at(t.asked_at);
  out.set_patient_asked(kept.patient_asked);
  out.set_reason(contract::FromCode<v1::TransferReason>(kept.reason));
  out.set_from_day(FormatDay(t.from_day));
  if (t.until_day) out.set_until_day(FormatDay(*t.until_day));
  *out.mutable_requested_at() = contract::ToTimestamp(t.requested_at);
  out.set_is_unprepared(!t.was_prepared && (t.milestone == "accept" || t.milestone == "complete"));
  if (state == State::kDeclined) {
    out.set_decline_reason(contract::FromCode<v1::DeclineReason>(kept.detail));
  }
  if (const auto due = DueOf(t, state, call.reckoning())) {
    out.set_waits_for(due->site_code);
    *out.mutable_due_at() = contract::ToTimestamp(due->at);
  }
  out.set_escalation(InContract(EscalationOf(t, state, call.now, call.reckoning())));
  out.set_last_by(kept.last_by);
  return out;
}

}  // namespace

const char* CodeOf(State state) {
  switch (state) {
    case State::kRequested:
      return "requested";
    case State::kPrepared:
      return "prepared";
    case State::kAccepted:
      return "accepted";
    case State::kInForce:
      return "in_force";
    case State::kComplete:
      return "complete";
    case State::kDeclined:
      return "declined";
    case State::kCancelled:
      return "cancelled";
    case State::kExpired:
      return "expired";
    case State::kTakenBack:
      return "taken_back";
  }
  return "";
}

std::optional<Kept> TransferFor(Call& call, PersonId person, Event event, v1::Outcome* outcome) {
  auto kept = LoadLatest(call.transaction, person);
  if (!kept) {
    contract::Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", "without a transfer"}});
    return std::nullopt;
  }
  const auto actor = ActorOf(kept->transfer, call.site().code);
  const State state = StateOf(kept->transfer, call.now, call.reckoning());
  if (!actor || !MayDo(kept->transfer, state, event, *actor, call.now)) {
    contract::Refuse(outcome, v1::REASON_CODE_WRONG_STATE,
                     {{"state", actor ? CodeOf(state) : "between other sites"}});
    return std::nullopt;
  }
  return kept;
}

Step StepOf(const Call& call, const Kept& kept, const char* event, bool ends) {
  return {.event = event,
          .site_code = call.site().code,
          .from_day = kept.transfer.from_day,
          .until_day = kept.transfer.until_day,
          .ends = ends};
}

absl::Status Service::ListTransfers(Call& call, const v1::ListTransfersRequest& request,
                                    v1::ListTransfersResponse* response) const {
  std::vector<v1::Transfer> listed;
  for (const Kept& kept : LoadOfSite(call.transaction, call.site().code, kMostListed)) {
    v1::Transfer one = InContract(call, kept);
    if (!request.open_only() || one.has_due_at()) listed.push_back(std::move(one));
  }
  std::stable_sort(listed.begin(), listed.end(), [](const auto& a, const auto& b) {
    if (a.has_due_at() != b.has_due_at()) return a.has_due_at();
    return a.has_due_at() && a.due_at().seconds() < b.due_at().seconds();
  });
  for (v1::Transfer& one : listed) *response->add_transfers() = std::move(one);
  for (const Reception& one :
       LoadReceptions(call.transaction, call.site().code, call.now - kReceptionsShown)) {
    FillReception(one, response->add_receptions());
  }
  for (const Restart& restart : LoadRestarts(call.transaction, call.site().code)) {
    v1::Restart* out = response->add_restarts();
    out->set_patient_number(restart.patient_number);
    out->set_from_site(restart.from_site);
    *out->mutable_released_at() = contract::ToTimestamp(restart.released_at);
  }
  return absl::OkStatus();
}

}  // namespace oat::transfers
