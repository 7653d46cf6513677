// Signing an order: what must be true of it, and what is asked.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/advice.h"
#include "services/custody/store.h"
#include "services/policy/depots.h"
#include "services/prescribing/bottles_at_home.h"
#include "services/prescribing/course.h"
#include "services/prescribing/order_form.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"
#include "services/stock/store.h"

namespace oat::prescribing {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

policy::Rationale RationaleOf(v1::StartRationale rationale) {
  switch (rationale) {
    case v1::START_RATIONALE_DOCUMENTED:
      return rules::v1::RATIONALE_DOCUMENTED;
    case v1::START_RATIONALE_LIMIT_FAILED:
      return rules::v1::RATIONALE_LIMIT_FAILED;
    default:
      return rules::v1::RATIONALE_UNSPECIFIED;
  }
}

absl::StatusOr<Proposal> ReadProposal(const Call& call, const v1::SignOrderRequest& request) {
  Proposal proposal{.drug_form = contract::Code(request.drug_form()),
                    .supervised_weekdays = {request.supervised_weekdays().begin(),
                                            request.supervised_weekdays().end()},
                    .patient_told = request.patient_told(),
                    .tenfold_checked = request.tenfold_checked(),
                    .second_consents = call.second.has_value(),
                    .rationale = RationaleOf(request.rationale()),
                    .beside_depot = request.beside_depot()};
  if (request.has_switch_assessment()) {
    proposal.switch_assessment = {request.switch_assessment().hours_since_full_agonist(),
                                  request.switch_assessment().withdrawal_score()};
  }
  for (const v1::OrderStep& in : request.steps()) {
    OAT_ASSIGN_OR_RETURN(Day from_day, ParseDay(in.from_day()));
    OAT_ASSIGN_OR_RETURN(Day until_day, ParseDay(in.until_day()));
    Step& step =
        proposal.steps.emplace_back(Step{from_day, until_day, {}, std::max(in.interval_days(), 1)});
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

// Whether the milligrams of two drug forms say the same: those of a depot compare with its own
// alone.
bool Compare(const std::string& one, const std::string& other) {
  return one == other || (!policy::IsDepot(one) && !policy::IsDepot(other));
}

std::optional<Micrograms> CurrentDose(Call& call, const Patient& patient,
                                      const std::string& drug_form) {
  auto order = LoadCurrent(call.transaction, patient.person, patient.today);
  if (order && order->StepOn(patient.today) != nullptr) {
    if (!Compare(order->drug_form, drug_form)) return std::nullopt;
    return order->StepOn(patient.today)->DayTotal();
  }
  auto taken = slots::LastTaken(call.transaction, patient.person);
  if (taken && Compare(taken->drug_form, drug_form)) return taken->micrograms;
  return std::nullopt;
}

// Longer ago than anybody says of the last full agonist.
constexpr int kDaysOfAgonist = 42;

// Since the last full agonist that was taken here, where its time is known.
std::optional<int32_t> HoursOnRecord(Call& call, const Patient& patient) {
  for (const slots::Fact& fact :
       slots::LoadFacts(call.transaction, patient.person, patient.today - kDaysOfAgonist)) {
    const bool is_full_agonist = policy::DrugOf(fact.drug_form) == rules::v1::DRUG_METHADONE;
    if (is_full_agonist && fact.taken_at) {
      return static_cast<int32_t>(absl::ToInt64Hours(call.now - *fact.taken_at));
    }
  }
  return std::nullopt;
}

Course CourseBefore(Call& call, const Patient& patient, const Proposal& proposal,
                    const policy::Rules& rules) {
  const policy::Drug drug = policy::DrugOf(proposal.drug_form);
  const Day from_day = proposal.steps.front().from_day;
  const Day earliest = from_day - 7 * policy::WeeksOfRise(rules.stack, drug);
  return LoadCourse(call, patient, drug, from_day, earliest, rules);
}

// The last day on which a depot acts that claims a day; absent: none does.
std::optional<Day> DepotActsUntil(Call& call, const Patient& patient, Day day) {
  std::optional<Day> until;
  for (const slots::Fact& fact : slots::LoadFactsThatCover(call.transaction, patient.person, day)) {
    const Day acts_until = fact.interval.ActsUntil(fact.clinical_day);
    if (!policy::IsDepot(fact.drug_form) || acts_until < day) continue;
    until = std::max(until.value_or(acts_until), acts_until);
  }
  return until;
}

// Whether the proposal says that it is meant beside a depot where, and only where, one can be.
absl::Status CheckBesideDepot(Call& call, const Patient& patient, const Proposal& proposal) {
  if (!proposal.beside_depot) return absl::OkStatus();
  if (policy::IsDepot(proposal.drug_form)) {
    return Invalid("beside_depot", "true", "false: a depot is not given beside another");
  }
  const Day first = proposal.steps.front().from_day;
  if (DepotActsUntil(call, patient, first)) return absl::OkStatus();
  return Invalid("beside_depot", "true",
                 absl::StrCat("false: no depot acts on ", FormatDay(first)));
}

// A depot needs rules that know it, and whoever starts with one a reason; while one acts nothing
// else is ordered but what is meant beside it.
std::optional<Reason> QuestionDepot(Call& call, const Patient& patient, const Proposal& proposal,
                                    const Course& course, const policy::Rules& rules) {
  if (!policy::IsDepot(proposal.drug_form)) {
    if (proposal.beside_depot) return std::nullopt;
    const auto until = DepotActsUntil(call, patient, proposal.steps.front().from_day);
    if (!until) return std::nullopt;
    return Reason{reason::kDepotActs, {{"day", FormatDay(*until)}}};
  }
  const auto depot = policy::RulesOfDepot(rules.stack, proposal.drug_form);
  if (!depot) return Reason{reason::kDepotWithoutRules, {}};
  const bool is_explained = proposal.rationale != rules::v1::RATIONALE_UNSPECIFIED;
  if (!course.is_start || is_explained) return std::nullopt;
  return Reason{reason::kRulesSilent, {{"pack", depot->packs}}};
}

// Everything that speaks against the proposal, in the order in which it is asked.
std::vector<Reason> QuestionAll(Call& call, const Patient& patient, const Proposal& proposal,
                                const Course& course, std::optional<Micrograms> current,
                                const policy::Rules& rules) {
  std::vector<Reason> reasons;
  const auto add = [&](const std::vector<Reason>& more) {
    reasons.insert(reasons.end(), more.begin(), more.end());
  };
  const Day earliest = EarliestStart(call, patient);
  if (proposal.steps.front().from_day < earliest) {
    add({{reason::kDayBegun, {{"day", FormatDay(earliest)}}}});
  }
  add(CheckMeasurable(call, patient, proposal));
  add(Question(proposal, current, rules));
  if (auto depot = QuestionDepot(call, patient, proposal, course, rules)) add({*depot});
  if (!policy::IsDepot(proposal.drug_form)) {
    if (course.is_start) add(QuestionStart(proposal, rules));
    add(QuestionRise(proposal, course, rules));
  }
  const policy::Drug drug = policy::DrugOf(proposal.drug_form);
  if (const auto from = OtherDrug(call, patient, drug)) {
    add(QuestionSwitch(*from, proposal, HoursOnRecord(call, patient), rules));
  }
  return reasons;
}

}  // namespace

absl::Status Service::SignOrder(Call& call, const v1::SignOrderRequest& request,
                                v1::SignOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(Proposal proposal, ReadProposal(call, request));
  OAT_RETURN_IF_ERROR(CheckSteps(proposal, patient.today));
  OAT_RETURN_IF_ERROR(CheckBesideDepot(call, patient, proposal));
  OAT_RETURN_IF_ERROR(CheckOrderForm(request));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const Course course = CourseBefore(call, patient, proposal, *rules);
  const std::optional<Micrograms> current = CurrentDose(call, patient, proposal.drug_form);
  auto reasons = QuestionAll(call, patient, proposal, course, current, *rules);
  const Day first = proposal.steps.front().from_day;
  if (auto undecided = AskBottles(call, patient, first, request.bottles())) {
    reasons.push_back(*std::move(undecided));
  }
  if (auto form = QuestionOrderForm(call, request, *rules)) reasons.push_back(*std::move(form));
  Refuse(response->mutable_outcome(), reasons);
  if (!reasons.empty()) return absl::OkStatus();
  Order order{.id = call.request_id,
              .kind = proposal.beside_depot ? kBesideDepot : "standard",
              .drug_form = proposal.drug_form,
              .from_day = proposal.steps.front().from_day,
              .until_day = proposal.steps.back().until_day,
              .supervised_weekdays = proposal.supervised_weekdays,
              .signed_by = call.caller.staff,
              .second = call.second,
              .steps = proposal.steps,
              .rule_packs = rules->packs,
              .rationale = proposal.rationale,
              .switch_assessment = proposal.switch_assessment};
  RecordOrder(call.transaction, patient.person, order, call.now);
  UseOrderForm(call, request);
  CarryOutOnBottles(call, patient, first, request.bottles());
  Accept(response->mutable_outcome());
  contract::Advise(response->mutable_outcome(), AdviceOn(proposal, course, current, *rules));
  response->set_from_day(FormatDay(order.from_day));
  return absl::OkStatus();
}

}  // namespace oat::prescribing
