// What becomes of an authorised dose, its slot and its stock, through the real RPCs.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/support/window.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// 80 mg of the strongest solution.
constexpr char kSolution[] = "METHADONE-10MG-ML";
constexpr int64_t kDoseVolume = 8'000;

class Outcome : public WindowTest {
 protected:
  // Changes of a window's accounts since the last call: on hand, reserved, given, held for waste.
  std::vector<int64_t> Moved(const std::string& product = kSolution,
                             const std::string& station = "W1", const std::string& site = "ALA1") {
    std::vector<int64_t> moved;
    for (const char* account : {"station", "reserved", "given", "held_for_waste"}) {
      const int64_t now = Balance(account, station, product, "LOT-1", site);
      int64_t& before = balances_[absl::StrCat(account, station, product, site)];
      moved.push_back(now - before);
      before = now;
    }
    return moved;
  }
  static v1::VoidDoseRequest Void(const std::string& number, const std::string& dose,
                                  v1::VoidReason reason, bool poured) {
    v1::VoidDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_reason(reason);
    request.set_poured(poured);
    return request;
  }
  static std::string Send(const v1::VoidDoseRequest& request) {
    return Reasons(Must(Dosing(&v1::DosingService::Stub::VoidDose, request)).outcome());
  }
  static v1::ResolveDoseRequest Resolution(const std::string& number, const std::string& dose,
                                           v1::Resolution resolution, v1::Evidence evidence) {
    v1::ResolveDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_resolution(resolution);
    request.set_evidence(evidence);
    return request;
  }
  static std::string Send(const v1::ResolveDoseRequest& request) {
    return Reasons(Must(Dosing(&v1::DosingService::Stub::ResolveDose, request)).outcome());
  }
  static std::string ResolveByTwo(const v1::ResolveDoseRequest& request) {
    return Send(ByTwo("DosingService.ResolveDose", request));
  }
  static v1::ReverseDoseRequest Reversal(const std::string& number, const std::string& dose,
                                         v1::DoseOutcome outcome, int64_t swallowed = 0) {
    v1::ReverseDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_outcome(outcome);
    request.set_micrograms_swallowed(swallowed);
    return request;
  }
  static std::string ReverseByTwo(const v1::ReverseDoseRequest& request,
                                  const std::string& site = "ALA1") {
    auto response = Dosing(&v1::DosingService::Stub::ReverseDose,
                           ByTwo("DosingService.ReverseDose", request, site), "nurse", site);
    return Reasons(Must(response).outcome());
  }
  static absl::StatusOr<v1::AdoptDoseResponse> Adopt(const std::string& number,
                                                     const std::string& dose,
                                                     const std::string& station,
                                                     const std::string& site = "ALA1") {
    v1::AdoptDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_station(station);
    return Dosing(&v1::DosingService::Stub::AdoptDose, request, "nurse", site);
  }
  // The entry of a person among the site's open doses; one without an id where there is none.
  static v1::OpenDose OpenDoseOf(const std::string& number) {
    auto open = Must(Dosing(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()));
    for (const v1::OpenDose& dose : open.doses()) {
      if (dose.patient_number() == number) return dose;
    }
    return {};
  }

 private:
  std::map<std::string, int64_t> balances_;
};

TEST_F(Outcome, OfAGivenDoseIsThatItsStockIsGiven) {
  const std::string number = Admit();
  Moved();
  const std::string dose = Open(number);
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, kDoseVolume, 0, 0));
  EXPECT_EQ(ListedAs(number), "open");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, -kDoseVolume, kDoseVolume, 0));
  EXPECT_EQ(ListedAs(number), "done");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_REFUSED)), "wrong_state");
  EXPECT_EQ(Send(Void(number, dose, v1::VOID_REASON_ENTERED_IN_ERROR, false)), "wrong_state");
}

