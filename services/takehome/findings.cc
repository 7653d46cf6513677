#include "services/takehome/findings.h"

#include <algorithm>

#include "services/bottles/store.h"
#include "services/contract/answer.h"
#include "services/dosing/service.h"
#include "services/enrolment/store.h"
#include "services/sites/store.h"

namespace oat::takehome {
namespace {

using access::Call;

// Ceilings of two weeks look so far back.
constexpr int kDaysBack = 13;

bool IsShut(Call& call, Day day) {
  return !sites::OpensOn(call.site(), day) ||
         sites::ClosureOn(call.transaction, call.site().code, day).has_value();
}

// A bottle that makes its day one at home, or made it one.
bool Counts(const bottles::Bottle& bottle) {
  return bottle.state != "returned" && bottle.state != "unmade" && bottle.state != "replaced";
}

// Whether an authorised portion is, or may still become, a bottle at home.
bool IsAtHome(const Authorisation& authorisation, const Dose& dose, Day today,
              const std::vector<bottles::Bottle>& bottles) {
  bool was_filled = false;
  for (const bottles::Bottle& bottle : bottles) {
    const bool is_of_it = bottle.authorisation == authorisation.id &&
                          bottle.clinical_day == dose.clinical_day &&
                          bottle.portion == dose.portion;
    if (is_of_it && Counts(bottle)) return true;
    was_filled = was_filled || (is_of_it && bottle.state != "unmade");
  }
  return !was_filled && !authorisation.revoked && dose.clinical_day >= today;
}

std::vector<Reason> AskTreatedHere(const dosing::Situation& s) {
  if (s.deceased) return {{reason::kDeceased, {}}};
  if (!s.in_treatment) return {{reason::kNotInTreatment, {}}};
  if (!s.custody_site) return {{reason::kNoCustody, {}}};
  if (*s.custody_site != s.site_code) return {{reason::kOtherSite, {{"site", *s.custody_site}}}};
  return {};
}

// What the person has at home or authorised already, from so far back as ceilings look.
std::set<Dose> AlreadyOf(Call& call, PersonId person, Day today, const Asked& asked) {
  std::set<Dose> already;
  const auto bottles = bottles::LoadBottles(call.transaction, person, today - kDaysBack);
  for (const Authorisation& one : LoadAuthorisations(call.transaction, person)) {
    if (one.id == asked.authorisation) continue;
    for (const Dose& dose : one.doses) {
      const bool is_recent = dose.clinical_day >= today - kDaysBack;
      if (is_recent && IsAtHome(one, dose, today, bottles)) already.insert(dose);
    }
  }
  return already;
}

// Days that doses claim, each from its own on: what acts for several leaves none between.
class ClaimedDays {
 public:
  ClaimedDays(Call& call, PersonId person, const dosing::Situation& situation,
              const std::set<Dose>& already)
      : situation_(situation) {
    for (const slots::Fact& fact : situation.facts) {
      if (!policy::IsDepot(fact.drug_form)) Add(fact.clinical_day, fact.interval);
    }
    for (const Dose& dose : already) {
      const auto ordered = OrderedFor(call, person, dose);
      if (ordered) Add(dose.clinical_day, IntervalOf(*ordered));
    }
  }

  static DoseInterval IntervalOf(const Ordered& ordered) {
    return {ordered.interval_days, ordered.interval_days};
  }
  void Add(Day day, const DoseInterval& interval) { claims_.emplace_back(day, interval); }

  // Whether a dose of another day claims this one, a dose of this one that day, or a depot it.
  bool LeaveNoRoomFor(Day day, const Ordered& ordered) const {
    const Day acts_until = IntervalOf(ordered).ActsUntil(day);
    const bool is_claimed = std::any_of(claims_.begin(), claims_.end(), [&](const auto& claim) {
      const auto& [other, interval] = claim;
      return other < day ? interval.ActsUntil(other) >= day : day < other && acts_until >= other;
    });
    return is_claimed || (!ordered.beside_depot && IsOfDepot(day));
  }

 private:
  bool IsOfDepot(Day day) const {
    const auto& facts = situation_.facts;
    return std::any_of(facts.begin(), facts.end(), [&](const slots::Fact& fact) {
      return policy::IsDepot(fact.drug_form) && fact.interval.ActsUntil(fact.clinical_day) >= day;
    });
  }

