#include "services/dosing/amounts.h"

namespace oat::dosing {

Micrograms AllowedToday(const Situation& s, const prescribing::Step* step) {
  Micrograms allowed;
  if (step != nullptr) allowed = step->DayTotal();
  for (const prescribing::Supplement& supplement : s.supplements) allowed += supplement.micrograms;
  return allowed;
}

Micrograms UsedToday(const Situation& s, const std::optional<Uuid>& own_bottle) {
  Micrograms used;
  for (const slots::Fact& fact : s.facts) {
    if (fact.clinical_day == s.today) used += fact.micrograms;
  }
  for (const UnsettledDose& dose : s.unsettled) {
    if (dose.clinical_day == s.today && !dose.from_bottle) used += dose.micrograms;
  }
  for (const bottles::Bottle& bottle : s.bottles) {
    const bool counts = bottle.clinical_day == s.today && bottle.holds_portion();
    if (counts && bottle.id != own_bottle) used += bottle.micrograms;
  }
  return used;
}

Micrograms TakenWithin(const Situation& s, absl::Duration window) {
  Micrograms taken;
  for (const slots::Fact& fact : s.facts) {
    if (fact.taken_at && s.now - *fact.taken_at < window) taken += fact.micrograms;
  }
  return taken;
}

std::optional<Reason> OverMaximum(const prescribing::Order& order, Micrograms day_total,
                                  const policy::Rules& rules) {
  const Micrograms maximum = rules.ForDrugForm(order.drug_form).maximum.value;
  if (day_total <= maximum || order.second) return std::nullopt;
  return Reason{reason::kOverMaximum, {{"dose", FormatDose(maximum)}}};
}

}  // namespace oat::dosing
