// Doses to take home at the command line: the way of a bottle as the README's reader would type it.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class TakeHome : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    static bool is_in_force = false;
    if (!is_in_force) TheClinic().PutInForce("ua-normal");
    is_in_force = true;
  }
  static Said By(const std::string& role, Strings words, const std::string& input = "") {
    words.insert(words.begin(), "take-home");
    return AtSite(role, words, input);
  }
  static std::string Admitted() {
    TheClinic().As("prescriber");
    return TheClinic().Admit();
  }
  // The last word of what a command said.
  static std::string LastWord(const Said& said) {
    const Strings words = WordsIn(said.lines().back());
    return words.back();
  }
  // The first serial in what a command said.
  static std::string SerialIn(const Said& said) {
    const size_t at = said.out.find("B-");
    return at == std::string::npos ? "" : said.out.substr(at, 12);
  }
};

TEST_F(TakeHome, IsEvaluatedAuthorisedFilledHandedOutAndBroughtBack) {
  const std::string number = Admitted();
  const Said evaluated = By("nurse", {"evaluate", number, "2026-11-22", "2026-11-23"});
  EXPECT_THAT(evaluated.out, AllOf(HasSubstr("Day 1 of treatment."), HasSubstr("ua-normal/1"),
                                   HasSubstr("It may be authorised.")));
  const Said authorised =
      By("prescriber", {"authorise", number, "2026-11-22", "2026-11-23", "--storage-explained"});
  ASSERT_EQ(authorised.exit_code, kDone) << authorised.err;
  const std::string authorisation = LastWord(authorised);
  const Said filled = By("nurse", {"fill", number, authorisation, "W1"});
  ASSERT_EQ(filled.exit_code, kDone) << filled.err;
  const std::string serial = SerialIn(filled);
  EXPECT_THAT(By("nurse", {"out"}).out, HasSubstr(serial));
  EXPECT_THAT(By("nurse", {"show", number}).out,
              AllOf(HasSubstr(authorisation), HasSubstr("prepared")));
  const Said handed_out = By("nurse", {"hand-out", number, authorisation, "photo", "well"});
  EXPECT_THAT(handed_out.out, HasSubstr("at_home")) << handed_out.err;
  EXPECT_THAT(
      By("nurse", {"look-up", serial}).out,
      AllOf(HasSubstr("methadone_oral_solution"), HasSubstr("80 mg"), Not(HasSubstr(number))));
  EXPECT_THAT(By("nurse", {"return", number, serial, "W1", "intact"}).out,
              HasSubstr(serial + " is back and held for waste at W1"));
}

TEST_F(TakeHome, ThatTheRulesDoNotLetSaysWhy) {
  const std::string number = Admitted();
  Strings words = {"authorise", number};
  for (int day = 1; day <= 11; ++day)
    words.push_back(absl::StrCat("2026-12-", day < 10 ? "0" : "", day));
  words.push_back("--storage-explained");
  const Said refused = By("prescriber", words);
  EXPECT_EQ(refused.exit_code, kRefused);
  EXPECT_THAT(refused.err, HasSubstr("At most 10 days at home at one time, and this makes 11"));
  const Said wrong = By("prescriber", {"evaluate", number, "2026-12-01/x"});
  EXPECT_THAT(wrong.err, HasSubstr("day: got 2026-12-01/x, wanted a day, or a day and a portion"));
}

TEST_F(TakeHome, ThatIsLostIsReplacedAndThatIsAskedBackIsListed) {
  const std::string number = Admitted();
  const std::string authorisation = LastWord(
      By("prescriber", {"authorise", number, "2026-11-22", "2026-11-23", "--storage-explained"}));
  const std::string serial = SerialIn(By("nurse", {"fill", number, authorisation, "W1"}));
  By("nurse", {"hand-out", number, authorisation, "photo", "well"});
  EXPECT_THAT(By("nurse", {"lost", number, serial, "stolen"}).out, HasSubstr(serial + " is lost"));
  EXPECT_THAT(By("prescriber", {"replace", number, serial}).out,
              HasSubstr("the portion of " + serial + " can be given at the window"));
  EXPECT_THAT(By("prescriber", {"recall", number, "2026-11-22"}).out,
              HasSubstr("asked back until 2026-11-22: B-"));
  EXPECT_THAT(By("nurse", {"out"}).out, HasSubstr("recalled"));
  const Said undecided = AtSite("prescriber", {"orders", "cancel", number});
  EXPECT_EQ(undecided.exit_code, kRefused);
  EXPECT_THAT(undecided.err, HasSubstr("Say whether they stay or are asked back"));
  EXPECT_THAT(AtSite("prescriber", {"orders", "cancel", number, "--bottles", "recall"}).out,
              HasSubstr("cancelled from"));
}

TEST_F(TakeHome, IsRevokedAndNoDelegateIsNamedOnACommandLine) {
  const std::string number = Admitted();
  const std::string authorisation =
      LastWord(By("prescriber", {"authorise", number, "2026-11-22", "--storage-explained"}));
  By("nurse", {"fill", number, authorisation, "W1"});
  EXPECT_THAT(By("nurse", {"name-delegate", number}, "Aigul Serikkyzy\nN 012345\n").out,
              HasSubstr("may collect from now on"));
  const Said stranger =
      By("nurse", {"hand-out", number, authorisation, "photo", "well", "--to-delegate"},
         "Somebody Else\nN 1\n");
  EXPECT_THAT(stranger.err, HasSubstr("Nothing may be handed to this person"));
  EXPECT_THAT(By("nurse", {"remove-delegate", number}).out, HasSubstr("nobody collects"));
  EXPECT_THAT(By("prescriber", {"revoke", number, authorisation}).out, HasSubstr("revoked"));
}

TEST_F(TakeHome, ASiteSaysHowItIsReached) {
  const Said set =
      AtAdmin({"sites", "contact", "ALA1", "--name", "Pharmacy-7", "--address", "Abay-12",
               "--telephone", "+7-727-000-00-01", "--emergency-telephone", "+7-727-000-00-00"});
  EXPECT_THAT(set.out, HasSubstr("labels of ALA1 say so from now on")) << set.err;
  EXPECT_THAT(AtAdmin({"sites", "list", "--json"}).out, HasSubstr("+7-727-000-00-00"));
}

}  // namespace
}  // namespace oat::ctl