  const dosing::Situation& situation_;
  std::vector<std::pair<Day, DoseInterval>> claims_;
};

bool HadEmergencySupply(Call& call, PersonId person, const Asked& asked) {
  const auto authorisations = LoadAuthorisations(call.transaction, person);
  return std::any_of(authorisations.begin(), authorisations.end(), [&](const auto& one) {
    return one.id != asked.authorisation && one.ground == policy::kEmergencySupply;
  });
}

}  // namespace

std::optional<Ordered> OrderedFor(Call& call, PersonId person, const Dose& dose) {
  const auto order = prescribing::LoadCurrent(call.transaction, person, dose.clinical_day);
  if (prescribing::WhyNotInForce(order, dose.clinical_day)) return std::nullopt;
  if (policy::IsDepot(order->drug_form)) return std::nullopt;
  const prescribing::Step& step = *order->StepOn(dose.clinical_day);
  const auto& portions = step.portions;
  if (dose.portion < 1 || dose.portion > static_cast<int32_t>(portions.size())) return std::nullopt;
  return Ordered{order->id, order->drug_form, portions[dose.portion - 1], step.interval_days,
                 order->is_beside_depot()};
}

bool IsClaimed(const dosing::Situation& situation, const Dose& dose) {
  return std::any_of(situation.slots.begin(), situation.slots.end(), [&](const auto& slot) {
    return slot.clinical_day == dose.clinical_day && slot.portion == dose.portion && !slot.released;
  });
}

Asked ReadAsked(Call& call, PersonId person,
                const google::protobuf::RepeatedPtrField<v1::TakeHomeDose>& doses,
                const std::string& ground,
                const google::protobuf::RepeatedPtrField<std::string>& criteria_met) {
  std::set<Dose> each;
  for (const v1::TakeHomeDose& one : doses) {
    Dose dose{*ParseDay(one.clinical_day()), std::max(one.portion(), 1)};
    each.insert(dose);
    if (one.portion() != 0) continue;
    for (++dose.portion; OrderedFor(call, person, dose); ++dose.portion) each.insert(dose);
  }
  return {.doses = {each.begin(), each.end()},
          .ground = ground,
          .criteria_met = {criteria_met.begin(), criteria_met.end()}};
}

Findings Consider(Call& call, PersonId person, const dosing::Situation& situation,
                  const policy::Rules& rules, const Asked& asked) {
  Findings findings{.reasons = AskTreatedHere(situation)};
  const auto episode = enrolment::LatestEpisode(call.transaction, person);
  if (!findings.reasons.empty() || !episode) return findings;
  policy::TakeHomeQuestion question{
      .today = situation.today,
      .treated_since = std::min(episode->started_on, situation.today),
      .ground = asked.ground,
      .is_renewal = HadEmergencySupply(call, person, asked),
      .criteria_met = {asked.criteria_met.begin(), asked.criteria_met.end()}};
  findings.treatment_day = question.TreatmentDay();
  const std::set<Dose> already = AlreadyOf(call, person, situation.today, asked);
  for (const Dose& dose : already) question.already.insert(dose.clinical_day);
  ClaimedDays claimed(call, person, situation, already);
  for (const Dose& dose : asked.doses) {
    const auto ordered = OrderedFor(call, person, dose);
    if (!ordered || dose.clinical_day < situation.today || IsClaimed(situation, dose) ||
        already.contains(dose) || claimed.LeaveNoRoomFor(dose.clinical_day, *ordered)) {
      findings.reasons.push_back({reason::kNotTakeHome, {{"day", FormatDay(dose.clinical_day)}}});
      continue;
    }
    claimed.Add(dose.clinical_day, ClaimedDays::IntervalOf(*ordered));
    question.asked.insert(dose.clinical_day);
    if (!findings.order) findings.order = ordered->order;
    question.drug = policy::DrugOf(ordered->drug_form);
  }
  if (!findings.reasons.empty()) return findings;
  for (const std::set<Day>* days : {&question.asked, &question.already}) {
    for (Day day : *days) {
      if (IsShut(call, day)) question.closed.insert(day);
    }
  }
  findings.answer = policy::MayTakeHome(rules.stack, question);
  findings.reasons = findings.answer.reasons;
  return findings;
}

void FillCeilings(const policy::TakeHomeAnswer& answer,
                  google::protobuf::RepeatedPtrField<v1::CeilingFinding>* out) {
  static constexpr v1::CeilingUnit kUnits[] = {
      v1::CEILING_UNIT_SUPPLY,      v1::CEILING_UNIT_WEEK, v1::CEILING_UNIT_TWO_WEEKS,
      v1::CEILING_UNIT_CONSECUTIVE, v1::CEILING_UNIT_NONE, v1::CEILING_UNIT_UNSPECIFIED};
  for (const policy::Ceiling& ceiling : answer.ceilings) {
    v1::CeilingFinding* finding = out->Add();
    finding->set_pack(ceiling.pack);
    finding->set_source(ceiling.source);
    finding->set_unit(kUnits[static_cast<size_t>(ceiling.unit)]);
    finding->set_most(ceiling.most);
    finding->set_counted(ceiling.counted);
    finding->set_closed_days_on_top(ceiling.closed_on_top);
    finding->set_within(ceiling.is_within());
  }
}

void FillCriteria(const policy::TakeHomeAnswer& answer,
                  google::protobuf::RepeatedPtrField<v1::CriterionFinding>* out) {
  for (const policy::CriterionFound& criterion : answer.criteria) {
    v1::CriterionFinding* finding = out->Add();
    finding->set_pack(criterion.pack);
    finding->set_code(criterion.code);
    finding->mutable_words()->set_en(criterion.words.en());
    finding->mutable_words()->set_ru(criterion.words.ru());
    finding->mutable_words()->set_kk(criterion.words.kk());
    switch (criterion.state) {
      case policy::CriterionState::kMet:
        finding->set_state(v1::CRITERION_STATE_MET);
        break;
      case policy::CriterionState::kToJudge:
        finding->set_state(v1::CRITERION_STATE_TO_JUDGE);
        break;
      case policy::CriterionState::kMissing:
        finding->set_state(v1::CRITERION_STATE_MISSING);
        break;
    }
  }
}

void FillBottle(const bottles::Bottle& bottle, const std::string& patient_number, v1::Bottle* out) {
  out->set_serial(bottle.serial);
  out->set_patient_number(patient_number);
  out->set_clinical_day(FormatDay(bottle.clinical_day));
  out->set_portion(bottle.portion);
  out->set_drug_form(contract::FromCode<v1::DrugForm>(bottle.drug_form));
  out->set_micrograms(bottle.micrograms.count());
  dosing::FillLines(bottle.lines, out->mutable_lines());
  out->set_state(contract::FromCode<v1::BottleState>(bottle.state));
  out->set_site_code(bottle.site_code);
  if (bottle.supplied_at) {
    *out->mutable_supplied_at() = contract::ToTimestamp(*bottle.supplied_at);
  }
  if (bottle.bring_back_until) out->set_bring_back_until_day(FormatDay(*bottle.bring_back_until));
}

}  // namespace oat::takehome
