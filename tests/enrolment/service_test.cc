// People, applications and episodes, through the real oatd.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/base/patient_number.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using Stub = v1::EnrolmentService::Stub;

class EnrolmentTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(const std::string& role,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As(role, site);
    return link.Call(link.enrolment(), method, request);
  }

  static v1::NameAndBirthDate Name(const std::string& family, const std::string& given,
                                   const std::string& born = "1985-03-07") {
    v1::NameAndBirthDate name;
    name.set_family_name(family);
    name.set_given_name(given);
    name.set_birth_date(born);
    return name;
  }
  // An application under a code; what a test is about is added to it.
  static v1::OpenApplicationRequest Application() {
    v1::OpenApplicationRequest open;
    open.set_request_id(NewId());
    open.set_sex(v1::SEX_MALE);
    open.set_birth_year(1985);
    open.set_referral_source(v1::REFERRAL_SOURCE_POLICE);
    open.set_history(v1::TREATMENT_HISTORY_AGAIN);
    open.set_consents_to_duplicate_check(true);
    return open;
  }
  static v1::OpenApplicationRequest WithDocument(const std::string& number) {
    v1::OpenApplicationRequest open = Application();
    open.mutable_document()->set_kind(v1::DOCUMENT_KIND_PASSPORT);
    open.mutable_document()->set_number(number);
    return open;
  }
  static std::string Open(const v1::OpenApplicationRequest& open,
                          const std::string& site = "ALA1") {
    return Reasons(Must(Call("nurse", &Stub::OpenApplication, open, site)).outcome());
  }
  static std::string Assess(const std::string& application, const std::string& site = "ALA1") {
    v1::RecordAssessmentRequest assess;
    assess.set_request_id(NewId());
    assess.set_application_id(application);
    return Reasons(Must(Call("prescriber", &Stub::RecordAssessment, assess, site)).outcome());
  }
  static v1::DecideApplicationRequest Decision(
      const std::string& application, v1::ApplicationState decision,
      v1::DecisionReason reason = v1::DECISION_REASON_UNSPECIFIED) {
    v1::DecideApplicationRequest decide;
    decide.set_request_id(NewId());
    decide.set_application_id(application);
    decide.set_decision(decision);
    decide.set_reason(reason);
    return decide;
  }
  static std::string Decide(const std::string& application, v1::ApplicationState decision,
                            v1::DecisionReason reason = v1::DECISION_REASON_UNSPECIFIED) {
    return Reasons(
        Must(Call("prescriber", &Stub::DecideApplication, Decision(application, decision, reason)))
            .outcome());
  }
  // Opened, assessed and admitted; the patient number.
  static std::string Admit(const v1::OpenApplicationRequest& open,
                           const std::string& site = "ALA1") {
    EXPECT_EQ(Open(open, site), "accepted");
    EXPECT_EQ(Assess(open.request_id(), site), "accepted");
    auto admitted = Must(Call("prescriber", &Stub::DecideApplication,
                              Decision(open.request_id(), v1::APPLICATION_STATE_ADMITTED), site));
    EXPECT_EQ(Reasons(admitted.outcome()), "accepted");
    return admitted.patient_number();
  }
  static absl::StatusOr<v1::FindPatientResponse> Find(const v1::FindPatientRequest& request,
                                                      const std::string& site = "ALA1") {
    return Call("nurse", &Stub::FindPatient, request, site);
  }
  static v1::FindPatientRequest ByName(const v1::NameAndBirthDate& name) {
    v1::FindPatientRequest request;
    *request.mutable_name() = name;
    return request;
  }
  static v1::FindPatientRequest ByNumber(const std::string& number) {
    v1::FindPatientRequest request;
    request.set_patient_number(number);
    return request;
  }
  static v1::EndEpisodeRequest End(const std::string& number, v1::EndReason reason) {
    v1::EndEpisodeRequest end;
    end.set_request_id(NewId());
    end.set_patient_number(number);
    end.set_reason(reason);
    end.set_day("2026-11-21");
    if (reason != v1::END_REASON_DIED) return end;
    end.mutable_death()->set_source(v1::DEATH_SOURCE_HOSPITAL);
    end.mutable_death()->set_cause(v1::DEATH_CAUSE_UNKNOWN);
    return end;
  }
  static std::string SendEnd(const v1::EndEpisodeRequest& end) {
    return Reasons(Must(Call("prescriber", &Stub::EndEpisode, end)).outcome());
  }
  static std::string Reopen(const std::string& number, const std::string& site = "ALA1") {
    v1::ReopenEpisodeRequest reopen;
    reopen.set_request_id(NewId());
    reopen.set_patient_number(number);
    return Reasons(Must(Call("prescriber", &Stub::ReopenEpisode, reopen, site)).outcome());
  }
  static std::string AuthoriseReasons(const std::string& number) {
    return Reasons(Must(clinic().Authorise(Clinic::AuthoriseRequest(number))).outcome());
  }
  // The open review of an application.
  static std::string ReviewOf(const std::string& application) {
    return clinic().Sql("SELECT review_id FROM duplicate_review WHERE application_id = '" +
                        application + "'");
  }
  static v1::DecideDuplicateResponse DecideDuplicate(const std::string& review,
                                                     v1::DuplicateVerdict verdict) {
    v1::DecideDuplicateRequest decide;
    decide.set_request_id(NewId());
    decide.set_review_id(review);
    decide.set_verdict(verdict);
    return Must(Call("site_manager", &Stub::DecideDuplicate, decide));
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(EnrolmentTest, LeadsAnApplicationOnlyAlongItsPassages) {
  using State = v1::ApplicationState;
  const auto why = v1::DECISION_REASON_SITE_OVERLOAD;
  const std::vector<State> ends = {v1::APPLICATION_STATE_REFUSED, v1::APPLICATION_STATE_WITHDRAWN,
                                   v1::APPLICATION_STATE_ADMITTED};
  for (State end : ends) {
    // Unassessed nobody is waitlisted or admitted; refused or withdrawn one may be.
    v1::OpenApplicationRequest open = Application();
    ASSERT_EQ(Open(open), "accepted");
    EXPECT_EQ(Decide(open.request_id(), v1::APPLICATION_STATE_WAITLISTED, why), "wrong_state");
    EXPECT_EQ(Decide(open.request_id(), end, why),
              end == v1::APPLICATION_STATE_ADMITTED ? "wrong_state" : "accepted");

    // Assessed, waitlisted, ended; and after an end nothing more.
    open = Application();
    ASSERT_EQ(Open(open), "accepted");
    EXPECT_EQ(Assess(open.request_id()), "accepted");
    EXPECT_EQ(Assess(open.request_id()), "wrong_state");
    EXPECT_EQ(Decide(open.request_id(), v1::APPLICATION_STATE_WAITLISTED, why), "accepted");
    EXPECT_EQ(Decide(open.request_id(), v1::APPLICATION_STATE_WAITLISTED, why), "wrong_state");
    EXPECT_EQ(Decide(open.request_id(), end, why), "accepted");
    EXPECT_EQ(Assess(open.request_id()), "wrong_state");
    for (State again : ends) EXPECT_EQ(Decide(open.request_id(), again, why), "wrong_state");

    // Assessed and ended at once.
    open = Application();
    ASSERT_EQ(Open(open), "accepted");
    EXPECT_EQ(Assess(open.request_id()), "accepted");
    EXPECT_EQ(Decide(open.request_id(), end, why), "accepted");
  }
}

TEST_F(EnrolmentTest, TakesOnlyDecisionsForDecisions) {
  const auto open = Application();
  ASSERT_EQ(Open(open), "accepted");
  for (auto state : {v1::APPLICATION_STATE_OPEN, v1::APPLICATION_STATE_ASSESSED}) {
    EXPECT_EQ(Call("prescriber", &Stub::DecideApplication, Decision(open.request_id(), state))
                  .status()
                  .code(),
              Code::kInvalidArgument);
  }
}

TEST_F(EnrolmentTest, TurnsNobodyAwayWithoutACodedReason) {
  const auto open = Application();
  ASSERT_EQ(Open(open), "accepted");
  ASSERT_EQ(Assess(open.request_id()), "accepted");
  for (auto decision : {v1::APPLICATION_STATE_WAITLISTED, v1::APPLICATION_STATE_REFUSED,
                        v1::APPLICATION_STATE_WITHDRAWN}) {
    EXPECT_EQ(Decide(open.request_id(), decision), "reason_required");
  }
  EXPECT_EQ(clinic().Sql("SELECT string_agg(state, ' ' ORDER BY sequence) FROM application_event "
                         "WHERE application_id = '" +
                         open.request_id() + "'"),
            "open assessed");
  EXPECT_EQ(Decide(open.request_id(), v1::APPLICATION_STATE_REFUSED,
                   v1::DECISION_REASON_QUOTA_VERBAL_INSTRUCTION),
            "accepted");
  EXPECT_EQ(clinic().Sql("SELECT reason FROM application_event WHERE state = 'refused' AND "
                         "application_id = '" +
                         open.request_id() + "'"),
            "quota_verbal_instruction");
}

TEST_F(EnrolmentTest, LeavesAnApplicationToItsSite) {
  const auto open = Application();
  ASSERT_EQ(Open(open), "accepted");
  v1::RecordAssessmentRequest assess;
  assess.set_request_id(NewId());
  assess.set_application_id(open.request_id());
  EXPECT_EQ(Call("prescriber", &Stub::RecordAssessment, assess, "SEM1").status().code(),
            Code::kNotFound);
}

TEST_F(EnrolmentTest, ListsWhatWaitsAndNothingOfWhoReferredIt) {
  const auto waits = Application();
  const auto refused = Application();
  ASSERT_EQ(Open(waits), "accepted");
  ASSERT_EQ(Open(refused), "accepted");
  ASSERT_EQ(
      Decide(refused.request_id(), v1::APPLICATION_STATE_REFUSED, v1::DECISION_REASON_NO_STAFF),
      "accepted");
  auto list = Must(Call("nurse", &Stub::ListApplications, v1::ListApplicationsRequest()));
  std::map<std::string, v1::ApplicationState> listed;
  for (const auto& one : list.applications()) listed[one.application_id()] = one.state();
  EXPECT_EQ(listed.count(refused.request_id()), 0U);
  ASSERT_EQ(listed.count(waits.request_id()), 1U);
  EXPECT_EQ(listed[waits.request_id()], v1::APPLICATION_STATE_OPEN);
  EXPECT_EQ(clinic().Sql("SELECT referral_source FROM application WHERE application_id = '" +
                         waits.request_id() + "'"),
            "police");
  // It goes in by one request and comes out by no answer.
  for (const auto* method : AllMethods()) {
    const auto& answer = *method->output_type();
    const auto& enums = *v1::ReferralSource_descriptor();
    for (const auto* type : {&answer, v1::Application::descriptor()}) {
      for (int i = 0; i < type->field_count(); ++i) {
        EXPECT_NE(type->field(i)->enum_type(), &enums) << type->field(i)->full_name();
      }
    }
  }
}

TEST_F(EnrolmentTest, OpensNoApplicationWithoutConsent) {
  auto open = Application();
  open.set_consents_to_duplicate_check(false);
  const absl::Status status = Call("nurse", &Stub::OpenApplication, open).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("consents_to_duplicate_check"));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM application WHERE application_id = '" +
                         open.request_id() + "'"),
            "0");
}

