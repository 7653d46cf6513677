#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/dosing/situation.h"
#include "services/identity/store.h"
#include "services/stock/store.h"
#include "services/takehome/findings.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A bottle that is filled and stays here is waste: nobody else may have it.
void Unmake(Call& call, const bottles::Bottle& bottle) {
  bottles::RecordEvent(call.transaction, bottle.id,
                       {.state = "unmade",
                        .detail = "revoked",
                        .site_code = call.site().code,
                        .staff = call.caller.staff,
                        .request = call.request_id},
                       call.now);
  const bottles::Bottle filled = *bottles::LoadBottle(call.transaction, bottle.id);
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : filled.lines) {
    movements.push_back({stock::kReserved, filled.station, stock::kHeldForWaste, filled.station,
                         line.product_code, line.lot_number, line.quantity});
  }
  stock::Post(call.transaction,
              {.site_code = filled.site_code,
               .kind = "bottle_unmade",
               .staff = call.caller.staff,
               .bottle = filled.id},
              movements, call.now);
}

}  // namespace

absl::Status Service::EvaluateTakeHome(Call& call, const v1::EvaluateTakeHomeRequest& request,
                                       v1::EvaluateTakeHomeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const dosing::Situation situation = dosing::LoadSituation(call, person);
  const Findings findings =
      Consider(call, person, situation, *rules,
               ReadAsked(call, person, request.doses(), request.ground(), request.criteria_met()));
  FillFindings(findings, response);
  if (findings.reasons.empty()) Accept(response->mutable_outcome());
  Refuse(response->mutable_outcome(), findings.reasons);
  return absl::OkStatus();
}

absl::Status Service::AuthoriseTakeHome(Call& call, const v1::AuthoriseTakeHomeRequest& request,
                                        v1::AuthoriseTakeHomeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const dosing::Situation situation = dosing::LoadSituation(call, person);
  const Asked asked =
      ReadAsked(call, person, request.doses(), request.ground(), request.criteria_met());
  const Findings findings = Consider(call, person, situation, *rules, asked);
  FillFindings(findings, response);
  if (!findings.reasons.empty()) {
    Refuse(response->mutable_outcome(), findings.reasons);
    return absl::OkStatus();
  }
  RecordAuthorisation(call.transaction,
                      {.id = call.request_id,
                       .person = person,
                       .order = *findings.order,
                       .site_code = call.site().code,
                       .ground = asked.ground,
                       .criteria_met = asked.criteria_met,
                       .treatment_day = findings.treatment_day,
                       .rule_packs = rules->packs,
                       .authorised_by = call.caller.staff,
                       .doses = asked.doses},
                      call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RevokeTakeHome(Call& call, const v1::RevokeTakeHomeRequest& request,
                                     v1::RevokeTakeHomeResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const Authorisation authorisation,
                       FindAuthorisation(call, person, request.authorisation_id()));
  if (!RecordRevocation(call.transaction, authorisation.id, call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "revoked"}});
    return absl::OkStatus();
  }
  const Day first = authorisation.doses.front().clinical_day;
  for (const bottles::Bottle& bottle : bottles::LoadBottles(call.transaction, person, first)) {
    if (bottle.authorisation != authorisation.id) continue;
    if (bottle.state == "prepared") Unmake(call, bottle);
    if (bottle.is_at_home()) response->add_at_home(bottle.serial);
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::takehome
