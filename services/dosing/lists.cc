#include <algorithm>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/dosing/absence.h"
#include "services/dosing/service.h"
#include "services/dosing/situation.h"
#include "services/identity/store.h"
#include "services/sites/store.h"

namespace oat::dosing {
namespace {

using access::Call;

v1::WorklistState StateOf(const WorklistRow& row, Day day, Day today) {
  const std::string state = row.dose_state.value_or("");
  if (state == "open") return v1::WORKLIST_STATE_OPEN;
  if (state == "unresolved") return v1::WORKLIST_STATE_UNRESOLVED;
  if (row.taken) return v1::WORKLIST_STATE_DONE;
  if (state == "refused") return v1::WORKLIST_STATE_REFUSED;
  if (state == "withheld" || row.withheld) return v1::WORKLIST_STATE_WITHHELD;
  if (row.has_bottle) return v1::WORKLIST_STATE_AT_HOME;
  if (row.due_on && *row.due_on > day) return v1::WORKLIST_STATE_NOT_DUE;
  return day < today ? v1::WORKLIST_STATE_MISSED : v1::WORKLIST_STATE_STILL_TO_COME;
}

}  // namespace

absl::Status Service::Worklist(Call& call, const v1::WorklistRequest& request,
                               std::vector<v1::WorklistResponse>* responses) const {
  Day day = call.today();
  if (!request.day().empty()) {
    OAT_ASSIGN_OR_RETURN(day, ParseDay(request.day()));
  }
  responses->clear();
  const auto rules = book_.Of(call);
  const std::vector<WorklistRow> rows = LoadWorklist(call.transaction, day, call.now);
  Day first = day;
  for (const WorklistRow& row : rows) first = std::min(first, row.covered_until.value_or(day));
  const auto closures = sites::LoadClosures(call.transaction, {call.site().code}, first);
  const bool opens =
      sites::OpensOn(call.site(), day) && !closures.contains({call.site().code, day});
  for (const WorklistRow& row : rows) {
    const v1::WorklistState state = StateOf(row, day, call.today());
    // Nobody is expected, and nobody missed, where the site does not open.
    const bool waited_for =
        state == v1::WORKLIST_STATE_STILL_TO_COME || state == v1::WORKLIST_STATE_MISSED;
    if (waited_for && !opens) continue;
    v1::WorklistResponse& out = responses->emplace_back();
    out.set_patient_number(row.patient_number);
    out.set_state(state);
    out.set_missed_days(MissedDaysAt(call.site(), closures, row.covered_until, day));
    out.set_review(row.incident_waits || row.on_hold || !row.has_order || !rules.ok() ||
                   WantsPrescriber(row.drug_form, out.missed_days(), **rules));
    if (state == v1::WORKLIST_STATE_NOT_DUE) out.set_due_day(FormatDay(*row.due_on));
  }
  return absl::OkStatus();
}

absl::Status Service::GetDoseHistory(Call& call, const v1::GetDoseHistoryRequest& request,
                                     v1::GetDoseHistoryResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  for (const HistoryRow& row : LoadHistory(call.transaction, person, request.limit())) {
    v1::DoseRecord* out = response->add_doses();
    out->set_dose_id(row.id.text());
    out->set_clinical_day(FormatDay(row.clinical_day));
    out->set_portion(row.portion);
    out->set_state(contract::FromCode<v1::DoseState>(row.state));
    out->set_micrograms_authorised(row.authorised.count());
    out->set_micrograms_swallowed(row.swallowed.count());
    out->set_drug_form(contract::FromCode<v1::DrugForm>(row.drug_form));
    out->set_site_code(row.site_code);
    *out->mutable_at() = contract::ToTimestamp(row.at);
    out->set_declared(row.declared);
  }
  return absl::OkStatus();
}

absl::Status Service::ListOpenDoses(Call& call, const v1::ListOpenDosesRequest&,
                                    v1::ListOpenDosesResponse* response) const {
  const auto rules = book_.Of(call);
  for (const OpenDose& open : ListUnsettled(call.transaction, call.site().code)) {
    v1::OpenDose* out = response->add_doses();
    FillOpenDose(open.dose, open.patient_number, out);
    if (rules.ok()) out->set_watch_minutes((*rules)->WatchMinutes(open.dose.drug_form));
  }
  return absl::OkStatus();
}

absl::Status Service::ListIncidents(Call& call, const v1::ListIncidentsRequest&,
                                    v1::ListIncidentsResponse* response) const {
  for (const Incident& incident : ListOpenIncidents(call.transaction, call.site().code)) {
    v1::Incident* out = response->add_incidents();
    out->set_incident_id(incident.id.text());
    out->set_patient_number(incident.patient_number);
    out->set_kind(contract::FromCode<v1::IncidentKind>(incident.kind));
    *out->mutable_opened_at() = contract::ToTimestamp(incident.opened_at);
  }
  return absl::OkStatus();
}

absl::Status Service::ReviewIncident(Call& call, const v1::ReviewIncidentRequest& request,
                                     v1::ReviewIncidentResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const Uuid incident(request.incident_id());
  if (PersonOfIncident(call.transaction, incident) != person) {
    return absl::NotFoundError("incident_id: this person has no such incident");
  }
  if (!RecordReview(call.transaction, incident, call.caller.staff, call.now)) {
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
                     {{"state", "reviewed"}});
    return absl::OkStatus();
  }
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::dosing
