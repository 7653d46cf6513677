#include "services/enrolment/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/enrolment.pb.h"
#include "services/contract/code.h"

namespace oat::enrolment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> CodesOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> codes;
  for (int i = 0; i < type.value_count(); ++i) {
    codes.push_back(contract::CodeText(type, type.value(i)->number()));
  }
  return codes;
}

TEST(MayPass, FollowsTheWayOfAnApplication) {
  const std::map<std::string, std::set<std::string>> passages = {
      {"unspecified", {}},
      {"open", {"assessed", "refused", "withdrawn"}},
      {"assessed", {"waitlisted", "refused", "withdrawn", "admitted"}},
      {"waitlisted", {"refused", "withdrawn", "admitted"}},
      {"refused", {}},
      {"withdrawn", {}},
      {"admitted", {}}};
  const auto states = CodesOf(*v1::ApplicationState_descriptor());
  for (const std::string& from : states) {
    ASSERT_TRUE(passages.contains(from)) << from;
    for (const std::string& to : states) {
      EXPECT_EQ(MayPass(from, to), passages.at(from).contains(to)) << from << " to " << to;
    }
  }
  EXPECT_FALSE(MayPass("", "assessed"));
  EXPECT_FALSE(MayPass("open", ""));
}

TEST(IsClinical, TellsThePersonFromTheSystem) {
  const std::map<std::string, bool> reasons = {{"unspecified", false},
                                               {"clinical_contraindication", true},
                                               {"no_dependence", true},
                                               {"other_treatment_better", true},
                                               {"site_overload", false},
                                               {"no_staff", false},
                                               {"no_prescription_forms", false},
                                               {"no_medication", false},
                                               {"quota_verbal_instruction", false},
                                               {"region_refuses_places", false},
                                               {"waiting_list", false},
                                               {"no_documents", false},
                                               {"patient_withdrew", false},
                                               {"already_in_treatment", false}};
  for (const std::string& code : CodesOf(*v1::DecisionReason_descriptor())) {
    ASSERT_TRUE(reasons.contains(code)) << code;
    EXPECT_EQ(IsClinical(code), reasons.at(code)) << code;
  }
  EXPECT_FALSE(IsClinical(""));
}

RosterCells GoodRow() {
  return {.line = 12,
          .local_number = "ALM1-0007",
          .family_name = "Сейітқызы",
          .given_name = "Айгүл",
          .birth_date = "1988-02-29",
          .sex = "F",
          .uic = "СЕАЙ2290288",
          .id_type = "national_id",
          .id_number = "880229450017",
          .home_site = "ALM1",
          .enrolled_on = "2025-04-19",
          .medication = "methadone-oral-solution",
          .dose_mg = "72.5",
          .last_dose_on = "2026-11-20",
          .prescriber = "dr.omarova"};
}

std::vector<ImportFault> FaultsOf(const RosterCells& cells) {
  std::vector<ImportFault> faults;
  ReadRosterRow(cells, &faults);
  return faults;
}

std::vector<std::string> ColumnsOf(const std::vector<ImportFault>& faults) {
  std::vector<std::string> columns;
  for (const ImportFault& fault : faults) columns.push_back(fault.column);
  return columns;
}

