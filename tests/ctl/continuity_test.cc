// People who move and a site that closes, at the command line, as the runbooks have it.
#include "absl/strings/str_cat.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

Said Transfers(Strings words) {
  words.insert(words.begin(), "transfers");
  return AtSite("site_manager", words);
}
Said Closures(Strings words, const std::string& input = "") {
  words.insert(words.begin(), "closures");
  return AtSite("site_manager", words, input);
}

TEST(Transfers, AreAskedForPreparedAmendedAndCancelled) {
  const std::string number = TheClinic().Admit();
  EXPECT_THAT(Transfers({"request", number, "SEM1", "guest", "2026-11-24", "work", "--until",
                         "2026-11-28", "--patient-asks"})
                  .out,
              StartsWith("asked of SEM1"));
  EXPECT_THAT(
      Transfers({"list", "--open"}).lines(),
      Contains(StartsWith(absl::StrCat(
          number, " guest ALA1 SEM1 2026-11-24 to 2026-11-28 work requested ALA1 until "))));
  EXPECT_THAT(Transfers({"prepare", number}).out, StartsWith("prepared"));
  EXPECT_EQ(Transfers({"amend", number, "--until", "2026-11-30"}).out, "amended\n");
  const Said accepted = Transfers({"accept", number});
  EXPECT_EQ(accepted.exit_code, kRefused) << "the other site accepts";
  EXPECT_THAT(accepted.err, HasSubstr("wrong_state: "));
  EXPECT_EQ(Transfers({"decline", number, "no_place"}).exit_code, kRefused);
  EXPECT_THAT(Transfers({"cancel", number}).out, StartsWith("cancelled"));
  EXPECT_THAT(Transfers({"take-back", number, "--released"}).err, HasSubstr("wrong_state: "));
  EXPECT_THAT(Transfers({"request", number, "SEM1", "holiday", "2026-11-24", "work"}).err,
              HasSubstr("kind: got holiday"));
}

// Nothing was ever given to her, so nothing but a start's dose would do, and no pack here has one.
TEST(Transfers, ReceiveSomebodyDisplacedAndSayWhatIsInDoubt) {
  const std::string number = TheClinic().Admit("SEM1");
  TheClinic().As("prescriber");
  const std::string second = Clinic::LoginOf("prescriber", "ALA1");
  const auto receive = [&](const std::string& evidence) {
    Said said;
    TheClinic().WithCode(second, [&](const std::string& code) {
      said = AtSite("nurse",
                    {"transfers", "receive", number, "2026-11-24", "called SEM1 at 9, no answer",
                     evidence, "--second", second},
                    absl::StrCat(Clinic::kPassword, "\n", code, "\n"));
    });
    return said;
  };
  EXPECT_THAT(receive("bottle methadone: the label").err, HasSubstr("evidence: got methadone"));
  EXPECT_THAT(receive("rumour: somebody said so").err, HasSubstr("evidence: got rumour"));
  const Said received =
      receive("bottle methadone_oral_solution 62.5 2026-11-20: the label, it is empty");
  EXPECT_THAT(received.lines(), Contains("a guest of this site until 2026-11-24; SEM1 sees it in "
                                         "its list"));
  EXPECT_THAT(received.lines(), Contains("proposed: no amount"));
  EXPECT_THAT(received.lines(), Contains("ASK: other_amount, piece 1, told 62.5 mg, known 80 mg"));
  EXPECT_THAT(received.lines(), Contains("ASK: no_limit"));
  EXPECT_THAT(received.lines(),
              Contains(StartsWith(absl::StrCat("NO DOSE until a prescriber has looked: oatctl "
                                               "incidents review ",
                                               number, " "))));
  const Strings listed = Transfers({"list"}).lines();
  EXPECT_THAT(listed, Contains(StartsWith(absl::StrCat("DISPLACED: ", number, " of SEM1 was "))));
  EXPECT_THAT(listed,
              Contains("by bottle methadone_oral_solution 62.5 mg 2026-11-20: the label, it "
                       "is empty"));
  EXPECT_THAT(listed, Contains(StartsWith("OPEN: dose_in_doubt at ALA1 on ")));
}