TEST_F(Outcome, OfAPartOfASolutionIsThatTheRestIsHeldForWaste) {
  const std::string number = Admit();
  Moved();
  const std::string dose = Open(number);
  auto part = Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 30'000);
  auto response = Must(Dosing(&v1::DosingService::Stub::ConfirmDose, part));
  EXPECT_EQ(response.micrograms_remaining(), 50'000);
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 3'000, 5'000));
  EXPECT_EQ(ListedAs(number), "done");
  EXPECT_EQ(Ask(number), "already_dosed");
}

TEST_F(Outcome, OfAPartOfTabletsIsThatTheOnesNotSwallowedWholeAreHeldForWaste) {
  struct Case {
    int64_t swallowed;
    int64_t eights_given;
  };
  // 10 mg is 8 mg and 2 mg: of 9 mg the second tablet was not swallowed whole, of 5 mg neither.
  for (const auto& [swallowed, eights_given] : {Case{9'000, 1}, Case{5'000, 0}}) {
    const std::string number = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
    Moved("BUPRENORPHINE-8MG");
    Moved("BUPRENORPHINE-2MG");
    const std::string dose = Open(number);
    EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, swallowed)),
              "accepted");
    EXPECT_THAT(Moved("BUPRENORPHINE-8MG"), ElementsAre(-1, 0, eights_given, 1 - eights_given));
    EXPECT_THAT(Moved("BUPRENORPHINE-2MG"), ElementsAre(-1, 0, 0, 1));
    EXPECT_EQ(History(number)[0].micrograms_swallowed(), swallowed);
  }
}

TEST_F(Outcome, MustFitItsAmountAndItsSigns) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  auto wrong = [&](const v1::ConfirmDoseRequest& request, const char* field) {
    auto status = Dosing(&v1::DosingService::Stub::ConfirmDose, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  };
  for (int64_t swallowed : {0, 80'000, 90'000}) {
    wrong(Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, swallowed),
          "micrograms_swallowed");
  }
  wrong(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN, 1), "micrograms_swallowed");
  wrong(Confirmation(number, dose, v1::DOSE_OUTCOME_REFUSED, 1), "micrograms_swallowed");
  auto withheld = Confirmation(number, dose, v1::DOSE_OUTCOME_WITHHELD);
  withheld.clear_signs();
  wrong(withheld, "signs");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 79'999)), "accepted");
}

TEST_F(Outcome, OfOnePersonsDoseIsNotToldUnderTheNumberOfAnother) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  auto request = Confirmation(Admit(), dose, v1::DOSE_OUTCOME_GIVEN);
  EXPECT_EQ(Dosing(&v1::DosingService::Stub::ConfirmDose, request).status().code(),
            absl::StatusCode::kNotFound);
  request = Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN);
  EXPECT_EQ(Dosing(&v1::DosingService::Stub::ConfirmDose, request, "nurse", "SEM1").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(ListedAs(number), "open");
}

TEST_F(Outcome, OfARefusedOrWithheldDoseIsThatItMayBeGivenAtOnce) {
  for (v1::DoseOutcome outcome : {v1::DOSE_OUTCOME_REFUSED, v1::DOSE_OUTCOME_WITHHELD}) {
    const std::string number = Admit();
    Moved();
    EXPECT_EQ(Confirm(Confirmation(number, Open(number), outcome)), "accepted");
    EXPECT_EQ(ListedAs(number), contract::Code(outcome));
    EXPECT_THAT(Moved(), ElementsAre(0, 0, 0, 0));
    EXPECT_EQ(Confirm(Confirmation(number, Open(number), outcome, 0, true)), "accepted");
    EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 0, kDoseVolume));
    Give(number);
    EXPECT_EQ(ListedAs(number), "done");
    EXPECT_EQ(History(number).size(), 3u);
  }
}

