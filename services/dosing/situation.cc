#include "services/dosing/situation.h"

#include <algorithm>
#include <set>

#include "services/bottles/store.h"
#include "services/custody/lease.h"
#include "services/custody/store.h"
#include "services/dosing/absence.h"
#include "services/dosing/steps.h"
#include "services/dosing/store.h"
#include "services/enrolment/store.h"

namespace oat::dosing {
namespace {

// From the facts of the last days where one of them is before today, which most often it is.
std::optional<slots::DayTaken> LastDay(db::Transaction& transaction, PersonId person,
                                       const Situation& s) {
  const auto last = std::find_if(s.facts.begin(), s.facts.end(),
                                 [&](const auto& fact) { return fact.clinical_day < s.today; });
  const bool is_of_last_days =
      last != s.facts.end() && last->clinical_day >= s.today - kDaysOfFacts;
  if (!is_of_last_days) return slots::LastDayBefore(transaction, person, s.today);
  slots::DayTaken day{.clinical_day = last->clinical_day};
  for (auto fact = last; fact != s.facts.end(); ++fact) {
    day.covers_until = std::max(day.covers_until, fact->interval.CoversUntil(fact->clinical_day));
    const bool is_daily =
        fact->clinical_day == day.clinical_day && !policy::IsDepot(fact->drug_form);
    if (is_daily) day.micrograms = day.micrograms.value_or(Micrograms()) + fact->micrograms;
  }
  return day;
}

// What decides whether a step up waits: most often one dose of the last days.
void LoadSteps(access::Call& call, PersonId person, Situation* s) {
  if (!s->order) return;
  const policy::Drug drug = policy::DrugOf(s->order->drug_form);
  for (const slots::Fact& fact : s->facts) {
    if (policy::DrugOf(fact.drug_form) != drug || policy::IsDepot(fact.drug_form)) continue;
    Micrograms& largest = s->taken_on[fact.clinical_day];
    largest = std::max(largest, fact.micrograms);
  }
  if (!IsStepUpNear(*s)) return;
  s->taken_on.clear();
  const Day from_day = FirstDayOfSteps(*s);
  for (const slots::FormTaken& one : slots::LoadFormsTaken(call.transaction, person, from_day)) {
    if (policy::DrugOf(one.drug_form) != drug || policy::IsDepot(one.drug_form)) continue;
    s->taken_on[one.clinical_day] += one.micrograms;
  }
  FillExpectedDays(call.site(), sites::LoadClosures(call.transaction, {s->site_code}, from_day), s);
}

}  // namespace

bool IsExpectedAt(const sites::Site& site, const sites::Closures& closures, Day day) {
  return sites::OpensOn(site, day) && !closures.contains({site.code, day});
}

void FillExpectedDays(const sites::Site& site, const sites::Closures& closures, Situation* s) {
  const Day from_day = FirstDayOfSteps(*s);
  for (Day day = s->today - 1; day >= from_day; --day) {
    if (s->expected_days.size() == policy::kMostDosesBeforeStepUp) return;
    if (IsExpectedAt(site, closures, day)) s->expected_days.push_back(day);
  }
}

int32_t MissedDaysAt(const sites::Site& site, const sites::Closures& closures,
                     std::optional<Day> covered_until, Day today) {
  return CountMissedDays(covered_until, today,
                         [&](Day day) { return IsExpectedAt(site, closures, day); });
}

Situation LoadSituation(access::Call& call, PersonId person, std::optional<Day> day) {
  db::Transaction& transaction = call.transaction;
  Situation s{.now = call.now, .reckoning = call.reckoning(), .site_code = call.site().code};
  s.slots = slots::LoadSlots(transaction, person, day.value_or(call.today()));
  s.today = day.value_or(TodayFor(call.today(), s.slots));
  s.closure = sites::ClosureOn(transaction, s.site_code, s.today);
  if (auto episode = enrolment::LatestEpisode(transaction, person)) {
    s.in_treatment = !episode->ended;
    s.deceased = episode->ended && episode->end_reason == "died";
  }
  if (auto standing = custody::StandingOn(transaction, person, s.today)) {
    s.custody_site = standing->site_code;
  }
  s.order = prescribing::LoadCurrent(transaction, person, s.today);
  s.supplements = prescribing::LoadSupplements(transaction, person, s.today);
  if (auto hold = prescribing::LoadHold(transaction, person, call.now)) s.hold_until = hold->until;
  s.overrides = prescribing::LoadOverrides(transaction, person, s.today);
  s.silent_desk =
      custody::SilentHolder(transaction, person, call.caller.device, call.now - kSilence, call.now);
  s.incident_waits = HasOpenIncident(transaction, person);
  s.unsettled = LoadUnsettled(transaction, person);
  s.facts = slots::LoadFactsThatCover(transaction, person, s.today - kDaysOfFacts);
  const bool is_recent = !s.facts.empty() && s.facts.front().clinical_day >= s.today - kDaysOfFacts;
  s.last_taken = is_recent ? s.facts.front() : slots::LastTaken(transaction, person);
  if (s.order && policy::IsDepot(s.order->drug_form)) {
    s.last_depot = slots::LastDepotBefore(transaction, person, s.today);
  }
  const auto observed = LastDay(transaction, person, s);
  const Day since = observed ? observed->clinical_day + 1 : s.today - kDaysOfBottles;
  s.bottles = bottles::LoadBottles(transaction, person, since);
  const auto closures = sites::LoadClosures(transaction, {s.site_code}, since);
  Absence absence = ReckonAbsence(observed, s.bottles, s.today, [&](Day one) {
    return IsExpectedAt(call.site(), closures, one);
  });
  s.last_day = std::move(absence.last_day);
  s.missed_days = absence.missed_days;
  s.unknown_days = absence.unknown_days;
  LoadSteps(call, person, &s);
  return s;
}

}  // namespace oat::dosing
