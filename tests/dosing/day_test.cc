// A patient's day at the window, through the real RPCs: who may be given what, when and where.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "services/base/patient_number.h"
#include "tests/support/window.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

class Day : public WindowTest {
 protected:
  static v1::AuthoriseDoseResponse Authorise(const std::string& number) {
    return WindowTest::Authorise(Clinic::AuthoriseRequest(number));
  }
  static std::string Parameter(const v1::AuthoriseDoseResponse& response, const std::string& name) {
    return response.outcome().reasons().empty() ? "no reason"
                                                : ParameterOf(response.outcome().reasons(0), name);
  }
  // The id of the dose that a person has open.
  static std::string UnsettledOf(const std::string& number) {
    const auto open =
        Must(Dosing(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()));
    for (const v1::OpenDose& dose : open.doses()) {
      if (dose.patient_number() == number) return dose.dose_id();
    }
    return "";
  }
  static std::string AdmitWithoutOrder(const v1::NameAndBirthDate* name = nullptr) {
    Desk("prescriber");
    return clinic().AdmitWithoutOrder("ALA1", name);
  }
  static std::string AdmitWith(const std::vector<int64_t>& portions, int days) {
    const std::string number = AdmitWithoutOrder();
    auto order = Must(clinic().SignOrder(number, portions, "2026-11-21", days,
                                         v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
    EXPECT_EQ(Reasons(order.outcome()), "accepted");
    return number;
  }
  static std::string SignSupplement(const std::string& number, const std::string& dose,
                                    v1::SupplementReason reason, int64_t micrograms,
                                    int32_t not_before_minutes = 0) {
    v1::SignSupplementRequest request;
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_reason(reason);
    request.set_micrograms(micrograms);
    request.set_not_before_minutes(not_before_minutes);
    auto response = Must(Prescribe(&v1::PrescribingService::Stub::SignSupplement, request));
    return Reasons(response.outcome());
  }
};

TEST_F(Day, IsDosedOnceAndNotTwice) {
  const std::string number = Admit();
  auto request = Clinic::AuthoriseRequest(number);
  auto authorised = WindowTest::Authorise(request);
  EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
  EXPECT_EQ(authorised.micrograms(), 80'000);
  EXPECT_EQ(authorised.clinical_day(), "2026-11-21");
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN)),
            "accepted");
  At(21, 17, 30);
  auto again = Authorise(number);
  EXPECT_EQ(Reasons(again.outcome()), "already_dosed");
  EXPECT_EQ(Parameter(again, "time"), "08:00");
  EXPECT_EQ(again.context().last_dose().micrograms(), 80'000);
  ASSERT_EQ(History(number).size(), 1u);
  EXPECT_EQ(History(number)[0].micrograms_swallowed(), 80'000);
}

TEST_F(Day, SaysAtWhichWindowADoseIsOpen) {
  const std::string number = Admit();
  Open(number, "ALA1", "W2");
  At(21, 8, 5);
  auto again = Authorise(number);
  EXPECT_EQ(Reasons(again.outcome()), "dose_open");
  EXPECT_EQ(Parameter(again, "station"), "W2");
  EXPECT_EQ(Parameter(again, "time"), "08:00");
}

TEST_F(Day, SaysWhichSiteAnswersForToday) {
  const std::string number = Admit("ALA1");
  auto refused = WindowTest::Authorise(Clinic::AuthoriseRequest(number), "SEM1");
  EXPECT_EQ(Reasons(refused.outcome()), "other_site");
  EXPECT_EQ(Parameter(refused, "site"), "ALA1");
  EXPECT_EQ(ListedAs(number, "", "SEM1"), "absent");
  Give(number);
}

TEST_F(Day, TellsAnUnknownNumberFromAMisreadOne) {
  auto request = Clinic::AuthoriseRequest(PatientNumber::Make().text());
  auto unknown = Dosing(&v1::DosingService::Stub::AuthoriseDose, request).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  std::string misread = Admit();
  misread.back() = misread.back() == '7' ? '8' : '7';
  request = Clinic::AuthoriseRequest(misread);
  auto wrong = Dosing(&v1::DosingService::Stub::AuthoriseDose, request).status();
  EXPECT_EQ(wrong.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("patient_number"));
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("check character"));
}

TEST_F(Day, RefusesAStationThatTheSiteDoesNotHave) {
  const std::string number = Admit();
  auto status =
      Dosing(&v1::DosingService::Stub::AuthoriseDose, Clinic::AuthoriseRequest(number, "W9"))
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("station: got W9"));
  Give(number);
}

