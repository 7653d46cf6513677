// Packs read from their text: the shipped ones, and everything that must not pass.
#include "services/policy/pack_text.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/base/merkle.h"
#include "services/policy/pack_words.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::PackText;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Shipped() {
  std::vector<std::string> names;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(OAT_SOURCE_DIR) + "/ops/rules")) {
    names.push_back(file.path().stem());
  }
  return names;
}

TEST(ShippedPacks, ArePacksAndAreNamedAsTheirFiles) {
  const std::vector<std::string> names = Shipped();
  ASSERT_GT(names.size(), 20U);
  for (const std::string& name : names) {
    const auto pack = ReadPack(PackText(name));
    ASSERT_TRUE(pack.ok()) << name << ": " << pack.status();
    EXPECT_EQ(pack->says.name(), name);
    if (name == "kz") continue;
    EXPECT_THAT(FaultsOf(*pack), IsEmpty()) << name;
  }
}

TEST(ShippedPacks, LeaveKazakhstanToBeRead) {
  const auto pack = ReadPack(PackText("kz"));
  ASSERT_TRUE(pack.ok());
  EXPECT_THAT(FaultsOf(*pack), ElementsAre(HasSubstr("this is a form")));
  EXPECT_GE(pack->says.must_be_read_size(), 10);
  EXPECT_TRUE(pack->says.missed_doses().empty() && pack->says.take_home().empty());
}

TEST(WeakValues, AreWhatIsRecalledOrWasReadInPart) {
  const auto of = [](const std::string& name) {
    std::vector<std::string> weak;
    for (const WeakValue& value : WeakValuesOf(*ReadPack(PackText(name)))) {
      weak.push_back(absl::StrCat(value.path, ": ", value.says));
    }
    return weak;
  };
  EXPECT_THAT(of("uk-instalment"), IsEmpty());
  EXPECT_THAT(
      of("us-va"),
      ElementsAre("take_home[0].rows[3].supply_days: 28, verified_in_part: 12VAC35-105-990, "
                  "text after the change of 2025"));
  EXPECT_THAT(of("au-2003"), ElementsAre("effective_from: 2003-08-01, recalled"));
  EXPECT_THAT(of("jalgas"), Contains("window.minimum_interval_minutes: 960, recalled: A choice of "
                                     "this software"));
}

TEST(ReadPack, SaysWhereTheTextIsNone) {
  const auto message = [](const std::string& text) {
    return std::string(ReadPack(text).status().message());
  };
  EXPECT_THAT(message("name: \"a\"\ncolour: 3\n"), HasSubstr("line 2, column 7"));
  EXPECT_THAT(message("name: \"a\"\nname: \"b\"\n"), HasSubstr("line 2"));
  EXPECT_THAT(message("version: 7\n"), HasSubstr("line 1"));
  EXPECT_THAT(message("missed_doses {"), HasSubstr("line 1"));
  EXPECT_THAT(message("missed_doses { drug: DRUG_HEROIN }"), HasSubstr("DRUG_HEROIN"));
  EXPECT_FALSE(ReadPack("\xff\xfe").ok());
}

TEST(ReadPack, KnowsATextByItsDigest) {
  const std::string text = PackText("uk-instalment");
  EXPECT_EQ(ReadPack(text)->sha256, merkle::ToBytes(merkle::Sha256(text)));
  EXPECT_NE(ReadPack(text + "\n")->sha256, ReadPack(text)->sha256);
}

// A change of a good pack, and what is said of it.
struct Change {
  const char* from;
  const char* to;
  const char* fault;
};
std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.fault; }

