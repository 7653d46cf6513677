#include "services/reporting/tables.h"

#include <gmock/gmock.h>

#include <set>

#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/report.pb.h"
#include "services/contract/code.h"
#include "tests/reporting/network.h"

namespace oat::reporting {
namespace {

using testing::Eq;

int64_t At(const Cells& cells, const CellKey& key) { return cells.at(key).value; }

// The rows of a dimension are the enumerators of the contract.
template <class Enum>
std::set<std::string> Codes() {
  std::set<std::string> codes;
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) {
      codes.insert(contract::CodeText(*type, type->value(i)->number()));
    }
  }
  return codes;
}

std::set<std::string> RowsOf(const Cells& cells, const std::string& dimension) {
  std::set<std::string> rows;
  for (const auto& [key, cell] : cells) {
    if (key.rows == dimension && key.columns.empty()) rows.insert(key.row);
  }
  return rows;
}

TEST(Tables, HaveARowForWhateverTheContractKnows) {
  const Cells cells = Tabulate({}, {}, 0, Network::regions(), Day(2026, 10, 31));
  EXPECT_EQ(RowsOf(cells, "sex"), Codes<v1::Sex>());
  EXPECT_EQ(RowsOf(cells, "history"), Codes<v1::TreatmentHistory>());
  EXPECT_EQ(RowsOf(cells, "exit_reason"), Codes<v1::EndReason>());
  auto forms = Codes<v1::DrugForm>();
  forms.insert("none");
  EXPECT_EQ(RowsOf(cells, "medication"), forms);
  auto reasons = Codes<v1::DecisionReason>();
  reasons.insert("none");
  EXPECT_EQ(RowsOf(cells, "decision_reason"), reasons);
}

TEST(Tables, BandAgesByTheYearOfBirth) {
  EXPECT_EQ(AgeBand(2009, 2026), "under_18");
  EXPECT_EQ(AgeBand(2008, 2026), "18-24");
  EXPECT_EQ(AgeBand(2002, 2026), "18-24");
  EXPECT_EQ(AgeBand(2001, 2026), "25-34");
  EXPECT_EQ(AgeBand(1991, 2026), "35-44");
  EXPECT_EQ(AgeBand(1981, 2026), "45-54");
  EXPECT_EQ(AgeBand(1971, 2026), "55+");
}

TEST(Tables, TellClinicalGroundsFromOthers) {
  EXPECT_EQ(GroundOf("none"), "admitted");
  EXPECT_EQ(GroundOf("clinical_contraindication"), "clinical");
  EXPECT_EQ(GroundOf("quota_verbal_instruction"), "not_clinical");
  EXPECT_EQ(GroundOf("waiting_list"), "not_clinical");
  EXPECT_EQ(GroundOf("patient_withdrew"), "other");
}

TEST(Tables, CountAPersonOnceInEachTable) {
  const EpisodeCount woman{.site_code = "EKB1",
                           .sex = "female",
                           .birth_year = 1990,
                           .medication = "methadone_oral_solution",
                           .enrolled = true,
                           .on_treatment = true,
                           .linkable = false,
                           .admitted = "first_ever",
                           .count = 1};
  const Cells cells = Tabulate({woman}, {}, 3, Network::regions(), Day(2026, 10, 31));
  for (const CellKey& key :
       std::vector<CellKey>{{"enrolled", "", "", "", ""},
                            {"enrolled", "region", "KZ-55", "", ""},
                            {"enrolled", "site", "EKB1", "", ""},
                            {"on_treatment", "region", "KZ-55", "age_band", "35-44"},
                            {"on_treatment", "medication", "methadone_oral_solution", "", ""},
                            {"admissions", "history", "first_ever", "", ""},
                            {"unlinkable", "", "", "", ""}}) {
    EXPECT_THAT(At(cells, key), Eq(1)) << key.measure << " " << key.row;
  }
  EXPECT_EQ(At(cells, {"enrolled_before", "", "", "", ""}), 0);
  EXPECT_EQ(At(cells, {"enrolled", "site", "PVL1", "", ""}), 0);
  EXPECT_EQ(At(cells, {"waiting", "", "", "", ""}), 3);
}

