#include "services/dosing/preview_rules.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/dosing/absence.h"
#include "services/dosing/amounts.h"

namespace oat::dosing {
namespace {

bool IsOfRules(const Reason& one) {
  static const auto* const codes = new std::set<std::string>{
      reason::kMissedDays,       reason::kMissedReduced, reason::kMissedInduction,
      reason::kRulesSilent,      reason::kTooSoon,       reason::kOver24Hours,
      reason::kOverMaximum,      reason::kUnknownDays,   reason::kNotDue,
      reason::kDepotWithoutRules};
  return codes->contains(one.code);
}

// A dose that is lowered and given at once is an answer at the window, and a change to the person.
std::vector<Reason> Lowered(const Situation& s, const Encounter& encounter,
                            const policy::Rules& rules, const Decision& decision) {
  const std::pair<std::string, std::string> dose = {"dose",
                                                    FormatDose(decision.authorised->micrograms)};
  std::vector<Reason> reasons = decision.beside;
  for (Reason& one : reasons) one.parameters.push_back(dose);
  Situation present = s;
  present.missed_days = 0;
  const Decision without = Decide(present, encounter, rules);
  const bool is_lower =
      !without.authorised || decision.authorised->micrograms < without.authorised->micrograms;
  const auto missed = AfterMissedDays(s, encounter, rules);
  if (is_lower && missed) {
    reasons.push_back({reason::kMissedReduced,
                       {{"days", absl::StrCat(s.missed_days)},
                        {"pack", missed->packs},
                        dose,
                        {"asked", "nobody"}}});
  }
  return reasons;
}

// Reasons as they are felt: without the names of the packs.
std::vector<Reason> WithoutPacks(std::vector<Reason> reasons) {
  for (Reason& one : reasons) {
    std::erase_if(one.parameters, [](const auto& parameter) { return parameter.first == "pack"; });
  }
  return reasons;
}

}  // namespace

std::vector<Reason> AskedByRules(const Situation& s, const policy::Rules& rules) {
  const Encounter well{.identity_check = "second_identifier", .assessment = "well"};
  Decision decision = Decide(s, well, rules);
  std::vector<Reason>& asked = decision.reasons;
  std::erase_if(asked, [](const Reason& one) { return !IsOfRules(one); });
  if (decision.authorised && decision.authorised->ordered.count() > 0) {
    asked = Lowered(s, well, rules, decision);
  }
  const bool is_said = std::any_of(asked.begin(), asked.end(), [](const Reason& one) {
    return one.code == reason::kOverMaximum;
  });
  if (is_said || prescribing::WhyNotInForce(s.order, s.today)) return asked;
  if (auto over = OverMaximum(*s.order, s.order->StepOn(s.today)->DayTotal(), rules)) {
    asked.push_back(*std::move(over));
  }
  return asked;
}

bool IsTouched(const std::vector<Reason>& before, const std::vector<Reason>& after) {
  return WithoutPacks(before) != WithoutPacks(after);
}

}  // namespace oat::dosing
