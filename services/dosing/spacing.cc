#include "services/dosing/spacing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/dosing/steps.h"
#include "services/policy/depots.h"

namespace oat::dosing {
namespace {

// A fact no larger than a portion of today's split order is a portion too, last evening's before
// this morning's: splitting a dose is to bring its halves nearer together than whole ones.
bool IsPortionOfSplit(const slots::Fact& fact, const prescribing::Step* step) {
  if (step == nullptr || step->portions.size() < 2) return false;
  return fact.micrograms <= *std::max_element(step->portions.begin(), step->portions.end());
}

// The last day that is claimed by a dose which claims today; absent: none does. Depots, the one of
// today too, or all that is no depot: of today's daily doses the portions are asked.
std::optional<Day> ActsUntil(const Situation& s, bool depots) {
  const Day last_given = depots ? s.today : s.today - 1;
  std::optional<Day> until;
  const auto add = [&](Day given, const DoseInterval& interval) {
    const Day acts_until = interval.ActsUntil(given);
    const bool claims_today = given <= last_given && acts_until >= s.today;
    if (claims_today) until = std::max(until.value_or(acts_until), acts_until);
  };
  for (const slots::Fact& fact : s.facts) {
    if (policy::IsDepot(fact.drug_form) == depots) add(fact.clinical_day, fact.interval);
  }
  for (const bottles::Bottle& bottle : s.bottles) {
    if (!depots && bottle.holds_portion()) add(bottle.clinical_day, bottle.interval());
  }
  return until;
}

// The next depot, by the rules of the one before it.
Due AskDepotDue(const Situation& s, const policy::Rules& rules) {
  if (!policy::RulesOfDepot(rules.stack, s.order->drug_form)) {
    return {.why_not = Reason{reason::kDepotWithoutRules, {}}};
  }
  if (!s.last_depot) return {};
  const auto depot = policy::RulesOfDepot(rules.stack, s.last_depot->drug_form);
  if (!depot) return {.why_not = Reason{reason::kDepotWithoutRules, {}}};
  const int64_t days = s.today - s.last_depot->clinical_day;
  switch (policy::TimingOf(*depot, days)) {
    case policy::DepotTiming::kTooEarly: {
      if (s.overrides.contains(reason::kNotDue)) return {};
      const Day earliest = s.last_depot->clinical_day + *depot->earliest_days;
      return {.why_not = Reason{reason::kNotDue, {{"day", FormatDay(earliest)}}}};
    }
    case policy::DepotTiming::kDue:
      return {};
    case policy::DepotTiming::kLate:
      return {.late = Reason{reason::kDepotLate,
                             {{"days", absl::StrCat(days)},
                              {"most", absl::StrCat(*depot->latest_days)},
                              {"pack", depot->packs}}}};
    case policy::DepotTiming::kSilent:
      if (s.overrides.contains(reason::kRulesSilent)) return {};
      return {.why_not = Reason{reason::kRulesSilent, {{"pack", depot->packs}}}};
  }
  return {};
}

}  // namespace

absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& s,
                             const policy::Rules& rules) {
  return fact.clinical_day == s.today || IsPortionOfSplit(fact, StepGiven(s, rules))
             ? rules.minimum_portion_interval.value
             : rules.minimum_interval.value;
}

std::optional<absl::Time> EarliestAfterInterval(const Situation& s, const policy::Rules& rules) {
  std::optional<absl::Time> earliest;
  for (const slots::Fact& fact : s.facts) {
    if (!fact.taken_at) continue;
    const absl::Time until = *fact.taken_at + IntervalAfter(fact, s, rules);
    if (!earliest || until > *earliest) earliest = until;
  }
  return earliest;
}

DoseInterval IntervalOf(const std::string& drug_form, const Situation& s,
                        const policy::Rules* rules) {
  if (policy::IsDepot(drug_form)) {
    const auto depot =
        rules == nullptr ? std::nullopt : policy::RulesOfDepot(rules->stack, drug_form);
    return depot ? depot->Interval() : DoseInterval{};
  }
  const prescribing::Step* step = s.order ? s.order->StepOn(s.today) : nullptr;
  if (step == nullptr || s.order->drug_form != drug_form) return {};
  return {step->interval_days, step->interval_days};
}

Due AskDue(const Situation& s, const policy::Rules& rules) {
  if (policy::IsDepot(s.order->drug_form)) return AskDepotDue(s, rules);
  const auto depot_until = ActsUntil(s, /*depots=*/true);
  if (depot_until && !s.order->is_beside_depot()) {
    return {.why_not = Reason{reason::kDepotActs, {{"day", FormatDay(*depot_until)}}}};
  }
  const auto until = ActsUntil(s, /*depots=*/false);
  if (!until || s.overrides.contains(reason::kNotDue)) return {};
  return {.why_not = Reason{reason::kNotDue, {{"day", FormatDay(*until + 1)}}}};
}

}  // namespace oat::dosing
