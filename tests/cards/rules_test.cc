// Who is given a card, for how long, and when one is worth nothing.
#include "services/cards/rules.h"

#include <gmock/gmock.h>

namespace oat::cards {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

const Day kToday(2026, 11, 21);

absl::Time At(int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, 11, 21, hour, minute), absl::UTCTimeZone());
}

// Somebody at ALA1 with 80 mg a day until 20 December.
Situation Usual() {
  prescribing::Order order{.kind = "standard",
                           .drug_form = "methadone_oral_solution",
                           .from_day = kToday - 5,
                           .until_day = Day(2026, 12, 20)};
  order.signed_by = StaffId(1);
  order.steps = {{order.from_day, Day(2026, 11, 25), {Milligrams(80)}},
                 {Day(2026, 11, 26), order.until_day, {Milligrams(90)}}};
  return {.now = At(9),
          .today = kToday,
          .reckoning = {absl::UTCTimeZone()},
          .site_code = "ALA1",
          .custody_site = "ALA1",
          .order = order};
}

bottles::Bottle BottleFor(Day day) {
  return {.clinical_day = day, .state = "at_home", .supplied_at = At(8)};
}

Strings Codes(const Situation& situation) {
  Strings codes;
  for (const Reason& reason : WhyNone(situation)) codes.push_back(reason.code);
  return codes;
}

TEST(Card, IsForWhoeverIsTreatedHereAndOwedNoAnswer) {
  EXPECT_THAT(Codes(Usual()), IsEmpty());
  struct Case {
    const char* name;
    Strings expected;
    void (*change)(Situation*);
  };
  const Case cases[] = {
      {"nowhere", {"not_in_treatment"}, [](Situation* s) { s->custody_site.reset(); }},
      {"elsewhere", {"other_site"}, [](Situation* s) { s->custody_site = "SEM1"; }},
      {"an incident", {"incident_review"}, [](Situation* s) { s->incident_waits = true; }},
      {"held", {"on_hold"}, [](Situation* s) { s->hold_until = At(20); }},
      {"no order", {"no_order"}, [](Situation* s) { s->order.reset(); }},
      {"ended", {"order_expired"}, [](Situation* s) { s->order->until_day = kToday - 1; }},
      {"no step today",
       {"outside_steps"},
       [](Situation* s) { s->order->steps.erase(s->order->steps.begin()); }},
      {"an open dose", {"dose_open"}, [](Situation* s) { s->unsettled.emplace_back(); }},
      {"nobody can say",
       {"unresolved_dose"},
       [](Situation* s) { s->unsettled.emplace_back().unresolved = true; }},
  };
  for (const Case& one : cases) {
    Situation situation = Usual();
    one.change(&situation);
    EXPECT_EQ(Codes(situation), one.expected) << one.name;
  }
}

TEST(Card, IsGoodToTheEndOfItsLastDayAndNoLongerThanTheDose) {
  const Situation situation = Usual();
  const auto end_of = [&](Day day) { return BeginningOf(day + 1, situation.reckoning); };
  EXPECT_EQ(ValidUntil(situation, 1, Day(2026, 11, 25)), end_of(kToday));
  EXPECT_EQ(ValidUntil(situation, 5, Day(2026, 11, 25)), end_of(Day(2026, 11, 25)));
  EXPECT_EQ(ValidUntil(situation, 6, Day(2026, 11, 25)), end_of(Day(2026, 11, 25)));
}

TEST(Card, HasTheDaysOfBottlesThatItHasRoomFor) {
  Situation situation = Usual();
  for (int after : {3, 1, 1, 31, 32}) situation.at_home.push_back(BottleFor(kToday + after));
  EXPECT_THAT(BottleDays(situation), ElementsAre(kToday + 1, kToday + 3, kToday + 31));
}

card::Content Written() {
  return {.patient_number = "7K3MPZ4Q8X",
          .issue = 1,
          .site_code = "ALA1",
          .issued_on = kToday,
          .drug_form = 1,
          .portions = {Milligrams(80)},
          .dose_until = Day(2026, 11, 25),
          .last_dose = card::LastDose{1, Milligrams(80), At(8), card::Source::kWindow},
          .bottles = 2,
          .bottle_days = {kToday, kToday + 1}};
}

TEST(Worth, EndsWithTheDayAnotherCardOrAWordFromTheSite) {
  const auto why = [](const std::optional<Standing>& standing, absl::Time at) {
    const auto reason = WhyWorthless(standing, Written(), at, {absl::UTCTimeZone()});
    return reason ? reason->code + " " + reason->parameters[0].second : "good";
  };
  const Standing good{.valid_until = At(20)};
  EXPECT_EQ(why(good, At(19, 59)), "good");
  EXPECT_EQ(why(good, At(20)), "card_expired 2026-11-21 20:00");
  EXPECT_EQ(why(std::nullopt, At(9)), "card_unrecorded ALA1");
  Standing superseded = good;
  superseded.superseded_at = At(12);
  EXPECT_EQ(why(superseded, At(11, 59)), "good") << "read before";
  EXPECT_EQ(why(superseded, At(12)), "card_superseded 2026-11-21 12:00");
  Standing revoked = superseded;
  revoked.revoked_at = At(13);
  EXPECT_EQ(why(revoked, At(12, 59)), "card_superseded 2026-11-21 12:00");
  EXPECT_EQ(why(revoked, At(21)), "card_revoked 2026-11-21 13:00") << "what weighs most";
}

TEST(Changes, AreToldByWhatTheyAreOf) {
  EXPECT_THAT(ChangesSince(Written(), Written()), IsEmpty());
  const auto changes = [](void (*change)(card::Content*)) {
    card::Content now = Written();
    change(&now);
    return ChangesSince(Written(), now);
  };
  using Content = card::Content;
  EXPECT_THAT(changes([](Content* c) { c->drug_form = 2; }), ElementsAre("order"));
  EXPECT_THAT(changes([](Content* c) { c->portions = {}; }), ElementsAre("order"));
  EXPECT_THAT(changes([](Content* c) { c->dose_until = kToday; }), ElementsAre("order"));
  EXPECT_THAT(changes([](Content* c) { c->last_dose.reset(); }), ElementsAre("last_dose"));
  EXPECT_THAT(changes([](Content* c) { c->bottle_days.pop_back(); }), ElementsAre("bottles"));
  EXPECT_THAT(changes([](Content* c) { c->bottles = 1; }), ElementsAre("bottles"));
  EXPECT_THAT(changes([](Content* c) { c->site_code = "SEM1"; }), ElementsAre("site"));
  EXPECT_THAT(changes([](Content* c) {
                c->issued_on = kToday + 1;
                c->bottles = 1;
                c->bottle_days = {kToday + 1};
              }),
              IsEmpty())
      << "yesterday's bottle is drunk";
}

}  // namespace
}  // namespace oat::cards
