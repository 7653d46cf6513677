// Two numbers become one person's, or two people's again.
#include <algorithm>

#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/cards/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/custody/lease.h"
#include "services/custody/store.h"
#include "services/dosing/rules.h"
#include "services/dosing/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/merges/rules.h"
#include "services/merges/service.h"
#include "services/merges/store.h"
#include "services/slots/store.h"
#include "services/transfers/store.h"

namespace oat::merges {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A code of oat.v1.IncidentKind.
constexpr char kTwoNumbers[] = "two_numbers";

void RefuseState(v1::Outcome* outcome, const std::string& state) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", state}});
}

// Two people at once: whoever locks any two begins with the lower id.
void LockBoth(Call& call, PersonId one, PersonId other) {
  identity::LockPerson(call.transaction, std::min(one, other));
  identity::LockPerson(call.transaction, std::max(one, other));
}

// Somebody has said of every dose what became of it, and where the person is to go.
bool IsSettled(Call& call, PersonId person, v1::Outcome* outcome) {
  const std::string number = identity::NumberOf(call.transaction, person);
  if (const auto desk = custody::SilentHolder(call.transaction, person, call.caller.device,
                                              call.now - dosing::kSilence, call.now)) {
    Refuse(outcome, v1::REASON_CODE_ASK_DESK,
           {{"station", desk->station},
            {"site", desk->site_code},
            {"time", FormatWallTime(desk->heard_at, call.reckoning())}});
    return false;
  }
  if (!dosing::LoadUnsettled(call.transaction, person).empty()) {
    RefuseState(outcome, number + " has a dose of which nobody has said what became of it");
    return false;
  }
  const auto transfer = transfers::LoadLatest(call.transaction, person);
  if (transfer && !transfers::HasEnded(call.transaction, *transfer)) {
    RefuseState(outcome, number + " is in a transfer that is open");
    return false;
  }
  return true;
}

bool MayMerge(Call& call, PersonId first, PersonId second, v1::Outcome* outcome) {
  if (!call.second) {
    Refuse(outcome, v1::REASON_CODE_SAME_PERSON);
    return false;
  }
  const auto standing = custody::StandingOn(call.transaction, first, call.today());
  const auto episode = enrolment::LatestEpisode(call.transaction, first);
  if (!episode || episode->ended || !standing || standing->site_code != call.site().code) {
    RefuseState(outcome, "not in treatment here under the first number");
    return false;
  }
  const auto other = enrolment::LatestEpisode(call.transaction, second);
  if (other && other->ended && other->end_reason == "died") {
    RefuseState(outcome, "recorded as deceased under the second number");
    return false;
  }
  if (StandsForOthers(call.transaction, second)) {
    RefuseState(outcome, "several numbers already under the second one: name it as the first");
    return false;
  }
  // They were filled under an order that ends.
  const auto bottles = bottles::LoadBottles(call.transaction, second, call.today());
  if (std::any_of(bottles.begin(), bottles.end(),
                  [](const bottles::Bottle& one) { return one.state == "prepared"; })) {
    RefuseState(outcome, "bottles under the second number wait for collection: unmake them");
    return false;
  }
  return IsSettled(call, first, outcome) && IsSettled(call, second, outcome);
}

// The second number's treatment is over; which episode that ended.
std::optional<Uuid> EndTreatment(Call& call, PersonId second) {
  const auto episode = enrolment::LatestEpisode(call.transaction, second);
  if (!episode || episode->ended) return std::nullopt;
  enrolment::RecordEnd(call.transaction, episode->id,
                       enrolment::EpisodeEnd{.reason = "duplicate", .day = call.today()},
                       call.caller.staff, call.second, call.now);
  custody::RecordStay(call.transaction, second, {.from_day = call.today(), .kind = custody::kEnded},
                      call.caller.staff, call.now);
  return episode->id;
}

// What it says is half of what is so now.
void RevokeCard(Call& call, PersonId second) {
  const int32_t issue = cards::NewestIssue(call.transaction, second);
  const auto standing = cards::LoadStanding(call.transaction, second, issue);
  if (!standing || standing->revoked_at) return;
  cards::RecordRevocation(call.transaction, {.person = second,
                                             .issue = issue,
                                             .reason = "error",
                                             .site_code = call.site().code,
                                             .staff = call.caller.staff,
                                             .at = call.now});
}

