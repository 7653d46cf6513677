// Which days without a dose are an interruption, and what it began with.
#include "services/interruptions/rules.h"

#include <gmock/gmock.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace oat::interruptions {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A Monday.
const Day kToday(2026, 11, 30);
Day Before(int days) { return kToday - days; }

sites::Site SiteOf(const std::string& code, const std::string& kind = "clinic",
                   std::vector<int32_t> weekdays = {1, 2, 3, 4, 5, 6, 7}) {
  return {.code = code,
          .kind = kind,
          .time_zone = "Asia/Almaty",
          .licence_until = Day(2030, 1, 1),
          .opening_weekdays = std::move(weekdays)};
}

Network TheNetwork() {
  Network network;
  for (const sites::Site& site :
       {SiteOf("ALA1"), SiteOf("SEM1", "clinic", {1, 2, 3, 4, 5, 6}), SiteOf("JAIL", "detention"),
        SiteOf("WARD", "hospital"), SiteOf("BIRTH", "maternity")}) {
    network.sites.emplace(site.code, site);
  }
  return network;
}

Dose DoseOn(Day day, int days = 1) {
  return {.covers = {day, day + days - 1},
          .at = absl::FromCivil(absl::CivilHour(day.year(), day.month(), day.day(), 9),
                                absl::UTCTimeZone())};
}

// In treatment at a site since long, with an order, and a dose on each of these days.
Life LifeWith(const std::vector<Dose>& doses, const std::string& site = "ALA1") {
  return {.person = PersonId(1),
          .episodes = {{.started_on = Before(200)}},
          .doses = doses,
          .custody = {{PersonId(1), Before(200), site, "home"}},
          .in_force = {{Before(200), kToday + 100}}};
}

// "2026-11-27-2026-11-29 3 open unknown".
std::string InWords(const Interruption& one) {
  static const std::map<State, std::string> states = {
      {State::kOpen, "open"}, {State::kDosed, "dosed"}, {State::kTreatmentEnded, "ended"}};
  return absl::StrCat(FormatDay(one.first_day), " ", FormatDay(one.last_day), " ", one.days, " ",
                      states.at(one.state), one.ended_on ? " " + FormatDay(*one.ended_on) : "");
}
std::vector<std::string> Runs(const Life& life, const Network& network = TheNetwork()) {
  std::vector<std::string> runs;
  for (const Interruption& one : Reckon(life, network, kToday)) runs.push_back(InWords(one));
  return runs;
}
std::string Seen(const Life& life, const Network& network = TheNetwork()) {
  const auto runs = Reckon(life, network, kToday);
  return runs.empty() ? "none" : runs.back().seen;
}

TEST(Interruption, BeginsWithTheFirstDayThatWasDueAndLastsToTheNextDose) {
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(1))})), IsEmpty()) << "today is not over";
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(3))})), ElementsAre("2026-11-28 2026-11-29 2 open"));
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(3)), DoseOn(kToday)})),
              ElementsAre("2026-11-28 2026-11-29 2 dosed 2026-11-30"));
  EXPECT_THAT(
      Runs(LifeWith({DoseOn(Before(9)), DoseOn(Before(6)), DoseOn(Before(2))})),
      ElementsAre("2026-11-22 2026-11-23 2 dosed 2026-11-24",
                  "2026-11-25 2026-11-27 3 dosed 2026-11-28", "2026-11-29 2026-11-29 1 open"));
}

TEST(Interruption, IsEndedByNoBottleOfADayToCome) {
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(2)), DoseOn(kToday + 1)})),
              ElementsAre("2026-11-29 2026-11-29 1 open"));
}

TEST(Interruption, BeginsNoSoonerThanTheLastDoseCeasesToCover) {
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(8), 7)})), ElementsAre("2026-11-29 2026-11-29 1 open"));
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(8), 8)})), IsEmpty());
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(8), 7), DoseOn(Before(7))})),
              ElementsAre("2026-11-29 2026-11-29 1 open"))
      << "a dose beside a depot takes nothing from it";
}

// SEM1 does not dispense on Sundays, as the 29th; a Saturday that it declares closed was due.
TEST(Interruption, CountsTheDaysOnWhichTheSitePlansToDispense) {
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(2))}, "SEM1")), IsEmpty());
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(3))}, "SEM1")),
              ElementsAre("2026-11-28 2026-11-28 1 open"));
  Network network = TheNetwork();
  network.closures[{"SEM1", Before(2)}] = "staff";
  EXPECT_THAT(Runs(LifeWith({DoseOn(Before(3))}, "SEM1"), network),
              ElementsAre("2026-11-28 2026-11-28 1 open"));
}

TEST(Interruption, CountsNoDayOfWhichNobodyCanSay) {
  Life life = LifeWith({DoseOn(Before(5))});
  life.unknown = {{Before(4), Before(3)}};
  EXPECT_THAT(Runs(life), ElementsAre("2026-11-28 2026-11-29 2 open"));
  life.unknown = {{Before(3), Before(2)}};
  EXPECT_THAT(Runs(life), ElementsAre("2026-11-26 2026-11-29 2 open"));
}

