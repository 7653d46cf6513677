// The dose at the window: may this person, standing here now, be given the next portion of today?
// Pure functions over plain structs. Every number that clinicians argue about is in the rules in
// force.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/base/reason.h"
#include "services/custody/lease.h"
#include "services/policy/missed_doses.h"
#include "services/policy/rules.h"
#include "services/prescribing/rules.h"
#include "services/prescribing/store.h"
#include "services/slots/store.h"

namespace oat::dosing {

// A dose that was authorised and of which nobody has said, or can say, what became.
struct UnsettledDose {
  Uuid id;
  Day clinical_day;
  Micrograms micrograms;
  std::string station;
  absl::Time authorised_at;
  bool unresolved = false;  // asked about, and nobody could say
};

// What is known of a person at a moment and a place, all of it read under the person's lock.
struct Situation {
  absl::Time now;
  Day today;  // see TodayFor
  DayReckoning reckoning;
  std::string site_code;
  std::optional<std::string> closure;  // the site is declared closed today

  bool in_treatment = false;
  bool deceased = false;
  std::optional<std::string> custody_site;  // absent: no site answers for today
  std::optional<prescribing::Order> order;  // the newest that began; maybe not in force
  std::vector<prescribing::Supplement> supplements;
  std::optional<absl::Time> hold_until;
  bool incident_waits = false;
  std::vector<UnsettledDose> unsettled;  // of any day
  std::vector<slots::Slot> slots;        // of today
  std::vector<slots::Fact> facts;        // of the last days, the latest first
  std::optional<slots::Fact> last_taken;
  // The last day before today on which anything was taken, and the expected days since, up to
  // today.
  std::optional<slots::DayTaken> last_day;
  int32_t missed_days = 0;
  std::set<std::string> overrides;  // reason codes a prescriber set aside for today
  // A desk that is away and may give this person's dose from its list.
  std::optional<custody::Lease> silent_desk;
};

// How the person was met.
struct Encounter {
  std::string identity_check;  // a code of oat.v1.IdentityCheck
  std::string assessment;      // a code of oat.v1.Assessment
  bool look_alike = false;     // somebody else treated here has a name like this one
  bool asked_desk = false;     // the nurse asked at the desk that is away
};

struct Authorisation {
  int32_t portion = 0;
  int32_t turn = 0;
  Micrograms micrograms;
  std::optional<Uuid> supplement;
  Micrograms ordered;  // where the rules of missed doses lowered it; else 0
};

// Either an authorisation or the reasons against one, the most pressing first.
struct Decision {
  std::optional<Authorisation> authorised;
  std::vector<Reason> reasons;
};
Decision Decide(const Situation& situation, const Encounter& encounter, const policy::Rules& rules);

// What the rules say after the days that the person missed; absent when none were, or when an order
// that a prescriber signed today for this person is the answer to them.
std::optional<policy::MissedAnswer> AfterMissedDays(const Situation& situation,
                                                    const Encounter& encounter,
                                                    const policy::Rules& rules);
// Whether a prescriber has to act before a dose after so many missed days, of either drug: a list
// does not know which it will be.
bool WantsPrescriber(int32_t missed_days, const policy::Rules& rules);

// The clinical day of a person never runs backwards: where a claim of a later day lives (dosed in a
// zone further east), that day is today.
Day TodayFor(Day site_today, const std::vector<slots::Slot>& slots);

// The next portion that nobody holds, whatever the rules say of it; absent when none is left.
std::optional<Authorisation> NextPortion(const Situation& situation);

// From when on the next dose keeps its distance; absent where there is nothing to keep it from. A
// fact of which only the day is known (an import) keeps the distance of a day by its slot alone.
std::optional<absl::Time> EarliestAfterInterval(const Situation& situation,
                                                const policy::Rules& rules);

// A desk that holds a list and was not heard of for so long may soon be giving from it. It says
// that it is there every two minutes and opens the list after five without a server: the others ask
// before it can.
inline constexpr absl::Duration kSilence = absl::Minutes(4);

// Days without a dose since the last one, before today, counting those on which one was expected.
int32_t CountMissedDays(std::optional<Day> last_taken, Day today,
                        const std::function<bool(Day)>& is_expected);

// What was swallowed without an authorisation.
struct Declared {
  std::string cause;  // a code of oat.v1.AdministrationCause
  std::string drug_form;
  Micrograms micrograms;
  absl::Time taken_at;
};
// The incidents, codes of oat.v1.IncidentKind, that a declared fact opens. `situation` is that of
// the one who swallowed, before the fact, on the fact's day. Without rules in force (null) no
// interval is judged.
std::vector<std::string> IncidentsOf(const Declared& declared, const Situation& situation,
                                     const policy::Rules* rules);

}  // namespace oat::dosing
