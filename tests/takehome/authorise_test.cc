// What may be taken home, at a real clinic, under rules that let ten days be.
#include "oat/v1/medication.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

using testing::ElementsAre;

class AuthoriseTakeHome : public TakeHomeTest {
 protected:
  static v1::EvaluateTakeHomeResponse Evaluate(const std::string& number,
                                               const std::vector<int>& days) {
    v1::EvaluateTakeHomeRequest request;
    request.set_patient_number(number);
    const auto authorisation = Authorisation(number, days);
    *request.mutable_doses() = authorisation.doses();
    return Must(AtHome(&v1::TakeHomeService::Stub::EvaluateTakeHome, request));
  }
};

TEST_F(AuthoriseTakeHome, SaysWhatThePacksSayAndKeepsNothing) {
  const std::string number = Admit();
  const auto evaluated = Evaluate(number, {22, 23});
  EXPECT_EQ(Reasons(evaluated.outcome()), "accepted");
  EXPECT_EQ(evaluated.treatment_day(), 1);
  ASSERT_EQ(evaluated.ceilings_size(), 1);
  const v1::CeilingFinding& ceiling = evaluated.ceilings(0);
  EXPECT_EQ(ceiling.pack(), "ua-normal/1");
  EXPECT_EQ(ceiling.unit(), v1::CEILING_UNIT_SUPPLY);
  EXPECT_EQ(ceiling.most(), 10);
  EXPECT_EQ(ceiling.counted(), 2);
  EXPECT_TRUE(ceiling.within());
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM take_home_authorisation JOIN patient_number USING "
                         "(person_id) WHERE patient_number = '" +
                         number + "'"),
            "0");
}

TEST_F(AuthoriseTakeHome, CountsWhatWasAuthorisedBefore) {
  const std::string number = Admit();
  EXPECT_EQ(Authorised(Authorisation(number, {22, 23, 24, 25, 26, 27})), "accepted");
  EXPECT_EQ(Reasons(Evaluate(number, {28, 29}).outcome()), "accepted");
  const auto request = Authorisation(number, {28, 29, 30});
  EXPECT_EQ(Authorised(request), "accepted");
  v1::EvaluateTakeHomeRequest more;
  more.set_patient_number(number);
  more.add_doses()->set_clinical_day("2026-12-01");
  more.add_doses()->set_clinical_day("2026-12-02");
  auto refused = Must(AtHome(&v1::TakeHomeService::Stub::EvaluateTakeHome, more));
  EXPECT_EQ(Reasons(refused.outcome()), "take_home_supply");
  EXPECT_EQ(ParameterOf(refused.outcome().reasons(0), "counted"), "11");
  // A day is authorised once.
  EXPECT_EQ(Authorised(Authorisation(number, {28})), "not_take_home");
}

TEST_F(AuthoriseTakeHome, LeavesOutDaysThatAreNoDaysToTakeHome) {
  const std::string number = Admit();
  EXPECT_EQ(Authorised(Authorisation(number, {20})), "not_take_home");  // past
  Give(number);
  EXPECT_EQ(Authorised(Authorisation(number, {21})), "not_take_home");  // taken
  v1::AuthoriseTakeHomeRequest beyond = Authorisation(number, {});
  beyond.add_doses()->set_clinical_day("2026-12-25");  // after the order's end
  EXPECT_EQ(Authorised(beyond), "not_take_home");
  v1::AuthoriseTakeHomeRequest second_portion = Authorisation(number, {22});
  second_portion.mutable_doses(0)->set_portion(2);  // of an order of one a day
  EXPECT_EQ(Authorised(second_portion), "not_take_home");
  const std::string without_order = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Authorised(Authorisation(without_order, {22})), "not_take_home");
}

TEST_F(AuthoriseTakeHome, IsRefusedWhereNoPackSpeaksOfIt) {
  const std::string number = Admit("SEM1");
  EXPECT_EQ(Authorised(Authorisation(number, {22}), "SEM1"), "take_home_no_rules");
}

