// The dose at the window: may this person, standing here now, be given the next portion of today?
// Pure functions over plain structs. Every number that clinicians argue about is in the rules in
// force.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/base/reason.h"
#include "services/bottles/rules.h"
#include "services/custody/lease.h"
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
  bool unresolved = false;                     // asked about, and nobody could say
  bool from_bottle = false;                    // it is the person's own bottle
  std::optional<std::string> carried_to = {};  // it left the window for this place
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
  // Of the last days, and earlier ones that cover some of them (a depot), the latest first.
  std::vector<slots::Fact> facts;
  // The last depot before today, of somebody who has one ordered.
  std::optional<slots::Fact> last_depot;
  std::optional<slots::Fact> last_taken;
  // Of the days since the last one on which anything was taken at a window, and of all to come.
  std::vector<bottles::Bottle> bottles;
  // See absence.h.
  std::optional<slots::DayTaken> last_day;
  int32_t missed_days = 0;
  int32_t unknown_days = 0;
  // The largest daily dose of the order's drug on each of the last days. Where a step up may have
  // to wait (steps.h) all that was taken of it, on each day since some time before the order began,
  // and the last days before today on which a dose was expected, the latest first.
  std::map<Day, Micrograms> taken_on;
  std::vector<Day> expected_days;
  std::set<std::string> overrides;  // reason codes a prescriber set aside for today
  // A desk that is away and may give this person's dose from its list.
  std::optional<custody::Lease> silent_desk;
};

// Facts that can matter for the interval and the rolling 24 hours lie within so many days.
inline constexpr int kDaysOfFacts = 3;
// Without any dose at a window there is no day from which bottles could be missed; those of so many
// days before today are asked about.
inline constexpr int kDaysOfBottles = 31;

// How the person was met.
struct Encounter {
  std::string identity_check;  // a code of oat.v1.IdentityCheck
  std::string assessment;      // a code of oat.v1.Assessment
  bool look_alike = false;     // somebody else treated here has a name like this one
  bool asked_desk = false;     // the nurse asked at the desk that is away
  std::optional<std::string> own_bottle = {};  // the serial of one that is to be drunk here
};

struct Authorisation {
  int32_t portion = 0;
  int32_t turn = 0;
  Micrograms micrograms;
  std::optional<Uuid> supplement;
  Micrograms ordered;          // where the rules of missed doses or of steps lowered it; else 0
  std::optional<Uuid> bottle;  // the person's own, whose portion it is already
  DoseInterval interval;
};

// Either an authorisation or the reasons against one, the most pressing first.
struct Decision {
  std::optional<Authorisation> authorised;
  std::vector<Reason> reasons;
  std::vector<Reason> beside;  // an authorisation: what the nurse hears with it
};
Decision Decide(const Situation& situation, const Encounter& encounter, const policy::Rules& rules);

// Whether this person, as she stands here, may be handed anything at all: the reasons against it
// that do not depend on a portion.
std::vector<Reason> AskPerson(const Situation& situation, const Encounter& encounter,
                              const policy::Rules& rules);

// The clinical day of a person never runs backwards: where a claim of a later day lives (dosed in a
// zone further east), that day is today.
Day TodayFor(Day site_today, const std::vector<slots::Slot>& slots);

// The next portion of the order's step, or of a supplement, that nobody holds, whatever the rules
// say of it; absent when none is left.
std::optional<Authorisation> NextPortion(const Situation& situation);

// The portion of today that the bottle with a serial holds; absent where no bottle that the person
// has at home does.
std::optional<Authorisation> PortionOfBottle(const Situation& situation, const std::string& serial);

// A desk that holds a list and was not heard of for so long may soon be giving from it. It says
// that it is there every two minutes and opens the list after five without a server: the others ask
// before it can.
inline constexpr absl::Duration kSilence = absl::Minutes(4);

}  // namespace oat::dosing
