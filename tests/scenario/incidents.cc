// What goes wrong on a clinic day, and how the windows deal with it.
#include "absl/time/clock.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

using Dosing = v1::DosingService::Stub;
using Prescribing = v1::PrescribingService::Stub;

}  // namespace

void SiteDay::SetRight(desk::Window& window, const std::string& number, v1::ReasonCode reason) {
  switch (reason) {
    case v1::REASON_CODE_MISSED_DAYS:
      return Override(number, reason);
    case v1::REASON_CODE_INCIDENT_REVIEW:
      return ReviewIncidents(window, number);
    case v1::REASON_CODE_UNRESOLVED_DOSE:
      return Resolve(window, number, v1::RESOLUTION_SWALLOWED, v1::EVIDENCE_PERSON_SAYS);
    default:
      return;
  }
}

void SiteDay::Override(const std::string& number, v1::ReasonCode reason) {
  v1::OverrideRuleRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_overridden(reason);
  auto prescriber = crew_.SignedIn("NETWORK", "dr.kim");
  Must(prescriber->Call(&Prescribing::OverrideRule, request), "override");
}

void SiteDay::ReviewIncidents(desk::Window& window, const std::string& number) {
  auto prescriber = crew_.SignedIn("NETWORK", "dr.kim");
  auto waiting =
      Must(window.link().Call(&Dosing::ListIncidents, v1::ListIncidentsRequest()), "incidents");
  for (const v1::Incident& incident : waiting.incidents()) {
    if (incident.patient_number() != number) continue;
    v1::ReviewIncidentRequest review;
    review.set_request_id(NewId());
    review.set_patient_number(number);
    review.set_incident_id(incident.incident_id());
    Must(prescriber->Call(&Dosing::ReviewIncident, review), "review");
  }
}

void SiteDay::Resolve(desk::Window& window, const std::string& number, v1::Resolution resolution,
                      v1::Evidence evidence) {
  const auto doses = Must(window.SiteOpenDoses(), "open doses");
  for (const v1::OpenDose& dose : doses.doses()) {
    if (dose.patient_number() != number) continue;
    v1::ResolveDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose.dose_id());
    request.set_resolution(resolution);
    request.set_evidence(evidence);
    request.set_poured(true);
    request.set_approval_id(crew_.Approval(window.link(), OtherNurse(window),
                                           "oat.v1.DosingService.ResolveDose", request));
    Must(window.link().Call(&Dosing::ResolveDose, request), "resolve");
  }
}

// The prescriber signs the remainder, and it is given half an hour later.
void SiteDay::PartOnly(desk::Window& window, const Visit& visit, int index, int tick) {
  v1::GetDoseHistoryRequest history;
  history.set_patient_number(visit.patient_number);
  history.set_limit(1);
  auto last = Must(window.link().Call(&Dosing::GetDoseHistory, history), "history");
  v1::SignSupplementRequest supplement;
  supplement.set_request_id(NewId());
  supplement.set_patient_number(visit.patient_number);
  supplement.set_reason(v1::SUPPLEMENT_REASON_PART_DOSE);
  supplement.set_dose_id(last.doses(0).dose_id());
  supplement.set_micrograms(last.doses(0).micrograms_authorised() -
                            last.doses(0).micrograms_swallowed());
  auto prescriber = crew_.SignedIn("NETWORK", "dr.kim");
  auto answer = Must(prescriber->Call(&Prescribing::SignSupplement, supplement), "supplement");
  Count(answer.outcome());
  Later(index, visit, tick + 2);
}

void SiteDay::TryNeighbour(const Visit& visit) {
  // A stranger's number at a foreign window: the number is known, the name stays hidden.
  auto link = crew_.SignedIn(neighbour_ + "-W1", Crew::Nurse(neighbour_, "W1"));
  v1::AuthoriseDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(visit.patient_number);
  request.set_station("W1");
  request.set_identity_check(v1::IDENTITY_CHECK_SECOND_IDENTIFIER);
  request.set_assessment(v1::ASSESSMENT_WELL);
  Count(Must(link->Call(&Dosing::AuthoriseDose, request), "wrong site").outcome());
}

// The cup poured for this visit's person is handed to somebody else of the day, who drinks it. The
// truth is recorded, the prescriber looks at it, and the intended person is dosed after all.
void SiteDay::MixUp(desk::Window& window, const Visit& visit, const std::string& dose, int index,
                    int tick) {
  auto rows = Must(window.Worklist(""), "worklist");
  std::string swallower;
  for (const v1::WorklistResponse& row : rows) {
    if (row.state() == v1::WORKLIST_STATE_DONE) swallower = row.patient_number();
  }
  if (swallower.empty()) throw std::runtime_error("nobody of " + site_ + " was dosed before");
  v1::GetDoseHistoryRequest history;
  history.set_patient_number(visit.patient_number);
  history.set_limit(1);
  auto poured = Must(window.link().Call(&Dosing::GetDoseHistory, history), "history");
  v1::RecordAdministrationRequest fact;
  fact.set_request_id(NewId());
  fact.set_patient_number(swallower);
  fact.set_cause(v1::ADMINISTRATION_CAUSE_WRONG_PERSON);
  fact.set_drug_form(poured.doses(0).drug_form());
  fact.set_micrograms(poured.doses(0).micrograms_authorised());
  *fact.mutable_taken_at() = poured.doses(0).at();
  fact.set_dose_id(dose);
  fact.set_approval_id(crew_.Approval(window.link(), OtherNurse(window),
                                      "oat.v1.DosingService.RecordAdministration", fact));
  auto recorded = Must(window.link().Call(&Dosing::RecordAdministration, fact), "mix-up");
  {
    absl::MutexLock lock(&mutex_);
    tally_.incidents += recorded.incidents_size();
  }
  Later(index, visit, tick + 1);
}

