#include <map>

#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/dosing/situation.h"
#include "services/identity/folding.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"
#include "services/stock/lot_store.h"
#include "services/takehome/findings.h"
#include "services/takehome/service.h"

namespace oat::takehome {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// Whether the one who shows a document is the one whom the person named. Compared as documents are
// everywhere: case, blanks and script do not matter.
bool IsNamed(const Delegate& delegate, const v1::SupplyBottlesRequest& request) {
  const std::string name = identity::FoldName(request.delegate_name());
  const std::string document = identity::FoldDocumentNumber(request.delegate_document());
  return !name.empty() && !document.empty() && name == identity::FoldName(delegate.name.Reveal()) &&
         document == identity::FoldDocumentNumber(delegate.document.Reveal());
}

std::vector<bottles::Bottle> Waiting(Call& call, const Authorisation& authorisation, Day today) {
  std::vector<bottles::Bottle> waiting;
  for (const auto& bottle : bottles::LoadBottles(call.transaction, authorisation.person, today)) {
    const bool is_of_it = bottle.authorisation == authorisation.id && bottle.state == "prepared";
    if (is_of_it) waiting.push_back(*bottles::LoadBottle(call.transaction, bottle.id));
  }
  return waiting;
}

// What was filled must still be what is ordered: nobody decides at the window that it will do.
std::vector<Reason> AskContents(Call& call, const std::vector<bottles::Bottle>& waiting) {
  std::vector<Reason> reasons;
  for (const bottles::Bottle& bottle : waiting) {
    const auto ordered = OrderedFor(call, bottle.person, {bottle.clinical_day, bottle.portion});
    if (ordered && ordered->micrograms == bottle.micrograms &&
        ordered->drug_form == bottle.drug_form) {
      continue;
    }
    reasons.push_back({reason::kNotTakeHome, {{"day", FormatDay(bottle.clinical_day)}}});
  }
  return reasons;
}

// A lot that was kept back since the filling goes home with nobody.
std::vector<Reason> AskLots(Call& call, const std::vector<bottles::Bottle>& waiting) {
  std::map<std::string, std::string> held;
  for (const bottles::Bottle& bottle : waiting) {
    for (const stock::DoseLine& line : bottle.lines) {
      const std::string standing =
          stock::StandingOf(call.transaction, line.product_code, line.lot_number);
      if (standing != "released") held[line.lot_number] = standing;
    }
  }
  std::vector<Reason> reasons;
  for (const auto& [lot, standing] : held) {
    reasons.push_back({reason::kLotHeld, {{"lot", lot}, {"standing", standing}}});
  }
  return reasons;
}

int32_t NextTurn(const dosing::Situation& situation, const bottles::Bottle& bottle) {
  for (const slots::Slot& slot : situation.slots) {
    const bool is_it = slot.clinical_day == bottle.clinical_day && slot.portion == bottle.portion;
    if (is_it) return slot.turn + 1;
  }
  return 0;
}

// From here on it is the person's: the portion is claimed, the content is out of the house.
bool HandOut(Call& call, const dosing::Situation& situation, const bottles::Bottle& bottle,
             const std::string& collector, const std::string& identity_check) {
  if (!slots::Claim(call.transaction, bottle.person,
                    {.clinical_day = bottle.clinical_day,
                     .portion = bottle.portion,
                     .turn = NextTurn(situation, bottle),
                     .claimed_by = bottle.id,
                     .site_code = bottle.site_code},
                    call.now)) {
    return false;
  }
  bottles::RecordEvent(call.transaction, bottle.id,
                       {.state = "at_home",
                        .detail = collector,
                        .site_code = call.site().code,
                        .staff = call.caller.staff,
                        .request = call.request_id,
                        .identity_check = identity_check},
                       call.now);
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : bottle.lines) {
    movements.push_back({stock::kReserved, bottle.station, stock::kTakenHome, bottle.station,
                         line.product_code, line.lot_number, line.quantity});
  }
  stock::Post(call.transaction,
              {.site_code = bottle.site_code,
               .kind = "bottle_handed_out",
               .staff = call.caller.staff,
               .bottle = bottle.id},
              movements, call.now);
  return true;
}

Asked AskedFor(const Authorisation& authorisation, const std::vector<bottles::Bottle>& waiting) {
  Asked asked{.ground = authorisation.ground,
              .criteria_met = authorisation.criteria_met,
              .authorisation = authorisation.id};
  for (const bottles::Bottle& bottle : waiting) {
    asked.doses.push_back({bottle.clinical_day, bottle.portion});
  }
  return asked;
}

}  // namespace

absl::Status Service::SupplyBottles(Call& call, const v1::SupplyBottlesRequest& request,
                                    v1::SupplyBottlesResponse* response) const {
  const bool by_delegate = request.collector() == v1::COLLECTOR_DELEGATE;
  if (by_delegate && (request.delegate_name().empty() || request.delegate_document().empty())) {
    return Invalid("delegate_document", "nothing", "name and document of who collects");
  }
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  if (by_delegate) {
    OAT_ASSIGN_OR_RETURN(const auto delegate, LoadDelegate(call.transaction, vault_, person));
    // One answer for whoever was never named and whoever was removed, and nothing beside it.
    if (!delegate || !IsNamed(*delegate, request)) {
      Refuse(response->mutable_outcome(), v1::REASON_CODE_NOT_FOR_COLLECTION);
      return absl::OkStatus();
    }
  }
  OAT_ASSIGN_OR_RETURN(const Authorisation authorisation,
                       FindAuthorisation(call, person, request.authorisation_id()));
  const dosing::Situation situation = dosing::LoadSituation(call, person);
  const std::vector<bottles::Bottle> waiting = Waiting(call, authorisation, situation.today);
  if (authorisation.revoked || waiting.empty()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_NOTHING_TO_HAND_OUT);
    return absl::OkStatus();
  }
  const dosing::Encounter encounter{
      .identity_check = contract::Code(request.identity_check()),
      .assessment = contract::Code(request.assessment()),
      .look_alike = identity::HasLookAlikeHere(call.transaction, person, situation.today)};
  std::vector<Reason> reasons = dosing::AskPerson(situation, encounter, *rules);
  for (Reason& one : AskContents(call, waiting)) reasons.push_back(std::move(one));
  for (Reason& one : AskLots(call, waiting)) reasons.push_back(std::move(one));
  if (reasons.empty()) {
    reasons = Consider(call, person, situation, *rules, AskedFor(authorisation, waiting)).reasons;
  }
  if (!reasons.empty()) {
    Refuse(response->mutable_outcome(), reasons);
    return absl::OkStatus();
  }
  for (bottles::Bottle bottle : waiting) {
    if (!HandOut(call, situation, bottle, contract::Code(request.collector()),
                 encounter.identity_check)) {
      return absl::AbortedError("a portion was claimed elsewhere at this moment: look again");
    }
    bottle.state = "at_home";
    bottle.supplied_at = call.now;
    FillBottle(bottle, request.patient_number(), response->add_bottles());
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::takehome
