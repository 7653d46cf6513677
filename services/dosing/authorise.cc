#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/contract/advice.h"
#include "services/custody/chart.h"
#include "services/dosing/absence.h"
#include "services/dosing/service.h"
#include "services/dosing/situation.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"
#include "services/prescribing/clinical.h"
#include "services/sites/store.h"
#include "services/stock/store.h"

namespace oat::dosing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// What somebody took elsewhere, and when, is not this window's to hear: where the record is not
// open here, it hears why not, which is asked first and says whom to call, and no more.
void Withhold(v1::AuthoriseDoseResponse* response, std::vector<Reason>* reasons) {
  response->clear_context();
  reasons->erase(reasons->begin() + 1, reasons->end());
}

// Makes up the dose from what the window has on hand; reasons where it cannot.
struct Made {
  std::vector<stock::DoseLine> lines;
  std::vector<Reason> reasons;
};
Made MakeUp(Call& call, const std::string& station, const std::string& drug_form, Micrograms dose,
            Day today) {
  stock::LockStation(call.transaction, call.site().code, station);
  const auto strengths = stock::LoadStrengths(call.transaction, call.site().code, drug_form);
  const auto on_hand = stock::LoadOnHand(call.transaction, call.site().code, station, drug_form);
  auto composition = stock::Compose(dose, strengths, on_hand, today);
  switch (composition.verdict) {
    case stock::Composition::Verdict::kMade:
      return {.lines = composition.lines};
    case stock::Composition::Verdict::kNotMeasurable:
      return {.reasons = {{reason::kNotMeasurable,
                           {{"dose", FormatDose(dose)},
                            {"below", FormatDose(composition.nearest_below)},
                            {"above", FormatDose(composition.nearest_above)}}}}};
    case stock::Composition::Verdict::kShort:
      break;
  }
  return {.reasons = {stock::WhyShort(dose, strengths, on_hand, today)}};
}

// The desk that was asked before this dose, for the trail.
std::optional<std::string> AskedDesk(const Situation& situation, const Encounter& encounter) {
  if (!situation.silent_desk || !encounter.asked_desk) return std::nullopt;
  return absl::StrCat(situation.silent_desk->site_code, "/", situation.silent_desk->station);
}

// The person's own bottle that the request names. INVALID_ARGUMENT: it is none of today's at home.
absl::Status ReadOwnBottle(const std::string& text, const Situation& situation,
                           Encounter* encounter) {
  if (text.empty()) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(encounter->own_bottle, bottles::ReadSerial(text));
  if (PortionOfBottle(situation, *encounter->own_bottle)) return absl::OkStatus();
  return Invalid("own_bottle", text, "the serial of a bottle that this person has for today");
}

void FillBottles(const Situation& situation, v1::DoseContext* context) {
  for (const bottles::Bottle& bottle : situation.bottles) {
    if (bottle.clinical_day < situation.today) continue;
    if (bottle.is_at_home()) context->set_bottles_at_home(context->bottles_at_home() + 1);
    if (bottle.state == "prepared") {
      context->set_bottles_to_hand_out(context->bottles_to_hand_out() + 1);
    }
  }
}

void Reserve(Call& call, const Dose& dose) {
  std::vector<stock::Movement> movements;
  for (const stock::DoseLine& line : dose.lines) {
    movements.push_back({stock::DrawnFrom(line), dose.station, stock::kReserved, dose.station,
                         line.product_code, line.lot_number, line.quantity});
  }
  stock::Post(call.transaction,
              {.site_code = dose.site_code,
               .kind = "reservation",
               .dose = dose.id,
               .staff = call.caller.staff},
              movements, call.now);
}

}  // namespace

void FillLines(const std::vector<stock::DoseLine>& lines,
               google::protobuf::RepeatedPtrField<v1::DoseLine>* out) {
  for (const stock::DoseLine& line : lines) {
    v1::DoseLine* filled = out->Add();
    filled->set_product_code(line.product_code);
    filled->set_lot_number(line.lot_number);
    filled->set_quantity(line.quantity.count());
    filled->set_micrograms(line.micrograms.count());
  }
}

void FillContext(const Situation& situation, v1::DoseContext* context) {
  context->set_missed_days(situation.missed_days);
  context->set_unknown_days(situation.unknown_days);
  FillBottles(situation, context);
  if (situation.order) {
    context->set_order_until_day(FormatDay(situation.order->until_day));
    context->set_order_unsigned(!situation.order->signed_by.has_value());
  }
  if (!situation.last_taken) return;
  v1::LastDose* last = context->mutable_last_dose();
  last->set_clinical_day(FormatDay(situation.last_taken->clinical_day));
  last->set_micrograms(situation.last_taken->micrograms.count());
  last->set_site_code(situation.last_taken->site_code);
  if (situation.last_taken->taken_at) {
    *last->mutable_taken_at() = contract::ToTimestamp(*situation.last_taken->taken_at);
  }
  FillLines(situation.last_taken->lines, last->mutable_lines());
}

