// What packs want on a label: together all of it, each once, and everything that must not pass.
#include "services/policy/label.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "oat/v1/reason.pb.h"
#include "services/policy/pack_text.h"
#include "services/policy/pack_words.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using rules::v1::LABEL_FIELD_DISPENSED_ON;
using rules::v1::LABEL_FIELD_DOSE;
using rules::v1::LABEL_FIELD_LOT;
using rules::v1::LABEL_FIELD_MEDICATION;
using rules::v1::LABEL_FIELD_PATIENT_NAME;
using rules::v1::LABEL_FIELD_PATIENT_NUMBER;
using rules::v1::LABEL_FIELD_PRESCRIBER;
using rules::v1::LABEL_FIELD_SITE;
using rules::v1::LABEL_FIELD_TELEPHONE;
using test::PackText;
using test::StackOf;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;

// A pack of a label alone.
std::shared_ptr<const Pack> Made(const std::string& name, const std::string& label) {
  auto pack =
      ReadPack(absl::StrCat("name: \"", name,
                            "\" version: \"3\" sources { key: \"S\" title: \"Its own\" } "
                            "label { ",
                            label, " evidence { source: \"S\" mark: MARK_VERIFIED_IN_PART } }"));
  EXPECT_TRUE(pack.ok()) << pack.status();
  return std::make_shared<const Pack>(*std::move(pack));
}

std::vector<LabelField> FieldsOf(const LabelRules& rules) {
  std::vector<LabelField> fields;
  for (const auto& field : rules.fields) fields.push_back(field.value);
  return fields;
}

std::vector<std::string> Faults(const std::string& name, const std::string& from,
                                const std::string& to) {
  const std::string text = absl::StrReplaceAll(PackText(name), {{from, to}});
  EXPECT_NE(text, PackText(name)) << "the change changes nothing";
  const auto pack = ReadPack(text);
  EXPECT_TRUE(pack.ok()) << pack.status();
  return FaultsOf(*pack);
}

TEST(Label, OfNoPackIsNotSaid) {
  EXPECT_FALSE(LabelOf({}).is_said);
  EXPECT_FALSE(LabelOf(StackOf({"us-va", "au-2003"})).is_said);
  EXPECT_TRUE(LabelOf(StackOf({"us-va", "us-or"})).is_said);
  EXPECT_EQ(LabelOf(StackOf({"us-or"})).Warning(Language::kEnglish), "");
}

// What a bottle at home cannot do without, wherever it is.
TEST(Label, NamesDrugAmountAndDayEverywhereAndNobody) {
  const LabelRules rules = LabelOf(StackOf({"jalgas"}));
  EXPECT_THAT(
      FieldsOf(rules),
      IsSupersetOf({LABEL_FIELD_MEDICATION, LABEL_FIELD_DOSE, rules::v1::LABEL_FIELD_CONTENT,
                    rules::v1::LABEL_FIELD_DAY, rules::v1::LABEL_FIELD_EMERGENCY_TELEPHONE,
                    LABEL_FIELD_PATIENT_NUMBER}));
  EXPECT_FALSE(rules.Demands(LABEL_FIELD_PATIENT_NAME));
  EXPECT_THAT(rules.Warning(Language::kEnglish), HasSubstr("kill a child"));
  EXPECT_THAT(rules.Warning(Language::kRussian), HasSubstr("детей"));
  EXPECT_THAT(rules.Warning(Language::kKazakh), HasSubstr("Балаларға қауіпті"));
  EXPECT_THAT(rules.warnings, ElementsAre(testing::Field(&Decided<rules::v1::Words>::mark,
                                                         rules::v1::MARK_RECALLED)));
}

TEST(Label, ShowsWhatEachOfSeveralPacksWants) {
  const LabelRules rules = LabelOf(StackOf({"us-or", "us-ca", "jalgas"}));
  const auto pack_of = [&](LabelField field) {
    for (const auto& one : rules.fields) {
      if (one.value == field) return absl::StrCat(one.pack, ", ", one.source);
    }
    return std::string("nobody's");
  };
  EXPECT_EQ(pack_of(LABEL_FIELD_SITE), "us-or/1, OAR 415-020-0065, take-out medication");
  EXPECT_EQ(pack_of(LABEL_FIELD_PATIENT_NAME),
            "us-ca/1, 9 CCR 10365, labelling of take-home medication");
  EXPECT_EQ(pack_of(LABEL_FIELD_LOT), "jalgas/3, A choice of this software");
  EXPECT_THAT(rules.fields, SizeIs(13)) << "of all thirteen, each once";
  EXPECT_TRUE(std::is_sorted(rules.fields.begin(), rules.fields.end(),
                             [](const auto& a, const auto& b) { return a.value < b.value; }));
  EXPECT_THAT(rules.Warning(Language::kEnglish),
              AllOf(HasSubstr("Poison--May Be Fatal to Adult or Child; Keep Out of Reach of "
                              "Children"),
                    HasSubstr("kill a child")));
  EXPECT_THAT(rules.Storage(Language::kRussian), HasSubstr("холодильник"));
}

