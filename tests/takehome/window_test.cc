// Bottles and the window: what covers a day, what makes it unknown, and one's own bottle drunk
// here.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

class AtTheWindow : public TakeHomeTest {
 protected:
  static v1::AuthoriseDoseRequest OwnBottle(const std::string& number, const std::string& serial) {
    auto request = Clinic::AuthoriseRequest(number);
    request.set_own_bottle(serial);
    return request;
  }
  // Somebody who took the last dose at the window on the 21st.
  static std::string Dosed(int64_t milligrams = 80) {
    const std::string number = Admit("ALA1", milligrams);
    Give(number);
    return number;
  }
  static int64_t TakenHome() {
    return std::stoll(
        clinic().Sql("SELECT coalesce(sum(quantity), 0) FROM balance WHERE site_code = "
                     "'ALA1' AND account = 'taken_home'"));
  }
  static int64_t Reserved() {
    return std::stoll(
        clinic().Sql("SELECT coalesce(sum(quantity), 0) FROM balance WHERE site_code = "
                     "'ALA1' AND account = 'reserved'"));
  }
  static std::string Override(const std::string& number, v1::ReasonCode reason) {
    v1::OverrideRuleRequest request;
    request.set_patient_number(number);
    request.set_overridden(reason);
    return Reasons(Must(Prescribe(&v1::PrescribingService::Stub::OverrideRule, request)).outcome());
  }
};

TEST_F(AtTheWindow, DaysThatBottlesCoverAreNotMissed) {
  const std::string number = Dosed();
  TakesHome(number, {22, 23, 24, 25});
  At(26, 9, 0);
  auto request = Clinic::AuthoriseRequest(number);
  const auto answer = Authorise(request);
  EXPECT_EQ(Reasons(answer.outcome()), "accepted");
  EXPECT_EQ(answer.context().missed_days(), 0);
  EXPECT_EQ(answer.context().last_dose().clinical_day(), "2026-11-21");
}

TEST_F(AtTheWindow, DaysAfterTheLastBottleAreMissed) {
  const std::string number = Dosed();
  TakesHome(number, {22, 23});
  At(27, 9, 0);  // nothing on the 24th, 25th and 26th
  const auto answer = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(Reasons(answer.outcome()), "missed_days");
  EXPECT_EQ(answer.context().missed_days(), 3);
}

TEST_F(AtTheWindow, ALostBottleMakesItsDayUnknownAndOneAsksWhereItMatters) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22, 23, 24});
  EXPECT_EQ(Lost(number, serials[0]), "accepted");
  EXPECT_EQ(Lost(number, serials[1]), "accepted");
  EXPECT_EQ(Lost(number, serials[2]), "accepted");
  At(24, 9, 0);
  EXPECT_EQ(Replaced(number, serials[2]), "accepted");
  // Two unknown days: whether they were missed changes nothing (jalgas: as ordered up to two).
  const std::string dose = Open(number);
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_REFUSED)), "accepted");
  At(25, 9, 0);  // the replaced day makes three
  const auto answer = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(Reasons(answer.outcome()), "unknown_days");
  EXPECT_EQ(answer.context().unknown_days(), 3);
  EXPECT_EQ(answer.context().missed_days(), 0);
  EXPECT_EQ(Override(number, v1::REASON_CODE_UNKNOWN_DAYS), "accepted");
  Give(number);
}

// What is in it left the house with the person, who carries it.
TEST_F(AtTheWindow, OnesOwnBottleIsNotCarriedOut) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22});
  At(22, 9, 0);
  const auto own = OwnBottle(number, serials[0]);
  EXPECT_EQ(Reasons(Authorise(own).outcome()), "accepted");
  v1::CarryDoseRequest carriage;
  carriage.set_request_id(NewId());
  carriage.set_patient_number(number);
  carriage.set_dose_id(own.request_id());
  carriage.set_destination("ward 3");
  carriage.set_seal("PL-7");
  const auto answer =
      Must(Dosing(&v1::DosingService::Stub::CarryDose, ByTwo("DosingService.CarryDose", carriage)));
  ASSERT_EQ(Reasons(answer.outcome()), "wrong_state");
  EXPECT_EQ(ParameterOf(answer.outcome().reasons(0), "state"), "own_bottle");
  EXPECT_EQ(Confirm(Confirmation(number, own.request_id(), v1::DOSE_OUTCOME_GIVEN)), "accepted");
}

