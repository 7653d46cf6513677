#include "clients/desk/screen.h"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "absl/strings/str_join.h"
#include "clients/desk/digits.h"
#include "clients/desk/keyboard.h"
#include "clients/desk/pages.h"

namespace oat::desk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(Digits, AreFiveLinesHighAndTellEachOtherApart) {
  std::set<std::string> shapes;
  for (char digit : std::string("0123456789.")) {
    const auto lines = LargeDigits(std::string(1, digit), false);
    EXPECT_THAT(lines, SizeIs(kDigitLines));
    for (const std::string& line : lines) EXPECT_EQ(line.size(), lines[0].size()) << digit;
    shapes.insert(absl::StrJoin(lines, "\n"));
  }
  EXPECT_EQ(shapes.size(), 11u);
}

TEST(Digits, StandBesideEachOther) {
  EXPECT_THAT(LargeDigits("14", false),
              ElementsAre("  ##    ##  ##", "####    ##  ##", "  ##    ######", "  ##        ##",
                          "######      ##"));
  EXPECT_THAT(LargeDigits("2.5", false).back(), "######  ##  ######");
}

TEST(Digits, AreDrawnWithBlocksWhereThereAreSome) {
  for (const std::string& line : LargeDigits("8", true)) {
    EXPECT_THAT(line, Not(HasSubstr("#")));
    EXPECT_EQ(CountCharacters(line), 6u);
  }
}

TEST(Wrapping, BreaksAtBlanksAndCountsCharacters) {
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("үш төрт бес", 7), ElementsAre("үш төрт", "бес"));
  EXPECT_THAT(Wrap("", 7), ElementsAre(""));
  EXPECT_THAT(Wrap("    indented", 40), ElementsAre("    indented"));
}

TEST(Wrapping, KeepsWhatStandsTwoBlanksApartWhole) {
  EXPECT_THAT(Wrap("[g] is given  [v] is void", 22), ElementsAre("[g] is given", "[v] is void"));
}

TEST(Wrapping, CutsAWordThatFitsNowhere) {
  EXPECT_THAT(Wrap("жалғастыру", 4), ElementsAre("жалғ", "асты", "ру"));
  EXPECT_THAT(Wrap(std::string(100, 'x'), 20), SizeIs(5));
}

TEST(Wrapping, NeverPassesTheWidth) {
  const std::string line = "The server does not answer. Nothing is lost:  what you asked is kept.";
  for (size_t columns = 1; columns < 80; ++columns) {
    for (const std::string& part : Wrap(line, columns)) EXPECT_LE(part.size(), columns);
  }
}

class OnAScreen : public testing::Test {
 protected:
  std::string Shown(const Screen::Abilities& abilities, const Page& page,
                    const std::string& typed = "") {
    std::ostringstream out;
    Screen(out, abilities).Show(page, typed);
    return out.str();
  }
};

TEST_F(OnAScreen, ClearsWhereItCanAndPushesAwayWhereItCannot) {
  const Page page = Page().Add("words");
  EXPECT_EQ(Shown({.clears = true}, page), "\x1b[H\x1b[2J\x1b[3Jwords\n");
  const std::string dumb = Shown({.rows = [] { return 10; }}, page);
  EXPECT_EQ(dumb, "\n\n\n\n\n\n\n\n\n\nwords\n");
}

TEST_F(OnAScreen, ColoursOnlyWhereItMayAndSaysTheSameWithout) {
  const Page page = Page().Add("careful", Tone::kWarning);
  EXPECT_THAT(Shown({.colours = true}, page), HasSubstr("\x1b[1;31mcareful\x1b[0m"));
  EXPECT_THAT(Shown({.clears = true}, page), Not(HasSubstr("\x1b[1")));
  EXPECT_THAT(Shown({}, page), HasSubstr("careful\n"));
}

TEST_F(OnAScreen, PutsWhatIsTypedBehindThePrompt) {
  Page page;
  page.prompt = "Login: ";
  EXPECT_THAT(Shown({}, page, "дана"), testing::EndsWith("\nLogin: дана"));
  // A narrow window leaves no room behind a long one.
  page.prompt = "Birth date, day month year: ";
  EXPECT_THAT(Shown({.columns = [] { return 40; }}, page, "5 6"),
              testing::EndsWith("\nBirth date, day month year: \n5 6"));
}

TEST(Keys, AreTheSameLettersInEveryLayout) {
  EXPECT_EQ(LatinKeys("gprhvk wondbl"), "gprhvk wondbl");
  // What the same keys give in the Russian layout.
  EXPECT_EQ(LatinKeys("пзкрмл цщтвид"), "gprhvk wondbl");
  EXPECT_EQ(LatinKeys("ПЗКРМЛ"), "GPRHVK");
  // A number scanned through the Kazakh layout, which has letters in the row of digits.
  EXPECT_EQ(LatinKeys("Ц\"әіңғ,.үұқ"), "W1234567890");
  EXPECT_EQ(KeyName({Event::Kind::kKey, "\""}), "1");
  EXPECT_EQ(KeyName({Event::Kind::kKey, "П"}), "g");
  EXPECT_EQ(LatinKeys("№?ъ7"), "№?ъ7");
}

TEST(Amounts, AreReadAsTheyAreTyped) {
  EXPECT_EQ(ReadMilligrams("80"), 80'000);
  EXPECT_EQ(ReadMilligrams(" 2.5 "), 2'500);
  EXPECT_EQ(ReadMilligrams("2,5"), 2'500);
  EXPECT_EQ(ReadMilligrams("0.125"), 125);
  EXPECT_EQ(ReadMilligrams("080"), 80'000);
  for (const char* wrong :
       {"", "x", "80mg", "8 0", "1.2.3", "-80", "2.", ".5", "1.2345", "9999999"}) {
    EXPECT_EQ(ReadMilligrams(wrong), std::nullopt) << wrong;
  }
  for (int64_t micrograms : {80'000, 2'500, 125, 1'000'000}) {
    EXPECT_EQ(ReadMilligrams(InMilligrams(micrograms)), micrograms);
  }
}

TEST(Dates, AreReadAsTheyAreSaid) {
  for (const char* said : {"05.06.1987", "5.6.1987", "5 6 1987", "05/06/1987", "05-06-1987",
                           "05061987", "1987-06-05", " 5,6,1987 "}) {
    EXPECT_EQ(ReadDate(said), "1987-06-05") << said;
  }
  for (const char* wrong : {"", "5 6", "5.6.87", "31.02.1987", "1987.06.05", "junk", "5.6.1987.1",
                            "0506198", "12.13.1987"}) {
    EXPECT_EQ(ReadDate(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(SpokenDate("1987-06-05"), "05.06.1987");
}

}  // namespace
}  // namespace oat::desk
