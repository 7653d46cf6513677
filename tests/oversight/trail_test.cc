// The trail as people read it: a person's own copy, and the auditor's view.
#include <set>

#include "absl/strings/match.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "tests/oversight/oversight_test.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using OwnCopy = OversightTest;
using Trail = OversightTest;

std::string InWords(const v1::AccessLogEntry& entry) {
  return absl::StrCat(entry.login(), " ", entry.site_code(), " ", contract::Code(entry.purpose()),
                      " ", entry.method(), " ", entry.outcome());
}
std::vector<std::string> InWords(const v1::GetAccessLogResponse& log) {
  std::vector<std::string> words;
  for (const v1::AccessLogEntry& entry : log.entries()) words.push_back(InWords(entry));
  return words;
}

TEST_F(OwnCopy, SaysWhoLookedAndWhyTheLatestFirst) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const Nurse nurse = NewNurse("ALA1");
  const Nurse stranger = NewNurse("SEM1");
  Must(Find(*nurse.desk, number));
  clinic().Advance(absl::Minutes(1));
  Must(History(*nurse.desk, number));
  EXPECT_FALSE(History(*stranger.desk, number).ok());
  Must(OpenEmergency(*stranger.desk, number));
  Must(History(*stranger.desk, number));
  auto log = Must(AccessLog(*nurse.desk, number));
  auto words = InWords(log);
  ASSERT_GE(words.size(), 5u);
  words.resize(5);
  EXPECT_THAT(words,
              ElementsAre(stranger.login + " SEM1 break_glass GetDoseHistory read",
                          stranger.login + " SEM1 break_glass OpenEmergencyAccess accepted",
                          stranger.login + " SEM1 treatment GetDoseHistory permission_denied",
                          nurse.login + " ALA1 treatment GetDoseHistory read",
                          nurse.login + " ALA1 identity_check FindPatient read"));
  EXPECT_EQ(log.entries(0).at().seconds(), absl::ToUnixSeconds(clinic().now()));
  EXPECT_EQ(log.entries(4).at().seconds(), absl::ToUnixSeconds(clinic().now()) - 60);
  EXPECT_FALSE(log.has_more());
  // The look itself is in the next one.
  EXPECT_EQ(InWords(Must(AccessLog(*nurse.desk, number)).entries(0)),
            nurse.login + " ALA1 patient_request GetAccessLog read");
}

TEST_F(OwnCopy, IsOfOnePersonAlone) {
  const Nurse nurse = NewNurse("ALA1");
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const std::string other = clinic().AdmitWithoutOrder("ALA1");
  Must(Find(*nurse.desk, other));
  Must(History(*nurse.desk, other));
  Must(Find(*nurse.desk, number));
  auto words = InWords(Must(AccessLog(*nurse.desk, number)));
  std::erase_if(words, [&](const std::string& one) { return !absl::StartsWith(one, nurse.login); });
  EXPECT_THAT(words, ElementsAre(nurse.login + " ALA1 identity_check FindPatient read"));
}

TEST_F(OwnCopy, SaysNothingOfWhatWasSeen) {
  const v1::NameAndBirthDate name = Name("Жақсылықова");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  link::Link& nurse = clinic().As("nurse");
  ASSERT_TRUE(Must(Find(nurse, number)).has_identity());
  const std::string text = Must(AccessLog(nurse, number)).DebugString();
  for (const char* hidden : {"Жақсылықова", "\\320\\226", "1985", "Алтынай"}) {
    EXPECT_THAT(text, Not(HasSubstr(hidden)));
  }
  EXPECT_THAT(text, Not(HasSubstr(number))) << "who finds the page learns no number from a line";
}

TEST_F(OwnCopy, ShowsThatADuplicateCheckMetTheRecord) {
  v1::OpenApplicationRequest open;
  open.set_request_id(NewId());
  open.set_uic("oc-" + NewId());
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(1990);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_AGAIN);
  open.set_consents_to_duplicate_check(true);
  using Enrolment = v1::EnrolmentService::Stub;
  link::Link& prescriber = clinic().As("prescriber");
  Must(prescriber.Call(&Enrolment::OpenApplication, open));
  v1::RecordAssessmentRequest assess;
  assess.set_request_id(NewId());
  assess.set_application_id(open.request_id());
  Must(prescriber.Call(&Enrolment::RecordAssessment, assess));
  v1::DecideApplicationRequest decide;
  decide.set_request_id(NewId());
  decide.set_application_id(open.request_id());
  decide.set_decision(v1::APPLICATION_STATE_ADMITTED);
  const std::string number =
      Must(prescriber.Call(&Enrolment::DecideApplication, decide)).patient_number();

  const Nurse clerk = NewNurse("SEM1");
  open.set_request_id(NewId());
  auto answer = Must(clerk.desk->Call(&Enrolment::OpenApplication, open));
  EXPECT_EQ(Reasons(answer.outcome()), "accepted duplicate_review");
  EXPECT_THAT(answer.DebugString(), Not(HasSubstr(number)));
  EXPECT_THAT(InWords(Must(AccessLog(clinic().As("nurse"), number)).entries(0)),
              HasSubstr(clerk.login + " SEM1 patient_administration OpenApplication"));
}

