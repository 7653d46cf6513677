// The clinical minimum, as the contract offers it.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/identity/store.h"
#include "services/prescribing/clinical.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"

namespace oat::prescribing {

using access::Call;
using contract::Accept;

absl::Status Service::RecordClinicalFact(Call& call, const v1::RecordClinicalFactRequest& request,
                                         v1::RecordClinicalFactResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  // Dates in this form sort as text.
  if (!request.until_day().empty() && request.until_day() < request.from_day()) {
    return Invalid("until_day", request.until_day(), "from_day or later");
  }
  OAT_RETURN_IF_ERROR(prescribing::RecordClinicalFact(call.transaction, vault_, call.request_id,
                                                      patient.person,
                                                      {.kind = contract::Code(request.kind()),
                                                       .from_day = request.from_day(),
                                                       .until_day = request.until_day()},
                                                      call.caller.staff, call.now));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetClinicalFacts(Call& call, const v1::GetClinicalFactsRequest& request,
                                       v1::GetClinicalFactsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  OAT_ASSIGN_OR_RETURN(auto facts, LoadClinicalFacts(call.transaction, vault_, person));
  for (const ClinicalFact& fact : facts) {
    v1::ClinicalFact* out = response->add_facts();
    out->set_kind(contract::FromCode<v1::ClinicalFactKind>(fact.kind));
    out->set_from_day(fact.from_day);
    out->set_until_day(fact.until_day);
    *out->mutable_recorded_at() = contract::ToTimestamp(fact.recorded_at);
    out->set_reviewed(fact.reviewed);
  }
  return absl::OkStatus();
}

absl::Status Service::ReviewClinicalFacts(Call& call, const v1::ReviewClinicalFactsRequest& request,
                                          v1::ReviewClinicalFactsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  prescribing::ReviewClinicalFacts(call.transaction, patient.person, call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::prescribing
