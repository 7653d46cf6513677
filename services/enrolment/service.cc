#include "services/enrolment/service.h"

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/enrolment/particulars_of.h"
#include "services/identity/key_store.h"
#include "services/identity/review_store.h"
#include "services/identity/token_store.h"

namespace oat::enrolment {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// The one person a token leads to.
absl::StatusOr<PersonId> TheOnly(const std::vector<PersonId>& people) {
  if (people.empty()) return absl::NotFoundError("key: nobody is found by it");
  if (people.size() == 1) return people.front();
  return absl::FailedPreconditionError("key: it fits more than one person, wanted another key");
}

bool HasCustodyHere(Call& call, PersonId person) {
  auto standing = custody::StandingOn(call.transaction, person, call.today());
  return standing && standing->site_code == call.site().code;
}

// Nothing can be added to such a record.
constexpr char kShredded[] = "shredded after its time, which takes a new application";

void RefuseState(v1::Outcome* outcome, const std::string& state) {
  Refuse(outcome, v1::REASON_CODE_WRONG_STATE, {{"state", state}});
}

}  // namespace

absl::StatusOr<PersonId> Service::FindByKey(Call& call,
                                            const v1::FindPatientRequest& request) const {
  switch (request.key_case()) {
    case v1::FindPatientRequest::kPatientNumber:
      return identity::FindPerson(call.transaction, request.patient_number());
    case v1::FindPatientRequest::kDocument: {
      OAT_ASSIGN_OR_RETURN(auto tokens,
                           vault_.DocumentTokens(Secret(contract::Code(request.document().kind())),
                                                 Secret(request.document().number()),
                                                 identity::IndexVersions(call.transaction)));
      return TheOnly(identity::FindByTokens(call.transaction, tokens));
    }
    case v1::FindPatientRequest::kUic: {
      OAT_ASSIGN_OR_RETURN(
          auto tokens,
          vault_.UicTokens(Secret(request.uic()), identity::IndexVersions(call.transaction)));
      return TheOnly(identity::FindByTokens(call.transaction, tokens));
    }
    default: {
      const identity::Particulars particulars{.family_name = Secret(request.name().family_name()),
                                              .given_name = Secret(request.name().given_name()),
                                              .birth_date = Secret(request.name().birth_date())};
      OAT_ASSIGN_OR_RETURN(
          auto tokens,
          vault_.NameAndBirthDateTokens(particulars, identity::IndexVersions(call.transaction)));
      return TheOnly(identity::FindByTokensHere(call.transaction, tokens, call.today()));
    }
  }
}

absl::Status Service::FindPatient(Call& call, const v1::FindPatientRequest& request,
                                  v1::FindPatientResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person, FindByKey(call, request));
  call.person = person;
  identity::NamePerson(call.transaction, person);
  response->set_patient_number(identity::NumberOf(call.transaction, person));
  // An applicant who was never admitted has no number and is nobody's patient.
  if (response->patient_number().empty()) return TheOnly({}).status();
  if (!HasCustodyHere(call, person)) {
    // Somebody who opened the record in an emergency has to know whom she treats.
    const bool in_emergency = custody::OpensChart(call, person) && call.under_emergency;
    if (!in_emergency) return absl::OkStatus();
  }
  response->set_look_alike(identity::HasLookAlikeHere(call.transaction, person, call.today()));
  OAT_ASSIGN_OR_RETURN(auto particulars,
                       identity::LoadParticulars(call.transaction, vault_, person));
  if (!particulars || particulars->family_name.empty()) return absl::OkStatus();
  v1::NameAndBirthDate* out = response->mutable_identity();
  out->set_family_name(particulars->family_name.Reveal());
  out->set_given_name(particulars->given_name.Reveal());
  out->set_birth_date(particulars->birth_date.Reveal());
  return absl::OkStatus();
}

