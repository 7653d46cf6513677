// Taking in applications that were decided before, through the real oatd.
#include <gmock/gmock.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/site.pb.h"
#include "tests/support/clinic.h"

namespace oat::test {
namespace {

class RefusalsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }

  static v1::RefusalRow Row(int64_t line, const std::string& applied_on = "2026-03-01") {
    v1::RefusalRow row;
    row.set_line(line);
    row.set_applied_on(applied_on);
    row.set_site_code("ALA1");
    row.set_sex("F");
    row.set_age_band("25-34");
    row.set_decision("refused");
    row.set_decided_on("2026-11-21");
    row.set_reason("quota_verbal_instruction");
    return row;
  }
  static v1::ImportReport Import(const std::vector<v1::RefusalRow>& rows, bool dry_run = false) {
    std::vector<v1::ImportRefusalsRequest> requests(1);
    requests[0].mutable_header()->set_request_id(NewId());
    requests[0].mutable_header()->set_dry_run(dry_run);
    for (const v1::RefusalRow& row : rows) *requests.emplace_back().mutable_row() = row;
    link::Link& admin = clinic_->admin();
    return Must(admin.Stream(&v1::EnrolmentService::Stub::ImportRefusals, requests)).report();
  }
  static std::vector<std::string> Faults(const v1::ImportReport& report) {
    std::vector<std::string> faults;
    for (const auto& fault : report.faults()) {
      faults.push_back(absl::StrCat(fault.line(), ":", fault.column()));
      EXPECT_TRUE(absl::StartsWith(fault.reason(), "wanted ")) << fault.reason();
    }
    return faults;
  }
  static std::string Kept() { return clinic_->Sql("SELECT count(*) FROM past_application"); }

  static inline Clinic* clinic_ = nullptr;
};

TEST_F(RefusalsTest, KeepsEqualRowsApartAndASecondImportOut) {
  v1::RefusalRow waits = Row(4);
  waits.set_decision("waitlisted");
  waits.clear_decided_on();
  const std::vector<v1::RefusalRow> rows = {Row(2), Row(3), waits, waits};
  EXPECT_EQ(Import(rows, /*dry_run=*/true).added(), 4);
  EXPECT_EQ(Kept(), "0");
  EXPECT_EQ(Import(rows).added(), 4);
  const v1::ImportReport again = Import(rows);
  EXPECT_EQ(again.added(), 0);
  EXPECT_EQ(again.unchanged(), 4);
  // A longer list adds what it has more.
  EXPECT_EQ(Import({Row(2), Row(3), Row(4)}).added(), 1);
  EXPECT_EQ(Kept(), "5");
  EXPECT_EQ(clinic_->Sql("SELECT string_agg(occurrence::text, ' ' ORDER BY occurrence) FROM "
                         "past_application WHERE decision = 'refused' AND sex = 'female' AND "
                         "reason = 'quota_verbal_instruction'"),
            "1 2 3");
}

TEST_F(RefusalsTest, NamesEveryBadCellAndKeepsNothing) {
  std::vector<v1::RefusalRow> rows = {Row(2, "2026-03-02")};
  std::vector<std::string> expected;
  auto spoil = [&](const char* column, const std::string& value, const char* at_fault = nullptr) {
    v1::RefusalRow row = Row(static_cast<int64_t>(rows.size()) + 2, "2026-03-02");
    const auto* field = v1::RefusalRow::descriptor()->FindFieldByName(column);
    row.GetReflection()->SetString(&row, field, value);
    expected.push_back(absl::StrCat(row.line(), ":", at_fault == nullptr ? column : at_fault));
    rows.push_back(row);
  };
  spoil("applied_on", "01.03.2026");
  spoil("applied_on", "");
  spoil("site_code", "ZZZ9");
  spoil("site_code", "");
  spoil("sex", "female");
  spoil("age_band", "25");
  spoil("decision", "admitted");
  spoil("decided_on", "2026-11-22");  // after today
  spoil("decided_on", "2026-03-01");  // before it was applied for
  spoil("decided_on", "");            // refused, and nobody knows when
  spoil("reason", "unspecified");
  spoil("reason", "");
  const std::string before = Kept();
  EXPECT_EQ(Faults(Import(rows)), expected);
  EXPECT_EQ(Kept(), before);
}

}  // namespace
}  // namespace oat::test