TEST_F(Outcome, OfAVoidedDoseIsThatItMayBeGivenAtOnce) {
  const std::string number = Admit();
  Moved();
  EXPECT_EQ(Send(Void(number, Open(number), v1::VOID_REASON_ENTERED_IN_ERROR, false)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(ListedAs(number), "still_to_come");
  EXPECT_EQ(Send(Void(number, Open(number), v1::VOID_REASON_PERSON_LEFT, true)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 0, kDoseVolume));
  // What is spilled was poured, whether or not somebody said so.
  EXPECT_EQ(Send(Void(number, Open(number), v1::VOID_REASON_SPILLED, false)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 0, kDoseVolume));
  Give(number);
  for (const v1::DoseRecord& one : History(number)) {
    EXPECT_EQ(one.state() == v1::DOSE_STATE_GIVEN, one.micrograms_swallowed() > 0);
  }
}

TEST_F(Outcome, CanBeToldByAnotherWindowOfTheSiteAndByNoOtherSite) {
  const std::string number = Admit();
  Moved();
  const std::string dose = Open(number);
  EXPECT_EQ(Adopt(number, dose, "W2", "SEM1").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Adopt(number, dose, "W9").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenDoseOf(number).station(), "W1");
  auto adopted = Must(Adopt(number, dose, "W2"));
  EXPECT_EQ(Reasons(adopted.outcome()), "accepted");
  EXPECT_EQ(adopted.dose().dose_id(), dose);
  EXPECT_EQ(adopted.dose().micrograms(), 80'000);
  EXPECT_EQ(OpenDoseOf(number).station(), "W2");
  auto visit = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(ParameterOf(visit.outcome().reasons(0), "station"), "W2");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, kDoseVolume, 0));  // from where it was poured
  EXPECT_EQ(OpenDoseOf(number).dose_id(), "");
  EXPECT_EQ(Reasons(Must(Adopt(number, dose, "W1")).outcome()), "wrong_state");
}

TEST_F(Outcome, ThatNobodyCanTellIsAskedAboutUntilTwoPeopleResolveIt) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  const auto unknown = Resolution(number, dose, v1::RESOLUTION_UNKNOWN, v1::EVIDENCE_NONE);
  EXPECT_EQ(Send(unknown), "same_person");
  EXPECT_EQ(OpenDoseOf(number).state(), v1::DOSE_STATE_OPEN);
  auto again = unknown;
  again.set_request_id(NewId());
  EXPECT_EQ(ResolveByTwo(again), "accepted");
  EXPECT_EQ(OpenDoseOf(number).state(), v1::DOSE_STATE_UNRESOLVED);
  EXPECT_EQ(ListedAs(number), "unresolved");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "wrong_state");
  At(22, 9, 0);
  auto asked = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(Reasons(asked.outcome()), "unresolved_dose");
  EXPECT_EQ(ParameterOf(asked.outcome().reasons(0), "day"), "2026-11-21");
  EXPECT_EQ(ListedAs(number, "2026-11-21"), "unresolved");
  EXPECT_EQ(
      ResolveByTwo(Resolution(number, dose, v1::RESOLUTION_SWALLOWED, v1::EVIDENCE_PERSON_SAYS)),
      "accepted");
  EXPECT_EQ(ListedAs(number, "2026-11-21"), "done");
  EXPECT_EQ(History(number)[0].clinical_day(), "2026-11-21");
  EXPECT_EQ(History(number)[0].micrograms_swallowed(), 80'000);
  Give(number);
}

TEST_F(Outcome, ResolvedAsNotSwallowedFreesTheSlotAndNeedsEvidence) {
  const std::string number = Admit();
  Moved();
  const std::string dose = Open(number);
  auto status = [&](v1::Resolution resolution, v1::Evidence evidence) {
    auto request =
        ByTwo("DosingService.ResolveDose", Resolution(number, dose, resolution, evidence));
    return Dosing(&v1::DosingService::Stub::ResolveDose, request).status().code();
  };
  EXPECT_EQ(status(v1::RESOLUTION_SWALLOWED, v1::EVIDENCE_NONE),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status(v1::RESOLUTION_UNKNOWN, v1::EVIDENCE_CAMERA),
            absl::StatusCode::kInvalidArgument);
  auto found = Resolution(number, dose, v1::RESOLUTION_NOT_SWALLOWED, v1::EVIDENCE_CUP_FOUND_FULL);
  found.set_poured(true);
  EXPECT_EQ(ResolveByTwo(found), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 0, kDoseVolume));
  EXPECT_EQ(History(number)[0].state(), v1::DOSE_STATE_VOIDED);
  Give(number);
}

