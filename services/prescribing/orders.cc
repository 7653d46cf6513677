// Orders that go on, end, and are looked at.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/identity/store.h"
#include "services/prescribing/bottles_at_home.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"

namespace oat::prescribing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

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
  order.steps.push_back(
      {from_day, until_day, last.steps.back().portions, last.steps.back().interval_days});
  return order;
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
    if (step.interval_days > 1) out_step->set_interval_days(step.interval_days);
  }
  for (int32_t weekday : order.supervised_weekdays) out->add_supervised_weekdays(weekday);
  out->set_from_day(FormatDay(order.from_day));
  out->set_until_day(FormatDay(order.until_day));
  out->set_signed_by(order.signed_by_login);
  *out->mutable_recorded_at() = contract::ToTimestamp(order.recorded_at);
  if (order.cancelled_from) out->set_cancelled_from(FormatDay(*order.cancelled_from));
}

}  // namespace

// A bridge takes no numbered form, whatever the rules ask of an order: it is for the day on which
// nobody who could write one is there, or the forms have run out, and the treatment goes on.
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

// These were written before, on whatever paper, and are carried on: no numbered form is used up.
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
  if (auto undecided = AskBottles(call, patient, from_day, request.bottles())) {
    Refuse(response->mutable_outcome(), *undecided);
    return absl::OkStatus();
  }
  if (!RecordCancellation(call.transaction, order->id, from_day, call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "cancelled"}});
    return absl::OkStatus();
  }
  CarryOutOnBottles(call, patient, from_day, request.bottles());
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