TEST(Label, OfCaliforniaAndOfOregonIsAsTheirTextsHaveIt) {
  EXPECT_THAT(
      FieldsOf(LabelOf(StackOf({"us-ca"}))),
      ElementsAre(LABEL_FIELD_SITE, LABEL_FIELD_TELEPHONE,
                  rules::v1::LABEL_FIELD_EMERGENCY_TELEPHONE, LABEL_FIELD_MEDICATION,
                  LABEL_FIELD_DISPENSED_ON, LABEL_FIELD_PRESCRIBER, LABEL_FIELD_PATIENT_NAME));
  EXPECT_THAT(FieldsOf(LabelOf(StackOf({"us-or"}))),
              ElementsAre(LABEL_FIELD_SITE, LABEL_FIELD_TELEPHONE, LABEL_FIELD_PRESCRIBER));
}

TEST(Label, SaysATextOfTwoPacksOnce) {
  const auto words = [](const std::string& ru) {
    return absl::StrCat("fields: LABEL_FIELD_DOSE warning { en: \"Beware.\" ru: \"", ru,
                        "\" kk: \"Сақ бол.\" }");
  };
  const LabelRules same = LabelOf({Made("a", words("Берегись.")), Made("b", words("Берегись."))});
  ASSERT_THAT(same.warnings, SizeIs(1));
  EXPECT_EQ(same.warnings[0].pack, "a/3");
  EXPECT_EQ(same.warnings[0].mark, rules::v1::MARK_VERIFIED_IN_PART);
  EXPECT_THAT(same.fields, SizeIs(1));
  const LabelRules other = LabelOf({Made("a", words("Берегись.")), Made("b", words("Осторожно."))});
  EXPECT_THAT(other.warnings, SizeIs(2));
  EXPECT_EQ(other.Warning(Language::kRussian), "Берегись. Осторожно.");
  EXPECT_EQ(other.Warning(Language::kEnglish), "Beware.");
}

TEST(FaultyLabel, IsToldWithItsPlace) {
  EXPECT_THAT(Faults("us-or", "    LABEL_FIELD_TELEPHONE,\n", "    LABEL_FIELD_SITE,\n"),
              ElementsAre(HasSubstr("label.fields[1]: got LABEL_FIELD_SITE, wanted each field")));
  EXPECT_THAT(Faults("us-or", "LABEL_FIELD_SITE", "LABEL_FIELD_UNSPECIFIED"),
              ElementsAre(HasSubstr("label.fields[0]: got 0, wanted a field")));
  EXPECT_THAT(Faults("us-or",
                     "    LABEL_FIELD_SITE,\n    LABEL_FIELD_TELEPHONE,\n    "
                     "LABEL_FIELD_PRESCRIBER\n",
                     ""),
              ElementsAre(HasSubstr("label.fields: got nothing, wanted at least one")));
  EXPECT_THAT(Faults("us-ca", "    kk: \"Тоңазытқышта сақтамаңыз.\"\n", ""),
              ElementsAre(HasSubstr("label.storage.kk: got nothing")));
  EXPECT_THAT(Faults("us-ca",
                     "    en: \"Poison--May Be Fatal to Adult or Child; Keep Out of Reach "
                     "of Children\"\n",
                     ""),
              ElementsAre(HasSubstr("label.warning.en: got nothing")));
  EXPECT_THAT(Faults("us-or", "  evidence { source: \"S2-OR\"", "  evidence { source: \"S9\""),
              Contains(HasSubstr("label.evidence.source: got S9")));
  const std::string text = PackText("us-or");
  const auto bare = ReadPack(text.substr(0, text.find("  evidence")) + "}\n");
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_THAT(FaultsOf(*bare), Contains(HasSubstr("label.evidence: got nothing")));
}

TEST(LabelRows, AreShownBesideTheOthers) {
  std::vector<std::string> rows;
  for (const TableRow& row : TableRowsOf(*ReadPack(PackText("us-ca")))) {
    rows.push_back(absl::StrCat(row.path, ": ", row.says, " [", MarkInWords(row.mark), "]"));
  }
  EXPECT_THAT(rows,
              ElementsAre("label.fields: site, telephone, emergency_telephone, medication, "
                          "dispensed_on, prescriber, patient_name [verified_primary]",
                          "label.warning: Poison--May Be Fatal to Adult or Child; Keep Out of "
                          "Reach of Children [verified_primary]",
                          "label.storage: Keep out of the refrigerator. [verified_primary]"));
  for (const TableRow& row : TableRowsOf(*ReadPack(PackText("us-or")))) {
    EXPECT_EQ(row.path, "label.fields") << "it gives no words";
  }
  EXPECT_THAT(TableRowsOf(*ReadPack(PackText("us-va"))), IsEmpty());
}

TEST(WeakLabel, IsVouchedForBySomebody) {
  const auto weak = [](const std::string& name) {
    std::vector<std::string> paths;
    for (const WeakValue& value : WeakValuesOf(*ReadPack(PackText(name)))) {
      paths.push_back(value.path);
    }
    return paths;
  };
  EXPECT_THAT(weak("jalgas"), Contains("label"));
  EXPECT_THAT(weak("us-ca"), Not(Contains("label")));
}

}  // namespace
}  // namespace oat::policy
