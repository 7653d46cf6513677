// Somebody whose site cannot be reached.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/slots/store.h"
#include "services/transfers/service.h"

namespace oat::transfers {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// Longer than a week nobody is displaced: it is a transfer, or a closure. Recalled.
constexpr int kMostDays = 7;

absl::StatusOr<Day> ReadUntilDay(const Call& call, const std::string& text) {
  OAT_ASSIGN_OR_RETURN(Day until, ParseDay(text));
  if (until < call.today() || until > call.today() + kMostDays) {
    return Invalid("until_day", text, "a day from today to a week ahead");
  }
  return until;
}

}  // namespace

absl::Status Service::ReceiveDisplaced(Call& call, const v1::ReceiveDisplacedRequest& request,
                                       v1::ReceiveDisplacedResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Day until, ReadUntilDay(call, request.until_day()));
  if (request.evidence().empty()) {
    return Invalid("evidence", "nothing", "what was relied on, her own words at least");
  }
  v1::Outcome* outcome = response->mutable_outcome();
  if (!call.second) {
    Refuse(outcome, v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const Day today = call.today();
  const std::string& here = call.site().code;
  const auto episode = enrolment::LatestEpisode(call.transaction, person);
  const auto standing = custody::StandingOn(call.transaction, person, today);
  if (!episode || episode->ended || !standing || !standing->site_code) {
    Refuse(outcome, v1::REASON_CODE_NOT_IN_TREATMENT);
    return absl::OkStatus();
  }
  const std::string home = custody::HomeOn(call.transaction, person, today).value_or(here);
  if (standing->site_code == here || home == here) {
    Refuse(outcome, v1::REASON_CODE_WRONG_STATE,
           {{"state", "of this site, or here today already"}});
    return absl::OkStatus();
  }
  if (slots::IsClaimed(call.transaction, person, today)) {
    Refuse(outcome, v1::REASON_CODE_OTHER_SITE, {{"site", *standing->site_code}});
    return absl::OkStatus();
  }
  const auto latest = LoadLatest(call.transaction, person);
  if (latest && !HasEnded(call.transaction, *latest)) {
    RecordStep(call.transaction, *latest, StepOf(call, *latest, "cancel", true), call.caller.staff,
               call.now);
  }
  custody::RecordStay(call.transaction, person,
                      {.from_day = today,
                       .site_code = here,
                       .kind = custody::kGuest,
                       .until_day = until,
                       .home = home},
                      call.caller.staff, call.now);
  Reception reception{.id = call.request_id,
                      .person = person,
                      .site_code = here,
                      .home_site = home,
                      .day = today,
                      .until_day = until,
                      .tried = request.tried()};
  for (const v1::DisplacedEvidence& one : request.evidence()) {
    reception.evidence.push_back({contract::Code(one.kind()), one.says()});
  }
  RecordReception(call.transaction, reception, call.caller.staff, *call.second, call.now);
  response->set_home_site(home);
  Accept(outcome);
  return absl::OkStatus();
}

}  // namespace oat::transfers
