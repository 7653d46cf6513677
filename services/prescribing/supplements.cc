// One-off additions to a day.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/advice.h"
#include "services/policy/vomited.h"
#include "services/prescribing/course.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"

namespace oat::prescribing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// Codes of oat.v1.SupplementReason.
constexpr char kPartDose[] = "part_dose";
constexpr char kConditionalPortion[] = "conditional_portion";
constexpr char kVomited[] = "vomited";

// What the day comes to if all that is still to come is taken: what was swallowed, and the portions
// of the order and the supplements for these reasons of which nobody has swallowed any yet.
Micrograms DayAsItStands(Call& call, const Patient& patient, const Step* step,
                         const std::set<std::string>& supplements) {
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
  for (size_t i = 0; step != nullptr && i < step->portions.size(); ++i) {
    if (is_to_come(static_cast<int32_t>(i + 1))) total += step->portions[i];
  }
  for (const Supplement& one : LoadSupplements(call.transaction, patient.person, patient.today)) {
    if (supplements.contains(one.reason) && is_to_come(one.portion)) total += one.micrograms;
  }
  return total;
}

// The rest of a part dose brings the day back to its order and no further.
std::vector<Reason> QuestionRest(Call& call, const Patient& patient, const Supplement& rest,
                                 const std::optional<Order>& order) {
  const Step* step = order ? order->StepOn(patient.today) : nullptr;
  if (step == nullptr) return {};
  const Micrograms total = DayAsItStands(call, patient, step, {kPartDose}) + rest.micrograms;
  if (total > step->DayTotal()) return {{reason::kOverDay, {}}};
  return {};
}

// On the first day of treatment with the drug all of it together stays within the limit of a first
// day, or what its order's rationale made of that.
std::vector<Reason> QuestionPortion(Call& call, const Patient& patient, const Supplement& portion,
                                    const slots::Fact& base, const std::optional<Order>& order,
                                    const policy::Rules& rules) {
  const Course course = LoadCourse(call, patient, policy::DrugOf(base.drug_form), patient.today + 1,
                                   patient.today, rules);
  if (course.began != patient.today) return {};
  const Step* step = order ? order->StepOn(patient.today) : nullptr;
  const Micrograms total =
      DayAsItStands(call, patient, step, {kPartDose, kConditionalPortion, kVomited}) +
      portion.micrograms;
  const auto rationale = order ? order->rationale : rules::v1::RATIONALE_UNSPECIFIED;
  const auto why_not = QuestionFirstDay(base.drug_form, total, rationale, rules);
  return why_not ? std::vector<Reason>{*why_not} : std::vector<Reason>();
}

// What the rules say of a dose that was vomited; a replacement never exceeds what was lost.
std::vector<Reason> QuestionVomited(const v1::SignSupplementRequest& request,
                                    const std::optional<policy::VomitedAnswer>& answer,
                                    Micrograms taken) {
  using policy::VomitedAction;
  const Micrograms wanted(request.micrograms());
  if (answer && answer->action == VomitedAction::kTooLate) {
    return {{reason::kVomitedTooLate,
             {{"minutes", absl::StrCat(request.vomited_after_minutes())}, {"pack", answer->pack}}}};
  }
  if (answer && answer->action == VomitedAction::kUnseen) {
    return {{reason::kVomitedUnseen, {{"pack", answer->pack}}}};
  }
  if (answer && answer->action == VomitedAction::kReplace && wanted > answer->MostOf(taken)) {
    return {{reason::kVomitedLess,
             {{"dose", FormatDose(answer->MostOf(taken))}, {"pack", answer->pack}}}};
  }
  if (wanted > taken) return {{reason::kOverDay, {}}};
  return {};
}