TEST(Interruption, NeedsADoseOfTheEpisodeBeforeIt) {
  Life life = LifeWith({});
  EXPECT_THAT(Runs(life), IsEmpty()) << "whoever waits for the first dose waits";
  life.doses = {DoseOn(Before(60)), DoseOn(Before(2))};
  life.episodes = {{Before(200), Before(55)}, {Before(5), std::nullopt}};
  EXPECT_THAT(Runs(life), ElementsAre("2026-10-02 2026-10-05 4 ended 2026-10-06",
                                      "2026-11-29 2026-11-29 1 open"));
}

TEST(Interruption, IsOverWithTheTreatment) {
  Life life = LifeWith({DoseOn(Before(5))});
  life.episodes = {{Before(200), Before(2)}};
  EXPECT_THAT(Runs(life), ElementsAre("2026-11-26 2026-11-27 2 ended 2026-11-28"));
  life.episodes = {{Before(200), kToday}};
  EXPECT_THAT(Runs(life), ElementsAre("2026-11-26 2026-11-29 4 ended 2026-11-30"));
}

TEST(Interruption, IsOfEverySiteThatHadADayOfIt) {
  Life life = LifeWith({DoseOn(Before(5))});
  life.custody.push_back({PersonId(1), Before(3), "SEM1", "home"});
  const auto runs = Reckon(life, TheNetwork(), kToday);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].site_code, "ALA1");
  EXPECT_THAT(runs[0].sites, ElementsAre("ALA1", "SEM1"));
  life.custody.push_back({PersonId(1), Before(2), std::nullopt, "ended"});
  EXPECT_THAT(Runs(life), ElementsAre("2026-11-26 2026-11-27 2 open")) << "no site has her";
}

TEST(Interruption, TellsTheHoursWithoutADose) {
  const absl::Time now = absl::FromCivil(absl::CivilHour(2026, 11, 30, 8), absl::UTCTimeZone());
  auto open = Reckon(LifeWith({DoseOn(Before(3))}), TheNetwork(), kToday).at(0);
  EXPECT_EQ(WithoutDose(open, now), absl::Hours(71));
  auto over = Reckon(LifeWith({DoseOn(Before(3)), DoseOn(kToday)}), TheNetwork(), kToday).at(0);
  EXPECT_EQ(WithoutDose(over, now), absl::Hours(72));
  over.next_dose_at.reset();
  EXPECT_EQ(WithoutDose(over, now), std::nullopt);
  open.last_dose.at.reset();
  EXPECT_EQ(WithoutDose(open, now), std::nullopt);
}

// Of somebody who was dosed three days ago.
class Cause : public testing::Test {
 protected:
  Cause() : life_(LifeWith({DoseOn(Before(3))})), network_(TheNetwork()) {}
  std::string SeenNow() const { return Seen(life_, network_); }
  void MoveTo(const std::string& site, const std::string& kind) {
    life_.custody.push_back({PersonId(1), kFirst, site, kind});
  }

  const Day kFirst = Before(2);
  Life life_;
  Network network_;
};

TEST_F(Cause, IsUnknownWhereNothingWasSeen) { EXPECT_EQ(SeenNow(), "unknown"); }

TEST_F(Cause, IsTheSitesThatWasClosed) {
  network_.closures[{"SEM1", kFirst}] = "staff";
  EXPECT_EQ(SeenNow(), "unknown") << "another site";
  for (const auto& [reason, cause] : std::map<std::string, std::string>{{"staff", "site_closed"},
                                                                        {"holiday", "site_closed"},
                                                                        {"disaster", "site_closed"},
                                                                        {"licence", "licence"},
                                                                        {"stock", "stock"}}) {
    network_.closures[{"ALA1", kFirst}] = reason;
    EXPECT_EQ(SeenNow(), cause) << reason;
  }
}

TEST_F(Cause, IsALicenceThatRanOutTheDayBefore) {
  network_.sites.at("ALA1").licence_until = kFirst;
  EXPECT_EQ(SeenNow(), "unknown");
  network_.sites.at("ALA1").licence_until = kFirst - 1;
  EXPECT_EQ(SeenNow(), "licence");
}

TEST_F(Cause, IsWhatTheWindowWasToldLast) {
  for (const auto& [reason, cause] :
       std::map<std::string, std::string>{{"stock_short", "stock"},
                                          {"open_bottle_short", "stock"},
                                          {"order_expired", "order"},
                                          {"site_closed", "site_closed"},
                                          {"other_site", "transfer"},
                                          {"on_hold", "rule"},
                                          {"missed_days", "rule"}}) {
    life_.no_dose = {{kFirst, "look_alike"}, {kFirst, reason}, {kFirst + 1, "stock_short"}};
    EXPECT_EQ(SeenNow(), cause) << reason;
  }
}

