// Reports over a real network: what is counted, what is frozen, who may read.
#include <gmock/gmock.h>

#include <array>

#include "absl/strings/str_cat.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/report.grpc.pb.h"
#include "oat/v1/site.pb.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat {
namespace {

using test::Clinic;
using test::Must;
using testing::ElementsAre;
using testing::IsEmpty;
using Stub = v1::ReportService::Stub;

// What a cell says: its count, "*" where it is withheld, "-" where there is no such cell.
std::string Say(const v1::Release& release, v1::Measure measure, v1::Dimension rows,
                const std::string& row, v1::Dimension columns = v1::DIMENSION_UNSPECIFIED,
                const std::string& column = "") {
  for (const v1::ReportTable& table : release.tables()) {
    if (table.measure() != measure || table.rows() != rows || table.columns() != columns) continue;
    for (const v1::ReportCell& cell : table.cells()) {
      if (cell.row() != row || cell.column() != column) continue;
      return cell.count().withheld() ? "*" : absl::StrCat(cell.count().value());
    }
  }
  return "-";
}
std::string Total(const v1::Release& release, v1::Measure measure) {
  return Say(release, measure, v1::DIMENSION_UNSPECIFIED, "");
}

class ReportServiceTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic; }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }

  // The clock goes on by days, and whoever is needed then signs in again.
  static void MoveTo(absl::Time time) {
    const std::vector<std::array<const char*, 3>> people = {{"authority_analyst", "ALA1", ""},
                                                            {"prescriber", "ALA1", ""},
                                                            {"nurse", "ALA1", "W1"},
                                                            {"nurse", "SEM1", "W1"}};
    for (const auto& [role, site, station] : people) clinic_->As(role, site, station);
    test::LetTimePass(*clinic_, time - clinic_->now(), {});
    for (const auto& [role, site, station] : people) {
      clinic_->SignIn(clinic_->As(role, site, station), Clinic::LoginOf(role, site));
    }
  }

  static link::Link& Analyst() {
    link::Link& link = clinic_->As("authority_analyst");
    link.set_patience({.deadline = absl::Minutes(2)});
    return link;
  }
  static absl::StatusOr<v1::FreezeReleaseResponse> Freeze(const std::string& month,
                                                          const std::string& id = test::NewId()) {
    v1::FreezeReleaseRequest request;
    request.set_request_id(id);
    request.set_month(month);
    return Analyst().Call(&Stub::FreezeRelease, request);
  }
  static absl::StatusOr<v1::GetReleaseResponse> Get(const std::string& day, int revision = 0) {
    v1::GetReleaseRequest request;
    request.set_day(day);
    request.set_revision(revision);
    return Analyst().Call(&Stub::GetRelease, request);
  }

  static Clinic* clinic_;
};
Clinic* ReportServiceTest::clinic_ = nullptr;

