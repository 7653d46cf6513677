#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/sites/store.h"
#include "services/transfers/service.h"

namespace oat::transfers {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status CheckKind(const v1::RequestTransferRequest& request) {
  const bool has_end = !request.until_day().empty();
  if (request.kind() == v1::TRANSFER_KIND_PERMANENT && has_end) {
    return Invalid("until_day", request.until_day(), "nothing, as the move is for good");
  }
  if (request.kind() == v1::TRANSFER_KIND_GUEST && !has_end) {
    return Invalid("until_day", "nothing", "the last day of the guest");
  }
  return absl::OkStatus();
}

struct Days {
  Day from_day;
  std::optional<Day> until_day;
};
absl::StatusOr<Days> ReadDays(const Call& call, const std::string& from_day,
                              const std::string& until_day) {
  OAT_ASSIGN_OR_RETURN(Day from, ParseDay(from_day));
  if (from < call.today()) return Invalid("from_day", from_day, "today or a later day");
  Days days{from, std::nullopt};
  if (!until_day.empty()) {
    OAT_ASSIGN_OR_RETURN(days.until_day, ParseDay(until_day));
    if (*days.until_day < from) return Invalid("until_day", until_day, "no day before from_day");
  }
  return days;
}

// Ends what is out of the way, so that the next may be asked for. False: it waits, or is to begin.
bool MakeWay(Call& call, const Kept& latest) {
  if (HasEnded(call.transaction, latest)) return true;
  const State state = StateOf(latest.transfer, call.now, call.reckoning());
  if (!IsOutOfTheWay(state)) return false;
  // Who moves on before the first dose never arrived.
  const char* event = state == State::kExpired   ? "expire"
                      : state == State::kInForce ? "cancel"
                                                 : "complete";
  RecordStep(call.transaction, latest, StepOf(call, latest, event, true), call.caller.staff,
             call.now);
  return true;
}

// Whether the destination has the person today: a stay can have ended before its last day.
bool IsThere(Call& call, const Kept& kept) {
  const auto standing = custody::StandingOn(call.transaction, kept.person, call.today());
  return standing && standing->site_code == kept.transfer.to_site;
}

// What was to begin with a transfer does not: each of its days is again as it was before.
void LetStay(Call& call, const Kept& kept) {
  for (const custody::Start& start : LoadFormerStarts(call.transaction, kept)) {
    custody::RecordStart(call.transaction, start, call.caller.staff, call.now);
  }
}

}  // namespace

absl::Status Service::RequestTransfer(Call& call, const v1::RequestTransferRequest& request,
                                      v1::RequestTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(CheckKind(request));
  OAT_ASSIGN_OR_RETURN(const Days days, ReadDays(call, request.from_day(), request.until_day()));
  if (!sites::Load(call.transaction, request.to_site())) {
    return absl::NotFoundError("to_site: the network has no such site");
  }
  v1::Outcome* outcome = response->mutable_outcome();
  const auto episode = enrolment::LatestEpisode(call.transaction, person);
  const auto standing = custody::StandingOn(call.transaction, person, call.today());
  if (!episode || episode->ended || !standing || !standing->site_code) {
    Refuse(outcome, v1::REASON_CODE_NOT_IN_TREATMENT);
    return absl::OkStatus();
  }
  const std::string& from_site = *standing->site_code;
  if (from_site == request.to_site()) {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", "with that site already"}});
    return absl::OkStatus();
  }
  const bool concerns_caller = call.site().code == from_site ||
                               call.site().code == request.to_site() || request.patient_asks();
  if (!concerns_caller) {
    return Invalid("patient_asks", "false", "true: neither of the two sites is this one");
  }
  const auto latest = LoadLatest(call.transaction, person);
  if (latest && !MakeWay(call, *latest)) {
    const State state = StateOf(latest->transfer, call.now, call.reckoning());
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE,
           {{"state", "a transfer to " + latest->transfer.to_site + ", " + CodeOf(state)}});
    return absl::OkStatus();
  }
  Kept asked{.id = call.request_id,
             .person = person,
             .turn = latest ? latest->turn + 1 : 0,
             .transfer = {.kind = contract::Code(request.kind()),
                          .from_site = from_site,
                          .to_site = request.to_site(),
                          .asked_at = call.site().code,
                          .from_day = days.from_day,
                          .until_day = days.until_day},
             .reason = contract::Code(request.reason()),
             .patient_asked = request.patient_asks()};
  RecordRequest(call.transaction, asked, call.caller.staff, call.now);
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::PrepareTransfer(Call& call, const v1::PrepareTransferRequest& request,
                                      v1::PrepareTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto kept = TransferFor(call, person, Event::kPrepare, response->mutable_outcome());
  if (!kept) return absl::OkStatus();
  RecordStep(call.transaction, *kept, StepOf(call, *kept, "prepare", false), call.caller.staff,
             call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::DeclineTransfer(Call& call, const v1::DeclineTransferRequest& request,
                                      v1::DeclineTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto kept = TransferFor(call, person, Event::kDecline, response->mutable_outcome());
  if (!kept) return absl::OkStatus();
  Step step = StepOf(call, *kept, "decline", true);
  step.detail = contract::Code(request.reason());
  RecordStep(call.transaction, *kept, step, call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::AmendTransfer(Call& call, const v1::AmendTransferRequest& request,
                                    v1::AmendTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  if (request.from_day().empty() && request.until_day().empty()) {
    return Invalid("from_day", "nothing", "a day, here or in until_day");
  }
  const auto kept = TransferFor(call, person, Event::kAmend, response->mutable_outcome());
  if (!kept) return absl::OkStatus();
  const Transfer& t = kept->transfer;
  const State state = StateOf(t, call.now, call.reckoning());
  const bool is_accepted = state != State::kRequested && state != State::kPrepared;
  if (is_accepted && state != State::kAccepted && !IsThere(call, *kept)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "over"}});
    return absl::OkStatus();
  }
  if (is_accepted && !request.from_day().empty()) {
    return Invalid("from_day", request.from_day(), "nothing, as it was accepted for its day");
  }
  if (t.kind == kPermanent && !request.until_day().empty()) {
    return Invalid("until_day", request.until_day(), "nothing, as the move is for good");
  }
  // A stay that began may end today and no earlier.
  const Day from_day = is_accepted ? std::max(t.from_day, call.today()) : t.from_day;
  OAT_ASSIGN_OR_RETURN(
      Days days,
      ReadDays(call, request.from_day().empty() ? FormatDay(from_day) : request.from_day(),
               !request.until_day().empty() ? request.until_day()
               : t.until_day                ? FormatDay(*t.until_day)
                                            : ""));
  Step step = StepOf(call, *kept, "amend", false);
  step.from_day = is_accepted ? t.from_day : days.from_day;
  step.until_day = days.until_day;
  RecordStep(call.transaction, *kept, step, call.caller.staff, call.now);
  if (is_accepted) MoveTo(call, *kept, days.from_day, days.until_day);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::CancelTransfer(Call& call, const v1::CancelTransferRequest& request,
                                     v1::CancelTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto kept = TransferFor(call, person, Event::kCancel, response->mutable_outcome());
  if (!kept) return absl::OkStatus();
  if (kept->transfer.milestone == "accept") LetStay(call, *kept);
  RecordStep(call.transaction, *kept, StepOf(call, *kept, "cancel", true), call.caller.staff,
             call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::transfers
