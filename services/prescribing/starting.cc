#include "services/prescribing/starting.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/policy/qtc.h"
#include "services/policy/switches.h"

namespace oat::prescribing {
namespace {

constexpr int kWeek = 7;

Reason OverLimit(const char* code, const policy::Limit& limit) {
  return {code, {{"dose", FormatDose(*limit.most)}, {"pack", limit.pack}}};
}

// What a source leaves open stands once the prescriber, who is the one to ask, has written down
// why.
bool IsLeftOpen(const policy::Limit& limit, policy::Rationale rationale) {
  return !limit.silent_packs.empty() && rationale == rules::v1::RATIONALE_UNSPECIFIED;
}
Reason LeftOpen(const policy::Limit& limit) {
  return {reason::kRulesSilent, {{"pack", limit.silent_packs}}};
}

// The lowest dose of the seven days before a day; absent: of none of them is one known.
std::optional<Micrograms> LowestOfWeekBefore(const std::map<Day, Micrograms>& doses, Day day) {
  std::optional<Micrograms> lowest;
  for (auto one = doses.lower_bound(day - kWeek); one != doses.end() && one->first < day; ++one) {
    lowest = lowest ? std::min(*lowest, one->second) : one->second;
  }
  return lowest;
}

Micrograms HighestOf(const Proposal& proposal) {
  Micrograms highest;
  for (const Step& step : proposal.steps) highest = std::max(highest, step.DayTotal());
  return highest;
}

}  // namespace

std::optional<Reason> QuestionFirstDay(const std::string& drug_form, Micrograms day_total,
                                       policy::Rationale rationale, const policy::Rules& rules) {
  const policy::Limit limit =
      policy::FirstDayLimit(rules.stack, policy::DrugOf(drug_form), rationale);
  if (limit.IsExceededBy(day_total)) return OverLimit(reason::kStartFirstDay, limit);
  if (IsLeftOpen(limit, rationale)) return LeftOpen(limit);
  return std::nullopt;
}

std::vector<Reason> QuestionStart(const Proposal& proposal, const policy::Rules& rules) {
  std::vector<Reason> reasons;
  const Step& first = proposal.steps.front();
  const policy::Limit dose =
      policy::FirstDoseLimit(rules.stack, policy::DrugOf(proposal.drug_form));
  if (dose.IsExceededBy(first.portions.front())) {
    reasons.push_back(OverLimit(reason::kStartFirstDose, dose));
  } else if (IsLeftOpen(dose, proposal.rationale)) {
    reasons.push_back(LeftOpen(dose));
  }
  if (auto why_not =
          QuestionFirstDay(proposal.drug_form, first.DayTotal(), proposal.rationale, rules)) {
    reasons.push_back(*std::move(why_not));
  }
  return reasons;
}

std::vector<Reason> QuestionRise(const Proposal& proposal, const Course& course,
                                 const policy::Rules& rules) {
  const policy::Drug drug = policy::DrugOf(proposal.drug_form);
  const auto began = course.is_start ? proposal.steps.front().from_day : course.began;
  if (!began) return {};
  std::map<Day, Micrograms> doses;
  if (!course.is_start) doses = course.doses;
  for (const Step& step : proposal.steps) {
    for (Day day = step.from_day; day <= step.until_day; ++day) {
      const policy::Limit limit = policy::WeeklyRiseLimit(rules.stack, drug, day - *began + 1);
      const bool is_past_first_weeks = !limit.most && limit.silent_packs.empty();
      if (is_past_first_weeks) return {};
      doses[day] = step.DayTotal();
      const Micrograms rise =
          step.DayTotal() - LowestOfWeekBefore(doses, day).value_or(step.DayTotal());
      if (limit.IsExceededBy(rise)) return {OverLimit(reason::kWeeklyRise, limit)};
      if (rise > Micrograms(0) && IsLeftOpen(limit, proposal.rationale)) return {LeftOpen(limit)};
    }
  }
  return {};
}

std::vector<Reason> QuestionSwitch(policy::Drug from, const Proposal& proposal,
                                   std::optional<int32_t> hours_on_record,
                                   const policy::Rules& rules) {
  const auto asked = policy::RulesOfSwitch(rules.stack, from, policy::DrugOf(proposal.drug_form));
  if (!asked) return {};
  if (!proposal.switch_assessment) return {{reason::kSwitchUnassessed, {}}};
  const int32_t said = proposal.switch_assessment->hours_since_full_agonist;
  const int32_t hours = std::min(said, hours_on_record.value_or(said));
  std::vector<Reason> reasons;
  if (asked->hours && hours < asked->hours->least) {
    reasons.push_back(
        {reason::kSwitchTooSoon,
         {{"hours", absl::StrCat(asked->hours->least)}, {"pack", asked->hours->pack}}});
  }
  const auto& score = asked->withdrawal_score;
  if (score && proposal.switch_assessment->withdrawal_score < score->least) {
    reasons.push_back({reason::kSwitchWithdrawal,
                       {{"score", absl::StrCat(score->least)}, {"pack", score->pack}}});
  }
  return reasons;
}

std::vector<Reason> AdviceOn(const Proposal& proposal, const Course& course,
                             std::optional<Micrograms> current, const policy::Rules& rules) {
  std::vector<Reason> advice;
  const policy::Drug drug = policy::DrugOf(proposal.drug_form);
  const policy::Limit caution = policy::FirstDoseCaution(rules.stack, drug);
  const bool is_daily = !policy::IsDepot(proposal.drug_form);
  if (is_daily && course.is_start &&
      caution.IsExceededBy(proposal.steps.front().portions.front())) {
    advice.push_back(OverLimit(reason::kStartCaution, caution));
  }
  const auto ecg = policy::ExtraEcgThreshold(rules.stack);
  const bool rises_above = ecg && drug == rules::v1::DRUG_METHADONE &&
                           HighestOf(proposal) > ecg->above &&
                           current.value_or(Micrograms(0)) <= ecg->above;
  if (rises_above) {
    advice.push_back({reason::kExtraEcg, {{"dose", FormatDose(ecg->above)}, {"pack", ecg->pack}}});
  }
  return advice;
}

}  // namespace oat::prescribing
