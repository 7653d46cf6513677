// Pouring with a pump at a window over a real server: what the two know of each other, and what is
// left of that when the desk dies in between.
#include "clients/desk/pouring.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "clients/desk/script.h"
#include "clients/pump/simulated_pump.h"
#include "oat/v1/pump.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using nlohmann::json;
using pump::SimulatedPump;
using test::Clinic;
using test::Must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kLot[] = "LOT-1";

// The desk goes out in the middle of a pour.
struct PowerCut : std::runtime_error {
  PowerCut() : runtime_error("the power is gone") {}
};

// Does something once it was told to pour: before it pours, or after.
class Interrupted final : public pump::Pump {
 public:
  Interrupted(std::function<void()> before, std::function<void()> after)
      : before_(std::move(before)), after_(std::move(after)) {}
  std::string name() const override { return "interrupted"; }
  absl::StatusOr<pump::Dispensed> Dispense(int64_t microlitres) override {
    if (before_) before_();
    auto poured = pump_.Dispense(microlitres);
    if (after_) after_();
    return poured;
  }
  absl::StatusOr<pump::Dispensed> Prime(int64_t microlitres) override {
    return pump_.Prime(microlitres);
  }
  absl::StatusOr<pump::Dispensed> Empty(int64_t microlitres) override {
    return pump_.Empty(microlitres);
  }

 private:
  const std::function<void()> before_, after_;
  SimulatedPump pump_;
};

class PouringAtTheWindow : public AtTheWindow {
 protected:
  using Pumps = v1::PumpService::Stub;

  void SetUp() override {
    AtTheWindow::SetUp();
    pump_id_ = absl::AsciiStrToUpper(test::NewId());
    v1::PlacePumpRequest place;
    place.set_request_id(test::NewId());
    place.set_pump_id(pump_id_);
    place.set_station("W1");
    place.set_product_code("METHADONE-10MG-ML");
    place.set_model("Simulator");
    link::Link& custodian = Desk("stock_custodian");
    Must(custodian.Call(&Pumps::PlacePump, place));
    Unlock();
  }
  void Unlock() {
    Must(window().Unlock(
        {.login = Clinic::LoginOf("nurse", "ALA1"), .password = Clinic::kPassword}));
  }
  void Verify() {
    v1::VerifyPumpRequest verify;
    verify.set_request_id(test::NewId());
    verify.set_pump_id(pump_id_);
    verify.set_kind(v1::VERIFICATION_KIND_DAILY);
    verify.set_lot_number(kLot);
    verify.add_pours()->set_asked(5'000);
    verify.mutable_pours(0)->set_measured(5'000);
    link::Link& nurse = Desk();
    EXPECT_TRUE(
        Must(nurse.Call(&Pumps::VerifyPump, ByTwo("PumpService.VerifyPump", verify))).passed());
  }
  // A desk with the simulator, which the test can look at.
  Pouring WithSimulator(const SimulatedPump::Faults& faults = {}) {
    auto pump = std::make_unique<SimulatedPump>();
    pump->set_faults(faults);
    simulator_ = pump.get();
    return Pouring(std::move(pump), pump_id_, &clock_);
  }
  // One at whose pump something happens.
  Pouring WithPump(const std::function<void()>& before, const std::function<void()>& after = {}) {
    return Pouring(std::make_unique<Interrupted>(before, after), pump_id_, &clock_);
  }
  static Pouring::Line LineOf(const std::string& dose, int64_t quantity = 8'000) {
    return {dose, kLot, quantity};
  }
  // Of an open dose of 8 mL at W1.
  static Pouring::Line NewLine() { return LineOf(Open(Admit())); }

  std::vector<std::string> ToMeasure(Pouring& pouring) {
    std::vector<std::string> ids;
    for (const v1::Pour& pour : Must(pouring.ToMeasure(window()))) ids.push_back(pour.pour_id());
    return ids;
  }
  std::vector<std::string> Unanswered() {
    std::vector<std::string> methods;
    for (const KeptRequest& kept : Must(window().journal().Unanswered())) {
      methods.push_back(kept.method);
    }
    return methods;
  }
  // "8000", "3000 motor stalled", "2500 by two", or nothing of a pour without an end.
  static std::string EndOf(const std::string& pour) {
    return clinic().Sql(
        "SELECT concat_ws(' ', e.poured, nullif(e.fault, ''), "
        "CASE WHEN e.second_id IS NOT NULL THEN 'by two' END) FROM pour "
        "JOIN pour_end e USING (site_code, pump_id, turn) WHERE pour_id = '" +
        pour + "'");
  }
  std::string PoursOfPump() const {
    return clinic().Sql("SELECT count(*) FROM pour WHERE pump_id = '" + pump_id_ + "'");
  }
  std::string LastPour() const {
    return clinic().Sql("SELECT pour_id FROM pour WHERE pump_id = '" + pump_id_ +
                        "' ORDER BY turn DESC LIMIT 1");
  }
  static link::Credentials Second() {
    return {.login = Clinic::LoginOf("nurse", "ALA1") + "-2", .password = Clinic::kPassword};
  }

  std::string pump_id_;
  SimulatedPump* simulator_ = nullptr;
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