TEST(ReadRosterRow, ReadsAGoodRow) {
  std::vector<ImportFault> faults;
  const RosterEntry entry = ReadRosterRow(GoodRow(), &faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(entry.local_number, "ALM1-0007");
  EXPECT_EQ(entry.particulars.family_name.Reveal(), "Сейітқызы");
  EXPECT_EQ(entry.particulars.given_name.Reveal(), "Айгүл");
  EXPECT_EQ(entry.particulars.birth_date.Reveal(), "1988-02-29");
  EXPECT_EQ(entry.particulars.document_kind.Reveal(), "national_id");
  EXPECT_EQ(entry.particulars.document_number.Reveal(), "880229450017");
  EXPECT_EQ(entry.particulars.uic.Reveal(), "СЕАЙ2290288");
  EXPECT_EQ(entry.sex, "female");
  EXPECT_EQ(entry.birth_year, 1988);
  EXPECT_EQ(entry.home_site, "ALM1");
  EXPECT_EQ(entry.enrolled_on, Day(2025, 4, 19));
  EXPECT_EQ(entry.drug_form, "methadone_oral_solution");
  EXPECT_EQ(entry.dose, Micrograms(72500));
  EXPECT_EQ(entry.last_dose_on, Day(2026, 11, 20));
}

TEST(ReadRosterRow, ReadsAPersonWithoutADocumentADoseOrAUic) {
  RosterCells row = GoodRow();
  row.sex = "M";
  row.id_type = "none";
  row.id_number = row.uic = row.last_dose_on = row.prescriber = "";
  std::vector<ImportFault> faults;
  const RosterEntry entry = ReadRosterRow(row, &faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(entry.sex, "male");
  EXPECT_TRUE(entry.particulars.document_kind.empty());
  EXPECT_TRUE(entry.particulars.document_number.empty());
  EXPECT_TRUE(entry.particulars.uic.empty());
  EXPECT_EQ(entry.last_dose_on, std::nullopt);
}

using Cell = std::string RosterCells::*;

std::string Times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

struct Column {
  const char* name;
  Cell cell;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

std::vector<Column> Columns() {
  return {
      {"local_number",
       &RosterCells::local_number,
       {"1", "ALM1-0007", Times(40, "n")},
       {"", Times(41, "n")}},
      // Four bytes are the longest that one character takes.
      {"family_name",
       &RosterCells::family_name,
       {"О", "Нұр-Мұхаммед", Times(100, "\U00010330")},
       {"", Times(401, "a")}},
      {"given_name",
       &RosterCells::given_name,
       {"Ы", Times(100, "\U00010330")},
       {"", Times(401, "a")}},
      {"birth_date",
       &RosterCells::birth_date,
       {"1900-01-01", "2000-02-29"},
       {"", "29.02.1988", "1987-02-29", "1988-2-29", "1988", "1899-12-31", "2200-01-01"}},
      {"sex", &RosterCells::sex, {"F", "M"}, {"", "f", "m", "female", "X", "FM", "Ж"}},
      {"uic", &RosterCells::uic, {"", Times(40, "Ж")}, {Times(40, "Ж") + "1"}},
      {"id_type",
       &RosterCells::id_type,
       {"passport", "national_id", "residence_permit"},
       {"", "Passport", "driving_licence", "passport ", "unspecified"}},
      {"id_number", &RosterCells::id_number, {"1", Times(80, "7")}, {"", Times(81, "7")}},
      {"home_site", &RosterCells::home_site, {"ALM1"}, {""}},
      {"enrolled_on",
       &RosterCells::enrolled_on,
       {"1999-12-31", "2026-11-20"},
       {"", "19.04.2025", "2025-04-31", "2025-04-19T00:00", "1899-12-31"}},
      {"medication",
       &RosterCells::medication,
       {"methadone-oral-solution", "methadone-tablet", "buprenorphine-sublingual",
        "buprenorphine-naloxone-sublingual"},
       {"", "methadone", "Methadone-tablet", "methadone tablet", "morphine", "unspecified"}},
      {"last_dose_on",
       &RosterCells::last_dose_on,
       {"", "2025-04-19", "2026-11-20"},
       {"2025-04-18", "1960-01-01", "yesterday", "20.11.2026", "2026-11-31"}},
      {"prescriber", &RosterCells::prescriber, {"", "dr.omarova"}, {}},
  };
}

TEST(ReadRosterRow, NamesTheColumnOfAFaultOnce) {
  for (const Column& column : Columns()) {
    for (const std::string& cell : column.good) {
      RosterCells row = GoodRow();
      row.*column.cell = cell;
      EXPECT_THAT(ColumnsOf(FaultsOf(row)), IsEmpty()) << column.name << " '" << cell << "'";
    }
    for (const std::string& cell : column.bad) {
      RosterCells row = GoodRow();
      row.*column.cell = cell;
      const auto faults = FaultsOf(row);
      EXPECT_THAT(ColumnsOf(faults), ElementsAre(column.name)) << "'" << cell << "'";
      for (const ImportFault& fault : faults) {
        EXPECT_EQ(fault.line, 12);
        EXPECT_TRUE(absl::StartsWith(fault.reason, "wanted ")) << fault.reason;
      }
    }
  }
}

TEST(ReadRosterRow, ReadsMilligramsToTheMicrogram) {
  const std::map<std::string, int64_t> good = {
      {"12.5", 12500}, {"0.001", 1},        {"1000", 1000000}, {"1000.000", 1000000},
      {"140", 140000}, {"12.50", 12500},    {"7.125", 7125},   {"0.1", 100},
      {"0.01", 10},    {"999.999", 999999}, {"8", 8000}};
  for (const auto& [text, micrograms] : good) {
    RosterCells row = GoodRow();
    row.dose_mg = text;
    std::vector<ImportFault> faults;
    EXPECT_EQ(ReadRosterRow(row, &faults).dose, Micrograms(micrograms)) << text;
    EXPECT_THAT(faults, IsEmpty()) << text;
  }
  for (const char* text : {"",
                           "0",
                           "0.000",
                           "0.0001",
                           "12.5000",
                           "1000.001",
                           "1001",
                           "10000",
                           "1e3",
                           "-5",
                           "-0.5",
                           "-0",
                           "+5",
                           "12,5",
                           "12.",
                           ".5",
                           ".",
                           "12.+5",
                           "12.-0",
                           "12. 5",
                           "12.5 ",
                           " 5",
                           "5 ",
                           "1 2",
                           "1.2.3",
                           "12..5",
                           "0x10",
                           "5mg",
                           "nan",
                           "inf",
                           "\xEF\xBC\x95",
                           "99999999999999999999",
                           "0.99999999999999999999"}) {
    RosterCells row = GoodRow();
    row.dose_mg = text;
    EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("dose_mg")) << "'" << text << "'";
  }
}

TEST(ReadRosterRow, WantsADocumentNumberWithADocumentAndOnlyThere) {
  RosterCells row = GoodRow();
  row.id_type = "none";
  EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("id_number"));
  row.id_number = "";
  EXPECT_THAT(FaultsOf(row), IsEmpty());
}

TEST(ReadRosterRow, ComparesDaysOnlyWhereBothAreDays) {
  RosterCells row = GoodRow();
  row.enrolled_on = "2026-11-21";
  EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("last_dose_on"));
  row.enrolled_on = "soon";
  row.last_dose_on = "1960-01-01";
  EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("enrolled_on"));
  row.last_dose_on = "later";
  EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("enrolled_on", "last_dose_on"));
}

