#include "services/institutions/service.h"

#include <algorithm>

#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/dosing/incidents.h"
#include "services/dosing/situation.h"
#include "services/dosing/spacing.h"
#include "services/dosing/store.h"
#include "services/identity/store.h"
#include "services/institutions/store.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"

namespace oat::institutions {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// How far a report may lie back: a stay is told of at its end.
constexpr absl::Duration kOldestReport = absl::Hours(24 * 60);
// So long ago a bottle may still be somewhere.
constexpr int kDaysOfBottles = 30;

absl::StatusOr<sites::Site> FindInstitution(Call& call, const std::string& code) {
  auto site = sites::Load(call.transaction, code);
  if (!site) return absl::NotFoundError("institution: the network has no such site");
  const bool is_institution =
      site->kind == "hospital" || site->kind == "maternity" || site->kind == "detention";
  if (!is_institution)
    return Invalid("institution", code, "a hospital, ward or place of detention");
  return *std::move(site);
}

int32_t CountBottlesOut(Call& call, PersonId person) {
  const auto kept = bottles::LoadBottles(call.transaction, person, call.today() - kDaysOfBottles);
  return static_cast<int32_t>(std::count_if(kept.begin(), kept.end(), [](const auto& one) {
    return one.state == "at_home" || one.state == "recalled";
  }));
}

}  // namespace

absl::Status Service::ReportDose(Call& call, const v1::ReportDoseRequest& request,
                                 v1::ReportDoseResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const absl::Time taken_at = contract::FromTimestamp(request.taken_at());
  if (taken_at > call.now || call.now - taken_at > kOldestReport) {
    return Invalid("taken_at", absl::FormatTime(absl::RFC3339_sec, taken_at, absl::UTCTimeZone()),
                   "a time in the last 60 days");
  }
  OAT_ASSIGN_OR_RETURN(const sites::Site institution, FindInstitution(call, request.institution()));
  const Day day = ClinicalDay(taken_at, institution.reckoning());
  dosing::Situation situation = dosing::LoadSituation(call, person, day);
  // It is judged where it was given.
  situation.site_code = institution.code;
  situation.hold_until = prescribing::LoadHoldEndAt(call.transaction, person, taken_at);
  const auto rules = book_.Of(call);
  const policy::Rules* in_force = rules.ok() ? rules->get() : nullptr;
  const dosing::Declared declared{
      .cause = "reported",
      .drug_form = contract::Code(request.drug_form()),
      .micrograms = Micrograms(request.micrograms()),
      .taken_at = taken_at,
      .is_contradiction = dosing::WasSaidToHaveMissed(call.transaction, person, day)};
  slots::RecordFact(call.transaction,
                    {.id = call.request_id,
                     .person = person,
                     .clinical_day = day,
                     .cause = declared.cause,
                     .drug_form = declared.drug_form,
                     .micrograms = declared.micrograms,
                     .taken_at = taken_at,
                     .site_code = institution.code,
                     .interval = dosing::IntervalOf(declared.drug_form, situation, in_force)},
                    call.caller.staff, std::nullopt, call.now);
  if (auto portion = dosing::NextPortion(situation)) {
    slots::Claim(call.transaction, person,
                 {.clinical_day = day,
                  .portion = portion->portion,
                  .turn = portion->turn,
                  .claimed_by = call.request_id,
                  .site_code = institution.code},
                 call.now);
  }
  RecordReport(call.transaction,
               {.fact = call.request_id,
                .person = person,
                .institution = institution.code,
                .reporter = request.reporter(),
                .role = contract::Code(request.role()),
                .callback_number = request.callback_number(),
                .confidence = contract::Code(request.confidence()),
                .site_code = call.site().code},
               call.caller.staff, call.now);
  for (const std::string& kind : dosing::IncidentsOf(declared, situation, in_force)) {
    dosing::RecordIncident(call.transaction, person, call.request_id, kind, call.site().code,
                           call.now);
    response->set_incidents(response->incidents() + 1);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetWardRound(Call& call, const v1::GetWardRoundRequest&,
                                   v1::GetWardRoundResponse* response) const {
  for (const Inmate& one : LoadWardRound(call.transaction, call.today())) {
    v1::WardRoundRow* out = response->add_rows();
    out->set_patient_number(one.patient_number);
    out->set_institution(one.institution);
    out->set_from_day(FormatDay(one.from_day));
    if (!one.drug_form.empty()) out->set_drug_form(contract::FromCode<v1::DrugForm>(one.drug_form));
    out->set_micrograms(one.ordered.count());
    if (one.last_at) *out->mutable_last_dose_at() = contract::ToTimestamp(*one.last_at);
    out->set_last_micrograms(one.last.count());
    if (!one.confidence.empty()) {
      out->set_confidence(contract::FromCode<v1::ReportConfidence>(one.confidence));
    }
  }
  return absl::OkStatus();
}

absl::Status Service::OpenEnquiry(Call& call, const v1::OpenEnquiryRequest& request,
                                  v1::OpenEnquiryResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  RecordEnquiry(call.transaction,
                {.id = call.request_id,
                 .person = person,
                 .site_code = call.site().code,
                 .asker = request.asker(),
                 .role = contract::Code(request.role()),
                 .callback_number = request.callback_number()},
                call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::AnswerEnquiry(Call& call, const v1::AnswerEnquiryRequest& request,
                                    v1::AnswerEnquiryResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  if (!RecordAnswer(call.transaction, Uuid(request.enquiry_id()), person, call.site().code,
                    request.called_number(), call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "not asked here"}});
    return absl::OkStatus();
  }
  if (const auto last = slots::LastTaken(call.transaction, person)) {
    response->set_drug_form(contract::FromCode<v1::DrugForm>(last->drug_form));
    response->set_micrograms(last->micrograms.count());
    if (last->taken_at) *response->mutable_taken_at() = contract::ToTimestamp(*last->taken_at);
  }
  response->set_bottles_out(CountBottlesOut(call, person));
  const auto standing = custody::StandingOn(call.transaction, person, call.today());
  if (standing && standing->site_code) response->set_site_code(*standing->site_code);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListEnquiries(Call& call, const v1::ListEnquiriesRequest&,
                                    v1::ListEnquiriesResponse* response) const {
  for (const Enquiry& one : LoadOpenEnquiries(call.transaction, call.site().code)) {
    v1::Enquiry* out = response->add_enquiries();
    out->set_enquiry_id(one.id.text());
    out->set_patient_number(one.patient_number);
    out->set_asker(one.asker);
    out->set_callback_number(one.callback_number);
    *out->mutable_asked_at() = contract::ToTimestamp(one.asked_at);
  }
  return absl::OkStatus();
}

}  // namespace oat::institutions
