// People, applications and episodes, through the real oatd: what the tests of the topic share.
#pragma once

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "services/base/patient_number.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class EnrolmentTest : public testing::Test {
 protected:
  using Stub = v1::EnrolmentService::Stub;
  using Code = absl::StatusCode;

  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(const std::string& role,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As(role, site);
    return link.Call(method, request);
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

}  // namespace oat::test
