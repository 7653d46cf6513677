// Pouring by a pump: the intent before, the count after, and what a crash leaves between them.
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <thread>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/pumps/at_a_pump.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;
using Code = absl::StatusCode;

class Pouring : public AtAPump {
 protected:
  // An open dose of 80 mg, 8 mL, at a window; who it is for, where a test asks.
  static std::string NewDose(const std::string& station = "W1", std::string* number = nullptr) {
    const std::string somebody = Admit();
    if (number != nullptr) *number = somebody;
    return Open(somebody, "ALA1", station);
  }
  static std::vector<std::string> UnresolvedOf(const std::string& pump) {
    std::vector<std::string> pours;
    const auto listed = Listed();
    for (const v1::Pour& pour : listed.unresolved()) {
      if (pour.pump_id() == pump) pours.push_back(pour.pour_id());
    }
    return pours;
  }
  // What became of a pour: "poured fault", with "by two" where two people measured it.
  static std::string EndOf(const std::string& pour) {
    return clinic().Sql(
        "SELECT concat_ws(' ', e.poured, nullif(e.fault, ''), "
        "CASE WHEN e.second_id IS NOT NULL THEN 'by two' END) FROM pour "
        "JOIN pour_end e USING (site_code, pump_id, turn) WHERE pour_id = '" +
        pour + "'");
  }
  // What calls answer that are sent at once, each from a desk of its own, none of which can have
  // gone through before all wait; how often each answer came.
  using Sending = std::function<absl::StatusOr<v1::Outcome>(link::Link&)>;
  static std::map<std::string, int> AllAtOnce(const std::vector<Sending>& calls) {
    Desk();
    std::vector<std::unique_ptr<link::Link>> desks;
    for (size_t i = 0; i < calls.size(); ++i) {
      desks.push_back(clinic().NewDesk("nurse", "ALA1", "W1"));
    }
    std::vector<std::string> answers(calls.size());
    std::vector<std::thread> threads;
    auto blocker =
        std::make_unique<Blocker>(clinic(), "LOCK TABLE pump_placement IN ACCESS EXCLUSIVE MODE");
    for (size_t i = 0; i < calls.size(); ++i) {
      threads.emplace_back([&, i] {
        const auto outcome = calls[i](*desks[i]);
        answers[i] = outcome.ok() ? Reasons(*outcome) : outcome.status().ToString();
      });
    }
    EXPECT_NO_THROW(WaitUntilBlocked(clinic(), static_cast<int>(calls.size())));
    blocker.reset();
    for (std::thread& thread : threads) thread.join();
    std::map<std::string, int> counts;
    for (const std::string& answer : answers) ++counts[answer];
    return counts;
  }
  template <class Request, class Response>
  static Sending Send(Method<Pumps, Request, Response> method, const Request& request) {
    return [method, request](link::Link& desk) -> absl::StatusOr<v1::Outcome> {
      auto response = desk.Call(method, request);
      if (!response.ok()) return response.status();
      return response->outcome();
    };
  }
};

