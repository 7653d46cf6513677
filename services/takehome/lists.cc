#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/dosing/service.h"
#include "services/identity/store.h"
#include "services/takehome/findings.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;

void Fill(const Authorisation& authorisation, v1::TakeHomeAuthorisation* out) {
  out->set_authorisation_id(authorisation.id.text());
  out->set_order_id(authorisation.order.text());
  for (const Dose& dose : authorisation.doses) {
    v1::TakeHomeDose* one = out->add_doses();
    one->set_clinical_day(FormatDay(dose.clinical_day));
    one->set_portion(dose.portion);
  }
  out->set_ground(authorisation.ground);
  for (const std::string& code : authorisation.criteria_met) out->add_criteria_met(code);
  out->set_rule_packs(authorisation.rule_packs);
  out->set_authorised_by(authorisation.authorised_by_login);
  *out->mutable_authorised_at() = contract::ToTimestamp(authorisation.authorised_at);
  out->set_revoked(authorisation.revoked);
}

}  // namespace

absl::Status Service::GetTakeHome(Call& call, const v1::GetTakeHomeRequest& request,
                                  v1::GetTakeHomeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  std::optional<Day> first;
  for (const Authorisation& one : LoadAuthorisations(call.transaction, person)) {
    Fill(one, response->add_authorisations());
    const Day day = one.doses.front().clinical_day;
    first = std::min(first.value_or(day), day);
  }
  if (!first) return absl::OkStatus();
  auto bottles = bottles::LoadBottles(call.transaction, person, *first);
  for (auto bottle = bottles.rbegin(); bottle != bottles.rend(); ++bottle) {
    FillBottle(*bottles::LoadBottle(call.transaction, bottle->id), request.patient_number(),
               response->add_bottles());
  }
  return absl::OkStatus();
}

absl::Status Service::ListBottles(Call& call, const v1::ListBottlesRequest&,
                                  v1::ListBottlesResponse* response) const {
  for (const auto& listed : bottles::ListOpen(call.transaction, call.site().code, call.today())) {
    FillBottle(listed.bottle, listed.patient_number, response->add_bottles());
  }
  return absl::OkStatus();
}

absl::Status Service::LookUpBottle(Call& call, const v1::LookUpBottleRequest& request,
                                   v1::LookUpBottleResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const std::string serial, bottles::ReadSerial(request.serial()));
  const auto bottle = bottles::LookUp(call.transaction, serial);
  if (!bottle) return absl::NotFoundError("serial: no bottle of this network has it");
  response->set_drug_form(contract::FromCode<v1::DrugForm>(bottle->drug_form));
  response->set_micrograms(bottle->micrograms.count());
  dosing::FillLines(bottle->lines, response->mutable_lines());
  response->set_state(contract::FromCode<v1::BottleState>(bottle->state));
  response->set_clinical_day(FormatDay(bottle->clinical_day));
  response->set_site_code(bottle->site_code);
  return absl::OkStatus();
}

}  // namespace oat::takehome