// When it was vomited must be said where the rules ask, is of a vomited dose alone, and lies in the
// past.
absl::Status CheckMinutes(const v1::SignSupplementRequest& request, const slots::Fact& base,
                          bool rules_ask, absl::Time now) {
  const int32_t minutes = request.vomited_after_minutes();
  const std::string got = absl::StrCat(minutes);
  if (request.reason() != v1::SUPPLEMENT_REASON_VOMITED) {
    if (minutes == 0 && !request.witnessed()) return absl::OkStatus();
    return Invalid("reason", v1::SupplementReason_Name(request.reason()),
                   "VOMITED, or neither vomited_after_minutes nor witnessed");
  }
  if (rules_ask && minutes == 0) {
    return Invalid("vomited_after_minutes", got, "minutes after the dose, 1 or more");
  }
  if (minutes > 0 && base.taken_at && *base.taken_at + absl::Minutes(minutes) > now) {
    return Invalid("vomited_after_minutes", got,
                   absl::StrCat("at most ", absl::ToInt64Minutes(now - *base.taken_at),
                                ", the minutes since the dose"));
  }
  return absl::OkStatus();
}

// The fact of today that a supplement follows.
std::optional<slots::Fact> FindBase(Call& call, const Patient& patient, const Uuid& dose) {
  for (slots::Fact& fact : slots::LoadFacts(call.transaction, patient.person, patient.today)) {
    if (fact.dose == dose || fact.id == dose) return std::move(fact);
  }
  return std::nullopt;
}

// What the rules say of a vomited dose; absent of anything else, and where no pack speaks of it.
std::optional<policy::VomitedAnswer> AskRules(const v1::SignSupplementRequest& request,
                                              const policy::Rules& rules) {
  if (request.reason() != v1::SUPPLEMENT_REASON_VOMITED) return std::nullopt;
  return policy::AfterVomiting(
      rules.stack, {.minutes = request.vomited_after_minutes(), .witnessed = request.witnessed()});
}

}  // namespace

absl::Status Service::SignSupplement(Call& call, const v1::SignSupplementRequest& request,
                                     v1::SignSupplementResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  const auto base = FindBase(call, patient, Uuid(request.dose_id()));
  if (!base) {
    return Invalid("dose_id", request.dose_id(),
                   "a dose of which this person swallowed some today");
  }
  const auto order = LoadCurrent(call.transaction, patient.person, patient.today);
  if (policy::IsDepot(base->drug_form) || (order && policy::IsDepot(order->drug_form))) {
    return Invalid("dose_id", request.dose_id(), "a dose that was swallowed: a depot has no rest");
  }
  Supplement supplement{.id = call.request_id,
                        .micrograms = Micrograms(request.micrograms()),
                        .reason = contract::Code(request.reason()),
                        .fact = base->id,
                        .not_before = base->taken_at.value_or(call.now) +
                                      absl::Minutes(request.not_before_minutes())};
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const auto vomited = AskRules(request, *rules);
  OAT_RETURN_IF_ERROR(CheckMinutes(request, *base, vomited.has_value(), call.now));
  std::vector<Reason> reasons;
  if (supplement.reason == kPartDose) reasons = QuestionRest(call, patient, supplement, order);
  if (supplement.reason == kConditionalPortion) {
    reasons = QuestionPortion(call, patient, supplement, *base, order, *rules);
  }
  if (supplement.reason == kVomited) reasons = QuestionVomited(request, vomited, base->micrograms);
  Refuse(response->mutable_outcome(), reasons);
  if (!reasons.empty()) return absl::OkStatus();
  // A dose is replaced once.
  if (!RecordSupplement(call.transaction, patient.person, patient.today, supplement,
                        call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "replaced"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  if (vomited && vomited->action == policy::VomitedAction::kAsk) {
    // The one to be asked is the one who signs: she hears that it was left to her.
    contract::Advise(response->mutable_outcome(),
                     {{reason::kRulesSilent, {{"pack", vomited->pack}}}});
  }
  return absl::OkStatus();
}

}  // namespace oat::prescribing
