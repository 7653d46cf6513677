// Probable duplicates at the command line: listed, compared, decided.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string People() { return TheClinic().Sql("SELECT count(*) FROM person"); }

// Imports rows that all have one passport; the ids of the reviews that this opened.
Strings ImportAlike(const std::string& passport, const Strings& families) {
  Strings lines = {kRosterHeader};
  for (const std::string& family : families) {
    lines.push_back(RosterRow(absl::StrCat(passport, "-", lines.size()), family, passport));
  }
  EXPECT_EQ(AtAdmin({"import", "roster", NewFile(lines)}).exit_code, kDone);
  Strings ids;
  for (const std::string& line : AtManager({"duplicates", "list"}).lines()) {
    if (line.find("document") != std::string::npos) ids.push_back(WordsIn(line)[0]);
  }
  return ids;
}

TEST(Duplicates, AreListedByNumberAndDecided) {
  const Strings ids = ImportAlike("DOUBLE1", {"Алимова", "Берикова", "Валиева"});
  ASSERT_EQ(ids.size(), 2u);
  const Strings lines = AtManager({"duplicates", "list"}).lines();
  EXPECT_THAT(lines[0], StartsWith("review newcomer at line known as agreeing"));
  const Strings words = WordsIn(lines[1]);
  const std::string known = words[3];
  EXPECT_THAT(lines[1], StartsWith(absl::StrCat(ids[0], " ALA1 3 ", known, " document")));
  EXPECT_THAT(lines[2], StartsWith(absl::StrCat(ids[1], " ALA1 4 ", known, " document")));
  const std::string before = People();
  EXPECT_EQ(AtManager({"duplicates", "decide", ids[0], "same"}).out,
            "the same person: " + known + "\n");
  EXPECT_EQ(People(), before);
  EXPECT_THAT(AtManager({"duplicates", "decide", ids[1], "different"}).out,
              AllOf(StartsWith("two people; the newcomer is: "), Not(HasSubstr(known))));
  EXPECT_EQ(People(), absl::StrCat(std::stoi(before) + 1));
  EXPECT_THAT(AtManager({"duplicates", "list"}).out, HasSubstr("(none)"));
  EXPECT_EQ(AtManager({"duplicates", "decide", ids[0], "same"}).exit_code, kRefused);
  EXPECT_THAT(AtManager({"duplicates", "decide", "7", "same"}).err,
              HasSubstr("review_id: got \"7\", wanted a UUID"));
  EXPECT_THAT(AtManager({"duplicates", "decide", ids[0], "perhaps"}).err,
              HasSubstr("verdict: got perhaps, wanted same or different"));
}

TEST(Duplicates, AreComparedFieldByFieldAndNeverShown) {
  ImportAlike("DOUBLE2", {"Сәтбаева"});
  const Strings ids = ImportAlike("DOUBLE2", {"Сәтбаева", "Satbayeva"});
  ASSERT_EQ(ids.size(), 1u);
  const std::string looks =
      "SELECT count(*) FROM audit WHERE method = 'CompareDuplicate' AND "
      "person_id IS NOT NULL";
  const int looks_before = std::stoi(TheClinic().Sql(looks));
  const Said said = AtManager({"duplicates", "compare", ids[0]});
  EXPECT_EQ(std::stoi(TheClinic().Sql(looks)), looks_before + 1);
  EXPECT_THAT(said.lines(),
              ElementsAre(StartsWith("newcomer at ALA1, line 3 of the file; known as "),
                          "field newcomer and known", "family name alike", "given name same",
                          "birth date same", "document same", "uic not known", "sex same"));
  for (const char* secret : {"Сәтбаева", "Satbayeva", "Дана", "1987-06-05", "DOUBLE2"}) {
    EXPECT_THAT(said.out + said.err, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(AtManager({"duplicates", "compare", ids[0], "--json"}).out,
              HasSubstr("\"agreement\": \"AGREEMENT_ALIKE\""));
  EXPECT_EQ(AtAdmin({"duplicates", "compare", ids[0]}).exit_code, kNotAllowed);
  EXPECT_EQ(AtManager({"duplicates", "decide", ids[0], "same"}).exit_code, kDone);
}

TEST(DuplicatesReview, GoesThroughThemOnePairAtATime) {
  const Strings ids = ImportAlike("DOUBLE3", {"Абаева", "Бабаева", "Вагаева", "Гадаева"});
  ASSERT_EQ(ids.size(), 3u);
  const std::string before = People();
  // A word that is none is asked again; the last is left for another day.
  const Said said = AtManager({"duplicates", "review"}, "s\nperhaps\nD\nnext\n");
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(said.lines(), AllOf(Contains(StartsWith("1 of 3: newcomer at ALA1, line 3")),
                                  Contains(StartsWith("2 of 3: newcomer at ALA1, line 4")),
                                  Contains(StartsWith("3 of 3: newcomer at ALA1, line 5")),
                                  Contains(StartsWith("the same person: ")),
                                  Contains(StartsWith("two people; the newcomer is: "))));
  EXPECT_EQ(said.lines().back(), "2 decided, 1 left");
  EXPECT_THAT(said.err, HasSubstr("answer: got \"perhaps\", wanted s, d, n or q"));
  EXPECT_EQ(People(), absl::StrCat(std::stoi(before) + 1));
  // Quitting, or the end of the input, decides nothing.
  for (const char* input : {"q\n", ""}) {
    EXPECT_EQ(AtManager({"duplicates", "review"}, input).lines().back(), "0 decided, 1 left");
  }
  EXPECT_EQ(AtManager({"duplicates", "review"}, "same\n").lines().back(), "1 decided, 0 left");
  EXPECT_EQ(AtManager({"duplicates", "review"}).out, "no probable duplicate waits\n");
}

TEST(Duplicates, AreForThoseWhoMay) {
  EXPECT_EQ(AtSite("nurse", {"duplicates", "list"}).exit_code, kNotAllowed);
  EXPECT_EQ(AtSite("nurse", {"duplicates", "review"}).exit_code, kNotAllowed);
}

}  // namespace
}  // namespace oat::ctl