TEST_F(AtTheWindow, OnesOwnBottleIsDrunkHere) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22});
  const int64_t taken_home = TakenHome();
  const int64_t reserved = Reserved();
  At(22, 9, 0);
  EXPECT_EQ(Ask(number), "bottle_at_home");
  const auto request = OwnBottle(number, serials[0]);
  const auto answer = Authorise(request);
  EXPECT_EQ(Reasons(answer.outcome()), "accepted");
  EXPECT_EQ(answer.micrograms(), 80'000);
  EXPECT_EQ(answer.lines_size(), 0) << "there is nothing to pour";
  EXPECT_EQ(TakenHome(), taken_home);
  EXPECT_EQ(Reserved(), reserved);
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN)),
            "accepted");
  EXPECT_EQ(StateOf(serials[0]), "drunk_here");
  EXPECT_LT(TakenHome(), taken_home);
  EXPECT_EQ(Ask(number), "already_dosed");
  At(23, 9, 0);
  EXPECT_EQ(Authorise(Clinic::AuthoriseRequest(number)).context().last_dose().clinical_day(),
            "2026-11-22");
}

TEST_F(AtTheWindow, OnesOwnBottleGoesHomeAgainUnopened) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22});
  At(22, 9, 0);
  const auto request = OwnBottle(number, serials[0]);
  EXPECT_EQ(Reasons(Authorise(request).outcome()), "accepted");
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_REFUSED)),
            "accepted");
  EXPECT_EQ(StateOf(serials[0]), "at_home");
  EXPECT_EQ(Ask(number), "bottle_at_home");
}

TEST_F(AtTheWindow, OnesOwnBottleOpenedAndNotDrunkFreesItsPortion) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22});
  At(22, 9, 0);
  const auto request = OwnBottle(number, serials[0]);
  EXPECT_EQ(Reasons(Authorise(request).outcome()), "accepted");
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_REFUSED, 0,
                                 /*poured=*/true)),
            "accepted");
  EXPECT_EQ(StateOf(serials[0]), "returned");
  Give(number);
}

TEST_F(AtTheWindow, OnesOwnBottleDrunkInPartLeavesWaste) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22});
  const int64_t taken_home = TakenHome();
  At(22, 9, 0);
  const auto request = OwnBottle(number, serials[0]);
  EXPECT_EQ(Reasons(Authorise(request).outcome()), "accepted");
  EXPECT_EQ(
      Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_PARTLY_GIVEN, 60'000)),
      "accepted");
  EXPECT_EQ(StateOf(serials[0]), "drunk_here");
  EXPECT_EQ(
      taken_home - TakenHome(),
      std::stoll(clinic().Sql("SELECT quantity FROM bottle_line JOIN bottle USING (bottle_id) "
                              "WHERE serial = '" +
                              serials[0] + "'")));
}

TEST_F(AtTheWindow, OnlyTodaysOwnBottleIsTaken) {
  const std::string number = Dosed();
  const auto serials = TakesHome(number, {22, 23});
  At(22, 9, 0);
  for (const std::string& wrong : {serials[1], std::string("B-0000000000")}) {
    const auto answer = Dosing(&v1::DosingService::Stub::AuthoriseDose, OwnBottle(number, wrong));
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument) << wrong;
    EXPECT_THAT(std::string(answer.status().message()), testing::StartsWith("own_bottle: got "));
  }
  auto impaired = OwnBottle(number, serials[0]);
  impaired.set_assessment(v1::ASSESSMENT_ALCOHOL);
  EXPECT_EQ(Reasons(Authorise(impaired).outcome()), "impaired");
}

TEST_F(AtTheWindow, ShowsWhatIsAtHomeAndWhatWaits) {
  const std::string number = Dosed();
  TakesHome(number, {22, 23});
  const auto filled = Authorisation(number, {24});
  ASSERT_EQ(Authorised(filled), "accepted");
  Prepare(number, filled.request_id());
  ASSERT_EQ(Authorised(Authorisation(number, {25, 26, 27})), "accepted");
  const auto context = Authorise(Clinic::AuthoriseRequest(number)).context();
  EXPECT_EQ(context.bottles_at_home(), 2);
  EXPECT_EQ(context.bottles_to_hand_out(), 1);
  EXPECT_EQ(context.bottles_to_fill(), 3);
}

// The declared fact of a dose drunk at home that somebody saw elsewhere is a second dose of the
// day.
TEST_F(AtTheWindow, AFactBesideABottleIsADoubleDose) {
  const std::string number = Dosed();
  TakesHome(number, {22});
  At(22, 9, 0);
  v1::RecordAdministrationRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  request.set_micrograms(80'000);
  *request.mutable_taken_at() = contract::ToTimestamp(Clinic::Wall(22, 8, 30));
  const auto recorded = Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                                    ByTwo("DosingService.RecordAdministration", request)));
  ASSERT_EQ(recorded.incidents_size(), 1);
  EXPECT_EQ(recorded.incidents(0), v1::INCIDENT_KIND_DOUBLE_DOSE);
}

}  // namespace
}  // namespace oat::test