TEST_F(Cause, IsThePatientsWhoRefusedAndTheRulesThatWithheld) {
  life_.withheld = {kFirst};
  EXPECT_EQ(SeenNow(), "rule");
  life_.refused = {kFirst};
  EXPECT_EQ(SeenNow(), "patient");
}

TEST_F(Cause, IsAHoldOfThatDay) {
  life_.held = {{kFirst + 1, kFirst + 1}};
  EXPECT_EQ(SeenNow(), "unknown");
  life_.held = {{kFirst - 1, kFirst}};
  EXPECT_EQ(SeenNow(), "rule");
}

TEST_F(Cause, IsAnOrderThatRanOut) {
  life_.in_force = {{Before(200), kFirst}};
  EXPECT_EQ(SeenNow(), "unknown");
  life_.in_force = {{Before(200), kFirst - 1}};
  EXPECT_EQ(SeenNow(), "order");
  life_.in_force = {{kToday, kToday + 100}};
  EXPECT_EQ(SeenNow(), "unknown") << "the first one that is known begins later";
}

TEST_F(Cause, IsAFormThatWasWantingSinceTheLastDose) {
  life_.no_order = {{kFirst - 1, "form_needed"}};
  EXPECT_EQ(SeenNow(), "unknown") << "an order is in force all the same";
  life_.in_force = {{Before(200), kFirst - 1}};
  EXPECT_EQ(SeenNow(), "forms");
  life_.no_order = {{kFirst - 1, "tenfold"}};
  EXPECT_EQ(SeenNow(), "order");
  life_.no_order = {{kFirst - 2, "form_needed"}};
  EXPECT_EQ(SeenNow(), "order") << "before the last dose";
}

TEST_F(Cause, IsThePlaceWhereThePersonIsKept) {
  MoveTo("JAIL", "institution");
  network_.closures[{"JAIL", kFirst}] = "staff";
  EXPECT_EQ(SeenNow(), "detention");
  life_.custody.back().site_code = "WARD";
  EXPECT_EQ(SeenNow(), "hospital");
  life_.custody.back().site_code = "BIRTH";
  EXPECT_EQ(SeenNow(), "hospital");
  life_.custody.back().kind = "guest";
  EXPECT_EQ(SeenNow(), "transfer") << "a guest at a ward is nobody's inmate";
}

TEST_F(Cause, IsATransferThatWaitedOnThatDay) {
  life_.between = {{kFirst + 1, kToday}};
  EXPECT_EQ(SeenNow(), "unknown") << "asked for later";
  life_.between = {{Before(9), kFirst - 1}};
  EXPECT_EQ(SeenNow(), "unknown") << "over before";
  life_.between.push_back({kFirst, kFirst});
  EXPECT_EQ(SeenNow(), "transfer");
}

// Each is a thing that was seen on the day itself, and is said in place of the transfer.
TEST_F(Cause, IsNoTransferThatWaitedWhereAnythingSurerWasSeen) {
  life_.between = {{kFirst, kFirst}};
  const auto with = [&](const std::function<void(Life*, Network*)>& happens) {
    Life life = life_;
    Network network = network_;
    happens(&life, &network);
    return Seen(life, network);
  };
  EXPECT_EQ(with([&](Life*, Network* n) {
              n->closures[{"ALA1", kFirst}] = "staff";
            }),
            "site_closed");
  EXPECT_EQ(with([&](Life*, Network* n) { n->closures[{"ALA1", kFirst}] = "stock"; }), "stock");
  EXPECT_EQ(with([&](Life*, Network* n) { n->sites.at("ALA1").licence_until = kFirst - 1; }),
            "licence");
  EXPECT_EQ(with([&](Life* l, Network*) { l->no_dose = {{kFirst, "stock_short"}}; }), "stock");
  EXPECT_EQ(with([&](Life* l, Network*) { l->refused = {kFirst}; }), "patient");
  EXPECT_EQ(with([&](Life* l, Network*) { l->held = {{kFirst, kFirst}}; }), "rule");
  EXPECT_EQ(with([&](Life* l, Network*) { l->in_force.front().until = kFirst - 1; }), "order");
  EXPECT_EQ(with([&](Life* l, Network*) {
              l->in_force.front().until = kFirst - 1;
              l->no_order = {{kFirst - 1, "form_needed"}};
            }),
            "forms");
  EXPECT_EQ(with([&](Life* l, Network*) {
              l->custody.push_back({PersonId(1), kFirst, "SEM1", "closure"});
            }),
            "site_closed");
}

TEST_F(Cause, IsAMoveSinceTheLastDose) {
  MoveTo("SEM1", "home");
  EXPECT_EQ(SeenNow(), "transfer");
  life_.custody.back().kind = "closure";
  EXPECT_EQ(SeenNow(), "site_closed");
  life_.custody.back().site_code = "ALA1";
  EXPECT_EQ(SeenNow(), "unknown") << "it is where she was";
  life_.custody.back() = {PersonId(1), Before(3), "SEM1", "home"};
  EXPECT_EQ(SeenNow(), "unknown") << "she had a dose there";
}

}  // namespace
}  // namespace oat::interruptions
