#include "services/cards/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace oat::cards {
namespace {

void AddUnsettled(const Situation& s, std::vector<Reason>* reasons) {
  for (const dosing::UnsettledDose& dose : s.unsettled) {
    if (dose.unresolved) {
      reasons->push_back({reason::kUnresolvedDose, {{"day", FormatDay(dose.clinical_day)}}});
    } else {
      reasons->push_back(
          {reason::kDoseOpen,
           {{"station", dose.station}, {"time", FormatWallTime(dose.authorised_at, s.reckoning)}}});
    }
  }
}

bool SaysOtherOrder(const card::Content& then, const card::Content& now) {
  return then.drug_form != now.drug_form || then.portions != now.portions ||
         then.dose_until != now.dose_until;
}

// Bottles of days that have passed are drunk, and no change.
bool SaysOtherBottles(const card::Content& then, const card::Content& now) {
  std::vector<Day> left = then.bottle_days;
  std::erase_if(left, [&](Day day) { return day < now.issued_on; });
  const bool is_same_day = then.issued_on == now.issued_on;
  return left != now.bottle_days || (is_same_day && then.bottles != now.bottles);
}

}  // namespace

const prescribing::Step* StepInForce(const Situation& s) {
  const bool may_not = prescribing::WhyNotInForce(s.order, s.today) || s.hold_until;
  return may_not ? nullptr : s.order->StepOn(s.today);
}

std::vector<Reason> WhyNone(const Situation& s) {
  if (!s.custody_site) return {{reason::kNotInTreatment, {}}};
  if (s.custody_site != s.site_code) return {{reason::kOtherSite, {{"site", *s.custody_site}}}};
  std::vector<Reason> reasons;
  if (s.incident_waits) reasons.push_back({reason::kIncidentReview, {}});
  if (s.hold_until) {
    reasons.push_back({reason::kOnHold, {{"until", InWords(*s.hold_until, s.reckoning)}}});
  }
  AddUnsettled(s, &reasons);
  if (const auto why = prescribing::WhyNotInForce(s.order, s.today)) {
    reasons.push_back(*why);
  }
  return reasons;
}

absl::Time ValidUntil(const Situation& s, int32_t days, Day dose_until) {
  return BeginningOf(std::min(s.today + days, dose_until + 1), s.reckoning);
}

std::vector<Day> BottleDays(const Situation& s) {
  std::vector<Day> days;
  for (const bottles::Bottle& bottle : s.at_home) {
    if (bottle.clinical_day - s.today < card::kBottleDays) days.push_back(bottle.clinical_day);
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::optional<Reason> WhyWorthless(const std::optional<Standing>& standing,
                                   const card::Content& content, absl::Time at,
                                   const DayReckoning& reckoning) {
  if (!standing) return Reason{reason::kCardUnrecorded, {{"site", content.site_code}}};
  const auto since = [&](const char* code, absl::Time time) {
    return Reason{code, {{"time", InWords(time, reckoning)}}};
  };
  if (standing->revoked_at && *standing->revoked_at <= at) {
    return since(reason::kCardRevoked, *standing->revoked_at);
  }
  if (standing->superseded_at && *standing->superseded_at <= at) {
    return since(reason::kCardSuperseded, *standing->superseded_at);
  }
  if (standing->valid_until <= at) return since(reason::kCardExpired, standing->valid_until);
  return std::nullopt;
}

std::vector<std::string> ChangesSince(const card::Content& then, const card::Content& now) {
  std::vector<std::string> changes;
  if (SaysOtherOrder(then, now)) changes.emplace_back("order");
  if (then.last_dose != now.last_dose) changes.emplace_back("last_dose");
  if (SaysOtherBottles(then, now)) changes.emplace_back("bottles");
  if (then.site_code != now.site_code) changes.emplace_back("site");
  return changes;
}

std::string InWords(absl::Time time, const DayReckoning& reckoning) {
  return absl::StrCat(FormatDay(Day(absl::ToCivilMinute(time, reckoning.zone))), " ",
                      FormatWallTime(time, reckoning));
}

}  // namespace oat::cards
