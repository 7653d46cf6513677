// Cards that patients carry at the command line, and the runbook that tells of them.
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/ctl/office.h"
#include "tests/support/process.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Said AtWindow(Strings words) {
  words.insert(words.begin(), "card");
  return AtSite("nurse", words);
}

// A page that nobody has printed yet.
std::string NewPage() { return absl::StrCat(TheClinic().folder(), "/", test::NewId(), ".pdf"); }

// What a scanner reads off the first page of a PDF.
std::string Scanned(const std::string& pdf) {
  std::string text = test::Run(absl::StrCat("pdftoppm -r 300 -png -singlefile ", pdf, " ", pdf,
                                            " && zbarimg -q --raw ", pdf, ".png"));
  return std::string(absl::StripAsciiWhitespace(text));
}

TEST(Cards, ArePrintedReadAndCalledBack) {
  const std::string number = TheClinic().Admit();
  const std::string pdf = NewPage();
  const Said issued = AtWindow({"issue", "--patient", number, "--days", "7", "--output", pdf});
  ASSERT_EQ(issued.exit_code, kDone) << issued.err;
  EXPECT_THAT(issued.out, AllOf(StartsWith("card 1 in " + pdf), HasSubstr("good until ")));
  EXPECT_EQ(ModeOf(pdf) & 0777, 0600U);
  const std::string card = Scanned(pdf);
  const Said read = AtWindow({"read", card});
  EXPECT_THAT(read.out, AllOf(HasSubstr("patient    " + number), HasSubstr(" by ALA1, good until "),
                              HasSubstr("80 mg of methadone_oral_solution a day until 2026-12-20"),
                              HasSubstr("last dose  none"), HasSubstr("bottles    none"),
                              Not(HasSubstr("changed"))))
      << read.err;
  TheClinic().Give(number);
  const Said changed = AtWindow({"read", card});
  EXPECT_THAT(changed.out, AllOf(HasSubstr("changed    last_dose\nnow, at ALA1:\n"),
                                 HasSubstr("last dose  80 mg of methadone_oral_solution, "),
                                 HasSubstr(", window")));
  EXPECT_EQ(AtWindow({"revoke", "lost", "--patient", number}).out,
            "the card is worth nothing any more\n");
  const Said revoked = AtWindow({"read", card});
  EXPECT_EQ(revoked.exit_code, kRefused);
  EXPECT_THAT(revoked.err, HasSubstr("card_revoked: "));
  EXPECT_THAT(AtWindow({"revoke", "lost", "--patient", number}).err, HasSubstr("wrong_state: "));
}

TEST(Cards, TellWhatIsWanted) {
  const std::string number = TheClinic().Admit();
  EXPECT_THAT(AtWindow({"issue", "--patient", number, "--days", "7", "--output", "card.png"}).err,
              HasSubstr("--output: got card.png, wanted a file's name that ends in .pdf"));
  const std::string pdf = NewPage();
  EXPECT_THAT(AtWindow({"issue", "--patient", number, "--days", "a week", "--output", pdf}).err,
              HasSubstr("--days: got a week"));
  EXPECT_THAT(AtWindow({"issue", "--patient", number, "--days", "32", "--output", pdf}).err,
              HasSubstr("days: got 32"));
  EXPECT_EQ(ModeOf(pdf), 0U) << "nothing is printed of what was not issued";
  EXPECT_THAT(AtWindow({"revoke", "mislaid", "--patient", number}).err,
              HasSubstr("wanted lost, taken, not_wanted or error"));
}

// The lines that a runbook says to type.
Strings CommandsOf(const std::string& runbook) {
  std::stringstream text;
  text << std::ifstream(absl::StrCat(OAT_SOURCE_DIR, "/ops/runbooks/", runbook)).rdbuf();
  Strings commands;
  for (absl::string_view line : absl::StrSplit(text.str(), '\n')) {
    if (absl::ConsumePrefix(&line, "    oatctl card ")) commands.emplace_back(line);
  }
  return commands;
}

TEST(Cards, AreHandledAsTheRunbookSays) {
  const std::string number = TheClinic().Admit();
  const std::string pdf = NewPage();
  std::string card;
  const Strings commands = CommandsOf("cards.md");
  ASSERT_EQ(commands.size(), 3U);
  for (const std::string& command : commands) {
    const std::string typed =
        absl::StrReplaceAll(command, {{"7K3MPZ4Q8X", number}, {"card.pdf", pdf}, {"TEXT", card}});
    EXPECT_EQ(AtWindow(WordsIn(typed)).exit_code, kDone) << typed;
    if (card.empty()) card = Scanned(pdf);
  }
}

}  // namespace
}  // namespace oat::ctl
