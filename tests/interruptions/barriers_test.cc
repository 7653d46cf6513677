// Barrier reports at a real clinic: from anybody and about nobody, sealed, and ageing until
// somebody answers.
#include <gmock/gmock.h>

#include "tests/interruptions/interruptions_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class BarrierReports : public InterruptionTest {
 protected:
  static std::string Reported(const v1::ReportBarrierRequest& request) {
    EXPECT_EQ(Reasons(Must(Tell(&Interruptions::ReportBarrier, request)).outcome()), "accepted");
    return request.request_id();
  }
  static std::vector<v1::BarrierReport> ListedBy(link::Link& desk, bool open_only = false) {
    v1::ListBarrierReportsRequest request;
    request.set_open_only(open_only);
    const auto listed = Must(desk.Call(&Interruptions::ListBarrierReports, request));
    return {listed.reports().begin(), listed.reports().end()};
  }
  static v1::BarrierReport Found(const std::string& id, link::Link& desk) {
    for (const v1::BarrierReport& report : ListedBy(desk)) {
      if (report.barrier_id() == id) return report;
    }
    return {};
  }
  static v1::AnswerBarrierReportRequest AnswerTo(const std::string& id) {
    v1::AnswerBarrierReportRequest request;
    request.set_request_id(NewId());
    request.set_barrier_id(id);
    request.set_finding(v1::BARRIER_FINDING_ANOTHER_WAY);
    request.set_words("she was taken on at SEM1");
    return request;
  }
  static std::string Attached(const std::string& id, const std::string& number,
                              const std::string& day) {
    v1::AttachBarrierReportRequest request;
    request.set_request_id(NewId());
    request.set_barrier_id(id);
    request.set_patient_number(number);
    request.set_day(day);
    const auto answer = Tell(&Interruptions::AttachBarrierReport, request);
    return answer.ok() ? Reasons(answer->outcome()) : std::string(answer.status().message());
  }
};

// A paralegal has a login without roles, at a device of no site.
TEST_F(BarrierReports, AreMadeByWhoeverHasALoginAndAboutNobody) {
  NewStaff(clinic(), "paralegal", {}, "");
  auto device = clinic().NewDevice("", "");
  clinic().SignIn(*device, "paralegal");
  const auto request = Barrier("ALA1", "Serik told her to come back next year");
  EXPECT_EQ(Reasons(Must(device->Call(&Interruptions::ReportBarrier, request)).outcome()),
            "accepted");
  EXPECT_EQ(device->Call(&Interruptions::ListBarrierReports, v1::ListBarrierReportsRequest())
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  const v1::BarrierReport report = Found(request.request_id(), Desk("site_manager"));
  EXPECT_EQ(report.barrier(), v1::BARRIER_NO_PLACES);
  EXPECT_EQ(report.reporter(), v1::BARRIER_REPORTER_PARALEGAL);
  EXPECT_EQ(report.words(), "Serik told her to come back next year");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM audit WHERE request_id = '" + request.request_id() +
                         "' AND person_id IS NULL"),
            "1");
}

TEST_F(BarrierReports, LeaveNoWordReadableInTheDatabase) {
  const std::string id = Reported(Barrier("ALA1", "a planted sentence"));
  auto answer = AnswerTo(id);
  answer.set_words("another planted sentence");
  Must(Tell(&Interruptions::AnswerBarrierReport, answer, "site_manager"));
  const std::string rows = clinic().Sql(
      "SELECT encode(b.words, 'escape') || encode(a.words, 'escape') FROM barrier_report b "
      "JOIN barrier_answer a USING (barrier_id) WHERE barrier_id = '" +
      id + "'");
  EXPECT_FALSE(rows.empty());
  EXPECT_THAT(rows, testing::Not(HasSubstr("planted")));
}

