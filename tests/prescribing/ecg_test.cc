// Electrocardiograms: recorded, sealed, and answered with advice that holds no dose.
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

class Ecg : public UnderPacks {
 protected:
  static v1::RecordClinicalFactRequest Of(const std::string& number, int32_t milliseconds) {
    v1::RecordClinicalFactRequest request;
    request.set_patient_number(number);
    request.set_kind(v1::CLINICAL_FACT_KIND_ECG);
    request.set_from_day("2026-11-20");
    request.set_qtc_ms(milliseconds);
    return request;
  }
  static std::string Record(const v1::RecordClinicalFactRequest& request) {
    const auto response = Prescribe(&Prescribing::RecordClinicalFact, request);
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  }
};

// QTC, of Krantz 2009, at its edges.
TEST_F(Ecg, IsAnsweredWithTheAdviceOfTheRules) {
  Under("krantz-2009");
  const std::string number = Admit();
  const std::pair<int32_t, const char*> cases[] = {
      {450, "accepted"},
      {451, "yes, qtc_monitor 451 krantz-2009/1"},
      {499, "yes, qtc_monitor 499 krantz-2009/1"},
      {500, "yes, qtc_silent 500 krantz-2009/1"},
      {501, "yes, qtc_consider_reducing 501 krantz-2009/1"}};
  for (const auto& [milliseconds, answer] : cases) {
    EXPECT_EQ(Record(Of(number, milliseconds)), answer);
  }
  EXPECT_EQ(Ask(number), "accepted") << "it holds no dose";
}

TEST_F(Ecg, IsKeptWhereNoPackAdvises) { EXPECT_EQ(Record(Of(Admit(), 600)), "accepted"); }

TEST_F(Ecg, IsSealedWithItsIntervalAndReadByThePrescriber) {
  const std::string number = Admit();
  ASSERT_EQ(Record(Of(number, 487)), "accepted");
  v1::GetClinicalFactsRequest get;
  get.set_patient_number(number);
  link::Link& desk = Desk("prescriber");
  const auto facts = Must(desk.Call(&Prescribing::GetClinicalFacts, get));
  ASSERT_EQ(facts.facts_size(), 1);
  EXPECT_EQ(facts.facts(0).kind(), v1::CLINICAL_FACT_KIND_ECG);
  EXPECT_EQ(facts.facts(0).qtc_ms(), 487);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM clinical_fact WHERE position('487'::bytea IN "
                         "ciphertext) > 0"),
            "0");
}

TEST_F(Ecg, AloneHasAnIntervalAndAPlausibleOne) {
  const std::string number = Admit();
  EXPECT_EQ(Record(Of(number, 0)), "qtc_ms: got 0, wanted milliseconds, 200 or more");
  EXPECT_EQ(Record(Of(number, 45)), "qtc_ms: got 45, wanted milliseconds, 200 or more");
  EXPECT_EQ(Record(Of(number, 199)), "qtc_ms: got 199, wanted milliseconds, 200 or more");
  EXPECT_EQ(Record(Of(number, 200)), "accepted");
  v1::RecordClinicalFactRequest alcohol = Of(number, 430);
  alcohol.set_kind(v1::CLINICAL_FACT_KIND_ALCOHOL);
  EXPECT_EQ(Record(alcohol), "qtc_ms: got 430, wanted nothing: only an electrocardiogram has one");
  alcohol.set_qtc_ms(0);
  EXPECT_EQ(Record(alcohol), "accepted");
}

// QTC: 101 mg.
TEST_F(Ecg, IsAdvisedAgainWhereAnOrderRisesAboveTheThreshold) {
  Under("krantz-2009");
  const std::string number = Admit("ALA1", 90);
  EXPECT_EQ(Sign(Order(number, 21, {100})), "accepted");
  EXPECT_EQ(Sign(Order(number, 21, {101})), "yes, extra_ecg 100 mg krantz-2009/1");
  EXPECT_EQ(Sign(Order(number, 21, {110})), "accepted") << "it was above already";
  EXPECT_EQ(Ask(number), "accepted") << "it holds no dose";
}

// Without rules in force a fact is taken all the same.
TEST(EcgWithoutRules, IsKept) {
  Clinic clinic(Clinic::Options{.has_rules = false});
  v1::RecordClinicalFactRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(clinic.AdmitWithoutOrder("ALA1"));
  request.set_kind(v1::CLINICAL_FACT_KIND_ECG);
  request.set_from_day("2026-11-20");
  request.set_qtc_ms(520);
  link::Link& desk = clinic.As("prescriber");
  const auto recorded = desk.Call(&v1::PrescribingService::Stub::RecordClinicalFact, request);
  EXPECT_EQ(Reasons(Must(recorded).outcome()), "accepted");
}

}  // namespace
}  // namespace oat::test
