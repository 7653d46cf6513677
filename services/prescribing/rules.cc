#include "services/prescribing/rules.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::prescribing {
namespace {

// One injection, at the interval that the rules know.
absl::Status CheckDepotStep(const std::string& name, const Step& step) {
  if (step.portions.size() != 1) {
    return Invalid(name + ".portion_micrograms", absl::StrCat(step.portions.size(), " portions"),
                   "one: a depot is a single injection");
  }
  if (step.interval_days == 1) return absl::OkStatus();
  return Invalid(name + ".interval_days", absl::StrCat(step.interval_days),
                 "nothing: the rules know the interval of a depot");
}

// Every interval is one that the rules let be.
std::optional<Reason> QuestionInterval(const Proposal& proposal, const policy::DrugRules& drug) {
  const int64_t longest = drug.longest_interval_days ? drug.longest_interval_days->value : 1;
  for (const Step& step : proposal.steps) {
    if (step.interval_days <= longest) continue;
    return Reason{reason::kIntervalTooLong, {{"days", absl::StrCat(longest)}}};
  }
  return std::nullopt;
}

}  // namespace

Micrograms Step::DayTotal() const {
  Micrograms total;
  for (Micrograms portion : portions) total += portion;
  return total;
}

const Step* Order::StepOn(Day day) const {
  for (const Step& step : steps) {
    if (step.from_day <= day && day <= step.until_day) return &step;
  }
  return nullptr;
}

std::optional<Reason> WhyNotInForce(const std::optional<Order>& order, Day day) {
  if (!order) return Reason{reason::kNoOrder, {}};
  if (order->cancelled_from && *order->cancelled_from <= day) {
    return Reason{reason::kOrderCancelled, {{"day", FormatDay(*order->cancelled_from)}}};
  }
  if (order->until_day < day) {
    return Reason{reason::kOrderExpired, {{"day", FormatDay(order->until_day)}}};
  }
  if (order->StepOn(day) == nullptr) return Reason{reason::kOutsideSteps, {}};
  return std::nullopt;
}

absl::Status CheckSteps(const Proposal& proposal, Day today) {
  std::optional<Day> expected;
  for (size_t i = 0; i < proposal.steps.size(); ++i) {
    const Step& step = proposal.steps[i];
    const std::string name = absl::StrCat("steps[", i, "]");
    if (step.until_day < step.from_day) {
      return Invalid(name + ".until_day", FormatDay(step.until_day),
                     absl::StrCat(FormatDay(step.from_day), " or later"));
    }
    if (!expected && step.from_day < today) {
      return Invalid(name + ".from_day", FormatDay(step.from_day),
                     absl::StrCat("today, ", FormatDay(today), ", or later"));
    }
    if (expected && step.from_day != *expected) {
      return Invalid(name + ".from_day", FormatDay(step.from_day),
                     absl::StrCat(FormatDay(*expected), ", the day after the step before it"));
    }
    if (policy::IsDepot(proposal.drug_form)) OAT_RETURN_IF_ERROR(CheckDepotStep(name, step));
    expected = step.until_day + 1;
  }
  return absl::OkStatus();
}

std::vector<Reason> Question(const Proposal& proposal, std::optional<Micrograms> current,
                             const policy::Rules& rules) {
  std::vector<Reason> reasons;
  const policy::DrugRules& drug = rules.ForDrugForm(proposal.drug_form);
  Micrograms highest;
  for (const Step& step : proposal.steps) highest = std::max(highest, step.DayTotal());
  // What a depot releases in a day is not what is in it.
  const bool is_daily = !policy::IsDepot(proposal.drug_form);
  if (is_daily && highest > drug.maximum.value && !proposal.second_consents) {
    reasons.push_back({reason::kOverMaximum, {{"dose", FormatDose(drug.maximum.value)}}});
  }
  if (auto interval = QuestionInterval(proposal, drug)) reasons.push_back(*std::move(interval));
  if (!current || proposal.steps.empty()) return reasons;
  const int64_t factor = rules.tenfold_factor.value;
  if (highest.count() >= factor * current->count() && !proposal.tenfold_checked) {
    reasons.push_back({reason::kTenfold, {{"dose", FormatDose(*current)}}});
  }
  // Each step is a change from the one before it, the first from what is taken now.
  Micrograms before = *current;
  bool large = false;
  for (const Step& step : proposal.steps) {
    large = large || std::abs((step.DayTotal() - before).count()) > drug.large_change.value.count();
    before = step.DayTotal();
  }
  if (large && !proposal.patient_told) {
    reasons.push_back({reason::kLargeChange, {{"dose", FormatDose(*current)}}});
  }
  return reasons;
}

std::optional<int32_t> ExpiryNotice(Day until_day, Day today) {
  const auto days_left = static_cast<int32_t>(until_day - today);
  if (days_left < 0) return 0;
  for (int32_t notice : {1, 3, 7, kFirstExpiryNotice}) {
    if (days_left <= notice) return notice;
  }
  return std::nullopt;
}

}  // namespace oat::prescribing
