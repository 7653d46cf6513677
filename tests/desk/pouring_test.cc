// Pouring with a pump at a window over a real server: what the two know of each other, and what is
// left of that when the desk dies in between.
#include "clients/desk/pouring.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "clients/desk/script.h"
#include "oat/v1/pump.grpc.pb.h"
#include "tests/desk/at_the_pump.h"

namespace oat::desk {
namespace {

using nlohmann::json;
using pump::SimulatedPump;
using test::Clinic;
using test::Must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The desk goes out in the middle of a pour.
struct PowerCut : std::runtime_error {
  PowerCut() : runtime_error("the power is gone") {}
};

TEST_F(PouringAtTheWindow, SaysItBeforeAndTellsItAfterwards) {
  Verify();
  Pouring pouring = WithSimulator();
  const auto poured = Must(pouring.Pour(window(), NewLine()));
  EXPECT_TRUE(poured.outcome.accepted());
  EXPECT_EQ(poured.microlitres, 8'000);
  EXPECT_TRUE(poured.is_told);
  EXPECT_FALSE(poured.must_be_measured);
  EXPECT_EQ(simulator_->in_cup(), 8'000);
  EXPECT_EQ(EndOf(poured.pour_id), "8000");
  EXPECT_THAT(Unanswered(), IsEmpty());
}

TEST_F(PouringAtTheWindow, TellsThePumpNothingWithoutTheServersYes) {
  Pouring pouring = WithSimulator();
  const Pouring::Line line = NewLine();
  const auto refused = Must(pouring.Pour(window(), line));
  EXPECT_EQ(test::Reasons(refused.outcome), "pump_unverified");
  EXPECT_EQ(pouring.Pour(window(), LineOf(test::NewId())).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(Unanswered(), IsEmpty());
  Verify();
  window().link().set_patience({.deadline = absl::Seconds(2)});
  clinic().KillServer();
  EXPECT_TRUE(link::IsAway(pouring.Pour(window(), line).status()));
  EXPECT_EQ(simulator_->in_cup(), 0);
  EXPECT_THAT(Unanswered(), ElementsAre("BeginPour"));
  clinic().StartServer();
  window().link().set_patience({.tries = 60});  // its channel notices a new server only slowly
  EXPECT_TRUE(Must(pouring.Pour(window(), line)).is_told) << "what never arrived is forgotten";
  EXPECT_EQ(PoursOfPump(), "1");
  window().Lock();
  EXPECT_EQ(pouring.Pour(window(), line).status().code(), absl::StatusCode::kUnauthenticated);
}

// The desk dies after the server's yes: whether the pump was told nobody knows.
TEST_F(PouringAtTheWindow, HasACrashBeforeTheEndMeasured) {
  Verify();
  const Pouring::Line line = NewLine();
  EXPECT_THROW(static_cast<void>(WithPump([] { throw PowerCut(); }).Pour(window(), line)),
               PowerCut);
  const std::string pour = LastPour();
  Pouring restarted = WithSimulator();
  Unlock();
  EXPECT_EQ(restarted.TakeUp(window()), absl::OkStatus());
  EXPECT_THAT(ToMeasure(restarted), ElementsAre(pour)) << "nothing is assumed";
  EXPECT_EQ(test::Reasons(Must(restarted.Pour(window(), line)).outcome),
            "pour_unresolved pours_too_much");
  EXPECT_EQ(test::Reasons(Must(restarted.Resolve(window(), pour, 2'500, Second())).outcome()),
            "accepted");
  EXPECT_EQ(EndOf(pour), "2500 by two");
  EXPECT_THAT(ToMeasure(restarted), IsEmpty());
  EXPECT_TRUE(Must(restarted.Pour(window(), LineOf(line.dose_id, 5'500))).is_told);
  EXPECT_THAT(Unanswered(), IsEmpty());
}

TEST_F(PouringAtTheWindow, HasACrashAfterThePumpPouredMeasured) {
  Verify();
  EXPECT_THROW(static_cast<void>(WithPump({}, [] { throw PowerCut(); }).Pour(window(), NewLine())),
               PowerCut);
  Pouring restarted = WithSimulator();
  Unlock();
  EXPECT_EQ(restarted.TakeUp(window()), absl::OkStatus());
  EXPECT_THAT(ToMeasure(restarted), ElementsAre(LastPour()));
  EXPECT_EQ(EndOf(LastPour()), "");
}

// The yes was given and never heard: the pump was told nothing, and the journal says so.
TEST_F(PouringAtTheWindow, EndsAnIntentThatThePumpWasNeverTold) {
  Verify();
  const Pouring::Line line = NewLine();
  v1::BeginPourRequest begin;
  begin.set_request_id(test::NewId());
  begin.set_pump_id(pump_id_);
  begin.set_dose_id(line.dose_id);
  begin.set_lot_number(kLot);
  begin.set_quantity(line.quantity);
  Must(window().journal().Keep({begin.request_id(), "BeginPour", begin.SerializeAsString()}));
  Must(window().link().Call(&Pumps::BeginPour, begin));

  Pouring restarted = WithSimulator();
  Unlock();
  EXPECT_EQ(restarted.TakeUp(window()), absl::OkStatus());
  EXPECT_EQ(EndOf(begin.request_id()), "0 the desk never told the pump");
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_TRUE(Must(restarted.Pour(window(), line)).is_told);
}

// The server goes away while it pours: the count is kept, and told when it is back.
TEST_F(PouringAtTheWindow, TellsLaterWhatThePumpCounted) {
  Verify();
  window().link().set_patience({.deadline = absl::Seconds(2)});
  const auto poured = Must(WithPump({}, [] { clinic().KillServer(); }).Pour(window(), NewLine()));
  EXPECT_EQ(poured.microlitres, 8'000);
  EXPECT_FALSE(poured.is_told);
  EXPECT_THAT(Unanswered(), ElementsAre("EndPour"));
  clinic().StartServer();
  window().link().set_patience({.tries = 60});  // its channel notices a new server only slowly
  EXPECT_EQ(EndOf(poured.pour_id), "");

  Pouring restarted = WithSimulator();
  Unlock();
  EXPECT_THAT(Unanswered(), ElementsAre("EndPour")) << "the window itself leaves it alone";
  EXPECT_EQ(restarted.TakeUp(window()), absl::OkStatus());
  EXPECT_EQ(EndOf(poured.pour_id), "8000");
  EXPECT_THAT(ToMeasure(restarted), IsEmpty());
  EXPECT_THAT(Unanswered(), IsEmpty());
}

TEST_F(PouringAtTheWindow, TellsWhatAPumpSaysThatStoppedEarly) {
  Verify();
  Pouring pouring = WithSimulator({.stops_after = 3'000});
  const Pouring::Line line = NewLine();
  const auto poured = Must(pouring.Pour(window(), line));
  EXPECT_EQ(poured.fault, "motor stalled");
  EXPECT_TRUE(poured.is_told);
  EXPECT_EQ(EndOf(poured.pour_id), "3000 motor stalled");
  simulator_->set_faults({});
  EXPECT_TRUE(Must(pouring.Pour(window(), LineOf(line.dose_id, 5'000))).is_told);
  EXPECT_EQ(simulator_->in_cup(), 8'000);
}

TEST_F(PouringAtTheWindow, HasMeasuredWhatAPumpDoesNotSay) {
  Verify();
  for (const SimulatedPump::Faults& faults :
       {SimulatedPump::Faults{.is_silent = true}, SimulatedPump::Faults{.breaks_line = true}}) {
    Pouring pouring = WithSimulator(faults);
    const auto poured = Must(pouring.Pour(window(), NewLine()));
    EXPECT_TRUE(poured.must_be_measured);
    EXPECT_NE(poured.fault, "");
    EXPECT_EQ(EndOf(poured.pour_id), "");
    EXPECT_THAT(ToMeasure(pouring), ElementsAre(poured.pour_id));
    EXPECT_EQ(test::Reasons(
                  Must(pouring.Resolve(window(), poured.pour_id, simulator_->in_cup(), Second()))
                      .outcome()),
              "accepted");
  }
}

TEST_F(PouringAtTheWindow, SpeaksThroughTheScriptedFace) {
  Verify();
  Pouring pouring = WithSimulator();
  const auto say = [&](const json& command, Pouring* with) {
    std::istringstream in(command.dump() + "\n");
    std::ostringstream out;
    RunScript(window(), Language::kEnglish, in, out, with);
    return json::parse(out.str());
  };
  const Pouring::Line line = NewLine();
  const json pour = {
      {"do", "pour"}, {"dose_id", line.dose_id}, {"lot_number", kLot}, {"quantity", 8'000}};
  for (const json& command :
       {pour, json{{"do", "pumps"}}, json{{"do", "resolve_pour"}, {"pour_id", test::NewId()}}}) {
    EXPECT_THAT(say(command, nullptr).value("message", ""), HasSubstr("this desk has no pump"));
  }
  simulator_->set_faults({.is_silent = true});
  const json silent = say(pour, &pouring);
  EXPECT_EQ(silent["must_be_measured"], true) << silent;
  const std::string id = silent["pour_id"];
  const json listed = say({{"do", "pumps"}}, &pouring);
  EXPECT_EQ(listed["pump_id"], pump_id_);
  ASSERT_EQ(listed["to_measure"].size(), 1u);
  EXPECT_EQ(listed["to_measure"][0]["pour_id"], id);
  const json unlocked = say({{"do", "unlock"},
                             {"login", Clinic::LoginOf("nurse", "ALA1")},
                             {"password", Clinic::kPassword}},
                            &pouring);
  EXPECT_EQ(unlocked["to_measure"].size(), 1u) << unlocked;
  const json again = say(pour, &pouring);
  EXPECT_EQ(again["ok"], true);
  EXPECT_THAT(again["words"][0].get<std::string>(),
              HasSubstr("Measure what is in the cup with a second person first."));
  const json resolved = say({{"do", "resolve_pour"},
                             {"pour_id", id},
                             {"measured", 3'000},
                             {"login", Second().login},
                             {"password", Clinic::kPassword}},
                            &pouring);
  EXPECT_EQ(resolved["outcome"]["accepted"], true) << resolved;
  simulator_->set_faults({});
  json rest = pour;
  rest["quantity"] = 5'000;
  const json poured = say(rest, &pouring);
  EXPECT_EQ(poured["poured"], 5'000) << poured;
  EXPECT_EQ(poured["is_told"], true);
  EXPECT_EQ(poured["fault"], "");
}

}  // namespace
}  // namespace oat::desk
