#include "services/dosing/amounts.h"

namespace oat::dosing {
namespace {

// The milligrams of a depot count against those of a depot alone, and those of daily doses against
// each other.
bool IsOfItsKind(const Situation& s, const slots::Fact& fact) {
  return !s.order || policy::IsDepot(fact.drug_form) == policy::IsDepot(s.order->drug_form);
}

}  // namespace

Micrograms AllowedToday(const Situation& s, const prescribing::Step* step) {
  Micrograms allowed;
  if (step != nullptr) allowed = step->DayTotal();
  for (const prescribing::Supplement& supplement : s.supplements) allowed += supplement.micrograms;
  return allowed;
}

Micrograms UsedToday(const Situation& s, const std::optional<Uuid>& own_bottle) {
  Micrograms used;
  for (const slots::Fact& fact : s.facts) {
    if (fact.clinical_day == s.today && IsOfItsKind(s, fact)) used += fact.micrograms;
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
    if (!fact.taken_at || !IsOfItsKind(s, fact)) continue;
    if (s.now - *fact.taken_at < window) taken += fact.micrograms;
  }
  return taken;
}

std::optional<Reason> OverMaximum(const prescribing::Order& order, Micrograms day_total,
                                  const policy::Rules& rules) {
  // What a depot releases in a day is not what is in it.
  if (policy::IsDepot(order.drug_form)) return std::nullopt;
  const Micrograms maximum = rules.ForDrugForm(order.drug_form).maximum.value;
  if (day_total <= maximum || order.second) return std::nullopt;
  return Reason{reason::kOverMaximum, {{"dose", FormatDose(maximum)}}};
}

}  // namespace oat::dosing
