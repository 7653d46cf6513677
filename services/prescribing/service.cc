#include "services/prescribing/service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/custody/store.h"
#include "services/identity/store.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"
#include "services/stock/store.h"

namespace oat::prescribing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A changed order begins today, or tomorrow where a claim of today lives.
Day EarliestStart(Call& call, const Patient& patient) {
  return slots::IsClaimed(call.transaction, patient.person, patient.today) ? patient.today + 1
                                                                           : patient.today;
}

absl::StatusOr<Proposal> ReadProposal(const Call& call, const v1::SignOrderRequest& request) {
  Proposal proposal{.drug_form = contract::Code(request.drug_form()),
                    .supervised_weekdays = {request.supervised_weekdays().begin(),
                                            request.supervised_weekdays().end()},
                    .patient_told = request.patient_told(),
                    .tenfold_checked = request.tenfold_checked(),
                    .second_consents = call.second.has_value()};
  for (const v1::OrderStep& in : request.steps()) {
    OAT_ASSIGN_OR_RETURN(Day from_day, ParseDay(in.from_day()));
    OAT_ASSIGN_OR_RETURN(Day until_day, ParseDay(in.until_day()));
    Step& step = proposal.steps.emplace_back(Step{from_day, until_day, {}});
    for (int64_t portion : in.portion_micrograms()) step.portions.emplace_back(portion);
  }
  return proposal;
}

// Every portion must be one that the strengths of the person's site can make.
std::vector<Reason> CheckMeasurable(Call& call, const Patient& patient, const Proposal& proposal) {
  auto standing = custody::StandingOn(call.transaction, patient.person, patient.today);
  if (!standing || !standing->site_code) return {};
  auto strengths = stock::LoadStrengths(call.transaction, *standing->site_code, proposal.drug_form);
  for (const Step& step : proposal.steps) {
    for (Micrograms portion : step.portions) {
      auto made = stock::CheckMeasurable(portion, strengths);
      if (made.verdict != stock::Composition::Verdict::kNotMeasurable) continue;
      return {{reason::kNotMeasurable,
               {{"dose", FormatDose(portion)},
                {"below", FormatDose(made.nearest_below)},
                {"above", FormatDose(made.nearest_above)}}}};
    }
  }
  return {};
}

std::optional<Micrograms> CurrentDose(Call& call, const Patient& patient) {
  auto order = LoadCurrent(call.transaction, patient.person, patient.today);
  if (order && order->StepOn(patient.today) != nullptr) {
    return order->StepOn(patient.today)->DayTotal();
  }
  auto taken = slots::LastTaken(call.transaction, patient.person);
  if (taken) return taken->micrograms;
  return std::nullopt;
}

// The last order again, from the earliest day for some days, as a bridge or a signed continuation.
Order Continue(const Order& last, const Uuid& id, const std::string& kind, Day from_day,
               Day until_day, StaffId signed_by) {
  Order order{.id = id,
              .kind = kind,
              .drug_form = last.drug_form,
              .from_day = from_day,
              .until_day = until_day,
              .supervised_weekdays = last.supervised_weekdays,
              .signed_by = signed_by};
  order.steps.push_back({from_day, until_day, last.steps.back().portions});
  return order;
}

// What the day comes to if all that is still to come is taken: what was swallowed, and the portions
// of the order and the rests signed for of which nobody has swallowed any yet.
Micrograms DayAsItStands(Call& call, const Patient& patient, const Step& step) {
  const auto facts = slots::LoadFacts(call.transaction, patient.person, patient.today);
  const auto claims = slots::LoadSlots(call.transaction, patient.person, patient.today);
  Micrograms total;
  for (const slots::Fact& fact : facts) {
    if (fact.clinical_day == patient.today) total += fact.micrograms;
  }
  auto is_to_come = [&](int32_t portion) {
    return std::none_of(claims.begin(), claims.end(), [&](const slots::Slot& slot) {
      return slot.clinical_day == patient.today && slot.portion == portion &&
             std::any_of(facts.begin(), facts.end(), [&](const slots::Fact& fact) {
               return fact.dose == slot.claimed_by || fact.id == slot.claimed_by;
             });
    });
  };
  for (size_t i = 0; i < step.portions.size(); ++i) {
    if (is_to_come(static_cast<int32_t>(i + 1))) total += step.portions[i];
  }
  for (const Supplement& one : LoadSupplements(call.transaction, patient.person, patient.today)) {
    if (one.reason == "part_dose" && is_to_come(one.portion)) total += one.micrograms;
  }
  return total;
}

void Fill(const Order& order, v1::Order* out) {
  out->set_order_id(order.id.text());
  out->set_version(order.version);
  out->set_kind(contract::FromCode<v1::OrderKind>(order.kind));
  out->set_drug_form(contract::FromCode<v1::DrugForm>(order.drug_form));
  for (const Step& step : order.steps) {
    v1::OrderStep* out_step = out->add_steps();
    out_step->set_from_day(FormatDay(step.from_day));
    out_step->set_until_day(FormatDay(step.until_day));
    for (Micrograms portion : step.portions) out_step->add_portion_micrograms(portion.count());
  }
  for (int32_t weekday : order.supervised_weekdays) out->add_supervised_weekdays(weekday);
  out->set_from_day(FormatDay(order.from_day));
  out->set_until_day(FormatDay(order.until_day));
  out->set_signed_by(order.signed_by_login);
  *out->mutable_recorded_at() = contract::ToTimestamp(order.recorded_at);
  if (order.cancelled_from) out->set_cancelled_from(FormatDay(*order.cancelled_from));
}

}  // namespace