// One story, because a month can be lived once: November 2026, from the 21st on.
TEST_F(ReportServiceTest, TellsAMonthAndFreezesIt) {
  // Twelve people come on the 21st: six at each site.
  std::vector<std::string> almaty, semey;
  for (int i = 0; i < 6; ++i) almaty.push_back(clinic_->Admit("ALA1"));
  for (int i = 0; i < 6; ++i) semey.push_back(clinic_->Admit("SEM1"));
  EXPECT_FALSE(Freeze("2026-11-01").ok());  // not over
  // On the 25th those of Almaty have their dose, five of the seven days' reach later they count; a
  // dose of the 23rd would not.
  MoveTo(Clinic::Wall(23, 8, 0));
  clinic_->Give(semey.front(), "SEM1");
  MoveTo(Clinic::Wall(25, 8, 0));
  for (const std::string& number : almaty) clinic_->Give(number);
  // One of them is a guest in Semey from the 26th: she counts at home.
  clinic_->Sql(absl::StrCat(
      "INSERT INTO custody_start SELECT person_id, '2026-11-26', 1, 'SEM1', 'guest', 1, now() "
      "FROM patient_number WHERE patient_number = '",
      almaty.front(), "' RETURNING 1"));
  // Another leaves.
  v1::EndEpisodeRequest end;
  end.set_request_id(test::NewId());
  end.set_patient_number(almaty.back());
  end.set_reason(v1::END_REASON_OWN_CHOICE);
  end.set_day("2026-11-25");
  link::Link& prescriber = clinic_->As("prescriber");
  ASSERT_TRUE(
      Must(prescriber.Call(&v1::EnrolmentService::Stub::EndEpisode, end)).outcome().accepted());

  MoveTo(Clinic::Wall(30, 8, 0) + absl::Hours(24));
  const std::string id = test::NewId();
  const v1::Release first = Must(Freeze("2026-11-01", id)).release();
  EXPECT_EQ(Total(first, v1::MEASURE_ENROLLED_BEFORE), "0");
  EXPECT_EQ(Total(first, v1::MEASURE_ENROLLED), "11");
  EXPECT_EQ(Total(first, v1::MEASURE_ON_TREATMENT), "5");
  EXPECT_EQ(Say(first, v1::MEASURE_ENROLLED, v1::DIMENSION_SITE, "ALA1"), "5");
  EXPECT_EQ(Say(first, v1::MEASURE_ENROLLED, v1::DIMENSION_SITE, "SEM1"), "6");
  // Twelve came and one went: but 0 + 12 - 11 is 1, and one person is a small number.
  EXPECT_EQ(Total(first, v1::MEASURE_EXITS), "*");
  EXPECT_EQ(Total(first, v1::MEASURE_ADMISSIONS), "*");
  EXPECT_THAT(first.heading().revision(), 1);
  EXPECT_THAT(first.heading().threshold(), 5);

  // Site by site, the days on which something was recorded of those on which it was open.
  ASSERT_EQ(first.completeness_size(), 2);
  EXPECT_EQ(first.completeness(0).site_code(), "ALA1");
  EXPECT_EQ(first.completeness(0).days_expected(), 30);
  EXPECT_EQ(first.completeness(0).days_recorded(), 1);
  EXPECT_EQ(first.completeness(1).days_expected(), 25);  // five Sundays

  // The same request says the same; another is a further revision, and the first stays as it was.
  EXPECT_EQ(Must(Freeze("2026-11-01", id)).release().SerializeAsString(),
            first.SerializeAsString());
  const v1::Release second = Must(Freeze("2026-11-01")).release();
  EXPECT_EQ(second.heading().revision(), 2);
  EXPECT_EQ(Must(Get("2026-11-30", 1)).release().SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Must(Get("2026-12-24")).release().heading().revision(), 2);
  EXPECT_EQ(Get("2026-11-29").status().code(), absl::StatusCode::kNotFound);
  std::vector<int> revisions;
  const auto list = Must(Analyst().Call(&Stub::ListReleases, {}));
  for (const auto& heading : list.releases()) {
    if (heading.month() == "2026-11-01") revisions.push_back(heading.revision());
  }
  EXPECT_THAT(revisions, ElementsAre(1, 2));
}

TEST_F(ReportServiceTest, TakesOnlyWholeMonthsThatAreOver) {
  for (const char* month : {"2026-11-02", "2030-01-01"}) {
    EXPECT_EQ(Freeze(month).status().code(), absl::StatusCode::kInvalidArgument) << month;
  }
}

// populations.csv: 252 of 93,000 in 2018, and an estimate of 2024 without a count of its own.
TEST_F(ReportServiceTest, HoldsTheNetworkAgainstPublishedEstimates) {
  std::vector<v1::ImportPopulationsRequest> rows(3);
  rows[0].mutable_header()->set_request_id(test::NewId());
  auto fill = [](v1::PopulationRow* row, int line, const char* year, const char* people,
                 const char* reported, const char* source) {
    row->set_line(line);
    row->set_year(year);
    row->set_scope("KZ");
    row->set_people_who_inject_drugs(people);
    row->set_reported_on_oat(reported);
    row->set_source(source);
  };
  fill(rows[1].mutable_row(), 2, "2018", "93000", "252", "UPR report 2019");
  fill(rows[2].mutable_row(), 3, "2024", "79900", "", "Global State of Harm Reduction 2024");
  auto import = [&] {
    rows[0].mutable_header()->set_request_id(test::NewId());
    return Must(Analyst().Stream(&Stub::ImportPopulations, rows)).report();
  };
  EXPECT_EQ(import().added(), 2);
  EXPECT_EQ(import().unchanged(), 2);

  const v1::Release release = Must(Freeze("2026-09-01")).release();
  ASSERT_EQ(release.coverage_size(), 2);
  EXPECT_EQ(release.coverage(0).numerator().value(), 252);
  EXPECT_EQ(release.coverage(0).denominator(), 93000);
  EXPECT_EQ(release.coverage(0).basis_points(), 27);
  EXPECT_EQ(release.coverage(0).needed_for_high(), 37200);
  EXPECT_EQ(release.coverage(0).band(), v1::COVERAGE_BAND_LOW);
  EXPECT_EQ(release.coverage(1).numerator_year(), 2026);
  EXPECT_EQ(release.coverage(1).denominator_year(), 2024);

  rows[1].mutable_row()->set_people_who_inject_drugs("93001");
  const v1::ImportReport report = import();
  ASSERT_EQ(report.faults_size(), 1);
  EXPECT_EQ(report.faults(0).line(), 2);
  EXPECT_EQ(report.added(), 0);
}

