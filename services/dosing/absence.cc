#include "services/dosing/absence.h"

#include <algorithm>
#include <map>
#include <set>

#include "services/policy/depots.h"

namespace oat::dosing {
namespace {

// How many doses fell due on the missed days: of an order for every second day half as many.
int32_t MissedDoses(const Situation& s) {
  const prescribing::Step* step = s.order->StepOn(s.today);
  const int32_t interval = step == nullptr ? 1 : step->interval_days;
  return (s.missed_days + interval - 1) / interval;
}

}  // namespace

std::optional<policy::MissedAnswer> AfterMissedDays(const Situation& s, const Encounter& encounter,
                                                    const policy::Rules& rules) {
  if (s.missed_days == 0 || !s.order) return std::nullopt;
  const bool is_of_today =
      s.order->rule_packs && ClinicalDay(s.order->recorded_at, s.reckoning) == s.today;
  if (is_of_today) return std::nullopt;
  // After a depot the next one is late, or not, by the rules of depots (spacing.h).
  const bool is_after_depot = s.last_day && !s.last_day->micrograms;
  if (is_after_depot && policy::IsDepot(s.order->drug_form)) return std::nullopt;
  policy::MissedQuestion question{
      .drug = policy::DrugOf(s.order->drug_form),
      .days = s.missed_days,
      .doses = MissedDoses(s),
      .is_intoxicated = encounter.assessment == "sedated" || encounter.assessment == "alcohol"};
  if (s.last_day) question.last_taken = s.last_day->micrograms;
  return policy::AfterMissed(rules.stack, question);
}

bool WantsPrescriber(const std::string& drug_form, int32_t missed_days,
                     const policy::Rules& rules) {
  if (policy::IsDepot(drug_form)) {
    const auto depot = policy::RulesOfDepot(rules.stack, drug_form);
    return !depot || (missed_days > 0 && depot->is_late_silent);
  }
  const auto answer = policy::AfterMissed(
      rules.stack, {.drug = policy::DrugOf(drug_form), .days = missed_days, .doses = missed_days});
  return answer && (answer->action > policy::MissedAction::kReduced ||
                    answer->approver != policy::MissedApprover::kNobody);
}

Absence ReckonAbsence(std::optional<slots::DayTaken> observed,
                      const std::vector<bottles::Bottle>& bottles, Day today,
                      const std::function<bool(Day)>& is_expected) {
  std::map<Day, Micrograms> covered;
  std::set<Day> unknown;
  std::optional<Day> covered_until;
  if (observed) covered_until = observed->covers_until;
  for (const bottles::Bottle& bottle : bottles) {
    const bottles::Coverage coverage = bottles::CoverageOf(bottle);
    const Day last = bottle.interval().ActsUntil(bottle.clinical_day);
    if (coverage == bottles::Coverage::kCovered && bottle.clinical_day < today) {
      covered[bottle.clinical_day] += bottle.micrograms;
      covered_until = std::max(covered_until.value_or(last), last);
    }
    if (coverage != bottles::Coverage::kUnknown) continue;
    for (Day day = bottle.clinical_day; day <= last; ++day) unknown.insert(day);
  }
  Absence absence{.last_day = std::move(observed)};
  for (const auto& [day, micrograms] : covered) {
    if (absence.last_day && absence.last_day->clinical_day >= day) continue;
    absence.last_day = {day, micrograms};
  }
  const auto is_unknown = [&](Day day) { return unknown.contains(day); };
  absence.unknown_days = CountMissedDays(covered_until, today, is_unknown);
  absence.missed_days = CountMissedDays(
      covered_until, today, [&](Day day) { return !is_unknown(day) && is_expected(day); });
  return absence;
}

int32_t CountMissedDays(std::optional<Day> covered_until, Day today,
                        const std::function<bool(Day)>& is_expected) {
  if (!covered_until) return 0;
  int32_t missed = 0;
  for (Day day = *covered_until + 1; day < today; ++day) {
    if (is_expected(day)) ++missed;
  }
  return missed;
}

}  // namespace oat::dosing
