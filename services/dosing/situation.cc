#include "services/dosing/situation.h"

#include "services/custody/lease.h"
#include "services/custody/store.h"
#include "services/dosing/store.h"
#include "services/enrolment/store.h"
#include "services/sites/store.h"

namespace oat::dosing {
namespace {

// Facts that can matter for the interval and the rolling 24 hours lie within these days.
constexpr int kDaysOfFacts = 3;

// From the facts of the last days where one of them is before today, which most often it is.
std::optional<slots::DayTaken> LastDay(db::Transaction& transaction, PersonId person,
                                       const Situation& s) {
  std::optional<slots::DayTaken> last;
  for (const slots::Fact& fact : s.facts) {
    if (fact.clinical_day >= s.today) continue;
    if (!last) last = {fact.clinical_day, Micrograms()};
    if (fact.clinical_day == last->clinical_day) last->micrograms += fact.micrograms;
  }
  return last ? last : slots::LastDayBefore(transaction, person, s.today);
}

}  // namespace

int32_t MissedDaysAt(access::Call& call, std::optional<Day> last_taken, Day today) {
  return CountMissedDays(last_taken, today, [&](Day day) {
    return sites::OpensOn(call.site(), day) &&
           !sites::ClosureOn(call.transaction, call.site().code, day).has_value();
  });
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
  s.facts = slots::LoadFacts(transaction, person, s.today - kDaysOfFacts);
  s.last_taken = s.facts.empty() ? slots::LastTaken(transaction, person) : s.facts.front();
  s.last_day = LastDay(transaction, person, s);
  s.missed_days = MissedDaysAt(
      call, s.last_day ? std::optional(s.last_day->clinical_day) : std::nullopt, s.today);
  return s;
}

}  // namespace oat::dosing