constexpr Change kChanges[] = {
    {"name: \"au-2003\"", "name: \"AU 2003\"", "name: got AU 2003, wanted lower-case"},
    {"version: \"1\"", "version: \"\"", "version: got nothing"},
    {"country: \"AU\"", "country: \"Australia\"", "jurisdiction.country: got Australia"},
    {"title: \"Methadone maintenance guidelines, section 3.5\"", "title: \"\"",
     "governing_document.title: got nothing"},
    {"issued_by: \"Commonwealth Department of Health\"", "issued_by: \"\"",
     "governing_document.issued_by: got nothing"},
    {"effective_from: \"2003-08-01\"", "effective_from: \"2003-13-01\"",
     "effective_from: got 2003-13-01, wanted a day"},
    {"effective_mark:", "effective_until: \"2003-07-31\" effective_mark:",
     "effective_until: got 2003-07-31, wanted 2003-08-01 or later"},
    {"effective_mark: MARK_RECALLED", "", "effective_mark: got nothing"},
    {"  key: \"AU-3.5\"", "  key: \"OTHER\"", "evidence.source: got AU-3.5"},
    {"sources {", "sources { key: \"UNUSED\" title: \"t\" reference: \"r\" }\nsources {",
     "sources: got UNUSED, wanted a value that names it"},
    {"sources {", "sources { key: \"AU-3.5\" title: \"t\" reference: \"r\" }\nsources {",
     "sources[1].key: got AU-3.5, wanted a key of its own"},
    {"mark: MARK_VERIFIED_PRIMARY", "", "evidence.mark: got nothing"},
    {"percent { is: 50 evidence { source: \"AU-3.5\" mark: MARK_VERIFIED_PRIMARY } }",
     "percent { is: 50 }", "reduced.percent.evidence: got nothing"},
    {"is: 40", "is: -40", "reduced.mg.is: got -40"},
    {"is: 40 ", "", "reduced.mg: got nothing, wanted a number"},
    {"is: 40", "silent: false", "reduced.mg.silent: got false"},
    {"is: 50", "is: 150", "reduced.percent.is: got 150"},
    {"drug: DRUG_METHADONE", "", "missed_doses[0].drug: got nothing"},
    {"unit: COUNTING_UNIT_DAYS", "", "missed_doses[0].unit: got nothing"},
    {"from: 1\n", "from: 0\n", "missed_doses[0].rows[0].from: got 0"},
    {"from: 3\n    until: 3", "from: 3\n    until: 2", "rows[3].until: got 2"},
    {"from: 3\n", "from: 2\n", "rows[3]: got a case of rows["},
    {"from: 4\n    until: 4", "from: 3\n    until: 4", "rows[4]: got a case of rows[3]"},
    {"    same {}\n", "", "rows[0]: got no action"},
    {"    same {}\n", "    silent: false\n", "rows[0].silent: got false"},
    {"      combinator: COMBINATOR_LOWER\n", "", "reduced.combinator: got nothing"},
    {"reduced { percent", "reduced { combinator: COMBINATOR_LOWER percent",
     "reduced.combinator: got one, wanted none"},
    {"evidence { source: \"AU-3.5\" mark: MARK_VERIFIED_PRIMARY note: \"In discussion with "
     "the prescriber.\" }",
     "", "missed_doses[0].rows[3].evidence: got nothing"}};

class FaultyPack : public testing::TestWithParam<Change> {};

TEST_P(FaultyPack, IsToldWithItsPlace) {
  const std::string good = PackText("au-2003");
  const std::string text = absl::StrReplaceAll(good, {{GetParam().from, GetParam().to}});
  ASSERT_NE(text, good) << "the change changes nothing";
  const auto pack = ReadPack(text);
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_THAT(FaultsOf(*pack), Contains(HasSubstr(GetParam().fault)));
}

INSTANTIATE_TEST_SUITE_P(Every, FaultyPack, testing::ValuesIn(kChanges));

