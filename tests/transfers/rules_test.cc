// Every state, event, actor and kind of a transfer; its times; and who may have somebody back.
#include "services/transfers/rules.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "services/custody/rules.h"

namespace oat::transfers {
namespace {

using testing::ElementsAre;

absl::TimeZone Almaty() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &zone));
  return zone;
}
const DayReckoning kHere = {Almaty(), 240};
const Day kToday(2026, 11, 21);
absl::Time Wall(Day day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                         kHere.zone);
}
const absl::Time kAsked = Wall(kToday, 9);

Transfer Asked(const std::string& kind = kPermanent, Day from_day = kToday + 2) {
  Transfer t{.kind = kind, .from_site = "ALA1", .to_site = "SEM1", .asked_at = "PVL1"};
  t.from_day = from_day;
  if (kind == kGuest) t.until_day = from_day + 6;
  t.milestone = "request";
  t.requested_at = t.milestone_at = kAsked;
  return t;
}

// A transfer that is in a state at the moment of asking about it.
Transfer In(State state, const std::string& kind) {
  const bool has_begun = state == State::kInForce || state == State::kComplete;
  Transfer t = Asked(kind, has_begun ? kToday : kToday + 2);
  switch (state) {
    case State::kRequested:
      break;
    case State::kPrepared:
      t.milestone = "prepare";
      break;
    case State::kAccepted:
    case State::kInForce:
      t.milestone = "accept";
      break;
    case State::kComplete:
      t.milestone = "accept";
      t.first_dose_at = kAsked;
      break;
    case State::kDeclined:
      t.milestone = "decline";
      break;
    case State::kCancelled:
      t.milestone = "cancel";
      break;
    case State::kExpired:
      t.milestone = "expire";
      break;
    case State::kTakenBack:
      t.milestone = "take_back";
      break;
  }
  return t;
}

// What each state takes from whom, said for a permanent move within the time for preparing. O: the
// origin, D: the destination, A: the window where the person asked.
constexpr const char* kTaken[] = {
    "requested prepare O", "requested decline D", "requested amend OD", "requested cancel ODA",
    "prepared accept D",   "prepared decline D",  "prepared amend OD",  "prepared cancel ODA",
    "accepted cancel OD",  "in_force take_back O"};
constexpr const char* kStateNames[] = {"requested", "prepared", "accepted",
                                       "in_force",  "complete", "declined",
                                       "cancelled", "expired",  "taken_back"};
constexpr const char* kEventNames[] = {"prepare", "accept", "decline",
                                       "amend",   "cancel", "take_back"};

std::string TakenBy(State state, Event event, const std::string& kind, absl::Time now) {
  std::string actors;
  for (Actor actor : kActors) {
    if (MayDo(In(state, kind), state, event, actor, now)) actors += "ODA"[static_cast<int>(actor)];
  }
  return actors;
}
std::string Expected(State state, Event event) {
  const std::string wanted = std::string(kStateNames[static_cast<int>(state)]) + " " +
                             kEventNames[static_cast<int>(event)] + " ";
  for (const std::string taken : kTaken) {
    if (taken.rfind(wanted, 0) == 0) return taken.substr(wanted.size());
  }
  return "";
}

TEST(ATransfer, TakesInEachStateWhatItMayFromWhomItMay) {
  for (State state : kStates) {
    ASSERT_EQ(StateOf(In(state, kPermanent), kAsked, kHere), state);
    for (Event event : kEvents) {
      const std::string name = std::string(kStateNames[static_cast<int>(state)]) + " " +
                               kEventNames[static_cast<int>(event)];
      EXPECT_EQ(TakenBy(state, event, kPermanent, kAsked), Expected(state, event)) << name;
      // A stay's end may still change after it was accepted, by the two sites of it.
      const bool is_changed_later =
          event == Event::kAmend &&
          (state == State::kAccepted || state == State::kInForce || state == State::kComplete);
      const std::string of_stay = is_changed_later ? "OD" : Expected(state, event);
      EXPECT_EQ(TakenBy(state, event, kGuest, kAsked), of_stay) << name;
      // An arrest asks nobody: the site that has the person may say it.
      const bool is_said = event == Event::kAccept && state == State::kPrepared;
      EXPECT_EQ(TakenBy(state, event, kInstitution, kAsked), is_said ? "OD" : of_stay) << name;
    }
  }
}

