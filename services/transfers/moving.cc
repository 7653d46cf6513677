// What changes which site has a person.
#include <algorithm>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/store.h"
#include "services/identity/store.h"
#include "services/slots/store.h"
#include "services/transfers/service.h"

namespace oat::transfers {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

}  // namespace

void MoveTo(Call& call, const Kept& kept, Day from_day, std::optional<Day> until_day) {
  const Transfer& t = kept.transfer;
  custody::Stay stay{.from_day = from_day, .site_code = t.to_site, .kind = custody::kHome};
  if (t.kind != kPermanent) {
    stay.kind = t.kind;
    stay.until_day = until_day;
    stay.home = custody::HomeOn(call.transaction, kept.person, call.today()).value_or(t.from_site);
  }
  custody::RecordStay(call.transaction, kept.person, stay, call.caller.staff, call.now);
}

absl::Status Service::AcceptTransfer(Call& call, const v1::AcceptTransferRequest& request,
                                     v1::AcceptTransferResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto kept = TransferFor(call, person, Event::kAccept, response->mutable_outcome());
  if (!kept) return absl::OkStatus();
  Step step = StepOf(call, *kept, "accept", false);
  // A day that has passed meanwhile was the other site's: the person is taken from today on.
  step.from_day = std::max(step.from_day, call.today());
  if (step.until_day) step.until_day = std::max(*step.until_day, step.from_day);
  RecordStep(call.transaction, *kept, step, call.caller.staff, call.now);
  MoveTo(call, *kept, step.from_day, step.until_day);
  response->set_from_day(FormatDay(step.from_day));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::TakeBackPatient(Call& call, const v1::TakeBackPatientRequest& request,
                                      v1::TakeBackPatientResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const Day today = call.today();
  const std::string& here = call.site().code;
  v1::Outcome* outcome = response->mutable_outcome();
  const auto standing = custody::StandingOn(call.transaction, person, today);
  if (!standing || !standing->site_code) {
    Refuse(outcome, v1::REASON_CODE_NOT_IN_TREATMENT);
    return absl::OkStatus();
  }
  if (standing->site_code == here) {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", "here today already"}});
    return absl::OkStatus();
  }
  const auto latest = LoadLatest(call.transaction, person);
  const State state =
      latest ? StateOf(latest->transfer, call.now, call.reckoning()) : State::kComplete;
  const auto claim = ClaimOf(here, custody::HomeOn(call.transaction, person, today),
                             latest ? &latest->transfer : nullptr, state, today);
  // Whoever gave today's dose has today.
  if (!claim || slots::IsClaimed(call.transaction, person, today)) {
    Refuse(outcome, v1::REASON_CODE_OTHER_SITE, {{"site", *standing->site_code}});
    return absl::OkStatus();
  }
  const auto home = custody::HomeOn(call.transaction, person, today);
  custody::RecordStay(call.transaction, person,
                      {.from_day = today,
                       .site_code = here,
                       .kind = claim->kind,
                       .until_day = claim->until_day,
                       .home = home.value_or(here)},
                      call.caller.staff, call.now);
  RecordReturn(call.transaction,
               {.id = call.request_id,
                .person = person,
                .site_code = here,
                .from_site = *standing->site_code,
                .day = today,
                .released = request.released()},
               call.caller.staff, call.now);
  if (latest && !HasEnded(call.transaction, *latest) &&
      (state == State::kInForce || state == State::kAccepted)) {
    RecordStep(call.transaction, *latest, StepOf(call, *latest, "take_back", true),
               call.caller.staff, call.now);
  }
  Accept(outcome);
  return absl::OkStatus();
}

}  // namespace oat::transfers
