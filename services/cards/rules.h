// Cards: who may be given one, for how long, when one is worth nothing, and what has changed since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/card.h"
#include "services/base/reason.h"
#include "services/bottles/rules.h"
#include "services/dosing/rules.h"
#include "services/prescribing/rules.h"
#include "services/slots/store.h"

namespace oat::cards {

// What is known of a person at a site, all of it read under the person's lock where a card is made.
struct Situation {
  absl::Time now;
  Day today;
  DayReckoning reckoning;
  std::string site_code;
  std::optional<std::string> custody_site;  // absent: no site answers for today
  std::optional<prescribing::Order> order;  // the newest that began; maybe not in force
  std::optional<absl::Time> hold_until;
  bool incident_waits = false;
  std::vector<dosing::UnsettledDose> unsettled;
  std::optional<slots::Fact> last_taken;
  std::vector<bottles::Bottle> at_home;  // for today and later
};

// The step that a dose is given by today; null where nothing may be given.
const prescribing::Step* StepInForce(const Situation& situation);

// What stands against a card: it would say something that is in doubt, or would not hold tomorrow.
std::vector<Reason> WhyNone(const Situation& situation);

// To the end of the last of so many clinical days, and never beyond the day on which the order says
// the same.
absl::Time ValidUntil(const Situation& situation, int32_t days, Day dose_until);

// The days of the bottles at home that a card has room for.
std::vector<Day> BottleDays(const Situation& situation);

// A card as the server knows it.
struct Standing {
  absl::Time valid_until;
  std::optional<absl::Time> revoked_at;
  std::optional<absl::Time> superseded_at;
};
// Why a card is worth nothing at a moment; absent where it is good. Without a standing the server
// has no record of it.
std::optional<Reason> WhyWorthless(const std::optional<Standing>& standing,
                                   const card::Content& content, absl::Time at,
                                   const DayReckoning& reckoning);

// What is otherwise now, by the codes of oat.v1.CardChange.
std::vector<std::string> ChangesSince(const card::Content& then, const card::Content& now);

// A day and a time on a site's wall: 2026-11-21 08:15.
std::string InWords(absl::Time time, const DayReckoning& reckoning);

// A reading is told within so long: the desk was away for that long at most.
inline constexpr absl::Duration kOldestReading = absl::Hours(14 * 24);
// How long a desk keeps the keys after it was last given them.
inline constexpr absl::Duration kKeepKeys = absl::Hours(3 * 24);

}  // namespace oat::cards
