#include "services/dosing/absence.h"

#include <algorithm>
#include <map>
#include <set>

namespace oat::dosing {

std::optional<policy::MissedAnswer> AfterMissedDays(const Situation& s, const Encounter& encounter,
                                                    const policy::Rules& rules) {
  if (s.missed_days == 0 || !s.order) return std::nullopt;
  const bool is_of_today =
      s.order->rule_packs && ClinicalDay(s.order->recorded_at, s.reckoning) == s.today;
  if (is_of_today) return std::nullopt;
  policy::MissedQuestion question{
      .drug = policy::DrugOf(s.order->drug_form),
      .days = s.missed_days,
      .doses = s.missed_days,
      .is_intoxicated = encounter.assessment == "sedated" || encounter.assessment == "alcohol"};
  if (s.last_day) question.last_taken = s.last_day->micrograms;
  return policy::AfterMissed(rules.stack, question);
}

bool WantsPrescriber(policy::Drug drug, int32_t missed_days, const policy::Rules& rules) {
  const auto answer =
      policy::AfterMissed(rules.stack, {.drug = drug, .days = missed_days, .doses = missed_days});
  return answer && (answer->action > policy::MissedAction::kReduced ||
                    answer->approver != policy::MissedApprover::kNobody);
}

Absence ReckonAbsence(std::optional<slots::DayTaken> observed,
                      const std::vector<bottles::Bottle>& bottles, Day today,
                      const std::function<bool(Day)>& is_expected) {
  std::map<Day, Micrograms> covered;
  std::set<Day> unknown;
  for (const bottles::Bottle& bottle : bottles) {
    const bottles::Coverage coverage = bottles::CoverageOf(bottle);
    if (coverage == bottles::Coverage::kCovered) covered[bottle.clinical_day] += bottle.micrograms;
    if (coverage == bottles::Coverage::kUnknown) unknown.insert(bottle.clinical_day);
  }
  Absence absence{.last_day = std::move(observed)};
  for (const auto& [day, micrograms] : covered) {
    const bool is_later = !absence.last_day || absence.last_day->clinical_day < day;
    if (day < today && is_later) absence.last_day = {day, micrograms};
  }
  if (!absence.last_day) return absence;
  for (Day day = absence.last_day->clinical_day + 1; day < today; ++day) {
    if (unknown.contains(day)) {
      ++absence.unknown_days;
    } else if (is_expected(day)) {
      ++absence.missed_days;
    }
  }
  return absence;
}

int32_t CountMissedDays(std::optional<Day> last_taken, Day today,
                        const std::function<bool(Day)>& is_expected) {
  if (!last_taken) return 0;
  int32_t missed = 0;
  for (Day day = *last_taken + 1; day < today; ++day) {
    if (is_expected(day)) ++missed;
  }
  return missed;
}

}  // namespace oat::dosing