TEST_F(Day, GivesNothingWithoutAnOrderInForce) {
  EXPECT_EQ(Ask(AdmitWithoutOrder()), "no_order");
  const std::string cancelled = Admit();
  v1::CancelOrderRequest cancel;
  cancel.set_patient_number(cancelled);
  Must(Prescribe(&v1::PrescribingService::Stub::CancelOrder, cancel));
  auto refused = Authorise(cancelled);
  EXPECT_EQ(Reasons(refused.outcome()), "order_cancelled");
  EXPECT_EQ(Parameter(refused, "day"), "2026-11-21");
  const std::string expired = AdmitWith({80}, 1);
  Give(expired);
  At(22, 8, 0);
  refused = Authorise(expired);
  EXPECT_EQ(Reasons(refused.outcome()), "order_expired");
  EXPECT_EQ(Parameter(refused, "day"), "2026-11-21");
  EXPECT_EQ(Ask(AdmitWithoutOrder()), "no_order");
}

TEST_F(Day, HoldsForAtMost72HoursAndUntilReleased) {
  const std::string number = Admit();
  EXPECT_EQ(Hold(number, 73), "hold_too_long");
  EXPECT_EQ(Hold(number, 72), "accepted");
  auto held = Authorise(number);
  EXPECT_EQ(Reasons(held.outcome()), "on_hold");
  EXPECT_EQ(Parameter(held, "until"), "2026-11-24 08:00");
  At(24, 7, 59);
  EXPECT_EQ(Ask(number), "on_hold");
  v1::ReleaseHoldRequest release;
  release.set_patient_number(number);
  Must(Prescribe(&v1::PrescribingService::Stub::ReleaseHold, release));
  EXPECT_EQ(Ask(number), "accepted");
  At(21, 8, 0);
  const std::string other = Admit();
  EXPECT_EQ(Hold(other, 1), "accepted");
  At(21, 9, 0);
  EXPECT_EQ(Ask(other), "accepted");
}

TEST_F(Day, SendsAnImpairedPersonAwayToComeBackLater) {
  for (v1::Assessment signs : {v1::ASSESSMENT_SEDATED, v1::ASSESSMENT_ALCOHOL}) {
    const std::string number = Admit();
    EXPECT_EQ(ListedAs(number), "still_to_come");
    auto request = Clinic::AuthoriseRequest(number);
    request.set_assessment(signs);
    EXPECT_EQ(Reasons(WindowTest::Authorise(request).outcome()), "impaired");
    EXPECT_EQ(ListedAs(number), "withheld");
    Give(number);
    EXPECT_EQ(ListedAs(number), "done");
  }
  auto request = Clinic::AuthoriseRequest(Admit());
  request.set_assessment(v1::ASSESSMENT_WITHDRAWAL);
  EXPECT_EQ(Reasons(WindowTest::Authorise(request).outcome()), "accepted");
}

TEST_F(Day, EndsAtFourInTheMorning) {
  const std::string number = Admit();
  Give(number);
  At(22, 3, 59);
  auto before = Authorise(number);
  EXPECT_EQ(Reasons(before.outcome()), "already_dosed");
  EXPECT_EQ(before.clinical_day(), "2026-11-21");
  At(22, 4, 1);
  auto after = Authorise(number);
  EXPECT_EQ(Reasons(after.outcome()), "accepted");
  EXPECT_EQ(after.clinical_day(), "2026-11-22");
}

