// A transfer from the asking to the first dose: who may do what to it, and whose turn it is until
// when. The site that has the person keeps that until another has accepted.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"

namespace oat::transfers {

enum class State {
  kRequested,
  kPrepared,
  kAccepted,  // its day has not come
  kInForce,   // no dose was given there yet
  kComplete,
  kDeclined,
  kCancelled,
  kExpired,
  kTakenBack,
};
inline constexpr State kStates[] = {State::kRequested, State::kPrepared, State::kAccepted,
                                    State::kInForce,   State::kComplete, State::kDeclined,
                                    State::kCancelled, State::kExpired,  State::kTakenBack};

enum class Event { kPrepare, kAccept, kDecline, kAmend, kCancel, kTakeBack };
inline constexpr Event kEvents[] = {Event::kPrepare, Event::kAccept, Event::kDecline,
                                    Event::kAmend,   Event::kCancel, Event::kTakeBack};

// As which site somebody acts.
enum class Actor { kOrigin, kDestination, kAsker };
inline constexpr Actor kActors[] = {Actor::kOrigin, Actor::kDestination, Actor::kAsker};

// Kinds of a transfer, as the contract has them.
inline constexpr char kPermanent[] = "permanent";
inline constexpr char kGuest[] = "guest";
inline constexpr char kInstitution[] = "institution";

// What is known of a transfer.
struct Transfer {
  std::string kind;
  std::string from_site;
  std::string to_site;
  std::string asked_at;  // the site
  Day from_day;
  std::optional<Day> until_day;
  // The last thing done to it but for amendments: request, prepare, accept, decline, cancel,
  // expire, take_back, complete.
  std::string milestone;
  bool was_prepared = false;
  absl::Time requested_at;
  absl::Time milestone_at;
  std::optional<absl::Time> first_dose_at;  // at the destination, since it has the person
};

// Times within which a step is expected. Recalled: no guideline sets them; they are minutes and
// hours because each of them is a dose that somebody waits for.
inline constexpr absl::Duration kToPrepare = absl::Hours(1);
inline constexpr absl::Duration kToAccept = absl::Hours(4);
inline constexpr absl::Duration kToExpire = absl::Hours(72);

// `reckoning`: of the site that asks. A request whose day has passed still waits until it expires.
State StateOf(const Transfer& transfer, absl::Time now, const DayReckoning& reckoning);

// The preparing took longer than it may: whoever waits for the person need not wait for it.
bool IsPreparationLate(const Transfer& transfer, absl::Time now);

// As which of its sites a site acts; absent: it has nothing to do with the transfer.
std::optional<Actor> ActorOf(const Transfer& transfer, const std::string& site_code);

// Whether a transfer in a state takes an event from a site.
bool MayDo(const Transfer& transfer, State state, Event event, Actor actor, absl::Time now);

// What is waited for.
struct Due {
  std::string site_code;
  absl::Time at;
};
// Absent: nobody is waited for.
std::optional<Due> DueOf(const Transfer& transfer, State state, const DayReckoning& reckoning);

// Who is to see to a step that was due: the managers of both sites at once, the region after as
// long again as the step may take.
enum class Escalation { kNone, kManagers, kRegion };
Escalation EscalationOf(const Transfer& transfer, State state, absl::Time now,
                        const DayReckoning& reckoning);

// The days on which nobody could be sure which of the two sites had the person: from the asking to
// the first day there, and no further than to where it came to nothing. `was_accepted` by then;
// `ended_at`: declined, cancelled, taken back or found expired.
struct Between {
  Day from;
  Day until;
};
Between DaysBetween(const Transfer& transfer, bool was_accepted, std::optional<absl::Time> ended_at,
                    const DayReckoning& reckoning);

// A new transfer of the person need not wait for this one.
bool IsOutOfTheWay(State state);

// Why a site may have a person back who stands there.
struct Claim {
  std::string kind;  // of the custody that begins: home, guest
  std::optional<Day> until_day;
};
// `home`: where the person is at home; `latest`: the latest transfer, in its state, if there was
// one.
std::optional<Claim> ClaimOf(const std::string& site_code, const std::optional<std::string>& home,
                             const Transfer* latest, State state, Day today);

}  // namespace oat::transfers