void Say(Call& call, Merge merge) {
  const auto before = LoadMerge(call.transaction, merge.person);
  merge.revision = before ? before->revision + 1 : 1;
  merge.site_code = call.site().code;
  RecordMerge(call.transaction, merge, {call.caller.staff, *call.second, call.now});
}

// Where the person is at home: it is that site's prescriber who looks.
void OpenIncident(Call& call, PersonId person) {
  const std::string site =
      custody::HomeOn(call.transaction, person, call.today()).value_or(call.site().code);
  dosing::RecordIncident(call.transaction, person, std::nullopt, kTwoNumbers, site, call.now);
}

void ReleaseAll(Call& call, PersonId person, const Slots& claims) {
  for (const slots::Slot& one : claims) {
    slots::Release(call.transaction, person, one, "separated", call.now);
  }
}

// The second number's treatment goes on where it was, if the merge ended it.
void ReopenTreatment(Call& call, const Merge& merge) {
  if (!merge.episode) return;
  enrolment::RecordEnd(call.transaction, *merge.episode, std::nullopt, call.caller.staff,
                       call.second, call.now);
  const auto home = custody::HomeOn(call.transaction, merge.person, call.today());
  if (!home) return;
  custody::RecordStay(call.transaction, merge.person,
                      {.from_day = call.today(), .site_code = *home, .kind = custody::kHome},
                      call.caller.staff, call.now);
}

}  // namespace

absl::Status Service::MergePatients(Call& call, const v1::MergePatientsRequest& request,
                                    v1::MergePatientsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId first,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = first;
  OAT_ASSIGN_OR_RETURN(const PersonId second,
                       identity::FindPerson(call.transaction, request.duplicate_number()));
  LockBoth(call, first, second);
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, second));
  v1::Outcome* outcome = response->mutable_outcome();
  // Another merge may have come between the finding and the lock.
  OAT_ASSIGN_OR_RETURN(const PersonId first_now,
                       identity::FindPerson(call.transaction, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(const PersonId second_now,
                       identity::FindPerson(call.transaction, request.duplicate_number()));
  if (first == second || first_now != first || second_now != second) {
    RefuseState(outcome, "one person already, or merged with somebody else just now");
    return absl::OkStatus();
  }
  if (!MayMerge(call, first, second, outcome)) return absl::OkStatus();
  const std::vector<Day> double_days = LoadDoubleDays(call.transaction, first, second);
  for (const slots::Slot& claim :
       ClaimsToTakeOver(slots::LoadSlots(call.transaction, first, call.today()),
                        slots::LoadSlots(call.transaction, second, call.today()))) {
    slots::Claim(call.transaction, first, claim, call.now);
  }
  const std::optional<Uuid> episode = EndTreatment(call, second);
  RevokeCard(call, second);
  Say(call, {.person = second, .survivor = first, .episode = episode});
  if (episode || !double_days.empty()) {
    OpenIncident(call, first);
    response->set_incident_opened(true);
  }
  for (Day day : double_days) response->add_double_days(FormatDay(day));
  Accept(outcome);
  return absl::OkStatus();
}

absl::Status Service::SeparatePatients(Call& call, const v1::SeparatePatientsRequest& request,
                                       v1::SeparatePatientsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId first,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = first;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, first));
  v1::Outcome* outcome = response->mutable_outcome();
  if (!call.second) {
    Refuse(outcome, v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const auto second = identity::HolderOf(call.transaction, request.duplicate_number());
  const auto merge = second ? LoadMerge(call.transaction, *second) : std::nullopt;
  if (!merge || merge->survivor != first) {
    RefuseState(outcome, "no second number of this person");
    return absl::OkStatus();
  }
  if (!IsSettled(call, first, outcome)) return absl::OkStatus();
  const Releases releases =
      ReleasesOfSeparation(slots::LoadSlots(call.transaction, first, call.today()),
                           slots::LoadSlots(call.transaction, *second, call.today()),
                           LoadDosedTurns(call.transaction, first, call.today()));
  ReleaseAll(call, first, releases.first);
  ReleaseAll(call, *second, releases.second);
  Say(call, {.person = *second});
  ReopenTreatment(call, *merge);
  // What was given or went home in between may have been either's.
  OpenIncident(call, first);
  OpenIncident(call, *second);
  response->set_patient_number(identity::NumberOf(call.transaction, *second));
  Accept(outcome);
  return absl::OkStatus();
}

}  // namespace oat::merges
