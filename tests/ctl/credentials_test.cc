// One-time codes, PINs, passwords, badges and sessions at the command line.
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/qr_code.h"
#include "services/access/one_time_code.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const std::string kPasswordLine = std::string(Clinic::kPassword) + "\n";

// Somebody new with a role at ALA1, who may sign in at a home of her own.
std::string Hire(const std::string& login, const std::string& role) {
  EXPECT_EQ(AtAdmin({"staff", "add", login}, kPasswordLine).exit_code, kDone);
  EXPECT_EQ(AtAdmin({"staff", "grant", login, role, "--site", "ALA1"}).exit_code, kDone);
  return NewHome("ALA1", "");
}

std::string Field(const Said& said, const char* name) {
  return nlohmann::json::parse(said.out).value(name, "");
}

// The code that an app shows for a key in base 32, 30 seconds after the last.
std::string NextCode(const std::string& typed_key) {
  TheClinic().Advance(absl::Seconds(30));
  const int64_t step = access::CodeStepOf(TheClinic().now());
  return access::CodeOf(test::ReadTypedKey(typed_key), step).Reveal();
}

// As RunAt, by somebody who types.
Said TypedAt(const std::string& home, const Strings& words, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out, err;
  Terminal terminal{in, out, err, /*in_is_terminal=*/true};
  Strings all = {"--server", TheClinic().server(), "--home", home};
  all.insert(all.end(), words.begin(), words.end());
  const int exit_code = RunOatctl(all, terminal);
  return {exit_code, out.str(), err.str()};
}

TEST(OneTimeCode, IsMadeInTwoStepsAndOpensTheRoleThatWantsIt) {
  const std::string home = Hire("doctor.codes", "prescriber");
  EXPECT_EQ(RunAt(home, {"sign-in", "doctor.codes"}, kPasswordLine).out,
            "signed in as doctor.codes () at ALA1\n"
            "not as prescriber, which wants a one-time code; there is none yet: oatctl "
            "one-time-code begin\n");
  EXPECT_EQ(RunAt(home, {"orders", "expiring"}).exit_code, kNotAllowed);
  const Said begun = RunAt(home, {"one-time-code", "begin", "--json"}, kPasswordLine);
  ASSERT_EQ(begun.exit_code, kDone) << begun.err;
  EXPECT_THAT(Field(begun, "address"), StartsWith("otpauth://totp/"));
  const std::string key = Field(begun, "key");
  EXPECT_EQ(RunAt(home, {"one-time-code", "confirm"}, "000000\n").exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, {"one-time-code", "confirm"}, NextCode(key) + "\n").exit_code, kDone);
  EXPECT_EQ(RunAt(home, {"orders", "expiring"}).exit_code, kDone);

  const std::string both = kPasswordLine + NextCode(key) + "\n";
  EXPECT_EQ(RunAt(home, {"sign-in", "doctor.codes"}, both).out,
            "signed in as doctor.codes (prescriber) at ALA1\n");
  EXPECT_EQ(RunAt(home, {"sign-in", "doctor.codes"}, both).exit_code, kNotAllowed);
}

TEST(OneTimeCode, IsShownToAnAppAndInLetters) {
  const std::string home = Hire("nurse.codes", "nurse");
  ASSERT_EQ(RunAt(home, {"sign-in", "nurse.codes"}, kPasswordLine).exit_code, kDone);
  const Said begun = RunAt(home, {"one-time-code", "begin"}, kPasswordLine);
  EXPECT_EQ(begun.exit_code, kDone) << begun.err;
  EXPECT_THAT(begun.out,
              AllOf(HasSubstr("\u2580"), HasSubstr("shown this once"), Not(HasSubstr("otpauth"))));
  EXPECT_THAT(RunAt(home, {"one-time-code", "begin"}, "not the password\n").exit_code, kNotAllowed);
}

TEST(OneTimeCode, IsAskedOfWhoTypesOnlyWhereARoleWantsOne) {
  const std::string nurse = Hire("nurse.typing", "nurse");
  EXPECT_THAT(TypedAt(nurse, {"sign-in", "nurse.typing"}, kPasswordLine).err,
              Not(HasSubstr("One-time code")));
  const std::string doctor = Hire("doctor.typing", "prescriber");
  EXPECT_THAT(TypedAt(doctor, {"sign-in", "doctor.typing"}, kPasswordLine).err,
              Not(HasSubstr("One-time code")));
  const std::string key =
      Field(RunAt(doctor, {"one-time-code", "begin", "--json"}, kPasswordLine), "key");
  ASSERT_EQ(RunAt(doctor, {"one-time-code", "confirm"}, NextCode(key) + "\n").exit_code, kDone);
  const Said said =
      TypedAt(doctor, {"sign-in", "doctor.typing"}, kPasswordLine + NextCode(key) + "\n");
  EXPECT_THAT(said.err, HasSubstr("One-time code of doctor.typing (Enter: none): "));
  EXPECT_EQ(said.out, "signed in as doctor.typing (prescriber) at ALA1\n");
  EXPECT_EQ(TypedAt(doctor, {"sign-in", "doctor.typing"}, kPasswordLine + "\n").out,
            "signed in as doctor.typing () at ALA1\n"
            "not as prescriber, which wants a one-time code\n");
}