TEST_F(OwnCopy, SaysThatThereIsMore) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  link::Link& nurse = clinic().As("nurse");
  for (int i = 0; i < 3; ++i) Must(Find(nurse, number));
  auto log = Must(AccessLog(nurse, number, 2));
  EXPECT_EQ(log.entries_size(), 2);
  EXPECT_TRUE(log.has_more());
}

TEST_F(OwnCopy, OfANumberNeverIssuedIsNotFound) {
  EXPECT_EQ(AccessLog(clinic().As("nurse"), "0000000000").status().code(), Code::kNotFound);
}

absl::StatusOr<v1::ListAuditEventsResponse> Events(link::Link& auditor,
                                                   v1::ListAuditEventsRequest request) {
  if (request.from_day().empty()) request.set_from_day("2026-11-21");
  if (request.until_day().empty()) request.set_until_day("2026-11-21");
  return auditor.Call(&v1::OversightService::Stub::ListAuditEvents, request);
}

std::set<std::string> LoginsIn(const v1::ListAuditEventsResponse& events) {
  std::set<std::string> logins;
  for (const v1::AuditEvent& event : events.events()) logins.insert(event.login());
  return logins;
}

TEST_F(Trail, IsReadByDaySiteLoginAndPatient) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const Nurse here = NewNurse("ALA1");
  const Nurse there = NewNurse("SEM1");
  Must(Find(*here.desk, number));
  Must(Find(*there.desk, number));
  link::Link auditor = Auditor();
  v1::ListAuditEventsRequest request;
  request.set_login(here.login);
  auto events = Must(Events(auditor, request));
  EXPECT_THAT(LoginsIn(events), ElementsAre(here.login));
  EXPECT_EQ(events.events(0).method(), "FindPatient");
  EXPECT_EQ(events.events(0).patient_number(), number);
  EXPECT_EQ(events.events(0).purpose(), v1::PURPOSE_IDENTITY_CHECK);
  EXPECT_EQ(events.events(0).site_code(), "ALA1");
  EXPECT_THAT(events.events(0).device_name(), Not(IsEmpty()));

  request.set_site_code("SEM1");
  EXPECT_EQ(Must(Events(auditor, request)).events_size(), 0);
  request.clear_login();
  request.set_patient_number(number);
  EXPECT_THAT(LoginsIn(Must(Events(auditor, request))), ElementsAre(there.login));
  request.clear_site_code();
  request.set_limit(1);
  events = Must(Events(auditor, request));
  EXPECT_EQ(events.events_size(), 1);
  EXPECT_TRUE(events.has_more());
  request.set_from_day("2026-11-22");
  request.set_until_day("2026-11-23");
  EXPECT_EQ(Must(Events(auditor, request)).events_size(), 0);
}

TEST_F(Trail, OfOnePersonIsALookAtThatPerson) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  link::Link auditor = Auditor();
  v1::ListAuditEventsRequest request;
  request.set_patient_number(number);
  Must(Events(auditor, request));
  EXPECT_THAT(InWords(Must(AccessLog(clinic().As("nurse"), number)).entries(0)),
              AllOf(HasSubstr("the.auditor"), HasSubstr("ListAuditEvents read")));
}

TEST_F(Trail, IsReadAMonthAtATime) {
  link::Link auditor = Auditor();
  v1::ListAuditEventsRequest request;
  request.set_from_day("2026-10-21");
  const absl::Status status = Events(auditor, request).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.message(), "until_day: got 2026-11-21, wanted 2026-10-21 to 2026-11-20");
  request.set_from_day("2026-11-22");
  EXPECT_EQ(Events(auditor, request).status().code(), Code::kInvalidArgument);
}

TEST_F(Trail, NamesNobody) {
  const v1::NameAndBirthDate name = Name("Серікбаева");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  Must(Find(clinic().As("nurse"), number));
  link::Link auditor = Auditor();
  v1::ListAuditEventsRequest request;
  request.set_limit(1000);
  auto events = Must(Events(auditor, request));
  for (const v1::AuditEvent& event : events.events()) {
    EXPECT_FALSE(absl::StrContains(event.SerializeAsString(), "Серікбаева"));
  }
}

}  // namespace
}  // namespace oat::test
