// The clinical minimum: sealed, a prescriber's task, and at the window no more than "review".
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/support/clinic.h"

namespace oat::test {
namespace {

using Stub = v1::PrescribingService::Stub;

class ClinicalMinimum : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }

  static v1::RecordClinicalFactRequest Rifampicin(const std::string& number) {
    v1::RecordClinicalFactRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_kind(v1::CLINICAL_FACT_KIND_RIFAMPICIN);
    request.set_from_day("2026-11-20");
    return request;
  }
  static absl::StatusOr<v1::RecordClinicalFactResponse> Record(
      const v1::RecordClinicalFactRequest& request) {
    link::Link& nurse = clinic_->As("nurse");
    return nurse.Call(&Stub::RecordClinicalFact, request);
  }
  static absl::StatusOr<v1::GetClinicalFactsResponse> Facts(const std::string& role,
                                                            const std::string& number) {
    v1::GetClinicalFactsRequest request;
    request.set_patient_number(number);
    link::Link& link = clinic_->As(role);
    return link.Call(&Stub::GetClinicalFacts, request);
  }

  static Clinic* clinic_;
};
Clinic* ClinicalMinimum::clinic_ = nullptr;

TEST_F(ClinicalMinimum, IsAPrescribersTaskAndDoesNotHoldTheDose) {
  const std::string number = clinic_->Admit();
  const std::string other = clinic_->Admit();
  EXPECT_EQ(Reasons(Must(Record(Rifampicin(number))).outcome()), "accepted");
  auto dose = Must(clinic_->Authorise(Clinic::AuthoriseRequest(number)));
  EXPECT_EQ(Reasons(dose.outcome()), "accepted");
  EXPECT_TRUE(dose.context().review());
  EXPECT_FALSE(Must(clinic_->Authorise(Clinic::AuthoriseRequest(other))).context().review());

  v1::ReviewClinicalFactsRequest review;
  review.set_request_id(NewId());
  review.set_patient_number(number);
  link::Link& prescriber = clinic_->As("prescriber");
  Must(prescriber.Call(&Stub::ReviewClinicalFacts, review));
  EXPECT_FALSE(Must(clinic_->Authorise(Clinic::AuthoriseRequest(number))).context().review());
  // What comes later waits anew.
  v1::RecordClinicalFactRequest stopped = Rifampicin(number);
  stopped.set_until_day("2026-11-21");
  Must(Record(stopped));
  EXPECT_TRUE(Must(clinic_->Authorise(Clinic::AuthoriseRequest(number))).context().review());
  auto facts = Must(Facts("prescriber", number));
  ASSERT_EQ(facts.facts_size(), 2);
  EXPECT_EQ(facts.facts(0).until_day(), "2026-11-21");
  EXPECT_FALSE(facts.facts(0).reviewed());
  EXPECT_EQ(facts.facts(1).kind(), v1::CLINICAL_FACT_KIND_RIFAMPICIN);
  EXPECT_EQ(facts.facts(1).from_day(), "2026-11-20");
  EXPECT_TRUE(facts.facts(1).reviewed());
}

TEST_F(ClinicalMinimum, IsReadByPrescribersAloneAndSealedInTheTables) {
  const std::string number = clinic_->Admit();
  Must(Record(Rifampicin(number)));
  EXPECT_EQ(Facts("nurse", number).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM clinical_fact"
                         " WHERE position('rifampicin'::bytea IN ciphertext) > 0"),
            "0");
}

TEST_F(ClinicalMinimum, RefusesAnEndBeforeItsBeginning) {
  v1::RecordClinicalFactRequest request = Rifampicin(clinic_->Admit());
  request.set_until_day("2026-11-19");
  EXPECT_EQ(Record(request).status().message(),
            "until_day: got 2026-11-19, wanted from_day or later");
}

}  // namespace
}  // namespace oat::test
