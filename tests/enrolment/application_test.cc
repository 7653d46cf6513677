// Applications: opened with consent, assessed, decided with a reason.
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {
namespace {

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

}  // namespace
}  // namespace oat::test
