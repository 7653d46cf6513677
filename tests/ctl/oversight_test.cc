// The access log on paper, emergencies, the trail and the alarms at the command line.
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/print.h"
#include "oat/v1/oversight.pb.h"
#include "tests/ctl/office.h"
#include "tests/support/request.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// A sheet of A4 in letters of ten to the inch, with a margin.
constexpr size_t kSheetColumns = 80;

Said AtSem1(const std::string& role, const Strings& words) {
  static std::map<std::string, std::string> homes;
  std::string& home = homes[role];
  if (home.empty()) {
    home = NewHome("SEM1", "");
    TheClinic().As(role, "SEM1");
    RunAt(home, {"sign-in", test::Clinic::LoginOf(role, "SEM1")},
          std::string(test::Clinic::kPassword) + "\n");
  }
  return RunAt(home, words);
}

TEST(AccessLog, IsAPageInEachOfTheCountrysLanguages) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  AtSite("nurse", {"history", number});
  AtSem1("nurse", {"history", number});
  const Said said = AtSite("nurse", {"access-log", number});
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  const Strings pages = absl::StrSplit(said.out, '\f');
  ASSERT_THAT(pages, SizeIs(2));
  EXPECT_THAT(pages[0], StartsWith("Жазбаңызды кім қараған\nПациент нөмірі: " + number + "\n"));
  EXPECT_THAT(pages[1], StartsWith("Кто смотрел вашу запись\nНомер пациента: " + number + "\n"));
  EXPECT_THAT(pages[1], HasSubstr("наедине"));
  EXPECT_THAT(said.lines(), Contains(AllOf(StartsWith("2026-11-21"),
                                           HasSubstr("ALA1 nurse.ALA1 лечение смотрели"))));
  EXPECT_THAT(said.lines(), Contains(HasSubstr("SEM1 nurse.SEM1 лечение не открыто")));
  for (const std::string& line : Strings(absl::StrSplit(said.out, '\n'))) {
    EXPECT_LE(DisplayWidth(line), kSheetColumns) << line;
  }
  EXPECT_THAT(said.out, Not(HasSubstr("GetDoseHistory"))) << "people read no names of methods";
}

TEST(AccessLog, FitsTheSheetWithTheLongestOfItsWords) {
  const std::string number = TheClinic().AdmitWithoutOrder("SEM1");
  const std::string login = "nurse.akhmetzhanova";
  test::NewStaff(TheClinic(), login, {"nurse"}, "ALA1");
  const std::string home = NewHome("ALA1", "");
  RunAt(home, {"sign-in", login}, std::string(test::Clinic::kPassword) + "\n");
  const Said opened = RunAt(
      home, {"emergency", "open", number, "site_unreachable", "the line to the site is down"});
  EXPECT_EQ(opened.exit_code, kDone) << opened.err;
  EXPECT_THAT(opened.out, HasSubstr("open to you here until 2026-11-22"));
  for (const char* language : {"kk", "ru", "en"}) {
    const Said said = AtSem1("nurse", {"access-log", number, "--language", language});
    EXPECT_THAT(said.out, AllOf(HasSubstr(login), Not(HasSubstr("\f"))));
    for (const std::string& line : Strings(absl::StrSplit(said.out, '\n'))) {
      EXPECT_LE(DisplayWidth(line), kSheetColumns) << line;
    }
  }
  EXPECT_THAT(AtSem1("nurse", {"access-log", number, "--language", "en"}).lines(),
              Contains(HasSubstr("ALA1 nurse.akhmetzhanova emergency recorded")));
}

TEST(AccessLog, NamesItsLanguagesAndLimits) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  EXPECT_THAT(AtSite("nurse", {"access-log", number, "--language", "fr"}).err,
              HasSubstr("language: got fr, wanted kk, ru or en"));
  EXPECT_THAT(AtSite("nurse", {"access-log", number, "--limit", "none"}).err,
              HasSubstr("limit: got none, wanted a number from 1 to 1000"));
  const Said said = AtSite("nurse", {"access-log", number, "--limit", "1", "--language", "en"});
  EXPECT_THAT(said.out, HasSubstr("There are older lines"));
  v1::GetAccessLogResponse log;
  const Said json = AtSite("nurse", {"--json", "access-log", number});
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json.out, &log).ok()) << json.out;
  EXPECT_EQ(log.entries(0).method(), "GetAccessLog");
}

TEST(Alarms, AreListedAndReviewedByAnAuditor) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  const Said refused = AtSite("nurse", {"emergency", "open", number, "hospital", "on the ward"});
  EXPECT_EQ(refused.exit_code, kRefused);
  EXPECT_THAT(refused.err, HasSubstr("no emergency is needed"));
  EXPECT_EQ(
      AtSem1("nurse", {"emergency", "open", number, "hospital", "on the ward, asleep"}).exit_code,
      kDone);
  auto line_in = [&](const Said& said) {
    for (const std::string& line : said.lines()) {
      if (line.find(number) != std::string::npos) return line;
    }
    return std::string();
  };
  EXPECT_THAT(line_in(AtSite("site_manager", {"alarms", "list"})),
              HasSubstr("break_glass nurse.SEM1 SEM1 " + number +
                        " of ALA1, hospital: on the ward, asleep"));
  const std::string line = line_in(AtSite("auditor", {"alarms", "list"}));
  const std::string id = WordsIn(line).back();
  EXPECT_EQ(AtSite("site_manager", {"alarms", "review", id, "fine"}).exit_code, kNotAllowed);
  EXPECT_EQ(AtSite("auditor", {"alarms", "review", id, "the ward confirms it"}).exit_code, kDone);
  EXPECT_THAT(line_in(AtSite("auditor", {"alarms", "list"})), IsEmpty());
  EXPECT_THAT(line_in(AtSite("auditor", {"alarms", "list", "--all"})),
              HasSubstr("auditor.ALA1: the ward confirms it " + id));
}

TEST(Audit, IsListedByTheAuditorAlone) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  AtSite("nurse", {"history", number});
  const Strings list = {"audit", "list", "2026-11-21", "--number", number};
  EXPECT_EQ(AtSite("site_manager", list).exit_code, kNotAllowed);
  const Said said = AtSite("auditor", list);
  EXPECT_THAT(said.lines(), Contains(AllOf(HasSubstr("nurse.ALA1"),
                                           HasSubstr("GetDoseHistory treatment read " + number))));
  EXPECT_THAT(AtSite("auditor", {"audit", "list", "2026-11-21", "2026-12-31"}).err,
              HasSubstr("until_day: got 2026-12-31"));
  EXPECT_THAT(AtSite("auditor", {"audit", "list", "2026-11-21", "--limit", "1"}).out,
              HasSubstr("there are older ones"));
}

}  // namespace
}  // namespace oat::ctl
