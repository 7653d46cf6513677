// The clinical minimum, as the contract offers it.
#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/advice.h"
#include "services/custody/chart.h"
#include "services/identity/store.h"
#include "services/policy/qtc.h"
#include "services/prescribing/clinical.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"

namespace oat::prescribing {

using access::Call;
using contract::Accept;

namespace {

// No heart has less: a slip of the pen, which would be read as good news.
constexpr int32_t kShortestQtc = 200;

// An electrocardiogram is recorded for the sake of its interval, and nothing else has one.
absl::Status CheckQtc(const v1::RecordClinicalFactRequest& request) {
  const bool is_ecg = request.kind() == v1::CLINICAL_FACT_KIND_ECG;
  const std::string got = absl::StrCat(request.qtc_ms());
  if (is_ecg && request.qtc_ms() < kShortestQtc) {
    return Invalid("qtc_ms", got, absl::StrCat("milliseconds, ", kShortestQtc, " or more"));
  }
  if (!is_ecg && request.qtc_ms() != 0) {
    return Invalid("qtc_ms", got, "nothing: only an electrocardiogram has one");
  }
  return absl::OkStatus();
}

// What the packs advise on an interval.
std::vector<Reason> AdviceOnInterval(const policy::Rules& rules, int32_t milliseconds) {
  const auto answer = policy::AdviceOnQtc(rules.stack, milliseconds);
  if (!answer || answer->verdict == policy::QtcVerdict::kNone) return {};
  const char* code = answer->verdict == policy::QtcVerdict::kMonitor ? reason::kQtcMonitor
                     : answer->verdict == policy::QtcVerdict::kSilent
                         ? reason::kQtcSilent
                         : reason::kQtcConsiderReducing;
  return {{code, {{"ms", absl::StrCat(milliseconds)}, {"pack", answer->pack}}}};
}

}  // namespace

absl::Status Service::RecordClinicalFact(Call& call, const v1::RecordClinicalFactRequest& request,
                                         v1::RecordClinicalFactResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  // Dates in this form sort as text.
  if (!request.until_day().empty() && request.until_day() < request.from_day()) {
    return Invalid("until_day", request.until_day(), "from_day or later");
  }
  OAT_RETURN_IF_ERROR(CheckQtc(request));
  OAT_RETURN_IF_ERROR(prescribing::RecordClinicalFact(call.transaction, vault_, call.request_id,
                                                      patient.person,
                                                      {.kind = contract::Code(request.kind()),
                                                       .from_day = request.from_day(),
                                                       .until_day = request.until_day(),
                                                       .qtc_ms = request.qtc_ms()},
                                                      call.caller.staff, call.now));
  Accept(response->mutable_outcome());
  // A fact is taken whether or not rules are in force; advice needs some.
  if (const auto rules = book_.Of(call); rules.ok() && request.qtc_ms() != 0) {
    contract::Advise(response->mutable_outcome(), AdviceOnInterval(**rules, request.qtc_ms()));
  }
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
    out->set_qtc_ms(fact.qtc_ms);
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