TEST_F(EnrolmentTest, WantsTheBirthYearOfTheBirthDate) {
  auto open = Application();
  *open.mutable_name() = Name("Тестова", "Анна", "1984-12-31");
  EXPECT_EQ(Call("nurse", &Stub::OpenApplication, open).status().code(), Code::kInvalidArgument);
}

TEST_F(EnrolmentTest, TreatsAPersonUnderACodeWithoutAName) {
  auto open = Application();
  open.set_uic("CODE-" + NewId().substr(0, 8));
  const std::string number = Admit(open);
  auto found = Must(Find(ByNumber(number)));
  EXPECT_EQ(found.patient_number(), number);
  EXPECT_FALSE(found.has_identity());
  Must(clinic().SignOrder(number, {40}, "2026-11-21", 3, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

TEST_F(EnrolmentTest, FindsAPersonByEachExactKey) {
  auto open = WithDocument("KZ 55-12 34");
  *open.mutable_name() = Name("Сәтбаева", "Айгүл");
  open.set_uic("sa-ai-07-85");
  const std::string number = Admit(open);
  auto expect_found = [&](const v1::FindPatientRequest& request) {
    auto found = Find(request);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->patient_number(), number);
    EXPECT_EQ(found->identity().family_name(), "Сәтбаева");
    EXPECT_EQ(found->identity().given_name(), "Айгүл");
    EXPECT_EQ(found->identity().birth_date(), "1985-03-07");
  };
  expect_found(ByNumber(number));
  v1::FindPatientRequest request;
  *request.mutable_document() = open.document();
  request.mutable_document()->set_number("kz551234");  // blanks, hyphens and case do not matter
  expect_found(request);
  request.set_uic("SAAI0785");
  expect_found(request);
  for (const auto& [family, given] : std::vector<std::pair<std::string, std::string>>{
           {"Сәтбаева", "Айгүл"}, {"САТБАЕВА", "АЙГУЛЬ"}, {"Satbayeva", "Aigul"}}) {
    SCOPED_TRACE(family);
    expect_found(ByName(Name(family, given)));
  }
  EXPECT_EQ(Find(ByName(Name("Сәтбаева", "Айгүл", "1985-03-08"))).status().code(), Code::kNotFound);
  request.mutable_document()->set_kind(v1::DOCUMENT_KIND_NATIONAL_ID);
  request.mutable_document()->set_number("KZ551234");
  EXPECT_EQ(Find(request).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, TellsAMistypedNumberFromAnUnknownOne) {
  std::string number = clinic().AdmitWithoutOrder("ALA1");
  number[0] = number[0] == '7' ? '8' : '7';
  EXPECT_EQ(Find(ByNumber(number)).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(Find(ByNumber(PatientNumber::Make().text())).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, ShowsAnotherSitesPatientByNumberAlone) {
  auto open = WithDocument("OTHER-1");
  *open.mutable_name() = Name("Ермекова", "Жанар");
  const std::string number = Admit(open, "SEM1");
  v1::FindPatientRequest by_document;
  *by_document.mutable_document() = open.document();
  auto found = Must(Find(by_document));
  EXPECT_EQ(found.patient_number(), number);
  EXPECT_FALSE(found.has_identity());
  EXPECT_FALSE(Must(Find(ByNumber(number))).has_identity());
  EXPECT_EQ(Find(ByName(open.name())).status().code(), Code::kNotFound);
  EXPECT_TRUE(Must(Find(ByName(open.name()), "SEM1")).has_identity());
}

TEST_F(EnrolmentTest, FindsNobodyWhoWasNeverAdmitted) {
  const auto open = WithDocument("NEVER-1");
  ASSERT_EQ(Open(open), "accepted");
  v1::FindPatientRequest request;
  *request.mutable_document() = open.document();
  EXPECT_EQ(Find(request).status().code(), Code::kNotFound);
}

TEST_F(EnrolmentTest, RaisesAnAlertWhereNamesLookAlike) {
  auto one = Application();
  *one.mutable_name() = Name("Ибраев", "Данияр", "1985-01-01");
  auto two = Application();
  *two.mutable_name() = Name("Ibrayev", "Daniyar", "1985-06-06");
  const std::string number = Admit(one);
  EXPECT_FALSE(Must(Find(ByNumber(number))).look_alike());
  Admit(two);
  EXPECT_TRUE(Must(Find(ByNumber(number))).look_alike());
}

TEST_F(EnrolmentTest, WritesEveryLookIntoTheTrailWithThePerson) {
  auto open = WithDocument("TRAIL-1");
  *open.mutable_name() = Name("Трейлов", "Пётр");
  open.set_uic("TRAIL-UIC");
  const std::string number = Admit(open);
  v1::FindPatientRequest by_document;
  *by_document.mutable_document() = open.document();
  v1::FindPatientRequest by_uic;
  by_uic.set_uic(open.uic());
  for (const auto& request : {ByNumber(number), by_document, by_uic, ByName(open.name())}) {
    Must(Find(request));
  }
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM audit JOIN patient_number USING (person_id) JOIN "
                         "staff USING (staff_id) WHERE method = 'FindPatient' AND outcome = 'read' "
                         "AND site_code = 'ALA1' AND login = 'nurse.ALA1' AND patient_number = '" +
                         number + "'"),
            "4");
}

// Duplicates.

TEST_F(EnrolmentTest, HoldsAProbableDuplicateUntilAPersonDecides) {
  const std::string number = Admit(WithDocument("SAME-1"));
  const auto again = WithDocument("same 1");
  EXPECT_EQ(Open(again), "accepted duplicate_review");
  EXPECT_EQ(Assess(again.request_id()), "accepted");
  EXPECT_EQ(Decide(again.request_id(), v1::APPLICATION_STATE_ADMITTED), "duplicate_review");
  auto list =
      Must(Call("site_manager", &Stub::ListDuplicateReviews, v1::ListDuplicateReviewsRequest()));
  const v1::DuplicateReview* review = nullptr;
  for (const auto& one : list.reviews()) {
    if (one.review_id() == ReviewOf(again.request_id())) review = &one;
  }
  ASSERT_NE(review, nullptr);
  EXPECT_EQ(review->patient_number(), number);
  EXPECT_EQ(review->site_code(), "ALA1");
  EXPECT_THAT(review->agreeing(), testing::ElementsAre("document"));
}

TEST_F(EnrolmentTest, AdmitsTheSamePersonUnderTheSameNumber) {
  const std::string number = Admit(WithDocument("BACK-1"));
  ASSERT_EQ(SendEnd(End(number, v1::END_REASON_OWN_CHOICE)), "accepted");
  clinic().Advance(absl::Minutes(1));
  const auto again = WithDocument("BACK-1");
  ASSERT_EQ(Open(again), "accepted duplicate_review");
  ASSERT_EQ(Assess(again.request_id()), "accepted");
  auto verdict = DecideDuplicate(ReviewOf(again.request_id()), v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(verdict.patient_number(), number);
  auto admitted = Must(Call("prescriber", &Stub::DecideApplication,
                            Decision(again.request_id(), v1::APPLICATION_STATE_ADMITTED)));
  EXPECT_EQ(Reasons(admitted.outcome()), "accepted");
  EXPECT_EQ(admitted.patient_number(), number);
}

TEST_F(EnrolmentTest, AdmitsNobodyTwice) {
  Admit(WithDocument("TWICE-1"));
  const auto again = WithDocument("TWICE-1");
  ASSERT_EQ(Open(again), "accepted duplicate_review");
  ASSERT_EQ(Assess(again.request_id()), "accepted");
  DecideDuplicate(ReviewOf(again.request_id()), v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(Decide(again.request_id(), v1::APPLICATION_STATE_ADMITTED), "wrong_state");
}

TEST_F(EnrolmentTest, KeepsTwoPeopleOfOneCodeApart) {
  auto one = Application();
  one.set_uic("COLLIDE-1");
  *one.mutable_name() = Name("Первый", "Олег");
  auto two = Application();
  two.set_uic("COLLIDE-1");
  *two.mutable_name() = Name("Второй", "Игорь");
  const std::string first = Admit(one);
  ASSERT_EQ(Open(two), "accepted duplicate_review");
  ASSERT_EQ(Assess(two.request_id()), "accepted");
  const std::string review = ReviewOf(two.request_id());
  DecideDuplicate(review, v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  auto admitted = Must(Call("prescriber", &Stub::DecideApplication,
                            Decision(two.request_id(), v1::APPLICATION_STATE_ADMITTED)));
  const std::string second = admitted.patient_number();
  EXPECT_NE(second, first);
  EXPECT_EQ(Must(Find(ByNumber(second))).identity().family_name(), "Второй");
  v1::FindPatientRequest by_uic;
  by_uic.set_uic("COLLIDE-1");
  EXPECT_EQ(Find(by_uic).status().code(), Code::kFailedPrecondition) << "at most one, never a list";
  v1::DecideDuplicateRequest decide;
  decide.set_request_id(NewId());
  decide.set_review_id(review);
  decide.set_verdict(v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(Call("site_manager", &Stub::DecideDuplicate, decide).status().code(), Code::kNotFound)
      << "it is decided once";
}

TEST_F(EnrolmentTest, ShowsTheCandidateWithWhomMostAgrees) {
  auto named = Application();
  *named.mutable_name() = Name("Кандидатов", "Иван");
  Admit(named);
  auto documented = WithDocument("BEST-1");
  documented.set_uic("BEST-UIC");
  const std::string best = Admit(documented);
  auto newcomer = WithDocument("BEST-1");
  newcomer.set_uic("BEST-UIC");
  *newcomer.mutable_name() = named.name();
  ASSERT_EQ(Open(newcomer), "accepted duplicate_review");
  EXPECT_EQ(clinic().Sql("SELECT patient_number || ' ' || agreeing FROM duplicate_review JOIN "
                         "patient_number USING (person_id) WHERE application_id = '" +
                         newcomer.request_id() + "'"),
            best + " document uic");
}

// The end of an episode.

TEST_F(EnrolmentTest, EndsAnEpisodeForEachReason) {
  for (int reason = 1; reason <= v1::EndReason_MAX; ++reason) {
    const std::string number = clinic().Admit();
    auto end = End(number, static_cast<v1::EndReason>(reason));
    SCOPED_TRACE(v1::EndReason_Name(end.reason()));
    const bool takes_two = end.reason() == v1::END_REASON_INVOLUNTARY;
    if (takes_two) {
      clinic().As("site_manager");
      end.set_approval_id(
          Must(clinic()
                   .As("prescriber")
                   .Approve(Clinic::LoginOf("site_manager", "ALA1"), Clinic::kPassword,
                            "oat.v1.EnrolmentService.EndEpisode", end)));
    }
    EXPECT_EQ(SendEnd(end), "accepted");
    EXPECT_EQ(AuthoriseReasons(number),
              end.reason() == v1::END_REASON_DIED ? "deceased" : "not_in_treatment");
    EXPECT_EQ(SendEnd(End(number, v1::END_REASON_LOST)), "wrong_state") << "it has ended";
    EXPECT_EQ(clinic().Sql("SELECT count(second_id) FROM episode_end JOIN episode USING "
                           "(episode_id) JOIN patient_number USING (person_id) WHERE "
                           "patient_number = '" +
                           number + "'"),
              takes_two ? "1" : "0");
  }
}

TEST_F(EnrolmentTest, DischargesNobodyAgainstTheirWillByOnePerson) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(SendEnd(End(number, v1::END_REASON_INVOLUNTARY)), "same_person");
  auto end = End(number, v1::END_REASON_INVOLUNTARY);
  EXPECT_EQ(clinic()
                .As("prescriber")
                .Approve(Clinic::LoginOf("prescriber", "ALA1"), Clinic::kPassword,
                         "oat.v1.EnrolmentService.EndEpisode", end)
                .status()
                .code(),
            Code::kPermissionDenied);
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

TEST_F(EnrolmentTest, WantsAReportOfADeathAndOnlyOfADeath) {
  const std::string number = clinic().Admit();
  auto end = End(number, v1::END_REASON_DIED);
  end.clear_death();
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument);
  end = End(number, v1::END_REASON_DIED);
  end.set_reason(v1::END_REASON_LOST);
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument);
  end = End(number, v1::END_REASON_LOST);
  end.set_day("2026-11-23");
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument)
      << "a day to come";
}

TEST_F(EnrolmentTest, GivesAPersonBackWhoseEndWasAnError) {
  for (auto reason : {v1::END_REASON_DIED, v1::END_REASON_LOST}) {
    const std::string number = clinic().Admit();
    EXPECT_EQ(Reopen(number), "wrong_state") << "nothing has ended";
    ASSERT_EQ(SendEnd(End(number, reason)), "accepted");
    ASSERT_NE(AuthoriseReasons(number), "accepted");
    EXPECT_EQ(Reopen(number, "SEM1"), "wrong_state") << "not that site's to take back";
    EXPECT_EQ(Reopen(number), "accepted");
    clinic().Give(number);
    const absl::Time before = clinic().now();
    LetTimePass(clinic(), absl::Hours(24), {"nurse", "prescriber"});
    clinic().Give(number);
    clinic().SetTime(before);
  }
}

TEST_F(EnrolmentTest, LeavesTheEndToTheSiteThatHasThePerson) {
  const std::string number = clinic().AdmitWithoutOrder("SEM1");
  EXPECT_EQ(SendEnd(End(number, v1::END_REASON_MOVED_AWAY)), "wrong_state");
}

}  // namespace
}  // namespace oat::test
