// Two numbers side by side, and the list of those that mean one person.
#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/enrolment/rules.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/merges/service.h"
#include "services/merges/store.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"

namespace oat::merges {
namespace {

using access::Call;

absl::StatusOr<enrolment::Comparable> LoadComparable(Call& call, const identity::Vault& vault,
                                                     PersonId person) {
  OAT_ASSIGN_OR_RETURN(auto particulars,
                       identity::LoadParticulars(call.transaction, vault, person));
  return enrolment::Comparable{particulars.value_or(identity::Particulars()),
                               identity::LoadDemographics(call.transaction, person)->sex};
}

void FillHistory(Call& call, PersonId person, v1::NumberHistory* out) {
  db::Transaction& transaction = call.transaction;
  out->set_patient_number(identity::NumberOf(transaction, person));
  out->set_home_site(custody::HomeOn(transaction, person, call.today()).value_or(""));
  const auto episode = enrolment::LatestEpisode(transaction, person);
  out->set_in_treatment(episode && !episode->ended);
  if (const auto order = prescribing::LoadCurrent(transaction, person, call.today())) {
    out->set_drug_form(contract::FromCode<v1::DrugForm>(order->drug_form));
    if (const auto* step = order->StepOn(call.today())) {
      out->set_micrograms(step->DayTotal().count());
    }
  }
  if (const auto last = slots::LastTaken(transaction, person)) {
    out->set_last_dose_day(FormatDay(last->clinical_day));
  }
  out->set_bottles_out(
      static_cast<int32_t>(bottles::LoadAtHome(transaction, person, call.today()).size()));
}

}  // namespace

absl::Status Service::ComparePatients(Call& call, const v1::ComparePatientsRequest& request,
                                      v1::ComparePatientsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId first,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = first;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, first));
  OAT_ASSIGN_OR_RETURN(const PersonId second,
                       identity::FindPerson(call.transaction, request.duplicate_number()));
  if (second == first) {
    return Invalid("duplicate_number", request.duplicate_number(),
                   "a number of somebody else: these two mean one person already");
  }
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, second));
  OAT_ASSIGN_OR_RETURN(const auto known, LoadComparable(call, vault_, first));
  OAT_ASSIGN_OR_RETURN(const auto other, LoadComparable(call, vault_, second));
  for (const enrolment::FieldComparison& one : enrolment::Compare(other, known)) {
    v1::FieldComparison* out = response->add_fields();
    out->set_field(one.field);
    out->set_agreement(contract::FromCode<v1::Agreement>(one.agreement));
  }
  FillHistory(call, first, response->mutable_patient());
  FillHistory(call, second, response->mutable_duplicate());
  for (Day day : LoadDoubleDays(call.transaction, first, second)) {
    response->add_double_days(FormatDay(day));
  }
  return absl::OkStatus();
}

absl::Status Service::ListMerges(Call& call, const v1::ListMergesRequest&,
                                 v1::ListMergesResponse* response) const {
  for (const ListedMerge& one : LoadMerges(call.transaction)) {
    v1::Merge* out = response->add_merges();
    out->set_patient_number(one.patient_number);
    out->set_duplicate_number(one.duplicate_number);
    out->set_stands(one.stands);
    out->set_site_code(one.site_code);
    out->set_login(one.login);
    out->set_second_login(one.second_login);
    *out->mutable_at() = contract::ToTimestamp(one.at);
  }
  return absl::OkStatus();
}

}  // namespace oat::merges