TEST(ReadRosterRow, NamesEveryFaultOfARow) {
  std::vector<ImportFault> faults = {{11, "sex", "wanted F or M"}};  // of the row before
  ReadRosterRow({.line = 12}, &faults);
  EXPECT_THAT(ColumnsOf(faults), ElementsAre("sex", "local_number", "family_name", "given_name",
                                             "birth_date", "sex", "id_type", "id_number",
                                             "home_site", "enrolled_on", "medication", "dose_mg"));
  RosterCells row = GoodRow();
  row.sex = "?";
  row.dose_mg = "much";
  row.birth_date = "once";
  EXPECT_THAT(ColumnsOf(FaultsOf(row)), ElementsAre("birth_date", "sex", "dose_mg"));
}

// What a file says of a person must not come back through an error message or a log.
TEST(ReadRosterRow, NeverRepeatsACell) {
  const std::string marker = "Жұмабайқызы-Zhumabaikyzy";
  RosterCells row = {.line = 12};
  for (const Column& column : Columns()) row.*column.cell = Times(20, marker);
  row.dose_mg = marker;
  const auto faults = FaultsOf(row);
  EXPECT_THAT(
      ColumnsOf(faults),
      ElementsAre("local_number", "family_name", "given_name", "birth_date", "sex", "uic",
                  "id_type", "id_number", "enrolled_on", "medication", "dose_mg", "last_dose_on"));
  for (const ImportFault& fault : faults) {
    for (const char* part : {"Zhumabaikyzy", "Жұмабайқызы", "Zhuma"}) {
      EXPECT_FALSE(absl::StrContains(fault.reason, part)) << fault.column;
      EXPECT_FALSE(absl::StrContains(fault.column, part)) << fault.column;
    }
  }
}