absl::Status Service::OpenApplication(Call& call, const v1::OpenApplicationRequest& request,
                                      v1::OpenApplicationResponse* response) const {
  Application application{.id = call.request_id,
                          .site_code = call.site().code,
                          .sex = contract::Code(request.sex()),
                          .birth_year = request.birth_year(),
                          .under_code = !request.has_name(),
                          .referral_source = contract::Code(request.referral_source()),
                          .history = contract::Code(request.history()),
                          .opened_at = call.now};
  if (request.has_name()) {
    OAT_ASSIGN_OR_RETURN(Day born, ParseDay(request.name().birth_date()));
    if (born.year() != application.birth_year) {
      return Invalid("birth_year", absl::StrCat(application.birth_year),
                     "the year of name.birth_date");
    }
  }
  RecordApplication(call.transaction, application, call.caller.staff);
  RecordEvent(call.transaction, application.id, "open", std::nullopt, call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  const identity::Particulars particulars = ParticularsOf(request);
  OAT_ASSIGN_OR_RETURN(auto tokens,
                       vault_.TokensOf(particulars, identity::IndexVersions(call.transaction)));
  if (auto match = identity::BestMatch(tokens, identity::FindOwners(call.transaction, tokens))) {
    // Somebody's record was met by the check: her own log shows it, the clerk does not see it.
    call.person = match->person;
    OAT_RETURN_IF_ERROR(identity::RecordReviews(call.transaction, vault_,
                                                {{.review = {.id = MakeUuid(call.now),
                                                             .person = match->person,
                                                             .site_code = application.site_code,
                                                             .application = application.id,
                                                             .agreeing = match->agreeing,
                                                             .opened_at = call.now},
                                                  .plaintext = identity::ToText(particulars)}}));
    // Accepted, and sent to review: the clerk learns no more than that.
    Refuse(response->mutable_outcome(), v1::REASON_CODE_DUPLICATE_REVIEW);
    return absl::OkStatus();
  }
  OAT_ASSIGN_OR_RETURN(
      const PersonId person,
      identity::RecordPerson(call.transaction, vault_,
                             {{application.sex, application.birth_year}, particulars, tokens},
                             call.now));
  LinkPerson(call.transaction, application.id, person, call.now);
  return absl::OkStatus();
}

absl::Status Service::RecordAssessment(Call& call, const v1::RecordAssessmentRequest& request,
                                       v1::RecordAssessmentResponse* response) const {
  auto application =
      LockApplication(call.transaction, Uuid(request.application_id()), call.site().code);
  if (!application) return absl::NotFoundError("application_id: there is none such at this site");
  call.person = application->person;
  if (!MayPass(application->state, "assessed")) {
    RefuseState(response->mutable_outcome(), application->state);
    return absl::OkStatus();
  }
  RecordEvent(call.transaction, application->id, "assessed", std::nullopt, call.caller.staff,
              call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::DecideApplication(Call& call, const v1::DecideApplicationRequest& request,
                                        v1::DecideApplicationResponse* response) const {
  auto application =
      LockApplication(call.transaction, Uuid(request.application_id()), call.site().code);
  if (!application) return absl::NotFoundError("application_id: there is none such at this site");
  call.person = application->person;
  const std::string decision = contract::Code(request.decision());
  if (decision == "open" || decision == "assessed") {
    return Invalid("decision", decision, "waitlisted, refused, withdrawn or admitted");
  }
  if (!MayPass(application->state, decision)) {
    RefuseState(response->mutable_outcome(), application->state);
    return absl::OkStatus();
  }
  if (decision == "admitted") return Admit(call, *application, response);
  if (request.reason() == v1::DECISION_REASON_UNSPECIFIED) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_REASON_REQUIRED);
    return absl::OkStatus();
  }
  RecordEvent(call.transaction, application->id, decision, contract::Code(request.reason()),
              call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::Admit(Call& call, const Application& application,
                            v1::DecideApplicationResponse* response) const {
  if (!application.person) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_DUPLICATE_REVIEW);
    return absl::OkStatus();
  }
  identity::LockPerson(call.transaction, *application.person);
  const PersonId person = identity::SurvivorOf(call.transaction, *application.person);
  auto episode = LatestEpisode(call.transaction, person);
  if (episode && !episode->ended) {
    RefuseState(response->mutable_outcome(), "already in treatment");
    return absl::OkStatus();
  }
  if (identity::IsShredded(call.transaction, person)) {
    RefuseState(response->mutable_outcome(), kShredded);
    return absl::OkStatus();
  }
  RecordEvent(call.transaction, application.id, "admitted", std::nullopt, call.caller.staff,
              call.now);
  RecordEpisodes(call.transaction,
                 {{.id = call.request_id,
                   .person = person,
                   .site_code = application.site_code,
                   .application = application.id,
                   .started_on = call.today(),
                   .history = application.history}},
                 call.now);
  custody::RecordStart(call.transaction, {person, call.today(), application.site_code, "home"},
                       call.caller.staff, call.now);
  std::string number = identity::NumberOf(call.transaction, person);
  if (number.empty()) number = identity::IssueNumber(call.transaction, person, call.now).text();
  response->set_patient_number(number);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListApplications(Call& call, const v1::ListApplicationsRequest&,
                                       v1::ListApplicationsResponse* response) const {
  for (const Application& application : ListWaiting(call.transaction, call.site().code)) {
    v1::Application* out = response->add_applications();
    out->set_application_id(application.id.text());
    *out->mutable_opened_at() = contract::ToTimestamp(application.opened_at);
    out->set_state(contract::FromCode<v1::ApplicationState>(application.state));
    out->set_reason(contract::FromCode<v1::DecisionReason>(application.reason));
    out->set_sent_to_review(!application.person.has_value());
  }
  return absl::OkStatus();
}

absl::Status Service::EndEpisode(Call& call, const v1::EndEpisodeRequest& request,
                                 v1::EndEpisodeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  if (request.reason() == v1::END_REASON_DUPLICATE) {
    return Invalid("reason", "duplicate",
                   "another one; two numbers of one person are merged (MergePatients)");
  }
  OAT_ASSIGN_OR_RETURN(Day day, ParseDay(request.day()));
  if (day > call.today()) return Invalid("day", request.day(), "a day that is not to come");
  auto episode = LatestEpisode(call.transaction, person);
  if (!episode || episode->ended || !HasCustodyHere(call, person)) {
    RefuseState(response->mutable_outcome(), "not in treatment here");
    return absl::OkStatus();
  }
  if (request.reason() == v1::END_REASON_INVOLUNTARY && !call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const bool died = request.reason() == v1::END_REASON_DIED;
  if (died != request.has_death()) {
    return Invalid("death", died ? "nothing" : "a value",
                   died ? "source and cause" : "nothing, as the person did not die");
  }
  EpisodeEnd end{.reason = contract::Code(request.reason()), .day = day};
  if (died) {
    end.death_source = contract::Code(request.death().source());
    end.death_certain = request.death().certain();
    end.death_cause = contract::Code(request.death().cause());
  }
  RecordEnd(call.transaction, episode->id, end, call.caller.staff, call.second, call.now);
  bottles::RecallFrom(call.transaction, person, call.today(),
                      {.bring_back_until = call.today(),
                       .detail = "episode_ended",
                       .staff = call.caller.staff,
                       .request = call.request_id},
                      call.now);
  // Today is still this site's, unless the person died.
  custody::RecordStart(call.transaction,
                       {person, died ? call.today() : call.today() + 1, std::nullopt, "ended"},
                       call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReopenEpisode(Call& call, const v1::ReopenEpisodeRequest& request,
                                    v1::ReopenEpisodeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  auto episode = LatestEpisode(call.transaction, person);
  if (!episode || !episode->ended || episode->site_code != call.site().code) {
    RefuseState(response->mutable_outcome(), "not ended here");
    return absl::OkStatus();
  }
  if (identity::IsShredded(call.transaction, person)) {
    RefuseState(response->mutable_outcome(), kShredded);
    return absl::OkStatus();
  }
  RecordEnd(call.transaction, episode->id, std::nullopt, call.caller.staff, std::nullopt, call.now);
  // A start on the day of the end supersedes it; one for tomorrow may stand ahead of today.
  for (Day from_day : {call.today(), call.today() + 1}) {
    custody::RecordStart(call.transaction, {person, from_day, episode->site_code, "home"},
                         call.caller.staff, call.now);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::enrolment