TEST(FaultyPacks, TellOfEveryTable) {
  const auto faults = [](const std::string& name, const char* from, const char* to) {
    const std::string text = absl::StrReplaceAll(PackText(name), {{from, to}});
    EXPECT_NE(text, PackText(name));
    return FaultsOf(*ReadPack(text));
  };
  EXPECT_THAT(faults("us-fed-2024", "until_day: 14", "until_day: -1"),
              Contains(HasSubstr("take_home[0].rows[0].until_day: got -1")));
  EXPECT_THAT(faults("us-fed-2024", "drug: DRUG_BUPRENORPHINE", "drug: DRUG_METHADONE"),
              Contains(HasSubstr("take_home[1].drug: got DRUG_METHADONE, wanted each drug once")));
  EXPECT_THAT(faults("us-fed-2024", "code: \"SAFE-STORAGE\"", "code: \"safe\""),
              Contains(HasSubstr("criteria[4].code: got safe")));
  EXPECT_THAT(faults("us-fed-2024", "kk: \"Препаратты қауіпсіз тасып, сақтауға болады.\"", ""),
              Contains(HasSubstr("criteria[4].words.kk: got nothing")));
  EXPECT_THAT(faults("krantz-2009", "below_ms: 500", "below_ms: 450"),
              Contains(HasSubstr("qtc.bands[1].below_ms: got 450")));
  EXPECT_THAT(faults("krantz-2009", "    advice: QTC_ADVICE_MONITOR\n", ""),
              Contains(HasSubstr("qtc.bands[1].advice: got nothing")));
  EXPECT_THAT(faults("jalgas", "drug: DRUG_BUPRENORPHINE\n    maximum_mg",
                     "drug: DRUG_METHADONE\n    maximum_mg"),
              Contains(HasSubstr("ordering.drugs[1].drug")));
}

// A pack of one table that is good, changed.
struct TableChange {
  const char* table;
  const char* fault;  // null: it is good
};
std::ostream& operator<<(std::ostream& out, const TableChange& change) {
  return out << change.table;
}

#define V(number) "{ is: " #number " evidence { source: \"S\" mark: MARK_RECALLED } }"
#define E "evidence { source: \"S\" mark: MARK_RECALLED }"
#define SILENT "{ silent: true evidence { source: \"S\" mark: MARK_RECALLED } }"
#define BAND(above, below)                         \
  "bands { above_ms: " #above " below_ms: " #below \
  " advice: QTC_ADVICE_MONITOR evidence { source: \"S\" mark: MARK_RECALLED } } "