TEST(ATransfer, IsTakenUnpreparedOnceThatIsLate) {
  const Transfer asked = Asked();
  const auto may = [&](absl::Time now) {
    return MayDo(asked, State::kRequested, Event::kAccept, Actor::kDestination, now);
  };
  EXPECT_FALSE(may(kAsked + kToPrepare - absl::Seconds(1)));
  EXPECT_TRUE(may(kAsked + kToPrepare));
  EXPECT_FALSE(MayDo(asked, State::kRequested, Event::kAccept, Actor::kOrigin, kAsked + kToPrepare))
      << "nobody gives a person away unasked";
}

TEST(ATransfer, BeginsAndExpiresByTheClock) {
  Transfer accepted = In(State::kAccepted, kPermanent);
  EXPECT_EQ(StateOf(accepted, Wall(kToday + 2, 3, 59), kHere), State::kAccepted);
  EXPECT_EQ(StateOf(accepted, Wall(kToday + 2, 4), kHere), State::kInForce);
  EXPECT_EQ(StateOf(accepted, kAsked + absl::Hours(24 * 60), kHere), State::kInForce)
      << "what was accepted does not expire: the destination has the person";
  const Transfer soon = Asked(kPermanent, kToday);
  EXPECT_EQ(StateOf(soon, kAsked + absl::Hours(72) - absl::Seconds(1), kHere), State::kRequested);
  EXPECT_EQ(StateOf(soon, kAsked + absl::Hours(72), kHere), State::kExpired);
  const Transfer far = Asked(kPermanent, kToday + 10);
  EXPECT_EQ(StateOf(far, Wall(kToday + 11, 3, 59), kHere), State::kRequested);
  EXPECT_EQ(StateOf(far, Wall(kToday + 11, 4), kHere), State::kExpired);
}

TEST(ATransfer, SaysWhoseTurnItIsAndWhoSeesToItWhenThatIsOver) {
  const auto due = [](State state) {
    const auto one = DueOf(In(state, kPermanent), state, kHere);
    return one ? one->site_code + " " + absl::FormatTime("%d %H:%M", one->at, kHere.zone) : "";
  };
  EXPECT_EQ(due(State::kRequested), "ALA1 21 10:00");
  EXPECT_EQ(due(State::kPrepared), "SEM1 21 13:00");
  EXPECT_EQ(due(State::kAccepted), "SEM1 24 04:00");
  EXPECT_EQ(due(State::kInForce), "SEM1 22 04:00");
  for (State state : {State::kComplete, State::kDeclined, State::kCancelled, State::kExpired,
                      State::kTakenBack}) {
    EXPECT_EQ(due(state), "");
  }
  const auto escalation = [](State state, absl::Time now) {
    return EscalationOf(In(state, kPermanent), state, now, kHere);
  };
  EXPECT_EQ(escalation(State::kRequested, Wall(kToday, 9, 59)), Escalation::kNone);
  EXPECT_EQ(escalation(State::kRequested, Wall(kToday, 10)), Escalation::kManagers);
  EXPECT_EQ(escalation(State::kRequested, Wall(kToday, 11)), Escalation::kRegion);
  EXPECT_EQ(escalation(State::kPrepared, Wall(kToday, 13)), Escalation::kManagers);
  EXPECT_EQ(escalation(State::kPrepared, Wall(kToday, 17)), Escalation::kRegion);
  EXPECT_EQ(escalation(State::kComplete, Wall(kToday + 9, 9)), Escalation::kNone);
}

