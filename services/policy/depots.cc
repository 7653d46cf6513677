#include "services/policy/depots.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace oat::policy {
namespace {

using rules::v1::Value;

// The higher, or the lower, of two numbers of which either may be missing.
void Raise(const Value& value, std::optional<int64_t>* number) {
  if (value.has_is()) *number = std::max(number->value_or(value.is()), value.is());
}
void Lower(const Value& value, std::optional<int64_t>* number) {
  if (value.has_is()) *number = std::min(number->value_or(value.is()), value.is());
}

}  // namespace

DoseInterval DepotRules::Interval() const {
  const int64_t latest = std::max(usual_days, latest_days.value_or(usual_days));
  return {static_cast<int32_t>(usual_days), static_cast<int32_t>(latest)};
}

std::optional<DepotRules> RulesOfDepot(const Stack& stack, const std::string& drug_form) {
  std::optional<DepotRules> rules;
  for (const auto& pack : stack) {
    for (const rules::v1::Depot& depot : pack->says.depots()) {
      if (depot.drug_form() != drug_form) continue;
      if (!rules) rules.emplace();
      rules->usual_days = std::max(rules->usual_days, depot.usual_days().is());
      Raise(depot.earliest_days(), &rules->earliest_days);
      Lower(depot.latest_days(), &rules->latest_days);
      rules->is_earliest_silent = rules->is_earliest_silent || depot.earliest_days().silent();
      rules->is_latest_silent = rules->is_latest_silent || depot.latest_days().silent();
      rules->is_late_silent = rules->is_late_silent || depot.late_silent();
      absl::StrAppend(&rules->packs, rules->packs.empty() ? "" : " ", pack->Id());
    }
  }
  return rules;
}

DepotTiming TimingOf(const DepotRules& rules, int64_t days_since) {
  if (rules.earliest_days && days_since < *rules.earliest_days) return DepotTiming::kTooEarly;
  const bool is_before_usual = days_since < rules.usual_days;
  // Nobody has said how much too early is too early: what is known is that it still acts.
  const bool is_earliest_known = rules.earliest_days && !rules.is_earliest_silent;
  if (is_before_usual && !is_earliest_known) return DepotTiming::kSilent;
  if (rules.latest_days && days_since > *rules.latest_days) {
    return rules.is_late_silent ? DepotTiming::kSilent : DepotTiming::kLate;
  }
  const bool may_be_late = rules.is_latest_silent && days_since > rules.usual_days;
  return may_be_late ? DepotTiming::kSilent : DepotTiming::kDue;
}

}  // namespace oat::policy
