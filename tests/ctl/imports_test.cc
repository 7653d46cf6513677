// Spreadsheets brought in at the command line.
#include <iconv.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/encoding.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kNetworkHeader[] =
    "site_code,city,region,kind,time_zone,capacity,licence_number,licence_until,closed_weekdays";
constexpr char kRefusalsHeader[] = "applied_on,site_code,sex,age_band,decision,decided_on,reason";

Said Import(const char* kind, const std::string& path, const Strings& more = {}) {
  Strings words = {"import", kind, path};
  words.insert(words.end(), more.begin(), more.end());
  return AtAdmin(words);
}

std::string People() { return TheClinic().Sql("SELECT count(*) FROM person"); }

// A text as an old program saves it.
std::string InEncoding(const char* name, std::string text) {
  iconv_t converter = iconv_open(name, "UTF-8");
  std::string bytes(text.size(), '\0');
  char* from = text.data();
  char* to = bytes.data();
  size_t left = text.size(), room = bytes.size();
  EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0u);
  iconv_close(converter);
  bytes.resize(bytes.size() - room);
  return bytes;
}

TEST(ImportNetwork, AddsItOnceHoweverOften) {
  const std::string path =
      NewFile({kNetworkHeader, "YEK1,Орск,RU-SVE,pharmacy,Asia/Yekaterinburg,40,N-7,2027-05-31,6 7",
               "LONGCODE,Aqtau,KZ-47,detention,Asia/Aqtau,9,N-8,2027-06-30,"});
  EXPECT_EQ(Import("network", path, {"--dry-run"}).out,
            "2 rows: 2 would be added, 0 unchanged, 0 held for review\n");
  EXPECT_THAT(AtAdmin({"sites"}).lines(), Not(Contains(StartsWith("YEK1"))));
  EXPECT_EQ(Import("network", path).out, "2 rows: 2 added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(Import("network", path).out, "2 rows: 0 added, 2 unchanged, 0 held for review\n");
  const Strings sites = AtAdmin({"sites"}).lines();
  EXPECT_THAT(sites,
              AllOf(Contains("YEK1 Орск RU-SVE pharmacy Asia/Yekaterinburg 40 2027-05-31 12345"),
                    Contains("LONGCODE Aqtau KZ-47 detention Asia/Aqtau 9 2027-06-30 1234567")));
}

TEST(ImportNetwork, PrintsItsFaultsAndKeepsNoneOfIt) {
  const std::string path =
      NewFile({kNetworkHeader, "GOOD1,Orsk,KZ-47,clinic,Asia/Aqtau,40,N-7,2027-05-31,",
               "BAD1,Orsk,KZ-47,bakery,Asia/Aqtau,none,N-7,2027-05-31,"});
  for (const Strings& more : {Strings{"--dry-run"}, Strings{}}) {
    const Said said = Import("network", path, more);
    EXPECT_EQ(said.exit_code, kRefused);
    EXPECT_THAT(said.err, HasSubstr("nothing was imported: 2 faults"));
    EXPECT_THAT(said.lines(),
                ElementsAre(StartsWith(path + ":3: kind: wanted clinic, pharmacy"),
                            StartsWith(path + ":3: capacity: wanted a whole number")));
  }
  EXPECT_THAT(AtAdmin({"sites"}).lines(), Not(Contains(StartsWith("GOOD1"))));
}

TEST(Import, PrintsTheFaultsOfATableAndOfAFileThatIsNotThere) {
  const std::string path = NewFile({"site_code,town", "GOOD2,Orsk"});
  const Said said = Import("network", path);
  EXPECT_EQ(said.exit_code, kRefused);
  EXPECT_THAT(said.lines(), AllOf(Contains(path + ":1: city: missing column"),
                                  Contains(HasSubstr(":1: cell 2: unknown column"))));
  EXPECT_THAT(Import("network", path + ".gone").err, HasSubstr(path + ".gone"));
}

TEST(Import, NamesTheFaultsOfTheFileAndOfTheServerTogether) {
  const std::string path =
      NewFile({kNetworkHeader, "TWO1,Orsk,KZ-47,bakery,Asia/Aqtau,40,N-7,2027-05-31,",
               "TWO2,only two cells", "TWO3,Orsk,KZ-47,clinic,Asia/Aqtau,40,N-7,2027-05-31,"});
  const Said said = Import("network", path);
  EXPECT_THAT(said.lines(),
              ElementsAre(StartsWith(path + ":2: kind: "), path + ":3: got 2 cells, wanted 9"));
  EXPECT_THAT(AtAdmin({"sites"}).lines(), Not(Contains(StartsWith("TWO3"))));
}

TEST(Import, GivesItsFaultsToAProgramAsOneDocument) {
  const std::string path =
      NewFile({kNetworkHeader, "JSON1,Orsk,KZ-47,bakery,Asia/Aqtau,40,N-7,2027-05-31,"});
  const Said said = Import("network", path, {"--json"});
  EXPECT_EQ(said.exit_code, kRefused);
  EXPECT_THAT(said.out,
              AllOf(StartsWith("{"), HasSubstr("\"column\": \"kind\""), Not(HasSubstr("bakery"))));
}

TEST(ImportRoster, AddsItOnceHoweverOften) {
  Strings lines = {kRosterHeader};
  for (int i = 10; i < 30; ++i) {
    lines.push_back(RosterRow(absl::StrCat("ONCE-", i), "Оразова", absl::StrCat("ONCE", i), "80",
                              absl::StrCat("1987-06-", i)));
  }
  const std::string path = NewFile(lines);
  const std::string before = People();
  EXPECT_EQ(Import("roster", path, {"--dry-run"}).out,
            "20 rows: 20 would be added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(People(), before);
  EXPECT_EQ(Import("roster", path).out, "20 rows: 20 added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(Import("roster", path).out, "20 rows: 0 added, 20 unchanged, 0 held for review\n");
  EXPECT_EQ(People(), absl::StrCat(std::stoi(before) + 20));
}

TEST(ImportRoster, PrintsFaultsWithoutNamingAnybody) {
  const std::string path = NewFile({kRosterHeader, RosterRow("F-1", "Тайнова", "FAULT1"),
                                    RosterRow("F-2", "Сырова", "FAULT2", "1.2345"),
                                    RosterRow("F-1", "Тайнова", "FAULT3")});
  const std::string before = People();
  const Said said = Import("roster", path);
  EXPECT_EQ(said.exit_code, kRefused);
  EXPECT_THAT(said.lines(),
              ElementsAre(StartsWith(path + ":3: dose_mg: wanted milligrams"),
                          StartsWith(path + ":4: local_number: wanted a number that no row")));
  for (const char* secret : {"Тайнова", "Сырова", "FAULT", "1987-06-05"}) {
    EXPECT_THAT(said.out + said.err, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(People(), before);
}

// The same people, saved by an old program and by a new one, are the same rows.
TEST(ImportRoster, KnowsARowHoweverItsFileWasSaved) {
  const std::string text = absl::StrCat(
      kRosterHeader, "\n", RosterRow("OLD-1", "Жуковская", "OLD1", "80", "1961-01-01"), "\n");
  EXPECT_THAT(Import("roster", NewFileOfBytes(text)).out, HasSubstr("1 rows: 1 added"));
  const std::string with_semicolons = absl::StrReplaceAll(text, {{",", ";"}, {"\n", "\r\n"}});
  for (const std::string& bytes :
       {InEncoding("CP1251", with_semicolons), "\xEF\xBB\xBF" + with_semicolons,
        absl::StrReplaceAll(text, {{",", "\t"}}),
        absl::StrReplaceAll(text, {{"Жуковская", "\" \u00A0Жуковская\u202F\""}})}) {
    EXPECT_THAT(Import("roster", NewFileOfBytes(bytes)).out, HasSubstr("0 added, 1 unchanged"));
  }
}

TEST(ImportRoster, AsksWhichLettersAreMeantWhereNobodyCanKnow) {
  const std::string text = absl::StrCat(
      kRosterHeader, "\n", RosterRow("KZ-1", "Қасымова", "KZ1", "80", "1962-01-01"), "\n");
  const std::string path = NewFileOfBytes(InEncoding("STRK1048-2002", text));
  const Said unsure = Import("roster", path);
  EXPECT_EQ(unsure.exit_code, kRefused);
  EXPECT_THAT(unsure.err, AllOf(HasSubstr("the first on line 2"),
                                HasSubstr("--encoding kz-1048 where the names are Kazakh")));
  EXPECT_THAT(Import("roster", path, {"--encoding", "kz-1048"}).out, HasSubstr("1 added"));
  EXPECT_THAT(Import("roster", NewFileOfBytes(text)).out, HasSubstr("0 added, 1 unchanged"));
  EXPECT_THAT(Import("roster", path, {"--encoding", "koi8-r"}).err,
              HasSubstr("--encoding: got koi8-r, wanted utf-8, windows-1251 or kz-1048"));
}

TEST(ImportRefusals, CountsEveryRowOnce) {
  const Strings lines = {kRefusalsHeader, "2026-05-01,ALA1,M,18-24,refused,2026-05-08,no_staff",
                         "2026-05-01,ALA1,M,18-24,refused,2026-05-08,no_staff",
                         "2026-06-01,SEM1,F,55+,waitlisted,,waiting_list"};
  const std::string kept =
      "SELECT string_agg(concat_ws(' ', site_code, sex, age_band, decision, "
      "decided_on, reason, occurrence), ', ' ORDER BY applied_on, occurrence) "
      "FROM past_application";
  EXPECT_EQ(Import("refusals", NewFile(lines), {"--dry-run"}).out,
            "3 rows: 3 would be added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(TheClinic().Sql(kept), "");
  EXPECT_EQ(Import("refusals", NewFile(lines)).out,
            "3 rows: 3 added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(Import("refusals", NewFile(lines)).out,
            "3 rows: 0 added, 3 unchanged, 0 held for review\n");
  EXPECT_EQ(TheClinic().Sql(kept),
            "ALA1 male 18-24 refused 2026-05-08 no_staff 1, ALA1 male 18-24 refused 2026-05-08 "
            "no_staff 2, SEM1 female 55+ waitlisted waiting_list 1");
}

TEST(Import, IsForThoseWhoMay) {
  const std::string path = NewFile({kRosterHeader, RosterRow("P-1", "Азимова", "MAY1")});
  EXPECT_EQ(AtSite("nurse", {"import", "roster", path, "--dry-run"}).exit_code, kNotAllowed);
}

TEST(Import, TellsAProgramNothingOfItsProgress) {
  const std::string path = NewFile({kRosterHeader, RosterRow("Q-1", "Тихая", "QUIET1")});
  EXPECT_EQ(Import("roster", path, {"--dry-run"}).err, "");
}

}  // namespace
}  // namespace oat::ctl