TEST_F(Outcome, ConfirmedInErrorIsReversedByTwoAndStaysOnRecord) {
  const std::string number = Admit();
  Moved();
  const std::string dose = Give(number);
  auto partly = Reversal(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 30'000);
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::ReverseDose, partly)).outcome()),
            "same_person");
  EXPECT_EQ(History(number)[0].micrograms_swallowed(), 80'000);
  partly.set_request_id(NewId());
  EXPECT_EQ(ReverseByTwo(partly), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, 0, 3'000, 5'000));
  EXPECT_EQ(Ask(number), "already_dosed");
  // More than was recorded is no correction but a fact of its own.
  EXPECT_EQ(ReverseByTwo(Reversal(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 40'000)),
            "wrong_state");
  EXPECT_EQ(ReverseByTwo(Reversal(number, dose, v1::DOSE_OUTCOME_REFUSED)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, -3'000, 3'000));
  EXPECT_EQ(ListedAs(number), "refused");
  EXPECT_EQ(ReverseByTwo(Reversal(number, dose, v1::DOSE_OUTCOME_REFUSED)), "wrong_state");
  EXPECT_EQ(clinic().Sql(absl::StrCat(
                "SELECT string_agg(a.micrograms::text, ' ' ORDER BY a.micrograms DESC) || ' ' || "
                "count(r.administration_id) FROM administration a "
                "LEFT JOIN administration_reversal r USING (administration_id) "
                "WHERE a.dose_id = '",
                dose, "'")),
            "80000 30000 2");
  ASSERT_EQ(History(number).size(), 1u);
  EXPECT_EQ(History(number)[0].micrograms_swallowed(), 0);
  Give(number);
}

TEST_F(Outcome, ReversedInStepsTakesBackExactlyWhatItGave) {
  // A third of a dose is no whole number of microlitres; nothing else was given at this window.
  const std::string number = Admit("SEM1");
  Moved(kSolution, "W2", "SEM1");
  const std::string dose = Open(number, "SEM1", "W2");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 33'333), "SEM1"),
            "accepted");
  EXPECT_EQ(ReverseByTwo(Reversal(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 10'000), "SEM1"),
            "accepted");
  EXPECT_THAT(Moved(kSolution, "W2", "SEM1"), ElementsAre(-kDoseVolume, 0, 1'000, 7'000));
  EXPECT_EQ(ReverseByTwo(Reversal(number, dose, v1::DOSE_OUTCOME_REFUSED), "SEM1"), "accepted");
  EXPECT_THAT(Moved(kSolution, "W2", "SEM1"), ElementsAre(0, 0, -1'000, 1'000));
}

TEST_F(Outcome, IsTakenWhateverEndedMeanwhile) {
  const std::string cancelled = Admit();
  const std::string left = Admit();
  const std::string died = Admit();
  std::map<std::string, std::string> doses;
  for (const std::string& number : {cancelled, left, died}) doses[number] = Open(number);
  v1::CancelOrderRequest cancel;
  cancel.set_patient_number(cancelled);
  auto from = Must(Prescribe(&v1::PrescribingService::Stub::CancelOrder, cancel));
  EXPECT_EQ(from.from_day(), "2026-11-22");  // today is claimed
  End(left, v1::END_REASON_OWN_CHOICE);
  End(died, v1::END_REASON_DIED);
  At(22, 9, 0);
  for (const auto& [number, dose] : doses) {
    EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
    EXPECT_EQ(History(number)[0].clinical_day(), "2026-11-21");
    EXPECT_EQ(History(number)[0].state(), v1::DOSE_STATE_GIVEN);
  }
}

TEST_F(Outcome, OfADayThatNobodyCameIsMissed) {
  const std::string number = Admit();
  At(22, 8, 0);
  EXPECT_EQ(ListedAs(number, "2026-11-21"), "missed");
  EXPECT_EQ(ListedAs(number), "still_to_come");
}

}  // namespace
}  // namespace oat::test