constexpr TableChange kTables[] = {
    {"starts { drug: DRUG_METHADONE first_dose_mg " V(30) " first_dose_caution_above_mg " V(
         20) " first_day_mg " V(30) " above_first_day: RATIONALE_DOCUMENTED "
                                    "weekly_rise_mg " V(30) " weekly_rise_weeks: 2 }",
     nullptr},
    {"starts { drug: DRUG_METHADONE first_dose_mg " SILENT
     " first_dose_caution_above_mg " V(20) " first_day_mg " SILENT " }",
     nullptr},
    {"starts { drug: DRUG_METHADONE }", "starts[0]: got nothing, wanted a limit"},
    {"starts { first_dose_mg " V(30) " }", "starts[0].drug: got nothing"},
    {"starts { drug: DRUG_METHADONE first_dose_mg " V(31) " first_day_mg " V(30) " }",
     "starts[0].first_dose_mg.is: got 31, wanted at most first_day_mg"},
    {"starts { drug: DRUG_METHADONE first_dose_mg " V(30) " first_dose_caution_above_mg " V(
         30) " }",
     "starts[0].first_dose_caution_above_mg.is: got 30, wanted less than first_dose_mg"},
    {"starts { drug: DRUG_METHADONE first_dose_caution_above_mg " SILENT " }",
     "starts[0].first_dose_caution_above_mg: got silent, wanted a number"},
    {"starts { drug: DRUG_METHADONE first_dose_mg " V(
         30) " above_first_day: RATIONALE_DOCUMENTED }",
     "starts[0].above_first_day: got RATIONALE_DOCUMENTED, wanted none"},
    {"starts { drug: DRUG_METHADONE weekly_rise_mg " V(30) " }",
     "starts[0].weekly_rise_weeks: got 0, wanted 1 or more beside"},
    {"starts { drug: DRUG_METHADONE first_dose_mg " V(30) " weekly_rise_weeks: 2 }",
     "starts[0].weekly_rise_weeks: got 2"},
    {"switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE minimum_hours " V(24) " }", nullptr},
    {"switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE minimum_withdrawal_score " V(48) " }",
     nullptr},
    {"switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE minimum_withdrawal_score " V(49) " }",
     "switches[0].minimum_withdrawal_score.is: got 49, wanted at most 48"},
    {"switches { from: DRUG_METHADONE to: DRUG_METHADONE minimum_hours " V(24) " }",
     "switches[0].to: got DRUG_METHADONE, wanted the other drug than from"},
    {"switches { to: DRUG_METHADONE minimum_hours " V(24) " }", "switches[0].from: got nothing"},
    {"switches { from: DRUG_METHADONE minimum_hours " V(24) " }", "switches[0].to: got nothing"},
    {"switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE }", "switches[0]: got nothing"},
    {"switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE minimum_hours " V(
         24) " } switches { "
             "from: DRUG_METHADONE to: DRUG_BUPRENORPHINE minimum_hours " V(36) " }",
     "switches[1]: got the drugs of another switch"},
    {"vomited { within_minutes " V(9) " replace_percent " V(100) " } vomited { within_minutes " V(
         60) " replace_percent " SILENT " } vomited { within_minutes " SILENT
             " replace_percent " V(50) " }",
     nullptr},
    {"vomited { replace_percent " V(50) " }", "vomited[0].within_minutes: got nothing"},
    {"vomited { within_minutes " V(30) " }", "vomited[0].replace_percent: got nothing"},
    {"vomited { within_minutes " V(30) " replace_percent " V(101) " }",
     "vomited[0].replace_percent.is: got 101, wanted at most 100"},
    {"vomited { within_minutes " V(0) " replace_percent " V(50) " }",
     "vomited[0].within_minutes.is: got 0, wanted more than 0"},
    {"vomited { within_minutes " V(30) " replace_percent " V(50) " } vomited { within_minutes " V(
         30) " replace_percent " V(25) " }",
     "vomited[1].within_minutes.is: got 30, wanted more than 30"},
    {"vomited { within_minutes " SILENT
     " replace_percent " V(50) " } vomited { within_minutes " V(30) " replace_percent " V(25) " }",
     "vomited[1].within_minutes.is: got 30"},
    {"qtc { " BAND(450, 500) BAND(499, 520) " }", nullptr},
    {"qtc { " BAND(450, 500) BAND(498, 520) " }",
     "qtc.bands[1]: got intervals of bands[0], wanted others"},
    {"qtc { " BAND(450, 0) BAND(600, 620) " }", "qtc.bands[1]: got intervals of bands[0]"},
    {"qtc { " BAND(-1, 500) " }", "qtc.bands[0].above_ms: got -1"},
    {"qtc { " BAND(450, 451) " }", "qtc.bands[0].below_ms: got 451"},
    {"qtc { }", "qtc: got nothing, wanted bands, or a dose"},
    {"qtc { extra_ecg_above_mg " V(100) " }", nullptr},
    {"ordering { drugs { drug: DRUG_METHADONE doses_before_step_up " V(30) " } }", nullptr},
    {"ordering { drugs { drug: DRUG_METHADONE doses_before_step_up " V(31) " } }",
     "ordering.drugs[0].doses_before_step_up.is: got 31, wanted at most 30"},
    {"ordering { drugs { drug: DRUG_METHADONE longest_interval_days " V(7) " } }", nullptr},
    {"ordering { drugs { drug: DRUG_METHADONE longest_interval_days " V(8) " } }",
     "ordering.drugs[0].longest_interval_days.is: got 8, wanted at most 7"},
    {"stock_keeping { liquid_tolerance_per_mille " V(1000) " }", nullptr},
    {"stock_keeping { liquid_tolerance_per_mille " V(1001) " }",
     "stock_keeping.liquid_tolerance_per_mille.is: got 1001, wanted at most 1000"},
    {"stock_keeping { pump_tolerance_per_mille " V(1001) " }",
     "stock_keeping.pump_tolerance_per_mille.is: got 1001, wanted at most 1000"},
    {"stock_keeping { order_form { series: \"RX\" " E " } }", nullptr},
    {"stock_keeping { order_form { series: \"rx 1\" " E " } }",
     "stock_keeping.order_form.series: got rx 1"},
    {"stock_keeping { order_form { series: \"RX\" } }",
     "stock_keeping.order_form.evidence: got nothing"},
    {"stock_keeping { loss_deadlines { step: \"notice\" business_days " V(1) " } }", nullptr},
    {"stock_keeping { loss_deadlines { step: \"notice\" } }",
     "stock_keeping.loss_deadlines[0]: got no deadline, wanted one, or silence"},
    {"stock_keeping { loss_deadlines { business_days " V(1) " } }",
     "stock_keeping.loss_deadlines[0].step: got nothing"},
    {"stock_keeping { loss_deadlines { step: \"form\" calendar_days " V(401) " } }",
     "stock_keeping.loss_deadlines[0].calendar_days.is: got 401, wanted at most 400"},
    {"stock_keeping { loss_deadlines { step: \"form\" calendar_days " V(
         1) " } loss_deadlines { step: \"form\" calendar_days " V(2) " } }",
     "stock_keeping.loss_deadlines[1].step: got form, wanted each step once"},
    {"depots { drug_form: \"buprenorphine_depot_weekly\" usual_days " V(7) " " E " }", nullptr},
    {"depots { drug_form: \"buprenorphine_depot_weekly\" usual_days " V(7) " earliest_days " V(
         7) " latest_days " V(7) " give {} " E " }",
     nullptr},
    {"depots { drug_form: \"buprenorphine_sublingual\" usual_days " V(7) " " E " }",
     "depots[0].drug_form: got buprenorphine_sublingual, wanted the drug form of a depot"},
    {"depots { drug_form: \"a_depot_b\" " E " }", "depots[0].usual_days: got no number"},
    {"depots { drug_form: \"a_depot_b\" usual_days " SILENT " " E " }",
     "depots[0].usual_days: got no number"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " }", "depots[0].evidence: got nothing"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " earliest_days " V(8) " " E " }",
     "depots[0].earliest_days.is: got 8, wanted at most usual_days"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " latest_days " V(6) " give {} " E " }",
     "depots[0].latest_days.is: got 6, wanted at least usual_days"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " latest_days " V(9) " " E " }",
     "depots[0].late: got nothing"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " give {} " E " }",
     "depots[0].late: got something"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(7) " latest_days " V(
         9) " late_silent: false " E " }",
     "depots[0].late_silent: got false"},
    {"depots { drug_form: \"a_depot_b\" usual_days " V(
         7) " " E " } depots { drug_form: \"a_depot_b\" usual_days " V(7) " " E " }",
     "depots[1].drug_form: got a_depot_b, wanted each drug form once"}};