absl::Status Service::SignOrder(Call& call, const v1::SignOrderRequest& request,
                                v1::SignOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(Proposal proposal, ReadProposal(call, request));
  OAT_RETURN_IF_ERROR(CheckSteps(proposal, patient.today));
  std::vector<Reason> reasons;
  const Day earliest = EarliestStart(call, patient);
  if (proposal.steps.front().from_day < earliest) {
    reasons.push_back({reason::kDayBegun, {{"day", FormatDay(earliest)}}});
  }
  for (const Reason& one : CheckMeasurable(call, patient, proposal)) reasons.push_back(one);
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  for (const Reason& one : Question(proposal, CurrentDose(call, patient), *rules)) {
    reasons.push_back(one);
  }
  Refuse(response->mutable_outcome(), reasons);
  if (!reasons.empty()) return absl::OkStatus();
  Order order{.id = call.request_id,
              .kind = "standard",
              .drug_form = proposal.drug_form,
              .from_day = proposal.steps.front().from_day,
              .until_day = proposal.steps.back().until_day,
              .supervised_weekdays = proposal.supervised_weekdays,
              .signed_by = call.caller.staff,
              .second = call.second,
              .steps = proposal.steps,
              .rule_packs = rules->packs};
  RecordOrder(call.transaction, patient.person, order, call.now);
  Accept(response->mutable_outcome());
  response->set_from_day(FormatDay(order.from_day));
  return absl::OkStatus();
}

absl::Status Service::SignBridgingOrder(Call& call, const v1::SignBridgingOrderRequest& request,
                                        v1::SignBridgingOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  auto last = LoadCurrent(call.transaction, patient.person, patient.today);
  if (!last) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_NO_ORDER);
    return absl::OkStatus();
  }
  // A bridge carries on what was meant to go on, once: what a prescriber has ended was not, and
  // after 72 hours somebody has to sign an order.
  if (last->cancelled_from) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_ORDER_CANCELLED,
           {{"day", FormatDay(*last->cancelled_from)}});
    return absl::OkStatus();
  }
  if (last->kind == "bridging") {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "bridged"}});
    return absl::OkStatus();
  }
  Day from_day = EarliestStart(call, patient);
  const Day until_day = from_day + request.days() - 1;
  // A bridge closes a gap: it begins where the order in force ends, and must not cut short one that
  // reaches further than itself, in force today or signed ahead (the highest version counts).
  const bool in_force = !WhyNotInForce(last, patient.today).has_value();
  const Order newest = LoadAll(call.transaction, patient.person).front();
  if ((in_force && last->until_day >= until_day) ||
      (newest.from_day > patient.today && !newest.cancelled_from)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", in_force ? "in force" : "signed ahead"}});
    return absl::OkStatus();
  }
  if (in_force) from_day = std::max(from_day, last->until_day + 1);
  RecordOrder(call.transaction, patient.person,
              Continue(*last, call.request_id, "bridging", from_day, until_day, call.caller.staff),
              call.now);
  Accept(response->mutable_outcome());
  response->set_until_day(FormatDay(until_day));
  return absl::OkStatus();
}

absl::Status Service::SignCarriedOverOrders(Call& call,
                                            const v1::SignCarriedOverOrdersRequest& request,
                                            v1::SignCarriedOverOrdersResponse* response) const {
  auto site = sites::Load(call.transaction, request.site_code());
  if (!site) return absl::NotFoundError("site_code: there is no such site");
  OAT_ASSIGN_OR_RETURN(Day until_day, ParseDay(request.until_day()));
  const Day today = ClinicalDay(call.now, site->reckoning());
  if (until_day <= today) {
    return Invalid("until_day", request.until_day(),
                   absl::StrCat("a day after today, ", FormatDay(today)));
  }
  int32_t signed_orders = 0;
  for (PersonId person : ListCarriedOver(call.transaction, site->code, today)) {
    identity::LockPerson(call.transaction, person);
    auto order = LoadCurrent(call.transaction, person, today);
    if (!order || order->kind != "carried_over") continue;  // changed before the lock was ours
    const Day from_day = EarliestStart(call, {person, today});
    RecordOrder(
        call.transaction, person,
        Continue(*order, MakeUuid(call.now), "standard", from_day, until_day, call.caller.staff),
        call.now);
    ++signed_orders;
  }
  response->set_signed_orders(signed_orders);
  return absl::OkStatus();
}