void FillMissed(const Situation& situation, const Encounter& encounter, const policy::Rules& rules,
                v1::DoseContext* context) {
  const auto answer = AfterMissedDays(situation, encounter, rules);
  if (!answer) return;
  context->set_missed_rule_pack(answer->packs);
  context->set_missed_rule_source(answer->source);
}

absl::Status Service::AuthoriseDose(Call& call, const v1::AuthoriseDoseRequest& request,
                                    v1::AuthoriseDoseResponse* response) const {
  if (!sites::HasStation(call.transaction, call.site().code, request.station())) {
    return Invalid("station", request.station(), "a station of this site");
  }
  // The lock first; everything that decides is read after it, in statements of its own.
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const auto rules = book_.Of(call);
  if (absl::IsFailedPrecondition(rules.status())) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_NO_RULES);
    return absl::OkStatus();
  }
  OAT_RETURN_IF_ERROR(rules.status());
  const Situation situation = LoadSituation(call, person);
  Encounter encounter{
      .identity_check = contract::Code(request.identity_check()),
      .assessment = contract::Code(request.assessment()),
      .look_alike = identity::HasLookAlikeHere(call.transaction, person, situation.today),
      .asked_desk = request.asked_desk()};
  OAT_RETURN_IF_ERROR(ReadOwnBottle(request.own_bottle(), situation, &encounter));
  FillContext(situation, response->mutable_context());
  FillMissed(situation, encounter, **rules, response->mutable_context());
  response->mutable_context()->set_review(prescribing::HasUnreviewedFact(call.transaction, person));
  response->mutable_context()->set_bottles_to_fill(
      bottles::CountToFill(call.transaction, person, situation.today));
  response->set_clinical_day(FormatDay(situation.today));
  Decision decision = Decide(situation, encounter, **rules);
  Made made;
  std::optional<bottles::Bottle> bottle;
  if (decision.authorised && decision.authorised->bottle) {
    bottle = bottles::LoadBottle(call.transaction, *decision.authorised->bottle);
    made.lines = bottle->lines;
  } else if (decision.authorised) {
    made = MakeUp(call, request.station(), situation.order->drug_form,
                  decision.authorised->micrograms, situation.today);
    decision.reasons = made.reasons;
  }
  if (!decision.reasons.empty()) {
    for (const Reason& reason : decision.reasons) {
      if (reason.code != reason::kImpaired) continue;
      RecordWithholding(call.transaction, call.request_id, person, situation.today,
                        encounter.assessment, situation.site_code, call.caller.staff, call.now);
    }
    const bool is_ours = situation.custody_site == situation.site_code;
    if (!is_ours && !custody::OpensChart(call, person)) Withhold(response, &decision.reasons);
    Refuse(response->mutable_outcome(), decision.reasons);
    return absl::OkStatus();
  }

  // From here on nothing may be refused: the slot, the dose and its stock are written together.
  const Authorisation& authorised = *decision.authorised;
  const Dose dose{.id = call.request_id,
                  .person = person,
                  .clinical_day = situation.today,
                  .portion = authorised.portion,
                  .turn = authorised.turn,
                  .order = situation.order->id,
                  .supplement = authorised.supplement,
                  .drug_form = bottle ? bottle->drug_form : situation.order->drug_form,
                  .micrograms = authorised.micrograms,
                  .site_code = situation.site_code,
                  .station = request.station(),
                  .authorised_at = call.now,
                  .lines = made.lines,
                  .interval = bottle ? bottle->interval() : authorised.interval,
                  .bottle = bottle};
  // A bottle holds its portion, and its content left the house when it was handed out.
  if (!bottle && !slots::Claim(call.transaction, person,
                               {.clinical_day = dose.clinical_day,
                                .portion = dose.portion,
                                .turn = dose.turn,
                                .claimed_by = dose.id,
                                .site_code = dose.site_code},
                               call.now)) {
    return absl::AbortedError("the portion was claimed elsewhere at this moment: look again");
  }
  RecordDose(call.transaction, dose,
             {.identity_check = encounter.identity_check,
              .assessment = encounter.assessment,
              .rule_pack = (*rules)->packs,
              .staff = call.caller.staff,
              .asked_desk = AskedDesk(situation, encounter)});
  if (!bottle) Reserve(call, dose);
  Accept(response->mutable_outcome());
  contract::Advise(response->mutable_outcome(), decision.beside);
  response->set_portion(dose.portion);
  response->set_micrograms(dose.micrograms.count());
  response->set_micrograms_ordered(authorised.ordered.count());
  response->set_drug_form(contract::FromCode<v1::DrugForm>(dose.drug_form));
  if (!bottle) FillLines(dose.lines, response->mutable_lines());
  response->set_watch_minutes((*rules)->WatchMinutes(dose.drug_form));
  return absl::OkStatus();
}

}  // namespace oat::dosing