TEST_F(BarrierReports, AgeUntilTheFirstAnswer) {
  At(21, 9, 0);
  const std::string id = Reported(Barrier());
  At(23, 10, 30);
  EXPECT_EQ(Found(id, Desk("site_manager")).hours_waited(), 49);
  EXPECT_FALSE(Found(id, Desk("site_manager")).has_answered_at());
  EXPECT_EQ(ListedBy(Desk("site_manager")).front().has_answered_at(), false)
      << "those that wait stand on top";
  const auto answer = [&] {
    return Reasons(
        Must(Tell(&Interruptions::AnswerBarrierReport, AnswerTo(id), "site_manager")).outcome());
  };
  EXPECT_EQ(answer(), "accepted");
  EXPECT_EQ(answer(), "wrong_state");
  At(25, 9, 0);
  const v1::BarrierReport answered = Found(id, Desk("site_manager"));
  EXPECT_EQ(answered.hours_waited(), 49);
  EXPECT_EQ(answered.finding(), v1::BARRIER_FINDING_ANOTHER_WAY);
  EXPECT_EQ(answered.answer(), "she was taken on at SEM1");
  EXPECT_EQ(answered.answered_by(), Clinic::LoginOf("site_manager", "ALA1"));
  for (const v1::BarrierReport& open : ListedBy(Desk("site_manager"), /*open_only=*/true)) {
    EXPECT_NE(open.barrier_id(), id);
  }
}

TEST_F(BarrierReports, AreOfTheSiteAndThoseOfNoneOfTheNetwork) {
  const std::string here = Reported(Barrier("ALA1"));
  const std::string nowhere = Reported(Barrier(""));
  link::Link& there = Desk("site_manager", "SEM1");
  EXPECT_EQ(Found(here, there).barrier_id(), "");
  EXPECT_EQ(Found(nowhere, there).barrier_id(), "");
  EXPECT_EQ(there.Call(&Interruptions::AnswerBarrierReport, AnswerTo(here)).status().code(),
            absl::StatusCode::kNotFound);
  NewStaff(clinic(), "network-auditor", {"auditor"}, "");
  auto office = clinic().NewDevice("", "");
  clinic().SignIn(*office, "network-auditor");
  EXPECT_EQ(Found(here, *office).site_code(), "ALA1");
  EXPECT_EQ(Found(nowhere, *office).barrier_id(), nowhere);
  EXPECT_EQ(
      Reasons(Must(office->Call(&Interruptions::AnswerBarrierReport, AnswerTo(nowhere))).outcome()),
      "accepted");
}

TEST_F(BarrierReports, AreAttachedOnceToAnInterruption) {
  const std::string number = LastDosedBefore(24);
  const std::string id = Reported(Barrier());
  EXPECT_EQ(Attached(id, number, "2026-11-24"), "no_interruption");
  EXPECT_EQ(Attached(id, number, "2026-11-23"), "accepted");
  EXPECT_EQ(Attached(id, number, "2026-11-22"), "wrong_state");
  EXPECT_THAT(Listed(number)[0].barrier_ids(), ElementsAre(id));
  EXPECT_THAT(Attached(Reported(Barrier("SEM1")), number, "2026-11-22"), HasSubstr("barrier_id"))
      << "another site's";
  EXPECT_EQ(Attached(Reported(Barrier("")), number, "2026-11-22"), "accepted");
}

TEST_F(BarrierReports, SayWhatIsWrongWithThem) {
  const auto fault = [](const v1::ReportBarrierRequest& request) {
    return std::string(Tell(&Interruptions::ReportBarrier, request).status().message());
  };
  At(21, 9, 0);
  auto request = Barrier();
  request.set_day("2026-11-22");
  EXPECT_THAT(fault(request), HasSubstr("day: got 2026-11-22"));
  EXPECT_THAT(fault(Barrier("XXX1")), HasSubstr("site_code: got XXX1"));
  EXPECT_THAT(Attached(NewId(), Admit(), "2026-11-20"), HasSubstr("barrier_id"));
}

}  // namespace
}  // namespace oat::test
