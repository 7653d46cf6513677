// Doses that wards and cells tell of, and the last dose told to them.
#include <gmock/gmock.h>

#include "oat/v1/institution.grpc.pb.h"
#include "tests/support/sites.h"
#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using Stub = v1::InstitutionService::Stub;
using Code = absl::StatusCode;

class InAnInstitution : public Moving {
 protected:
  static void SetUpTestSuite() {
    Moving::SetUpTestSuite();
    AddPlace(clinic(), "PVLD", "detention");
  }
  // Somebody of ALA1 who was arrested and had no dose today.
  static std::string Arrested() {
    const std::string number = Admit();
    const auto arrest = Asking(number, "PVLD", "2026-11-21", "", v1::TRANSFER_KIND_INSTITUTION);
    EXPECT_EQ(Request(arrest), "accepted");
    EXPECT_EQ(Prepare(number), "accepted");
    EXPECT_EQ(AcceptIt(number, "ALA1"), "accepted");
    return number;
  }
  template <class Request, class Response>
  static absl::StatusOr<Response> Do(Method<Stub, Request, Response> method, const Request& request,
                                     const std::string& site = "ALA1") {
    link::Link& desk = Desk("nurse", site);
    return desk.Call(method, request);
  }
  static v1::ReportDoseRequest Report(const std::string& number, int64_t milligrams = 80) {
    v1::ReportDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_institution("PVLD");
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(milligrams * 1000);
    request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic().now()));
    request.set_reporter("the nurse of the medical post");
    request.set_role(v1::REPORTER_ROLE_NURSE);
    request.set_callback_number("+7 718 200 00 00");
    request.set_confidence(v1::REPORT_CONFIDENCE_CALLED_BACK);
    return request;
  }
  static v1::WardRoundRow RowOf(const std::string& number) {
    const auto round = Must(Do(&Stub::GetWardRound, v1::GetWardRoundRequest()));
    for (const v1::WardRoundRow& row : round.rows()) {
      if (row.patient_number() == number) return row;
    }
    return {};
  }
  static v1::OpenEnquiryRequest Enquiry(const std::string& number) {
    v1::OpenEnquiryRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_asker("regional hospital, ward 3");
    request.set_role(v1::REPORTER_ROLE_PHYSICIAN);
    request.set_callback_number("+7 700 000 00 02");
    return request;
  }
  static v1::AnswerEnquiryResponse Answer(const std::string& number, const std::string& enquiry) {
    v1::AnswerEnquiryRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_enquiry_id(enquiry);
    request.set_called_number("+7 7182 00 00 01");
    return Must(Do(&Stub::AnswerEnquiry, request));
  }
};

TEST_F(InAnInstitution, AReportedDoseIsADoseWithWhoSaidIt) {
  const std::string number = Arrested();
  const auto reported = Must(Do(&Stub::ReportDose, Report(number)));
  EXPECT_EQ(InWords(reported.outcome()), "accepted");
  EXPECT_EQ(reported.incidents(), 0) << "given where the person is, as ordered";
  const auto row = RowOf(number);
  EXPECT_EQ(row.institution(), "PVLD");
  EXPECT_EQ(row.micrograms(), 80'000);
  EXPECT_EQ(row.last_micrograms(), 80'000);
  EXPECT_EQ(row.confidence(), v1::REPORT_CONFIDENCE_CALLED_BACK);
  EXPECT_EQ(TakeBack(number, "ALA1", true), "other_site PVLD") << "today was given there";
  At(22, 9, 0);
  ASSERT_EQ(TakeBack(number, "ALA1", true), "accepted");
  EXPECT_EQ(Ask(number), "accepted") << "no day was missed";
}

TEST_F(InAnInstitution, AReportedDoseThatBreaksARuleIsKeptAndLookedAt) {
  const std::string number = Arrested();
  EXPECT_GT(Must(Do(&Stub::ReportDose, Report(number, 200))).incidents(), 0);
  EXPECT_GT(Must(Do(&Stub::ReportDose, Report(number))).incidents(), 0) << "twice a day";
}

TEST_F(InAnInstitution, AReportSaysWhatIsWrongWithIt) {
  const std::string number = Arrested();
  auto clinic_of_ours = Report(number);
  clinic_of_ours.set_institution("SEM1");
  EXPECT_THAT(std::string(Do(&Stub::ReportDose, clinic_of_ours).status().message()),
              HasSubstr("institution: got SEM1"));
  auto tomorrow = Report(number);
  tomorrow.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic().now()) + 60);
  EXPECT_THAT(std::string(Do(&Stub::ReportDose, tomorrow).status().message()),
              HasSubstr("taken_at: "));
}

TEST_F(InAnInstitution, TheRoundIsOfOnesOwnPeople) {
  const std::string number = Arrested();
  EXPECT_EQ(RowOf(number).from_day(), "2026-11-21");
  EXPECT_EQ(RowOf(Admit()).institution(), "") << "who is at home is in no ward";
  const auto there = Must(Do(&Stub::GetWardRound, v1::GetWardRoundRequest(), "SEM1"));
  EXPECT_EQ(there.rows_size(), 0);
}

TEST_F(InAnInstitution, TheLastDoseIsToldOnceAfterCallingBack) {
  const std::string number = Admit();
  Give(number);
  const auto asked = Enquiry(number);
  ASSERT_EQ(InWords(Must(Do(&Stub::OpenEnquiry, asked)).outcome()), "accepted");
  EXPECT_EQ(InWords(Answer(Admit(), asked.request_id()).outcome()), "wrong_state not asked here")
      << "an enquiry about one person tells nothing of another";
  const auto answered = Answer(number, asked.request_id());
  EXPECT_EQ(InWords(answered.outcome()), "accepted");
  EXPECT_EQ(answered.micrograms(), 80'000);
  EXPECT_EQ(answered.site_code(), "ALA1");
  EXPECT_EQ(answered.bottles_out(), 0);
  EXPECT_EQ(InWords(Answer(number, asked.request_id()).outcome()), "wrong_state not asked here");
  EXPECT_EQ(Do(&Stub::OpenEnquiry, Enquiry(number), "SEM1").status().code(),
            Code::kPermissionDenied)
      << "a site that does not know the person asks for the record first";
}

}  // namespace
}  // namespace oat::test
