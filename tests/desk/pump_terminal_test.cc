// The pump of a window at its desk: verified by two, told to pour a dose, and measured where it
// says nothing.
#include <gmock/gmock.h>

#include "clients/desk/pump_words.h"
#include "tests/desk/at_the_pump.h"

namespace oat::desk {
namespace {

using test::Must;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// With a nurse of her own, who signs second.
class PumpAtTheDesk : public PouringAtTheWindow {
 protected:
  void SetUp() override {
    PouringAtTheWindow::SetUp();
    window().Lock();
    Desk("stock_custodian");
  }
  static std::vector<Step> Signed() {
    return {test::Clinic::LoginOf("stock_custodian", "ALA1"), test::Clinic::kPassword};
  }
  static std::vector<Step> Then(std::vector<Step> steps, const std::vector<Step>& more) {
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
  }
  Performance PlayWith(Pouring& pouring, std::vector<Step> steps,
                       Language language = Language::kEnglish) {
    return Play(std::move(steps), language, &pouring);
  }
};

TEST_F(PumpAtTheDesk, IsVerifiedByTwoAndPoursADose) {
  const std::string number = Ordinary();
  const int64_t held = Balance("held_for_waste", "W1", "METHADONE-10MG-ML");
  Pouring pouring = WithSimulator();
  const Performance desk =
      PlayWith(pouring, Then(Then({"p", "v", "5", "5", "1", "1,01", ""}, Signed()),
                             {"q", number, "1", "d", "d", "g"}));
  EXPECT_TRUE(desk.Shows("The pump is not verified today"));
  EXPECT_TRUE(desk.Shows(pump_id_ + ", methadone 10 mg/mL: not verified today"));
  EXPECT_TRUE(desk.Shows("5.0 mL asked, 5.0 mL measured; 1.0 mL asked, 1.01 mL measured"));
  EXPECT_TRUE(desk.Shows("Verified: off by 0.01 mL"));
  EXPECT_TRUE(desk.Shows("methadone 10 mg/mL: may pour today"));
  EXPECT_TRUE(desk.Shows("[d] pours 8.0 mL of methadone 10 mg/mL, lot LOT-1"));
  EXPECT_TRUE(desk.Shows("Leave the cup where it is."));
  EXPECT_TRUE(desk.Shows("Poured by the pump: 8.0 mL of lot LOT-1."));
  EXPECT_EQ(simulator_->in_cup(), 14'000);
  EXPECT_EQ(EndOf(LastPour()), "8000");
  EXPECT_EQ(StateOf(number), "given");
  EXPECT_EQ(Balance("held_for_waste", "W1", "METHADONE-10MG-ML") - held, 6'010);
}

TEST_F(PumpAtTheDesk, PoursNothingBeforeTheCupIsThere) {
  const std::string number = Ordinary();
  Verify();
  Pouring pouring = WithSimulator();
  PlayWith(pouring, {number, "1", "d", "x", "g"});
  EXPECT_EQ(simulator_->in_cup(), 0);
  EXPECT_EQ(PoursOfPump(), "0");
  EXPECT_EQ(StateOf(number), "given") << "poured by hand";
}

TEST_F(PumpAtTheDesk, OutOfToleranceIsToldNothing) {
  const std::string number = Ordinary();
  Pouring pouring = WithSimulator();
  const Performance desk = PlayWith(pouring, Then(Then({"p", "v", "5", "4", ""}, Signed()),
                                                  {"q", number, "1", "d", "d", "\n", "g"}));
  EXPECT_TRUE(desk.Shows("OUT OF TOLERANCE: off by 1.0 mL"));
  EXPECT_TRUE(desk.Shows("Calibrate and verify it; until then pour by hand."));
  EXPECT_EQ(simulator_->in_cup(), 5'000) << "the test pour and no dose";
  EXPECT_EQ(PoursOfPump(), "0");
  EXPECT_EQ(StateOf(number), "given") << "poured by hand";
}

TEST_F(PumpAtTheDesk, AVerificationThatNobodySignsIsNone) {
  Pouring pouring = WithSimulator();
  const Performance desk = PlayWith(pouring, {"p", "v", "5", "4.9", "", "", "q"});
  EXPECT_TRUE(desk.Shows("4.9 mL were read in the glass and are in no book."));
  EXPECT_FALSE(desk.Shows("may pour today"));
}

TEST_F(PumpAtTheDesk, PoursTheRestWhereItStoppedEarly) {
  const std::string number = Ordinary();
  Verify();
  Pouring pouring = WithSimulator({.stops_after = 3'000});
  const Performance desk = PlayWith(
      pouring,
      {number, "1", "d", "d", Deed([this] { simulator_->set_faults({}); }), "d", "d", "d", "g"});
  EXPECT_TRUE(desk.Shows("The pump stopped early: motor stalled."));
  EXPECT_TRUE(desk.Shows("[d] pours 5.0 mL"));
  EXPECT_TRUE(desk.Shows("Nothing of this dose is left for the pump."));
  EXPECT_EQ(simulator_->in_cup(), 8'000);
  EXPECT_EQ(PoursOfPump(), "2");
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(PumpAtTheDesk, HasTheCupMeasuredByTwoWhereThePumpSaysNothing) {
  const std::string number = Ordinary();
  Verify();
  Pouring pouring = WithSimulator({.breaks_line = true});
  const Performance desk =
      PlayWith(pouring, Then(Then({number, "1", "d", "d", "4"}, Signed()),
                             {Deed([this] { simulator_->set_faults({}); }), "d", "d", "g"}));
  EXPECT_TRUE(desk.Shows("Nobody knows how far the pump came with 8.0 mL of lot LOT-1."));
  EXPECT_TRUE(desk.Shows("Recorded: 4.0 mL were in the cup."));
  EXPECT_TRUE(desk.Shows("[d] pours 4.0 mL"));
  EXPECT_EQ(simulator_->in_cup(), 8'000);
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(PumpAtTheDesk, StartedAnewMeasuresTheCupAndAsksWhatIsLeftToPour) {
  const std::string number = Ordinary();
  Verify();
  Unlock();
  const std::string dose = Open(number);
  Must(WithSimulator({.breaks_line = true}).Pour(window(), LineOf(dose)));
  window().Lock();
  Pouring pouring = WithSimulator();
  const Performance desk =
      PlayWith(pouring, Then(Then({"p", "m", "2.5"}, Signed()),
                             {"q", number, "d", "d", "\n", "5.5", "d", "g", "80"}));
  EXPECT_TRUE(desk.Shows("What is in a cup is to be measured: [p] and Enter."));
  EXPECT_TRUE(desk.Shows("waits until what is in the cup is measured"));
  EXPECT_TRUE(desk.Shows("The dose has 5.5 mL left to pour, and 8 mL was asked for."));
  EXPECT_EQ(simulator_->in_cup(), 5'500);
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(PumpAtTheDesk, ThatStandsElsewhereOrIsNotThereIsPouredByHand) {
  const std::string number = Ordinary();
  Pouring elsewhere(std::make_unique<pump::SimulatedPump>(), "SN-OF-W2", &clock_);
  const Performance other = PlayWith(elsewhere, {"p", number, "1", "d", "g"});
  EXPECT_THAT(other.PagesWith("SN-OF-W2 was never put at this window"), Not(SizeIs(0)));
  EXPECT_EQ(StateOf(number), "given");
  const Performance none = Play({"p", "?", "q"});
  EXPECT_TRUE(none.Shows("[p] does nothing here."));
  EXPECT_FALSE(none.Shows("[p] pump"));
}

TEST_F(PumpAtTheDesk, SpeaksEveryLanguage) {
  Verify();
  for (const Language language : {Language::kEnglish, Language::kRussian, Language::kKazakh}) {
    const std::string number = Ordinary();
    Pouring pouring = WithSimulator({.is_silent = true});
    const Performance desk =
        PlayWith(pouring,
                 Then(Then({"p", "v", "5", "5", ""}, Signed()),
                      Then(Then({"q", number, "1", "d", "d", "8"}, Signed()), {"g"})),
                 language);
    const Catalogue say(language);
    EXPECT_TRUE(desk.Shows(say(text::kCupMeasured, {{"amount", "8.0"}})));
    EXPECT_TRUE(desk.Shows(say(text::kKeyVerify)));
    EXPECT_TRUE(desk.Shows(say(v1::PUMP_STANDING_VERIFIED)));
    for (const std::string& page : desk.pages()) EXPECT_THAT(page, Not(HasSubstr("{")));
    EXPECT_EQ(StateOf(number), "given");
  }
}

}  // namespace
}  // namespace oat::desk