absl::Status Service::SignSupplement(Call& call, const v1::SignSupplementRequest& request,
                                     v1::SignSupplementResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  const Uuid dose(request.dose_id());
  std::optional<slots::Fact> base;
  for (const slots::Fact& fact :
       slots::LoadFacts(call.transaction, patient.person, patient.today)) {
    if (fact.dose == dose || fact.id == dose) base = fact;
  }
  if (!base) {
    return Invalid("dose_id", request.dose_id(),
                   "a dose of which this person swallowed some today");
  }
  Supplement supplement{.id = call.request_id,
                        .micrograms = Micrograms(request.micrograms()),
                        .reason = contract::Code(request.reason()),
                        .fact = base->id,
                        .not_before = base->taken_at.value_or(call.now) +
                                      absl::Minutes(request.not_before_minutes())};
  // The rest of a part dose brings the day back to its order and no further.
  auto order = LoadCurrent(call.transaction, patient.person, patient.today);
  const Step* step = order ? order->StepOn(patient.today) : nullptr;
  if (supplement.reason == "part_dose" && step != nullptr &&
      DayAsItStands(call, patient, *step) + supplement.micrograms > step->DayTotal()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_OVER_DAY);
    return absl::OkStatus();
  }
  // A replacement never exceeds what was lost, and a dose is replaced once.
  if (supplement.reason == "vomited" && supplement.micrograms > base->micrograms) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_OVER_DAY);
    return absl::OkStatus();
  }
  if (!RecordSupplement(call.transaction, patient.person, patient.today, supplement,
                        call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "replaced"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::HoldOrder(Call& call, const v1::HoldOrderRequest& request,
                                v1::HoldOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const absl::Duration longest = rules->longest_hold.value;
  if (absl::Hours(request.hours()) > longest) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_HOLD_TOO_LONG,
           {{"hours", absl::StrCat(absl::ToInt64Hours(longest))}});
    return absl::OkStatus();
  }
  Hold hold{.id = call.request_id,
            .code = contract::Code(request.code()),
            .alternative = contract::Code(request.alternative()),
            .until = call.now + absl::Hours(request.hours())};
  RecordHold(call.transaction, patient.person, hold, call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  *response->mutable_until() = contract::ToTimestamp(hold.until);
  return absl::OkStatus();
}

absl::Status Service::OverrideRule(Call& call, const v1::OverrideRuleRequest& request,
                                   v1::OverrideRuleResponse* response) const {
  // A new start takes a new order.
  constexpr v1::ReasonCode kOverridable[] = {
      v1::REASON_CODE_TOO_SOON, v1::REASON_CODE_OVER_24_HOURS, v1::REASON_CODE_MISSED_DAYS,
      v1::REASON_CODE_MISSED_REDUCED, v1::REASON_CODE_RULES_SILENT};
  if (std::find(std::begin(kOverridable), std::end(kOverridable), request.overridden()) ==
      std::end(kOverridable)) {
    return Invalid("overridden", v1::ReasonCode_Name(request.overridden()),
                   "TOO_SOON, OVER_24_HOURS, MISSED_DAYS, MISSED_REDUCED or RULES_SILENT");
  }
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  RecordOverride(call.transaction, patient.person, patient.today,
                 contract::Code(request.overridden()), call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReleaseHold(Call& call, const v1::ReleaseHoldRequest& request,
                                  v1::ReleaseHoldResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  if (ReleaseHolds(call.transaction, patient.person, call.caller.staff, call.now) == 0) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "not held"}});
  } else {
    Accept(response->mutable_outcome());
  }
  return absl::OkStatus();
}

absl::Status Service::CancelOrder(Call& call, const v1::CancelOrderRequest& request,
                                  v1::CancelOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  // The version of the day from which it is cancelled: one signed ahead for tomorrow, where today
  // is claimed, would be given in spite of the cancellation.
  const Day from_day = EarliestStart(call, patient);
  auto order = LoadCurrent(call.transaction, patient.person, from_day);
  if (auto reason = WhyNotInForce(order, from_day)) {
    Refuse(response->mutable_outcome(), *reason);
    return absl::OkStatus();
  }
  if (!RecordCancellation(call.transaction, order->id, from_day, call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "cancelled"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  response->set_from_day(FormatDay(from_day));
  return absl::OkStatus();
}

absl::Status Service::GetOrders(Call& call, const v1::GetOrdersRequest& request,
                                v1::GetOrdersResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  for (const Order& order : LoadAll(call.transaction, person)) Fill(order, response->add_orders());
  return absl::OkStatus();
}

absl::Status Service::ListExpiringOrders(Call& call, const v1::ListExpiringOrdersRequest&,
                                         v1::ListExpiringOrdersResponse* response) const {
  const Day today = call.today();
  for (const Expiring& one : ListExpiring(call.transaction, today, today + kFirstExpiryNotice)) {
    v1::ExpiringOrder* out = response->add_orders();
    out->set_patient_number(one.patient_number);
    out->set_until_day(FormatDay(one.until_day));
    out->set_notice_days(ExpiryNotice(one.until_day, today).value_or(0));
    out->set_kind(contract::FromCode<v1::OrderKind>(one.kind));
  }
  return absl::OkStatus();
}

}  // namespace oat::prescribing
