// Days without a dose, and what stands in people's way, at the command line: what the runbook says.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// The lines of a command that name something.
Strings LinesWith(const Said& said, const std::string& name) {
  Strings found;
  for (const std::string& line : said.lines()) {
    if (line.find(name) != std::string::npos) found.push_back(line);
  }
  return found;
}

// Somebody of ALA1 whose last dose was on the 18th, as a roster tells; it is the 21st.
class Interrupted : public testing::Test {
 protected:
  void SetUp() override {
    const std::string local = test::NewId();
    const std::string row = absl::StrReplaceAll(RosterRow(local, "Жокова", local, "80"),
                                                {{",2026-11-20,", ",2026-11-18,"}});
    const Said imported = AtAdmin({"import", "roster", NewFile({kRosterHeader, row})});
    ASSERT_EQ(imported.exit_code, kDone) << imported.err;
    number_ = TheClinic().Sql(
        "SELECT patient_number FROM patient_number ORDER BY person_id DESC LIMIT 1");
  }
  Strings ListedNow() const {
    return LinesWith(AtSite("nurse", {"interruption", "list", "--open"}), number_);
  }

  std::string number_;
};

TEST_F(Interrupted, IsListedWithWhatWasSeenAndWhatWasSaid) {
  EXPECT_THAT(ListedNow(), Contains(number_ + " 2026-11-19 2 open 2026-11-18 unknown unknown"));
  EXPECT_EQ(AtSite("nurse", {"interruption", "cause", number_, "2026-11-19", "hospital"}).out,
            "it was due to: hospital\n");
  EXPECT_THAT(ListedNow(), Contains(HasSubstr(" unknown hospital; said by nurse.ALA1")));
  EXPECT_EQ(AtSite("nurse", {"interruption", "cause", number_, "2026-11-21", "hospital"}).exit_code,
            kRefused);
  EXPECT_THAT(AtSite("nurse", {"interruption", "cause", number_, "2026-11-19", "laziness"}).err,
              HasSubstr("cause: got laziness, wanted unknown, patient, "));
  EXPECT_THAT(
      AtSite("site_manager", {"interruption", "summary", "2026-11-19", "2026-11-19"}).lines(),
      AllOf(Contains(StartsWith("hospital 1 2 1")), Contains("not for publication")));
}

TEST_F(Interrupted, IsListedAboveTheTransfersThatAreLate) {
  EXPECT_THAT(AtSite("nurse", {"interruption", "list"}).out, Not(HasSubstr("LATE transfers")));
  // Asked for the evening before, and not prepared since.
  TheClinic().Sql(absl::StrCat(
      "INSERT INTO transfer (transfer_id, person_id, turn, kind, from_site, to_site, asked_at, "
      "patient_asked, reason, from_day, staff_id, recorded_at) SELECT gen_random_uuid(), "
      "person_id, 0, 'permanent', 'ALA1', 'SEM1', 'ALA1', true, 'work', '2026-11-24', (SELECT "
      "min(staff_id) FROM staff), '2026-11-20 20:00+05' FROM patient_number WHERE "
      "patient_number = '",
      number_, "'"));
  const Strings lines = AtSite("site_manager", {"interruption", "list"}).lines();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back(),
            "LATE transfers: 1 (1 for the region to see to): oatctl transfers list --open");
}

TEST_F(Interrupted, HasTheReportsThatWereAttachedToIt) {
  const Said reported = AtSite("nurse", {"barrier", "report", "no_medication", "2026-11-19",
                                         "person", "--site", "ALA1", "--words", "nothing is left"});
  ASSERT_THAT(reported.out, StartsWith("report ")) << reported.err;
  const std::string report = WordsIn(reported.lines().front()).back();
  EXPECT_EQ(AtSite("nurse", {"barrier", "attach", report, number_, "2026-11-19"}).out,
            "attached\n");
  EXPECT_THAT(ListedNow(), Contains(HasSubstr(report)));
  EXPECT_EQ(AtSite("nurse", {"barrier", "list"}).exit_code, kNotAllowed) << "it is the manager's";
  const Said waits = AtSite("site_manager", {"barrier", "list", "--open"});
  EXPECT_THAT(LinesWith(waits, report), Contains(HasSubstr(" no_medication, ALA1, 2026-11-19, told "
                                                           "by person")));
  EXPECT_THAT(waits.out, AllOf(HasSubstr("\"nothing is left\""), HasSubstr("waits for an answer")));
  EXPECT_EQ(AtSite("site_manager", {"barrier", "answer", report, "removed", "it came at noon"}).out,
            "answered\n");
  EXPECT_EQ(AtSite("site_manager", {"barrier", "answer", report, "removed", "once more"}).exit_code,
            kRefused);
  EXPECT_THAT(LinesWith(AtSite("site_manager", {"barrier", "list", "--open"}), report), IsEmpty());
  EXPECT_THAT(AtSite("site_manager", {"barrier"}).out,
              AllOf(HasSubstr("removed after 0 h, by site_manager.ALA1: it came at noon"),
                    Not(HasSubstr("once more"))));
}

}  // namespace
}  // namespace oat::ctl