TEST(Institutions, TellAndAskByCallingBack) {
  const std::string number = TheClinic().Admit();
  const Said unknown =
      AtSite("nurse", {"institutions", "report", number, "SEM1", "methadone_oral_solution", "80",
                       "2026-11-21T08:00:00+05:00", "the medical post", "nurse", "+7 718 200 00 00",
                       "called_back"});
  EXPECT_THAT(unknown.err, HasSubstr("institution: got SEM1"));
  EXPECT_EQ(AtSite("nurse", {"institutions"}).exit_code, 0) << "nobody is anywhere";
  const Said asked =
      AtSite("nurse", {"institutions", "enquire", number, "regional hospital, ward 3", "physician",
                       "+7 700 000 00 02"});
  ASSERT_THAT(asked.out, StartsWith("tell nothing yet"));
  const Strings words = WordsIn(asked.lines().back());
  ASSERT_EQ(words.size(), 6);
  EXPECT_THAT(AtSite("nurse", {"institutions", "enquiries"}).out, HasSubstr(words[4]));
  EXPECT_THAT(AtSite("nurse", {"institutions", "answer", number, words[4], "+7 7182 00 00 01"}).out,
              StartsWith("last dose: nothing\nbottles out: 0\nwith site: ALA1\n"));
}

TEST(Merges, TakeTwoNumbersTogetherAndApart) {
  const std::string number = TheClinic().Admit();
  const std::string duplicate = TheClinic().Admit();
  TheClinic().Give(duplicate);
  const Said compared = AtSite("site_manager", {"merges", "compare", number, duplicate});
  EXPECT_THAT(compared.lines(), Contains(StartsWith(number + " ALA1 yes 80 mg")));
  EXPECT_THAT(compared.lines(), Contains("no day on which both had a dose"));
  TheClinic().As("site_manager");
  const std::string second = Clinic::LoginOf("site_manager", "ALA1");
  const auto by_two = [&](const std::string& what) {
    Said said;
    TheClinic().WithCode(second, [&](const std::string& code) {
      said = AtSite("prescriber", {"merges", what, number, duplicate, "--second", second},
                    absl::StrCat(Clinic::kPassword, "\n", code, "\n"));
    });
    return said;
  };
  const Said merged = by_two("merge");
  EXPECT_THAT(merged.out, StartsWith(duplicate + " means " + number + " from now on\n"));
  EXPECT_THAT(merged.out, HasSubstr("a prescriber looks before the next dose"));
  EXPECT_THAT(AtSite("nurse", {"merges"}).lines(),
              Contains(StartsWith(duplicate + " " + number + " merged ALA1 ")));
  EXPECT_THAT(by_two("merge").err, HasSubstr("wrong_state: "));
  EXPECT_EQ(by_two("separate").out, duplicate + " is somebody else again\n");
  EXPECT_THAT(AtSite("nurse", {"merges", "list"}).lines(),
              Contains(StartsWith(duplicate + " " + number + " apart again ALA1 ")));
}

// Of a day that no other test of this clinic reaches.
TEST(Closures, ArePreviewedDeclaredRunAndWatched) {
  const std::string number = TheClinic().Admit();
  EXPECT_EQ(AtAdmin({"closures", "travel", "ALA1", "SEM1", "960"}).out,
            "recorded, both ways alike\n");
  EXPECT_EQ(AtSite("nurse", {"identity", "language", number, "uz"}).out, "recorded: uz\n");
  EXPECT_EQ(Closures({"languages", "kk", "ru"}).out, "spoken at this site: kk, ru\n");
  EXPECT_THAT(Closures({"preview", "suspended", "2027-12-01"}).lines(),
              Contains(StartsWith(number + " SEM1 nearest 2027-12-01 2027-12-01 uz")));
  TheClinic().As("prescriber");
  const std::string second = Clinic::LoginOf("prescriber", "ALA1");
  std::string declared;
  TheClinic().WithCode(second, [&](const std::string& code) {
    declared =
        Closures({"declare", "suspended", "2027-12-01", "the licence ends", "--second", second},
                 absl::StrCat(Clinic::kPassword, "\n", code, "\n"))
            .out;
  });
  ASSERT_THAT(declared, StartsWith("declared, nobody has moved yet\n"));
  const std::string closure = declared.substr(declared.rfind(' ') + 1, 36);
  EXPECT_EQ(Closures({"reassign", closure, number, "SEM1"}).out, "goes to SEM1\n");
  EXPECT_THAT(Closures({"run", closure}).out, HasSubstr(" moved now\n"));
  EXPECT_EQ(Closures({"undo", closure, number}).out, "here again\n");
  EXPECT_THAT(Closures({"run", closure}).out, StartsWith("1 moved now\n"));
  EXPECT_EQ(Closures({"told", closure, number}).out, "told\n");
  EXPECT_THAT(Closures({"board", closure}).lines(),
              AllOf(Contains(StartsWith(number + " SEM1 2027-12-01 told none known ? 2027-12-01")),
                    Contains(StartsWith("as of 2026-11-2"))));
  EXPECT_EQ(Closures({"told", closure, number, "--accounted-for", "in_institution"}).out,
            "accounted for\n");
  EXPECT_THAT(Closures({}).lines(), Contains(StartsWith(closure + " ALA1 suspended 2027-12-01")));
}

}  // namespace
}  // namespace oat::ctl