RefusalCells GoodRefusal() {
  return {.line = 7,
          .applied_on = "2026-02-28",
          .site_code = "ALA1",
          .sex = "M",
          .age_band = "55+",
          .decision = "refused",
          .decided_on = "2026-03-01",
          .reason = "site_overload"};
}

TEST(ReadRefusalRow, ReadsAGoodRow) {
  std::vector<ImportFault> faults;
  const PastApplication read = ReadRefusalRow(GoodRefusal(), Day(2026, 3, 1), &faults);
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(read.site_code, "ALA1");
  EXPECT_EQ(read.applied_on, Day(2026, 2, 28));
  EXPECT_EQ(read.sex, "male");
  EXPECT_EQ(read.age_band, "55+");
  EXPECT_EQ(read.decision, "refused");
  EXPECT_EQ(read.decided_on, Day(2026, 3, 1));
  EXPECT_EQ(read.reason, "site_overload");
}

TEST(ReadRefusalRow, TakesEveryReasonOfTheContractAndNoOther) {
  for (const std::string& code : CodesOf(*v1::DecisionReason_descriptor())) {
    RefusalCells cells = GoodRefusal();
    cells.reason = code;
    std::vector<ImportFault> faults;
    ReadRefusalRow(cells, std::nullopt, &faults);
    EXPECT_EQ(faults.empty(), code != "unspecified") << code;
  }
}

Comparable Person(const std::string& family, const std::string& document = "N 1",
                  const std::string& kind = "passport") {
  return {{.family_name = Secret(family),
           .given_name = Secret("Әли"),
           .birth_date = Secret("1980-01-01"),
           .document_kind = Secret(kind),
           .document_number = Secret(document),
           .uic = Secret("")},
          "male"};
}

std::map<std::string, std::string> Compared(const Comparable& a, const Comparable& b) {
  std::map<std::string, std::string> fields;
  for (const FieldComparison& one : Compare(a, b)) fields[one.field] = one.agreement;
  return fields;
}

TEST(Compare, TellsTheSameFromTheAlikeAndTheDifferent) {
  const auto fields = Compared(Person("Сәтбаев"), Person("Satbayev", "n-1"));
  EXPECT_EQ(fields, (std::map<std::string, std::string>{{"family_name", "alike"},
                                                        {"given_name", "same"},
                                                        {"birth_date", "same"},
                                                        {"document", "alike"},
                                                        {"uic", "absent"},
                                                        {"sex", "same"}}));
  EXPECT_EQ(Compared(Person("Сәтбаев"), Person("Ким")).at("family_name"), "different");
  EXPECT_EQ(Compared(Person("Сәтбаев"), Person("")).at("family_name"), "absent");
}

TEST(Compare, TakesNamesWithoutALetterForDifferent) {
  EXPECT_EQ(Compared(Person("123"), Person("456")).at("family_name"), "different");
}

TEST(Compare, KeepsDocumentsOfTwoKindsApart) {
  EXPECT_EQ(Compared(Person("A"), Person("A", "N 1", "national_id")).at("document"), "different");
  EXPECT_EQ(Compared(Person("A"), Person("A", "", "")).at("document"), "absent");
}

TEST(Compare, SpeaksInTheContractsWords) {
  for (const char* agreement : {"same", "alike", "different", "absent"}) {
    EXPECT_THAT(CodesOf(*v1::Agreement_descriptor()), testing::Contains(agreement));
  }
}

}  // namespace
}  // namespace oat::enrolment