// Somebody who is no longer enrolled is not on treatment, whatever she was given that week.
TEST(Tables, CountNobodyOnTreatmentWhoIsNotEnrolled) {
  const EpisodeCount gone{.site_code = "EKB1",
                          .sex = "female",
                          .birth_year = 1990,
                          .medication = "methadone_oral_solution",
                          .enrolled_before = true,
                          .on_treatment = true,
                          .exited = "died",
                          .count = 2};
  const Cells cells = Tabulate({gone}, {}, 0, Network::regions(), Day(2026, 10, 31));
  EXPECT_EQ(At(cells, {"on_treatment", "", "", "", ""}), 0);
  EXPECT_EQ(At(cells, {"exits", "exit_reason", "died", "", ""}), 2);
}

// For every month, for the network and for each part of it.
TEST(Tables, BalanceWhoWasThereCameAndWent) {
  Network network(3);
  for (int month = 1; month <= 12; ++month) {
    const Cells cells = network.Live(Day(2026, month, 1)).release.cells;
    int balanced = 0;
    for (const auto& [key, cell] : cells) {
      if (key.measure != "enrolled_before") continue;
      auto of = [&](const char* measure) {
        CellKey other = key;
        other.measure = measure;
        return At(cells, other);
      };
      EXPECT_EQ(of("enrolled"), cell.value + of("admissions") - of("exits"));
      ++balanced;
    }
    EXPECT_GT(balanced, 100);
  }
}

// A site of three people: that it recorded a day would say that they are not none.
TEST(Completeness, SaysNothingOfASiteWhosePeopleAreWithheld) {
  Network network(5);
  Findings findings = network.Live(Day(2026, 10, 1));
  findings.days_expected = {{"ALA1", 31}, {"TRZ1", 31}, {"KZO1", 31}};
  findings.days_recorded = {{"ALA1", 30}, {"TRZ1", 30}, {"KZO1", 30}};
  Cells& cells = findings.release.cells;
  cells.at({"enrolled", "site", "TRZ1", "", ""}).disclosure = Disclosure::kWithheld;
  cells.at({"on_treatment", "site", "KZO1", "", ""}).disclosure = Disclosure::kWithheld;
  const v1::Release release = Word(findings);
  ASSERT_EQ(release.completeness_size(), 1);
  EXPECT_EQ(release.completeness(0).site_code(), "ALA1");
}

// What a revision repeats of what was withheld gives it away.
TEST(Revisions, WithholdWhatTheRevisedReleaseWithheld) {
  Network network(5);
  Release first = network.Live(Day(2026, 10, 1)).release;
  Release second = first;
  second.revision = 2;
  ASSERT_TRUE(Protect({}, Network::regions(), 5, &first).ok());
  // Withheld for no reason of its own, so that the second would show it if it could.
  CellValue& large = first.cells.at({"enrolled", "region", "KZ-75", "sex", "male"});
  CellValue& other = first.cells.at({"enrolled", "region", "KZ-75", "sex", "female"});
  CellValue& there = first.cells.at({"enrolled", "region", "KZ-55", "sex", "male"});
  CellValue& corner = first.cells.at({"enrolled", "region", "KZ-55", "sex", "female"});
  for (CellValue* cell : {&large, &other, &there, &corner}) {
    cell->disclosure = Disclosure::kWithheld;
  }
  ASSERT_TRUE(Protect({first}, Network::regions(), 5, &second).ok());
  for (const auto& [key, cell] : first.cells) {
    if (cell.disclosure != Disclosure::kWithheld) continue;
    EXPECT_EQ(second.cells.at(key).disclosure, Disclosure::kWithheld)
        << key.measure << " " << key.row << " " << key.column;
  }
}

}  // namespace
}  // namespace oat::reporting