#undef E
#undef V
#undef SILENT
#undef BAND

class FaultyTable : public testing::TestWithParam<TableChange> {};

TEST_P(FaultyTable, IsToldWithItsPlace) {
  const auto pack = ReadPack(absl::StrCat(
      "name: \"made\" version: \"1\" jurisdiction { country: \"ZZ\" } governing_document { title: "
      "\"T\" issued_by: \"B\" reference: \"R\" } effective_from: \"2026-01-01\" effective_mark: "
      "MARK_RECALLED ",
      absl::StrContains(GetParam().table, "\"S\"")
          ? "sources { key: \"S\" title: \"T\" reference: \"R\" } "
          : "",
      GetParam().table));
  ASSERT_TRUE(pack.ok()) << pack.status();
  if (GetParam().fault == nullptr) {
    EXPECT_THAT(FaultsOf(*pack), IsEmpty());
  } else {
    EXPECT_THAT(FaultsOf(*pack), Contains(HasSubstr(GetParam().fault)));
  }
}

INSTANTIATE_TEST_SUITE_P(Every, FaultyTable, testing::ValuesIn(kTables));

std::vector<std::string> Rows(const std::string& name) {
  std::vector<std::string> rows;
  for (const TableRow& row : TableRowsOf(*ReadPack(PackText(name)))) {
    rows.push_back(row.path + ": " + row.says);
  }
  return rows;
}