TEST(ATransfer, LeavesAPersonBetweenTwoSitesUntilTheFirstDayThereOrItsEnd) {
  const auto days = [](int to_first_day, bool was_accepted,
                       std::optional<absl::Time> ended_at = std::nullopt) {
    const Between between =
        DaysBetween(Asked(kPermanent, kToday + to_first_day), was_accepted, ended_at, kHere);
    EXPECT_EQ(between.from, kToday);
    return between.until - kToday;
  };
  EXPECT_EQ(days(2, true), 2) << "the first day there is one of them";
  EXPECT_EQ(days(2, true, Wall(kToday + 1, 12)), 1) << "cancelled before it";
  EXPECT_EQ(days(0, true, Wall(kToday + 5, 12)), 0) << "taken back from there";
  EXPECT_EQ(days(0, false), 3) << "nobody answered, and it expired after seventy-two hours";
  EXPECT_EQ(days(10, false), 10);
  EXPECT_EQ(days(10, false, Wall(kToday, 12)), 0) << "declined";
  EXPECT_EQ(days(0, false, Wall(kToday + 30, 9)), 3) << "that it had expired was found later";
}

TEST(SomebodyAtAWindow, IsTakenBackByWhoeverHasAReason) {
  const auto kind = [](const std::string& site, const Transfer& t, State state, Day today) {
    const auto claim = ClaimOf(site, "ALA1", &t, state, today);
    return claim ? claim->kind : "";
  };
  const Transfer guest = In(State::kComplete, kGuest);
  const Day last = *guest.until_day;
  EXPECT_EQ(kind("ALA1", guest, State::kComplete, kToday + 1), "home") << "came back early";
  EXPECT_EQ(kind("SEM1", guest, State::kComplete, last), "guest") << "went again";
  EXPECT_EQ(kind("SEM1", guest, State::kComplete, last + 1), "") << "the stay is over";
  EXPECT_EQ(kind("PVL1", guest, State::kComplete, kToday), "") << "only asked there";
  Transfer mover = In(State::kInForce, kPermanent);
  EXPECT_EQ(ClaimOf("ALA1", "SEM1", &mover, State::kInForce, kToday)->kind, "home")
      << "missed the bus";
  EXPECT_FALSE(ClaimOf("ALA1", "SEM1", &mover, State::kComplete, kToday)) << "arrived";
  EXPECT_FALSE(ClaimOf("ALA1", "SEM1", nullptr, State::kComplete, kToday));
  EXPECT_EQ(ClaimOf("SEM1", "SEM1", nullptr, State::kComplete, kToday)->kind, "home");
}

std::vector<std::string> InWords(const std::vector<custody::Start>& starts) {
  std::vector<std::string> words;
  for (const custody::Start& start : starts) {
    words.push_back(FormatDay(start.from_day) + " " + *start.site_code + " " + start.kind);
  }
  return words;
}

TEST(AStay, EndsWhereThePersonIsAtHomeAndSaysAnewWhatWasToCome) {
  const custody::Stay guest{kToday, "SEM1", "guest", kToday + 2, "ALA1"};
  EXPECT_THAT(InWords(custody::StartsOf(PersonId(1), guest, {})),
              ElementsAre("2026-11-21 SEM1 guest", "2026-11-24 ALA1 home"));
  EXPECT_THAT(InWords(custody::StartsOf(PersonId(1), guest, {kToday + 1, kToday + 9})),
              ElementsAre("2026-11-21 SEM1 guest", "2026-11-22 SEM1 guest", "2026-11-24 ALA1 home",
                          "2026-11-30 ALA1 home"));
  EXPECT_THAT(
      InWords(custody::StartsOf(PersonId(1), {kToday, "SEM1", "home"}, {kToday, kToday + 4})),
      ElementsAre("2026-11-21 SEM1 home", "2026-11-25 SEM1 home"));
}

}  // namespace
}  // namespace oat::transfers