TEST_F(Pouring, SaysBeforeWhatItWillPourAndAfterwardsWhatItDid) {
  const std::string pump = VerifiedPump();
  std::string number;
  const std::string dose = NewDose("W1", &number);
  const int64_t reserved = Balance("reserved", "W1", kTenPerMl);
  const int64_t station = Balance("station", "W1", kTenPerMl);
  const std::string pour = Begun(pump, dose);
  EXPECT_THAT(UnresolvedOf(pump), UnorderedElementsAre(pour));
  const auto listed = Listed();
  const auto it = std::find_if(listed.unresolved().begin(), listed.unresolved().end(),
                               [&](const v1::Pour& one) { return one.pour_id() == pour; });
  EXPECT_EQ(it->dose_id(), dose);
  EXPECT_EQ(it->quantity(), 8'000);
  EXPECT_EQ(it->lot_number(), "LOT-1");
  EXPECT_EQ(it->station(), "W1");
  EXPECT_EQ(it->begun_by(), Clinic::LoginOf("nurse", "ALA1"));

  EXPECT_EQ(End(Count(pour, 8'000)), "accepted");
  EXPECT_THAT(UnresolvedOf(pump), UnorderedElementsAre());
  EXPECT_EQ(EndOf(pour), "8000");
  // The dose has it reserved; a pour moves nothing in the book.
  EXPECT_EQ(Balance("reserved", "W1", kTenPerMl), reserved);
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), station);
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
}

TEST_F(Pouring, WaitsForTheVerificationOfTheClinicalDay) {
  At(21, 9, 0);
  const std::string pump = NewPump();
  const std::string dose = NewDose();
  EXPECT_EQ(Begin(Intent(pump, dose)), "pump_unverified " + pump);
  Verify(pump, {{5'000, 5'000}});
  At(22, 3, 59);  // the day of the site ends at 04:00
  EXPECT_EQ(StandingOf(pump), "verified");
  EXPECT_EQ(End(Count(Begun(pump, dose, 1'000), 1'000)), "accepted");
  At(22, 4, 0);
  EXPECT_EQ(StandingOf(pump), "unverified");
  EXPECT_EQ(Begin(Intent(pump, dose, 1'000)), "pump_unverified " + pump);
  Verify(pump, {{5'000, 5'000}});
  EXPECT_EQ(End(Count(Begun(pump, dose, 1'000), 1'000)), "accepted");
}

TEST_F(Pouring, StopsWhileThePumpIsOutOfTolerance) {
  At(21, 9, 0);
  const std::string pump = VerifiedPump();
  const std::string dose = NewDose();
  Verify(pump, {{5'000, 5'000}, {5'000, 5'150}});
  const std::string off = "pump_out_of_tolerance " + pump + " 0.15 mL 0.1 mL";
  EXPECT_EQ(Begin(Intent(pump, dose)), off) << "it passed earlier that day";
  At(22, 9, 0);
  EXPECT_EQ(Begin(Intent(pump, dose)), off) << "a night mends nothing";
  Verify(pump, {{5'000, 5'000}});
  EXPECT_EQ(Begin(Intent(pump, dose)), "accepted");
}

TEST_F(Pouring, IsOfAPumpVerifiedWhereItStands) {
  const std::string pump = VerifiedPump("W2");
  const std::string dose = NewDose("W1");
  EXPECT_EQ(Ask(&Pumps::BeginPour, Intent(pump, dose)).status().code(), Code::kNotFound);
  EXPECT_EQ(InWords(Must(Place(Placement(pump, "W1"))).outcome()), "accepted");
  EXPECT_EQ(Begin(Intent(pump, dose)), "pump_unverified " + pump);
  Verify(pump, {{5'000, 5'000}});
  EXPECT_EQ(Begin(Intent(pump, dose)), "accepted");
}

// The machine dies between the intent and the count: who comes back is told to measure.
TEST_F(Pouring, LeavesAPourOfWhichNobodyKnowsToAMeasurement) {
  const std::string pump = VerifiedPump();
  const std::string dose = NewDose();
  const std::string pour = Begun(pump, dose, 5'500);
  clinic().KillServer();
  clinic().StartServer();
  EXPECT_EQ(StandingOf(pump), "unresolved");
  EXPECT_THAT(UnresolvedOf(pump), UnorderedElementsAre(pour));
  const std::string unresolved = "pour_unresolved " + pump + " 5.5 mL";
  EXPECT_EQ(Begin(Intent(pump, NewDose())), unresolved);
  EXPECT_EQ(Begin(Intent(pump, dose, 2'500)), unresolved) << "for the same dose too";
  Verify(pump, {{5'000, 5'000}});
  EXPECT_EQ(Begin(Intent(pump, NewDose())), unresolved) << "a verification resolves nothing";

  EXPECT_EQ(InWords(Must(Ask(&Pumps::ResolvePour, Measurement(pour, 2'000))).outcome()),
            "same_person");
  EXPECT_EQ(Resolve(pour, 2'000), "accepted");
  EXPECT_EQ(EndOf(pour), "2000 by two");
  EXPECT_EQ(Begin(Intent(pump, dose, 6'001)), "pours_too_much 6 mL 6.001 mL");
  EXPECT_EQ(End(Count(Begun(pump, dose, 6'000), 6'000)), "accepted");
}

TEST_F(Pouring, KeepsAMeasurementAboveWhatWasAsked) {
  const std::string pump = VerifiedPump();
  const std::string dose = NewDose();
  const std::string pour = Begun(pump, dose);
  EXPECT_EQ(Resolve(pour, 8'300), "accepted");
  EXPECT_EQ(EndOf(pour), "8300 by two");
  EXPECT_EQ(Begin(Intent(pump, dose, 1)), "pours_too_much 0 mL 0.001 mL");
}

TEST_F(Pouring, GoesOnWhereThePumpStopped) {
  const std::string pump = VerifiedPump();
  const std::string dose = NewDose();
  const std::string pour = Begun(pump, dose);
  EXPECT_EQ(End(Count(pour, 3'250, "motor stalled")), "accepted");
  EXPECT_EQ(EndOf(pour), "3250 motor stalled");
  EXPECT_EQ(Begin(Intent(pump, dose, 4'751)), "pours_too_much 4.75 mL 4.751 mL");
  EXPECT_EQ(End(Count(Begun(pump, dose, 4'750), 4'750)), "accepted");
  EXPECT_EQ(Begin(Intent(pump, dose, 1)), "pours_too_much 0 mL 0.001 mL");
}

TEST_F(Pouring, NeverExceedsTheLineWhateverPumpsThereAre) {
  const std::string one = VerifiedPump(), other = VerifiedPump();
  const std::string dose = NewDose();
  EXPECT_EQ(Begin(Intent(one, dose, 8'001)), "pours_too_much 8 mL 8.001 mL");
  Begun(one, dose, 5'000);
  EXPECT_EQ(Begin(Intent(other, dose, 3'001)), "pours_too_much 3 mL 3.001 mL")
      << "what nobody knows counts in full";
  Begun(other, dose, 3'000);
}

TEST_F(Pouring, SaysEverythingThatStandsAgainstIt) {
  const std::string pump = NewPump();
  EXPECT_EQ(Begin(Intent(pump, NewDose(), 9'000)),
            "pump_unverified " + pump + "; pours_too_much 8 mL 9 mL");
}

TEST_F(Pouring, IsForAnOpenDoseAndHoldsUpNoConfirmation) {
  const std::string pump = VerifiedPump();
  std::string number;
  const std::string dose = NewDose("W1", &number);
  const std::string pour = Begun(pump, dose);
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted")
      << "what was swallowed is recorded whatever the pump said";
  EXPECT_EQ(End(Count(pour, 8'000)), "accepted") << "and so is what was poured";
  EXPECT_EQ(Begin(Intent(pump, dose, 1)), "wrong_state given");
}

TEST_F(Pouring, KnowsTheDosesAndPumpsOfItsWindowAlone) {
  const std::string pump = VerifiedPump();
  const std::string dose = NewDose();
  const auto fails = [](const v1::BeginPourRequest& request, const std::string& site = "ALA1") {
    return std::string(Ask(&Pumps::BeginPour, request, "nurse", site).status().message());
  };
  EXPECT_THAT(fails(Intent(pump, NewDose("W2"))), HasSubstr("dose_id: "));
  EXPECT_THAT(fails(Intent(pump, NewId())), HasSubstr("dose_id: "));
  EXPECT_THAT(fails(Intent(pump, Open(Admit("SEM1"), "SEM1"))), HasSubstr("dose_id: "));
  EXPECT_THAT(fails(Intent("NO-PUMP", dose)), HasSubstr("pump_id: "));
  EXPECT_THAT(fails(Intent(pump, dose), "SEM1"), HasSubstr("pump_id: "));
  auto other_lot = Intent(pump, dose);
  other_lot.set_lot_number("LOT-2");
  EXPECT_THAT(fails(other_lot), HasSubstr("lot_number: "));
  const std::string weak = NewPump();
  Must(Place(Placement(weak, "W1", "METHADONE-5MG-ML")));
  EXPECT_THAT(fails(Intent(weak, dose)), HasSubstr("lot_number: "))
      << "another strength of the same lot number";
  const std::string tablets = Open(Admit("ALA1", 8, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL));
  EXPECT_THAT(fails(Intent(pump, tablets)), HasSubstr("lot_number: "));

  const std::string pour = Begun(pump, dose);
  EXPECT_EQ(Ask(&Pumps::EndPour, Count(pour, 8'000), "nurse", "SEM1").status().code(),
            Code::kNotFound);
  EXPECT_EQ(Ask(&Pumps::ResolvePour, Measurement(pour, 8'000), "nurse", "SEM1").status().code(),
            Code::kNotFound);
}

TEST_F(Pouring, TakesOneCountThatCanBeTrue) {
  const std::string pump = VerifiedPump();
  const std::string pour = Begun(pump, NewDose());
  const auto fails = [](const v1::EndPourRequest& request) {
    return std::string(Ask(&Pumps::EndPour, request).status().message());
  };
  EXPECT_THAT(fails(Count(pour, 8'001)), HasSubstr("poured: got 8001, wanted at most 8000"));
  EXPECT_THAT(fails(Count(pour, 7'999)), HasSubstr("fault: got nothing"));
  EXPECT_THAT(fails(Count(NewId(), 8'000)), HasSubstr("pour_id: "));
  EXPECT_EQ(End(Count(pour, 0, "no liquid")), "accepted");
  EXPECT_EQ(End(Count(pour, 8'000)), "wrong_state ended");
  EXPECT_EQ(Resolve(pour, 8'000), "wrong_state ended");
  EXPECT_EQ(EndOf(pour), "0 no liquid");
}

TEST_F(Pouring, BeginsOneOfManyThatMeetAtAPump) {
  const std::string pump = VerifiedPump();
  std::vector<Sending> calls;
  for (int i = 0; i < 6; ++i) calls.push_back(Send(&Pumps::BeginPour, Intent(pump, NewDose())));
  EXPECT_EQ(AllAtOnce(calls),
            (std::map<std::string, int>{{"accepted", 1}, {"pour_unresolved", 5}}));
}

TEST_F(Pouring, NeverExceedsTheLineWhenPumpsMeetAtADose) {
  const std::string dose = NewDose();
  std::vector<Sending> calls;
  for (int i = 0; i < 4; ++i) {
    calls.push_back(Send(&Pumps::BeginPour, Intent(VerifiedPump(), dose, 3'000)));
  }
  EXPECT_EQ(AllAtOnce(calls), (std::map<std::string, int>{{"accepted", 2}, {"pours_too_much", 2}}));
}

TEST_F(Pouring, EndsOnceWhenACountMeetsAnother) {
  const std::string pour = Begun(VerifiedPump(), NewDose());
  EXPECT_EQ(AllAtOnce({Send(&Pumps::EndPour, Count(pour, 8'000)),
                       Send(&Pumps::EndPour, Count(pour, 1'000, "stalled"))}),
            (std::map<std::string, int>{{"accepted", 1}, {"wrong_state", 1}}));
}

}  // namespace
}  // namespace oat::test