TEST(TableRows, SayWhatStartsAndChangesOfDrugTake) {
  EXPECT_THAT(Rows("us-ga"),
              ElementsAre("starts.methadone.first_dose_mg: at most 30 mg",
                          "starts.methadone.first_day_mg: at most 40 mg, above it once it is "
                          "documented that it did not suffice"));
  EXPECT_THAT(Rows("us-fed-2024"),
              Contains("starts.methadone.first_day_mg: at most 50 mg, above it with a documented "
                       "reason"));
  EXPECT_THAT(Rows("who-2009"),
              ElementsAre("starts.methadone.first_dose_mg: at most 30 mg",
                          "starts.methadone.first_dose_caution_above_mg: caution above 20 mg"));
  EXPECT_THAT(
      Rows("uk-rcgp"),
      Contains("starts.methadone.weekly_rise_mg: at most 30 mg in seven days, for 2 weeks"));
  EXPECT_THAT(
      Rows("au-nsw-2018"),
      ElementsAre("switches.methadone.buprenorphine.minimum_hours: at least what the source "
                  "leaves open",
                  "switches.methadone.buprenorphine.minimum_withdrawal_score: a score of at "
                  "least what the source leaves open"));
}

TEST(TableRows, SayWhatIsReplacedAndAdvised) {
  EXPECT_THAT(Rows("nz-bop"), Contains("vomited.30: at most 50 %, if somebody of the site saw it; "
                                       "the prescriber is asked"));
  EXPECT_THAT(Rows("who-closed-2009"),
              ElementsAre("vomited.9: at most 100 %; the prescriber is asked",
                          "vomited.60: at most 50 %; the prescriber is asked",
                          "vomited.later: at most 50 %; the prescriber sees the person"));
  EXPECT_THAT(Rows("krantz-2009"),
              ElementsAre("qtc.1-450: none", "qtc.451-499: monitor", "qtc.501+: consider_reducing",
                          "qtc.extra_ecg_above_mg: another electrocardiogram above 100 mg"));
}

TEST(TableRows, SayWhenDepotsAreGiven) {
  EXPECT_THAT(
      Rows("us-sublocade-label"),
      ElementsAre("depots.buprenorphine_depot_in_situ_monthly.usual_days: every 30 days",
                  "depots.buprenorphine_depot_in_situ_monthly.earliest_days: not before 26 days",
                  "depots.buprenorphine_depot_in_situ_monthly.latest_days: late after 44 days",
                  "depots.buprenorphine_depot_in_situ_monthly.late: source silent: ask the "
                  "prescriber"));
  EXPECT_THAT(Rows("us-brixadi-label"),
              Contains("depots.buprenorphine_depot_weekly.late: as ordered, and soon"));
}

// THREE-DAY: 21 CFR 1306.07(b) lets somebody outside a program supply three days at one time, once.
TEST(TableRows, SayWhatAnEmergencySupplyIs) {
  EXPECT_THAT(Rows("us-1306-07"),
              ElementsAre("emergency_supply.most_days: at most 3 days, not renewed"));
}

TEST(TableRows, SayWhatIsAskedAfterALoss) {
  EXPECT_THAT(Rows("us-1301-76"),
              ElementsAre("stock_keeping.loss_deadlines.notice: within 1 business days",
                          "stock_keeping.loss_deadlines.form 106: within 45 calendar days"));
}

TEST(TableRows, SayWhatTheyMean) {
  std::vector<std::string> rows;
  for (const TableRow& row : TableRowsOf(*ReadPack(PackText("au-2003")))) {
    rows.push_back(row.path + ": " + row.says);
  }
  EXPECT_THAT(
      rows,
      ElementsAre("missed_doses.methadone.1: as ordered",
                  "missed_doses.methadone.2: as ordered, if not_intoxicated",
                  "missed_doses.methadone.2: no dose, if intoxicated",
                  "missed_doses.methadone.3: at most 50 %; the prescriber is asked",
                  "missed_doses.methadone.4: at most the lower of 50 % and 40 mg; the prescriber "
                  "sees the person",
                  "missed_doses.methadone.5+: a new start; the prescriber sees the person"));
  EXPECT_EQ(TableRowsOf(*ReadPack(PackText("ca-bccsu-2023")))[1].says,
            "at most the higher of 50 % and what the source leaves open");
  EXPECT_EQ(TableRowsOf(*ReadPack(PackText("kg-prison-2015")))[1].says,
            "source silent: ask the prescriber");
}

}  // namespace
}  // namespace oat::policy