TEST_F(Day, IsNotAnInterval) {
  const std::string number = Admit();
  At(22, 3, 50);
  auto first = Clinic::AuthoriseRequest(number);
  EXPECT_EQ(WindowTest::Authorise(first).clinical_day(), "2026-11-21");
  EXPECT_EQ(Confirm(Confirmation(number, first.request_id(), v1::DOSE_OUTCOME_GIVEN)), "accepted");
  At(22, 4, 10);
  auto second = Authorise(number);
  EXPECT_EQ(second.clinical_day(), "2026-11-22");
  EXPECT_EQ(Reasons(second.outcome()), "too_soon");
  EXPECT_EQ(Parameter(second, "time"), "19:50");
  At(22, 19, 49);
  EXPECT_EQ(Ask(number), "too_soon");
  At(22, 19, 50);
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(Day, AsksForMoreThanAFaceWhereNamesAreAlike) {
  v1::NameAndBirthDate name;
  name.set_family_name("Серікова");
  name.set_given_name("Айгүл");
  std::vector<std::string> numbers;
  for (const char* birth_date : {"1984-02-03", "1991-07-12"}) {
    name.set_birth_date(birth_date);
    numbers.push_back(AdmitWithoutOrder(&name));
    Must(clinic().SignOrder(numbers.back(), {80}, "2026-11-21", 30,
                            v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  }
  for (const std::string& number : numbers) {
    auto request = Clinic::AuthoriseRequest(number);
    request.set_identity_check(v1::IDENTITY_CHECK_KNOWN_TO_NURSE);
    EXPECT_EQ(Reasons(WindowTest::Authorise(request).outcome()), "look_alike");
    EXPECT_EQ(Ask(number), "accepted");
  }
  auto request = Clinic::AuthoriseRequest(Admit());
  request.set_identity_check(v1::IDENTITY_CHECK_KNOWN_TO_NURSE);
  EXPECT_EQ(Reasons(WindowTest::Authorise(request).outcome()), "accepted");
}

TEST_F(Day, IsGivenInItsPortionsThreeHoursApart) {
  const std::string number = AdmitWith({50, 30}, 30);
  Give(number);
  auto early = Authorise(number);
  EXPECT_EQ(Reasons(early.outcome()), "too_soon");
  EXPECT_EQ(Parameter(early, "time"), "11:00");
  At(21, 11, 0);
  auto request = Clinic::AuthoriseRequest(number);
  auto second = WindowTest::Authorise(request);
  EXPECT_EQ(second.portion(), 2);
  EXPECT_EQ(second.micrograms(), 30'000);
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN)),
            "accepted");
  At(21, 20, 0);
  EXPECT_EQ(Ask(number), "already_dosed");
}

TEST_F(Day, TakesTheRestOfAPartDoseOnceItIsSigned) {
  // At 120 mg the order and the rest together pass the hard maximum of 150 mg; what is swallowed
  // does not.
  const std::string number = Admit("ALA1", 120);
  const std::string dose = Open(number);
  auto part = Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 70'000, true);
  auto confirmed = Must(Dosing(&v1::DosingService::Stub::ConfirmDose, part));
  EXPECT_EQ(confirmed.micrograms_remaining(), 50'000);
  EXPECT_EQ(Ask(number), "already_dosed");
  EXPECT_EQ(SignSupplement(number, dose, v1::SUPPLEMENT_REASON_PART_DOSE, 50'000), "accepted");
  auto request = Clinic::AuthoriseRequest(number);
  auto rest = WindowTest::Authorise(request);
  EXPECT_EQ(Reasons(rest.outcome()), "accepted");
  EXPECT_EQ(rest.micrograms(), 50'000);
  EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN)),
            "accepted");
  EXPECT_EQ(Ask(number), "already_dosed");
}

TEST_F(Day, ReplacesWhatWasVomitedOnce) {
  const std::string number = Admit();
  const std::string dose = Give(number);
  EXPECT_EQ(SignSupplement(number, dose, v1::SUPPLEMENT_REASON_VOMITED, 81'000), "over_day");
  EXPECT_EQ(SignSupplement(number, dose, v1::SUPPLEMENT_REASON_VOMITED, 40'000), "accepted");
  EXPECT_EQ(SignSupplement(number, dose, v1::SUPPLEMENT_REASON_VOMITED, 40'000), "wrong_state");
  Give(number);
  EXPECT_EQ(Ask(number), "already_dosed");
  const auto history = History(number);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].micrograms_swallowed() + history[1].micrograms_swallowed(), 120'000);
}

TEST_F(Day, GivesAConditionalPortionNoEarlierThanSigned) {
  const std::string number = Admit("ALA1", 20);
  const std::string dose = Give(number);
  EXPECT_EQ(SignSupplement(number, dose, v1::SUPPLEMENT_REASON_CONDITIONAL_PORTION, 10'000, 180),
            "accepted");
  At(21, 10, 59);
  auto early = Authorise(number);
  EXPECT_EQ(Reasons(early.outcome()), "too_soon");
  EXPECT_EQ(Parameter(early, "time"), "11:00");
  At(21, 11, 0);
  auto due = Authorise(number);
  EXPECT_EQ(Reasons(due.outcome()), "accepted");
  EXPECT_EQ(due.micrograms(), 10'000);
}

TEST_F(Day, ShowsMissedDaysAndAfterThreeOfThemThePrescriberFirst) {
  const std::string number = Admit();
  Give(number);
  At(24, 8, 0);
  const std::string twice = Open(number);  // the 22nd and the 23rd
  EXPECT_EQ(Confirm(Confirmation(number, twice, v1::DOSE_OUTCOME_REFUSED)), "accepted");
  At(25, 8, 0);
  auto refused = Authorise(number);
  EXPECT_EQ(Reasons(refused.outcome()), "missed_days");
  EXPECT_EQ(Parameter(refused, "days"), "3");
  EXPECT_EQ(refused.context().missed_days(), 3);
  EXPECT_EQ(refused.context().last_dose().clinical_day(), "2026-11-21");
  v1::OverrideRuleRequest override;
  override.set_patient_number(number);
  override.set_overridden(v1::REASON_CODE_MISSED_DAYS);
  Must(Prescribe(&v1::PrescribingService::Stub::OverrideRule, override));
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(Day, CountsNoClosedDayAsMissedAndGivesNothingOnOne) {
  const std::string number = Admit("SEM1");
  Give(number, "SEM1");
  v1::DeclareClosureRequest closure;
  closure.set_request_id(NewId());
  closure.set_day("2026-11-24");
  closure.set_reason(v1::CLOSURE_REASON_STAFF);
  link::Link& manager = Desk("site_manager", "SEM1");
  Must(manager.Call(&v1::SiteService::Stub::DeclareClosure, closure));
  At(24, 8, 0);
  EXPECT_EQ(Ask(number, "SEM1"), "site_closed");
  // Sunday the 22nd and the declared 24th were closed: only the 23rd and the 25th were missed.
  At(26, 8, 0);
  EXPECT_EQ(Ask(number, "SEM1"), "accepted");
}

TEST_F(Day, WatchesATabletUnderTheTongueAndNothingThatIsSwallowedAtOnce) {
  EXPECT_EQ(Authorise(Admit()).watch_minutes(), 0);
  const std::string number = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  auto request = Clinic::AuthoriseRequest(number);
  const auto watched = WindowTest::Authorise(request);
  EXPECT_GE(watched.watch_minutes(), 5);
  EXPECT_LE(watched.watch_minutes(), 10);
  const auto open =
      Must(Dosing(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()));
  int found = 0;
  for (const v1::OpenDose& dose : open.doses()) {
    const bool tablet = dose.dose_id() == request.request_id();
    found += tablet;
    EXPECT_EQ(dose.watch_minutes(), tablet ? watched.watch_minutes() : 0);
    EXPECT_EQ(dose.drug_form() == v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL, tablet);
  }
  EXPECT_EQ(found, 1);
  v1::AdoptDoseRequest adopt;
  adopt.set_request_id(NewId());
  adopt.set_patient_number(number);
  adopt.set_dose_id(request.request_id());
  adopt.set_station("W2");
  const auto adopted = Must(Dosing(&v1::DosingService::Stub::AdoptDose, adopt));
  EXPECT_EQ(adopted.dose().watch_minutes(), watched.watch_minutes());
  EXPECT_EQ(adopted.dose().drug_form(), v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
}

TEST_F(Day, RemembersWhatTheLastDoseWasMadeOf) {
  const std::string number = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  EXPECT_FALSE(Authorise(number).context().has_last_dose());
  At(21, 8, 1);
  const std::string second = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  Give(second);
  // The next day out of the facts of the last days; after a week out of the last fact of any day.
  for (int day : {22, 28}) {
    At(day, 9, 0);
    const auto answer = Authorise(second);
    ASSERT_EQ(answer.context().last_dose().lines_size(), 2) << day;
    EXPECT_EQ(answer.context().last_dose().lines(0).product_code(), "BUPRENORPHINE-8MG");
    EXPECT_EQ(answer.context().last_dose().lines(0).quantity(), 1);
    EXPECT_EQ(answer.context().last_dose().lines(1).product_code(), "BUPRENORPHINE-2MG");
    EXPECT_EQ(answer.context().last_dose().lines(1).micrograms(), 2000);
    if (day == 22) Confirm(Confirmation(second, UnsettledOf(second), v1::DOSE_OUTCOME_REFUSED));
  }
}

TEST_F(Day, KnowsNotWhatADoseWithoutAnAuthorisationWasMadeOf) {
  const std::string number = Admit();
  v1::RecordAdministrationRequest paper;
  paper.set_patient_number(number);
  paper.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  paper.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  paper.set_micrograms(80'000);
  *paper.mutable_taken_at() = contract::ToTimestamp(clinic().now());
  paper.set_request_id(NewId());
  Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
              ByTwo("DosingService.RecordAdministration", paper)));
  At(22, 9, 0);
  const auto answer = Authorise(number);
  EXPECT_EQ(answer.context().last_dose().micrograms(), 80'000);
  EXPECT_EQ(answer.context().last_dose().lines_size(), 0);
}

TEST_F(Day, NeedsThePrescriberForADoseTooSoon) {
  const std::string number = Admit();
  At(21, 20, 0);
  Give(number);
  At(22, 8, 0);
  EXPECT_EQ(Ask(number), "too_soon");
  v1::OverrideRuleRequest override;
  override.set_patient_number(number);
  override.set_overridden(v1::REASON_CODE_TOO_SOON);
  Must(Prescribe(&v1::PrescribingService::Stub::OverrideRule, override));
  EXPECT_EQ(Ask(number), "accepted");
}

}  // namespace
}  // namespace oat::test
