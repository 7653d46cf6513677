#include "services/transfers/rules.h"

#include <algorithm>

namespace oat::transfers {
namespace {

bool IsAtSide(Actor actor) { return actor == Actor::kOrigin || actor == Actor::kDestination; }

// The end of the first day there: by then the first dose is expected.
absl::Time EndOfFirstDay(const Transfer& transfer, const DayReckoning& reckoning) {
  return BeginningOf(transfer.from_day + 1, reckoning);
}

// Nobody waits for longer than to the end of the day for which it was asked, and for no less than
// the time in which people are reached over a weekend.
absl::Time ExpiryOf(const Transfer& transfer, const DayReckoning& reckoning) {
  return std::max(transfer.requested_at + kToExpire, EndOfFirstDay(transfer, reckoning));
}

// How long what is waited for may take.
absl::Duration AllowanceOf(State state) {
  return state == State::kRequested ? kToPrepare : kToAccept;
}

}  // namespace

State StateOf(const Transfer& transfer, absl::Time now, const DayReckoning& reckoning) {
  if (transfer.milestone == "decline") return State::kDeclined;
  if (transfer.milestone == "cancel") return State::kCancelled;
  if (transfer.milestone == "expire") return State::kExpired;
  if (transfer.milestone == "take_back") return State::kTakenBack;
  if (transfer.milestone == "complete") return State::kComplete;
  if (transfer.milestone == "accept") {
    if (now < BeginningOf(transfer.from_day, reckoning)) return State::kAccepted;
    return transfer.first_dose_at ? State::kComplete : State::kInForce;
  }
  if (now >= ExpiryOf(transfer, reckoning)) return State::kExpired;
  return transfer.milestone == "prepare" ? State::kPrepared : State::kRequested;
}

bool IsPreparationLate(const Transfer& transfer, absl::Time now) {
  return now >= transfer.requested_at + kToPrepare;
}

std::optional<Actor> ActorOf(const Transfer& transfer, const std::string& site_code) {
  if (site_code == transfer.from_site) return Actor::kOrigin;
  if (site_code == transfer.to_site) return Actor::kDestination;
  if (site_code == transfer.asked_at) return Actor::kAsker;
  return std::nullopt;
}

bool MayDo(const Transfer& transfer, State state, Event event, Actor actor, absl::Time now) {
  const bool waits = state == State::kRequested || state == State::kPrepared;
  const bool is_stay = transfer.kind != kPermanent;
  switch (event) {
    case Event::kPrepare:
      return state == State::kRequested && actor == Actor::kOrigin;
    case Event::kAccept:
      if (!IsAtSide(actor)) return false;
      // An arrest or a birth asks nobody: the site that has the person says where the person is.
      if (actor == Actor::kOrigin && transfer.kind != kInstitution) return false;
      return state == State::kPrepared ||
             (state == State::kRequested && IsPreparationLate(transfer, now));
    case Event::kDecline:
      return waits && actor == Actor::kDestination;
    case Event::kAmend:
      if (!IsAtSide(actor)) return false;
      if (waits) return true;
      return is_stay &&
             (state == State::kAccepted || state == State::kInForce || state == State::kComplete);
    case Event::kCancel:
      return waits || (state == State::kAccepted && IsAtSide(actor));
    case Event::kTakeBack:
      return state == State::kInForce && actor == Actor::kOrigin;
  }
  return false;
}

std::optional<Due> DueOf(const Transfer& transfer, State state, const DayReckoning& reckoning) {
  switch (state) {
    case State::kRequested:
      return Due{transfer.from_site, transfer.requested_at + kToPrepare};
    case State::kPrepared:
      return Due{transfer.to_site, transfer.milestone_at + kToAccept};
    case State::kAccepted:
    case State::kInForce:
      return Due{transfer.to_site, EndOfFirstDay(transfer, reckoning)};
    default:
      return std::nullopt;
  }
}

Escalation EscalationOf(const Transfer& transfer, State state, absl::Time now,
                        const DayReckoning& reckoning) {
  const auto due = DueOf(transfer, state, reckoning);
  if (!due || now < due->at) return Escalation::kNone;
  return now < due->at + AllowanceOf(state) ? Escalation::kManagers : Escalation::kRegion;
}

Between DaysBetween(const Transfer& transfer, bool was_accepted, std::optional<absl::Time> ended_at,
                    const DayReckoning& reckoning) {
  // That it had expired is written down when the next is asked for, which may be much later.
  absl::Time end =
      was_accepted ? EndOfFirstDay(transfer, reckoning) : ExpiryOf(transfer, reckoning);
  end -= absl::Nanoseconds(1);
  if (ended_at) end = std::min(end, *ended_at);
  return {ClinicalDay(transfer.requested_at, reckoning), ClinicalDay(end, reckoning)};
}

bool IsOutOfTheWay(State state) {
  return state != State::kRequested && state != State::kPrepared && state != State::kAccepted;
}

std::optional<Claim> ClaimOf(const std::string& site_code, const std::optional<std::string>& home,
                             const Transfer* latest, State state, Day today) {
  if (home == site_code) return Claim{"home", std::nullopt};
  if (latest == nullptr) return std::nullopt;
  // Who did not arrive is still at home where she came from.
  if (state == State::kInForce && latest->from_site == site_code)
    return Claim{"home", std::nullopt};
  const bool was_taken_in = state == State::kInForce || state == State::kComplete ||
                            (state == State::kTakenBack && latest->first_dose_at);
  if (was_taken_in && latest->kind == kGuest && latest->to_site == site_code &&
      latest->from_day <= today && today <= *latest->until_day) {
    return Claim{"guest", latest->until_day};
  }
  return std::nullopt;
}

}  // namespace oat::transfers
