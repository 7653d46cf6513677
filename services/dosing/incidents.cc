#include "services/dosing/incidents.h"

#include <algorithm>

#include "services/dosing/amounts.h"
#include "services/dosing/spacing.h"

namespace oat::dosing {
namespace {

// What was swallowed lies nearer to a fact, before or after it, than the rules' interval.
bool IsTooNear(const Declared& declared, const Situation& s, const policy::Rules& rules,
               bool of_today_too) {
  return std::any_of(s.facts.begin(), s.facts.end(), [&](const slots::Fact& fact) {
    if (!fact.taken_at || (fact.clinical_day == s.today && !of_today_too)) return false;
    return absl::AbsDuration(declared.taken_at - *fact.taken_at) < IntervalAfter(fact, s, rules);
  });
}

}  // namespace

std::vector<std::string> IncidentsOf(const Declared& declared, const Situation& s,
                                     const policy::Rules* rules) {
  std::vector<std::string> incidents;
  bool too_much = false;
  if (declared.cause == "wrong_person") incidents.emplace_back("wrong_person");
  if (s.deceased) incidents.emplace_back("deceased");
  const bool in_force = !prescribing::WhyNotInForce(s.order, s.today).has_value();
  if (!in_force || !s.in_treatment) {
    incidents.emplace_back("without_order");
  } else {
    const bool other_drug = declared.drug_form != s.order->drug_form;
    if (declared.cause == "wrong_product" || other_drug) incidents.emplace_back("wrong_product");
    const Micrograms used = UsedToday(s);
    // What was poured beyond an authorised dose is too much of that dose, and no second one.
    const bool over_pour = declared.cause == "over_pour";
    too_much = over_pour || used + declared.micrograms > AllowedToday(s, s.order->StepOn(s.today));
    if (too_much) {
      incidents.emplace_back(used.count() > 0 && !over_pour ? "double_dose" : "over_order");
    }
  }
  // Of a second dose of the day it is said already; of a second portion it is not.
  const bool is_early = rules != nullptr && (IsTooNear(declared, s, *rules, !too_much) ||
                                             (in_force && AskDue(s, *rules).why_not));
  if (is_early) incidents.emplace_back("too_soon");
  if (s.custody_site && *s.custody_site != s.site_code) incidents.emplace_back("other_site");
  if (s.hold_until) incidents.emplace_back("during_hold");
  if (declared.is_contradiction) incidents.emplace_back("dose_in_doubt");
  return incidents;
}

}  // namespace oat::dosing