// Eight waited, and each decision has its ground. Before anything of this system's own.
TEST_F(ReportServiceTest, CountsDecisionsByReasonAndWaits) {
  std::vector<v1::ImportRefusalsRequest> rows(1);
  rows[0].mutable_header()->set_request_id(test::NewId());
  auto add = [&](const std::string& applied, const char* decision, const std::string& decided,
                 const char* reason) {
    v1::RefusalRow* row = rows.emplace_back().mutable_row();
    row->set_line(static_cast<int64_t>(rows.size()));
    row->set_site_code("ALA1");
    row->set_sex("M");
    row->set_age_band("25-34");
    row->set_applied_on(applied);
    row->set_decision(decision);
    row->set_decided_on(decided);
    row->set_reason(reason);
  };
  // Waits of 1 to 8 days: the median is the fourth, the 90th percentile the eighth.
  for (int day = 1; day <= 8; ++day) {
    add("2026-08-01", "refused", absl::StrCat("2026-08-0", day + 1),
        day <= 5 ? "site_overload" : "no_staff");
  }
  for (int i = 0; i < 9; ++i) add("2026-08-11", "waitlisted", "2026-08-20", "waiting_list");
  Must(clinic_->admin().Stream(&v1::EnrolmentService::Stub::ImportRefusals, rows));
  const v1::Release release = Must(Freeze("2026-08-01")).release();
  EXPECT_EQ(Total(release, v1::MEASURE_DECISIONS), "17");
  auto reason = [&](const char* row) {
    return Say(release, v1::MEASURE_DECISIONS, v1::DIMENSION_DECISION_REASON, row);
  };
  EXPECT_EQ(reason("no_staff"), "*");       // three
  EXPECT_EQ(reason("site_overload"), "*");  // the cheapest to hide them behind
  EXPECT_EQ(reason("waiting_list"), "9");
  EXPECT_EQ(Say(release, v1::MEASURE_DECISIONS, v1::DIMENSION_DECISION_GROUND, "not_clinical"),
            "17");
  EXPECT_EQ(release.waiting().decided().median(), 4);
  EXPECT_EQ(release.waiting().decided().ninetieth(), 8);
  EXPECT_EQ(release.waiting().still_waiting().value(), 9);
  EXPECT_EQ(release.waiting().still_waiting_days().median(), 20);  // to the 31st
}

// May 2026 ended with nobody, which was withheld: June must not say that it began with nobody.
TEST_F(ReportServiceTest, KeepsWhatEarlierReleasesWithheld) {
  clinic_->Sql(
      "WITH may AS (INSERT INTO release VALUES ('01990000-0000-7000-8000-000000000001', "
      "'2026-05-01', 1, '', 1, now()) RETURNING release_id) INSERT INTO release_figure "
      "SELECT '01990000-0000-7000-8000-000000000001', 'enrolled', '', '', '', '', 0, 'withheld' "
      "RETURNING 1");
  EXPECT_EQ(Total(Must(Freeze("2026-06-01")).release(), v1::MEASURE_ENROLLED_BEFORE), "*");
  EXPECT_EQ(Total(Must(Freeze("2026-04-01")).release(), v1::MEASURE_ENROLLED_BEFORE), "0");
}

TEST_F(ReportServiceTest, IsForAuthoritiesAlone) {
  for (const char* role : {"nurse", "prescriber", "site_manager", "stock_custodian", "auditor"}) {
    const auto link = clinic_->NewDesk(role, "ALA1", "");
    EXPECT_EQ(link->Call(&Stub::ListReleases, {}).status().code(),
              absl::StatusCode::kPermissionDenied)
        << role;
  }
}

// The role that reads reports reaches nothing else that asks for a role.
TEST_F(ReportServiceTest, AuthoritiesReachNoPatient) {
  std::vector<std::string> reached;
  for (const auto* method : test::AllMethods()) {
    const v1::AccessRule& rule = test::RuleOf(*method);
    const bool open =
        std::count(rule.roles().begin(), rule.roles().end(), v1::ROLE_AUTHORITY_ANALYST) > 0;
    const bool anybody = rule.roles().empty() && rule.names_patient();
    if (anybody || (open && method->service()->name() != "ReportService")) {
      reached.push_back(method->full_name());
    }
  }
  EXPECT_THAT(reached, IsEmpty());
  v1::FindPatientRequest find;
  find.set_patient_number(clinic_->Admit("ALA1"));
  EXPECT_EQ(Analyst().Call(&v1::EnrolmentService::Stub::FindPatient, find).status().code(),
            absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace oat