// A desk dies with the cup poured; the other window of the site adopts the dose and confirms it.
void SiteDay::DeskDies(int index, const Visit& visit, const std::string& dose) {
  windows_[index].reset();
  // The other window is busy in a thread of its own, so its site's spare session does it.
  const std::string other = index == 0 ? "W2" : "W1";
  auto link = crew_.SignedIn(site_ + "-" + other, Crew::Nurse(site_, other));
  v1::AdoptDoseRequest adopt;
  adopt.set_request_id(NewId());
  adopt.set_patient_number(visit.patient_number);
  adopt.set_dose_id(dose);
  adopt.set_station(other);
  Count(Must(link->Call(&Dosing::AdoptDose, adopt), "adopt").outcome());
  v1::ConfirmDoseRequest confirm;
  confirm.set_request_id(NewId());
  confirm.set_patient_number(visit.patient_number);
  confirm.set_dose_id(dose);
  confirm.set_outcome(v1::DOSE_OUTCOME_GIVEN);
  Must(link->Call(&Dosing::ConfirmDose, confirm), "confirm");
  windows_[index] = crew_.Unlocked(site_, index == 0 ? "W1" : "W2");
  absl::MutexLock lock(&mutex_);
  ++tally_.adopted;
}

// A desk dies after it sent and before it read: what it kept is sent again under the same id.
void SiteDay::AnswerLost(int index, const Visit& visit) {
  const std::string station = windows_[index]->station();
  windows_[index].reset();
  v1::AuthoriseDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(visit.patient_number);
  request.set_station(station);
  request.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
  request.set_assessment(v1::ASSESSMENT_WELL);
  {
    auto journal = Must(desk::Journal::Open(crew_.JournalOf(site_, station)), "journal");
    const absl::Status kept =
        journal.Keep({request.request_id(), "AuthoriseDose", request.SerializeAsString()});
    if (!kept.ok()) throw std::runtime_error(kept.ToString());
    auto link = crew_.SignedIn(site_ + "-" + station, Crew::Nurse(site_, station));
    Must(link->Call(&Dosing::AuthoriseDose, request), "lost answer");
  }
  windows_[index] = crew_.Unlocked(site_, station);
  const auto open = windows_[index]->open();
  if (open.contains(request.request_id())) {
    Confirm(*windows_[index], request.request_id(), v1::DOSE_OUTCOME_GIVEN);
  }
  absl::MutexLock lock(&mutex_);
  ++tally_.resent;
}

// The window takes the site's list, as it does while the line is there; then the line goes down.
// The nurse unlocks it again a quarter of an hour later, when the server has been away for long
// enough.
void SiteDay::LineCut(int index, const Visit& visit, int tick) {
  const std::string station = windows_[index]->station();
  windows_[index]->TakeList(crew_.keyring().ByBadge(Crew::Nurse(site_, station)));
  if (!windows_[index]->downtime().HoldsList()) throw std::runtime_error("no list at " + site_);
  // The journal is one desk's.
  windows_[index].reset();
  windows_[index] = crew_.CutOff(site_, station);
  is_cut_off_[index] = true;
  Later(index, visit, tick + 1);
}

bool SiteDay::GiveFromList(desk::Window& window, const Visit& visit) {
  desk::Downtime& downtime = window.downtime();
  const v1::DowntimePerson person =
      Must(downtime.Open(window.journal(), visit.patient_number), "a look");
  const v1::AuthoriseDoseResponse& dose = person.dose();
  Count(dose.outcome());
  if (!dose.outcome().accepted()) return false;
  const bool is_first = window.journal().path() == crew_.JournalOf(site_, kStations[0]);
  const absl::Status kept =
      downtime.Record(window.journal(), visit.patient_number,
                      {.drug_form = dose.drug_form(),
                       .micrograms = dose.micrograms(),
                       .lines = {dose.lines().begin(), dose.lines().end()},
                       .second_login = Crew::Nurse(site_, kStations[is_first ? 1 : 0])});
  if (!kept.ok()) throw std::runtime_error("written down: " + kept.ToString());
  return true;
}

// A quarter of an hour without a server: whoever simply comes is dosed from the list. Then the line
// is back, and two people enter what was given.
void SiteDay::ServeFromList(int index, const std::vector<Visit>& visits, int tick) {
  const std::string station = kStations[index];
  const absl::Status opened = windows_[index]->downtime().UnlockOffline(
      desk::ListSecret(crew_.keyring().ByBadge(Crew::Nurse(site_, station))));
  if (!opened.ok()) throw std::runtime_error("the list: " + opened.ToString());
  for (const Visit& visit : visits) {
    // What the list does not say is asked once the server is back.
    const bool is_given = visit.story == Story::kComes && GiveFromList(*windows_[index], visit);
    if (!is_given) Later(index, visit, tick + 1, visit.story);
  }
  windows_[index].reset();
  windows_[index] = crew_.Unlocked(site_, station);
  is_cut_off_[index] = false;
  desk::Window& window = *windows_[index];
  const desk::Entered entered = window.downtime().Enter(
      window.link(), window.journal(), crew_.keyring().ByBadge(OtherNurse(window)));
  if (!entered.status.ok()) throw std::runtime_error("entering: " + entered.status.ToString());
  absl::MutexLock lock(&mutex_);
  tally_.visits += entered.doses;
  tally_.from_list += entered.doses;
  tally_.incidents += static_cast<int>(entered.incidents.size());
}

}  // namespace oat::scenario