TEST_F(AuthoriseTakeHome, IsForTheSiteThatTreatsThePerson) {
  const std::string number = Admit("SEM1");
  EXPECT_EQ(Authorised(Authorisation(number, {22})), "other_site");
}

TEST_F(AuthoriseTakeHome, WantsTheCriteriaOfThePackAndTheStorageTalkedOver) {
  const std::string number = Admit();
  ASSERT_EQ(InForce(SignedOff(Put(PackText("us-fed-2024")))), "accepted");
  auto request = Authorisation(number, {22});
  EXPECT_EQ(Authorised(request), "take_home_criteria");
  request.set_request_id(NewId());
  for (const char* code : {"NO-ACTIVE-RISK", "REGULAR-ATTENDANCE", "NO-SERIOUS-BEHAVIOUR",
                           "NO-RECENT-DIVERSION", "SAFE-STORAGE", "PRACTITIONER-JUDGEMENT"}) {
    request.add_criteria_met(code);
  }
  EXPECT_EQ(Authorised(request), "accepted");
  EXPECT_EQ(
      clinic().Sql("SELECT rule_pack FROM take_home_authorisation WHERE authorisation_id = '" +
                   request.request_id() + "'"),
      "jalgas/3 ua-normal/1 us-fed-2024/2");
  request.set_request_id(NewId());
  request.clear_storage_explained();
  EXPECT_EQ(AtHome(&v1::TakeHomeService::Stub::AuthoriseTakeHome, request, "prescriber")
                .status()
                .message(),
            "storage_explained: got nothing, wanted a value");
  ASSERT_EQ(Withdrawn("us-fed-2024"), "accepted");
}

// A split dose is two bottles a day, and the second alone may be taken home.
TEST_F(AuthoriseTakeHome, TakesPortionsOfASplitDose) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  Must(clinic().SignOrder(number, {60, 40}, "2026-11-21", 10,
                          v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  const auto whole = Authorisation(number, {22});
  EXPECT_EQ(Authorised(whole), "accepted");
  const auto filled = Prepare(number, whole.request_id());
  ASSERT_EQ(filled.bottles_size(), 2);
  EXPECT_EQ(filled.bottles(0).micrograms(), 60'000);
  EXPECT_EQ(filled.bottles(1).micrograms(), 40'000);
  auto evening = Authorisation(number, {21});
  evening.mutable_doses(0)->set_portion(2);
  EXPECT_EQ(Authorised(evening), "accepted");
  EXPECT_EQ(Prepare(number, evening.request_id()).bottles_size(), 1);
  EXPECT_EQ(HandedOut(Collection(number, evening.request_id())), "accepted");
  // This morning's is the window's.
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(AuthoriseTakeHome, IsTakenBackAndWhatIsFilledIsWaste) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22, 23});
  EXPECT_EQ(Authorised(request), "accepted");
  const auto filled = Prepare(number, request.request_id());
  const v1::DoseLine& line = filled.bottles(0).lines(0);
  const int64_t before = Balance("held_for_waste", "W1", line.product_code(), line.lot_number());
  v1::RevokeTakeHomeRequest revoke;
  revoke.set_patient_number(number);
  revoke.set_authorisation_id(request.request_id());
  const auto revoked = [&] {
    revoke.set_request_id(NewId());
    return Reasons(
        Must(AtHome(&v1::TakeHomeService::Stub::RevokeTakeHome, revoke, "prescriber")).outcome());
  };
  EXPECT_EQ(revoked(), "accepted");
  EXPECT_EQ(StateOf(filled.bottles(0).serial()), "unmade");
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "nothing_to_hand_out");
  EXPECT_EQ(Reasons(Prepare(number, request.request_id()).outcome()), "wrong_state");
  EXPECT_EQ(revoked(), "wrong_state");
  EXPECT_EQ(Balance("held_for_waste", "W1", line.product_code(), line.lot_number()) - before,
            2 * line.quantity());
}

}  // namespace
}  // namespace oat::test