TEST(Badge, IsShownOnceAndSignsWithItsPin) {
  const std::string home = Hire("nurse.badge", "nurse");
  const Said shown = AtAdmin({"badge", "issue", "nurse.badge"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("\u2580"), HasSubstr("The badge of nurse.badge")));
  const std::string badge = Field(AtAdmin({"badge", "issue", "nurse.badge", "--json"}), "badge");
  EXPECT_EQ(badge.size(), 43u);
  ASSERT_EQ(RunAt(home, {"sign-in", "nurse.badge"}, kPasswordLine).exit_code, kDone);
  EXPECT_EQ(RunAt(home, {"pin"}, kPasswordLine + "123456\n").exit_code, kRefused);
  EXPECT_EQ(RunAt(home, {"pin"}, kPasswordLine + "493817\n").exit_code, kDone);
  const Strings waste = {"stock", "waste", "W1", "--second", "badge"};
  EXPECT_EQ(AtSite("stock_custodian", waste, badge + "\n493818\n").exit_code, kNotAllowed);
  EXPECT_EQ(AtSite("stock_custodian", waste, badge + "\n493817\n").exit_code, kDone);
  EXPECT_EQ(AtAdmin({"badge", "revoke", "nurse.badge"}).exit_code, kDone);
  EXPECT_EQ(AtSite("stock_custodian", waste, badge + "\n493817\n").exit_code, kNotAllowed);
}

TEST(Sessions, AreListedAndEndedOneByOne) {
  const std::string here = Hire("nurse.sessions", "nurse");
  const std::string there = NewHome("ALA1", "");
  for (const std::string& home : {there, here}) {
    ASSERT_EQ(RunAt(home, {"sign-in", "nurse.sessions"}, kPasswordLine).exit_code, kDone);
  }
  const Strings lines = RunAt(here, {"sessions"}).lines();
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[1], testing::EndsWith(" this one"));
  const std::string other = WordsIn(lines[2])[0];
  EXPECT_EQ(RunAt(here, {"sessions", "end", other}).out,
            absl::StrCat("session ", other, " has ended\n"));
  EXPECT_EQ(RunAt(there, {"sessions"}).exit_code, kNotAllowed);
  EXPECT_THAT(RunAt(here, {"sessions", "list"}).lines(), SizeIs(2));
  EXPECT_EQ(RunAt(here, {"sessions", "end", "first"}).err,
            "oatctl: session: got first, wanted a number that 'oatctl sessions' lists\n");
}

TEST(Password, IsResetByTwoPeopleAndChosenByTheThird) {
  const std::string home = Hire("nurse.forgetful", "nurse");
  TheClinic().As("nurse");
  const Strings reset = {"password", "reset",      "nurse.forgetful",
                         "--second", "nurse.ALA1", "--json"};
  const Said said = AtSite("prescriber", reset, kPasswordLine);
  ASSERT_EQ(said.exit_code, kDone) << said.err;
  const std::string word = Field(said, "reset_word");
  const std::string chosen = "violet kettles of the north\n";
  const Strings redeem = {"password", "redeem", "nurse.forgetful"};
  EXPECT_EQ(RunAt(home, redeem, "00000-00000-00000-00000\n" + chosen).exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, redeem, word + "\n" + chosen).exit_code, kDone);
  EXPECT_EQ(RunAt(home, redeem, word + "\n" + chosen).exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, {"sign-in", "nurse.forgetful"}, kPasswordLine).exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, {"sign-in", "nurse.forgetful"}, chosen).exit_code, kDone);
}

TEST(Password, UnderDuressOpensASessionThatLooksLikeAnyOther) {
  const std::string home = Hire("nurse.forced", "nurse");
  const Said hers = RunAt(home, {"sign-in", "nurse.forced"}, kPasswordLine);
  const std::string forced = "seven quiet harbours\n";
  ASSERT_EQ(RunAt(home, {"password", "duress"}, kPasswordLine + forced).exit_code, kDone);
  const Said said = RunAt(home, {"sign-in", "nurse.forced"}, forced);
  EXPECT_EQ(said.exit_code, kDone);
  EXPECT_EQ(said.out, hers.out);
  EXPECT_EQ(said.err, hers.err);
}

TEST(QrCodes, HaveAMarginOnEverySideAndTheirCornersWithinIt) {
  const std::string drawn = Must(QrCode("what a badge says", /*on_screen=*/false));
  const Strings lines = absl::StrSplit(drawn, '\n', absl::SkipEmpty());
  // 25 modules a side hold 26 bytes at this level, and margins of four, two rows a line.
  ASSERT_THAT(lines, SizeIs(17));
  const std::string blank(33, ' ');
  EXPECT_EQ(lines[0], blank);
  EXPECT_EQ(lines[1], blank);
  // The square in the corner, of seven modules: a frame, a gap, a block of three.
  EXPECT_THAT(lines[2], StartsWith("    █▀▀▀▀▀█ "));
  EXPECT_THAT(lines[3], StartsWith("    █ ███ █ "));
  EXPECT_THAT(lines[4], StartsWith("    █ ▀▀▀ █ "));
  EXPECT_THAT(lines[5], StartsWith("    ▀▀▀▀▀▀▀ "));
  EXPECT_EQ(lines[15], blank);
  const std::string on_screen = Must(QrCode("what a badge says", /*on_screen=*/true));
  EXPECT_THAT(on_screen, StartsWith("\x1b[30;107m" + blank + "\x1b[0m\n"));
}

}  // namespace
}  // namespace oat::ctl
