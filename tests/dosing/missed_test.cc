// Missed days at a real window, under one country's rules after another.
#include <gmock/gmock.h>

#include "clients/link/lists.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/policy/rules_in_force.h"

namespace oat::test {
namespace {

class MissedDays : public RulesInForce {
 protected:
  // One pack beside the software's own, from the 21st on.
  static void Under(const std::string& pack) {
    At(21, 8, 0);
    ASSERT_EQ(InForce(SignedOff(Put(PackText(pack)))), "accepted");
    pack_ = pack;
  }
  void TearDown() override {
    // From its first day on: the clock of the tests goes back.
    At(21, 8, 0);
    if (!pack_.empty()) {
      EXPECT_EQ(Withdrawn(pack_), "accepted");
    }
    pack_.clear();
    RulesInForce::TearDown();
  }
  // Somebody who took the last dose on the 21st; so many days were missed by the time the window
  // opens.
  static std::string After(int missed, int64_t milligrams = 120,
                           v1::DrugForm form = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION) {
    At(21, 9, 0);
    const std::string number = Admit("ALA1", milligrams, form);
    Give(number);
    At(22 + missed, 9, 0);
    return number;
  }
  static v1::AuthoriseDoseResponse AtTheWindow(const std::string& number) {
    const v1::AuthoriseDoseRequest request = Clinic::AuthoriseRequest(number);
    dose_ = request.request_id();
    return Authorise(request);
  }
  static std::string Asked(const std::string& number) {
    const v1::AuthoriseDoseResponse answer = AtTheWindow(number);
    std::string words = Reasons(answer.outcome());
    for (const v1::Reason& reason : answer.outcome().reasons()) {
      for (const char* placeholder : {"days", "dose", "pack"}) {
        const std::string value = ParameterOf(reason, placeholder);
        if (!value.empty()) absl::StrAppend(&words, " ", value);
      }
    }
    return words;
  }
  static v1::WorklistResponse OnTheList(const std::string& number) {
    for (const v1::WorklistResponse& row : Must(link::ReadWorklist(Desk()))) {
      if (row.patient_number() == number) return row;
    }
    return {};
  }
  static std::string Override(const std::string& number, v1::ReasonCode reason) {
    v1::OverrideRuleRequest request;
    request.set_patient_number(number);
    request.set_overridden(reason);
    const auto response = Prescribe(&v1::PrescribingService::Stub::OverrideRule, request);
    return response.ok() ? Reasons(response->outcome()) : std::string(response.status().message());
  }
  static void Settle(const v1::AuthoriseDoseResponse& answer, const std::string& number) {
    EXPECT_EQ(Reasons(answer.outcome()), "accepted");
    EXPECT_EQ(Confirm(Confirmation(number, dose_, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  }

 private:
  static inline std::string pack_;
  static inline std::string dose_;  // that the window asked for last
};

TEST_F(MissedDays, OfOneOrTwoAreShownWithTheRuleTheyGoBy) {
  const std::string number = After(2);
  const v1::AuthoriseDoseResponse answer = AtTheWindow(number);
  EXPECT_EQ(answer.context().missed_days(), 2);
  EXPECT_EQ(answer.context().missed_rule_pack(), "jalgas/3");
  EXPECT_EQ(answer.context().missed_rule_source(),
            "Home Office circular 027/2015, instalment wording (3)");
  EXPECT_EQ(answer.micrograms(), 120'000);
  EXPECT_EQ(answer.micrograms_ordered(), 0);
  Settle(answer, number);
}

TEST_F(MissedDays, OfThreeAreThePrescribersWhoMaySetThemAside) {
  const std::string number = After(3);
  EXPECT_EQ(Asked(number), "missed_days 3 jalgas/3");
  EXPECT_EQ(Override(number, v1::REASON_CODE_MISSED_DAYS), "accepted");
  const auto answer = AtTheWindow(number);
  EXPECT_EQ(answer.micrograms(), 120'000);
  Settle(answer, number);
}

// The prescriber who agrees does not raise the dose above what the rule allows.
TEST_F(MissedDays, AreHalvedOnceThePrescriberAgrees) {
  Under("au-2003");
  const std::string number = After(3);
  EXPECT_EQ(Asked(number), "missed_reduced 3 60 mg au-2003/1 jalgas/3");
  EXPECT_EQ(Override(number, v1::REASON_CODE_MISSED_REDUCED), "accepted");
  const auto answer = AtTheWindow(number);
  EXPECT_EQ(answer.micrograms(), 60'000);
  EXPECT_EQ(answer.micrograms_ordered(), 120'000);
  Settle(answer, number);
  EXPECT_EQ(Ask(number), "already_dosed");
}

// The same four days: the lower of 40 mg and half in one country, the higher of 30 and half in
// another.
TEST_F(MissedDays, OfFourAreFortyMilligramsInAustralia) {
  Under("au-2003");
  EXPECT_EQ(Asked(After(4)), "missed_reduced 4 40 mg au-2003/1");
}

TEST_F(MissedDays, OfFourAreHalfInOntario) {
  Under("ca-metaphi");
  EXPECT_EQ(Asked(After(4)), "missed_reduced 4 60 mg ca-metaphi/1 jalgas/3");
}

TEST_F(MissedDays, NeverRaiseALowDoseToTheFloor) {
  Under("ca-metaphi");
  EXPECT_EQ(Asked(After(4, 20)), "missed_reduced 4 20 mg ca-metaphi/1 jalgas/3");
}

TEST_F(MissedDays, OfFiveAreANewStartThatTakesANewOrder) {
  Under("au-2003");
  const std::string number = After(5);
  EXPECT_EQ(Asked(number), "missed_induction 5 au-2003/1");
  EXPECT_EQ(Override(number, v1::REASON_CODE_MISSED_INDUCTION).substr(0, 10), "overridden");
  EXPECT_EQ(Override(number, v1::REASON_CODE_MISSED_DAYS), "accepted");
  EXPECT_EQ(Asked(number), "missed_induction 5 au-2003/1") << "that does not bring the order back";
  Desk("prescriber");
  EXPECT_EQ(Reasons(Must(clinic().SignOrder(number, {30}, "2026-11-27", 30,
                                            v1::DRUG_FORM_METHADONE_ORAL_SOLUTION))
                        .outcome()),
            "accepted");
  const auto answer = AtTheWindow(number);
  EXPECT_EQ(answer.micrograms(), 30'000);
  EXPECT_EQ(answer.context().missed_rule_pack(), "");
  Settle(answer, number);
}

TEST_F(MissedDays, OfWhichTheSourceIsSilentAreAsked) {
  Under("kg-prison-2015");
  const std::string number = After(2);
  EXPECT_EQ(Asked(number), "rules_silent 2 kg-prison-2015/1");
  EXPECT_EQ(Override(number, v1::REASON_CODE_RULES_SILENT), "accepted");
  Settle(AtTheWindow(number), number);
}

// The source speaks of methadone alone, and is silent.
TEST_F(MissedDays, OfOneDrugAreNoQuestionOfTheOtherOnTheWorklist) {
  Under("kg-prison-2015");
  const std::string methadone = After(2);
  const std::string buprenorphine = After(2, 8, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  EXPECT_EQ(OnTheList(methadone).missed_days(), 2);
  EXPECT_TRUE(OnTheList(methadone).review());
  EXPECT_EQ(OnTheList(buprenorphine).missed_days(), 2);
  EXPECT_FALSE(OnTheList(buprenorphine).review());
  Settle(AtTheWindow(buprenorphine), buprenorphine);
}

// Counted in facts, whatever the order in which they became known.
TEST_F(MissedDays, AreFewerOnceALateFactIsTold) {
  const std::string number = After(3);
  EXPECT_EQ(Asked(number), "missed_days 3 jalgas/3");
  v1::RecordAdministrationRequest fact;
  fact.set_request_id(NewId());
  fact.set_patient_number(number);
  fact.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  fact.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  fact.set_micrograms(120'000);
  fact.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(Clinic::Wall(23, 9, 0)));
  Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
              ByTwo("DosingService.RecordAdministration", fact)));
  const auto answer = AtTheWindow(number);
  EXPECT_EQ(answer.context().missed_days(), 1);
  Settle(answer, number);
}

}  // namespace
}  // namespace oat::test
