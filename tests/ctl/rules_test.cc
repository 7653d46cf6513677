// The rules in force, at the command line.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string Shipped(const std::string& name) {
  return absl::StrCat(OAT_SOURCE_DIR, "/ops/rules/", name, ".textproto");
}

Said Rules(Strings words, const std::string& input = "", const std::string& role = "prescriber") {
  words.insert(words.begin(), "rules");
  return AtSite(role, words, input);
}

// With what the manager of ALA1 gives as the second person: password and code, a line each.
Said ByTwo(Strings words) {
  const std::string second = Clinic::LoginOf("site_manager", "ALA1");
  TheClinic().As("site_manager");
  words.insert(words.end(), {"--second", second});
  Said said;
  TheClinic().WithCode(second, [&](const std::string& code) {
    said = Rules(words, absl::StrCat(Clinic::kPassword, "\n", code, "\n"));
  });
  return said;
}

TEST(Rules, OfAFileAreCheckedBeforeAnybodyPutsThemInForce) {
  const Said checked = Rules({"check", Shipped("us-va")});
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_THAT(checked.out, AllOf(HasSubstr("us-va/2, SHA-256 "), HasSubstr("somebody must vouch"),
                                 HasSubstr("take_home[0].rows[3].supply_days")));
  const Said form = Rules({"check", Shipped("kz")});
  EXPECT_EQ(form.exit_code, 1);
  EXPECT_THAT(form.out, HasSubstr("wrong: must_be_read: got 10 texts"));
  const Said broken = Rules({"check", NewFile({"name: \"a\"", "colour: 3"})});
  EXPECT_THAT(broken.err, HasSubstr("line 2, column 7"));
}

TEST(Rules, ArePutInForceExplainedListedAndWithdrawn) {
  const Strings put = {
      "put-in-force", Shipped("uk-instalment"), "--from", "2026-11-21", "--at", "ALA1",
      "--reason",     "the board, minutes 7"};
  EXPECT_THAT(Rules(put).err, HasSubstr("same_person"));
  EXPECT_EQ(Rules(put, "", "nurse").exit_code, 4) << "a prescriber's to do";
  EXPECT_THAT(ByTwo(put).out, HasSubstr("uk-instalment/1 is in force at ALA1 from 2026-11-21"));
  EXPECT_THAT(Rules({"explain", "ALA1"}, "", "nurse").lines(),
              AllOf(Contains("missed_doses.methadone.3+ as ordered; the prescriber is asked "
                             "uk-instalment/1 verified_secondary Circular 027/2015"),
                    Contains(HasSubstr("window.minimum_interval_minutes 960 jalgas/3 recalled"))));
  EXPECT_THAT(Rules({"list"}, "", "nurse").out,
              AllOf(HasSubstr("uk-instalment/1"), HasSubstr("the board, minutes 7")));
  EXPECT_EQ(Rules({"show", "uk-instalment", "1"}).out,
            test::Run("cat " + Shipped("uk-instalment")));
  EXPECT_THAT(ByTwo({"withdraw", "uk-instalment", "--from", "2026-11-21", "--at", "ALA1",
                     "--reason", "the trial is over"})
                  .out,
              HasSubstr("uk-instalment is withdrawn from 2026-11-21 on"));
  EXPECT_THAT(Rules({"explain", "ALA1"}).out, Not(HasSubstr("uk-instalment")));
}

TEST(Rules, WithWeakValuesAreSignedOffOrStay) {
  const Strings put = {"put-in-force", Shipped("au-2003"), "--from", "2026-11-21", "--at",
                       "ALA1",         "--reason",         "a trial"};
  EXPECT_THAT(ByTwo(put).err, HasSubstr("effective_from: 2003-08-01, recalled"));
  Strings signed_off = put;
  signed_off.emplace_back("--sign-off");
  EXPECT_THAT(ByTwo(signed_off).out,
              AllOf(HasSubstr("au-2003/1 is in force"), HasSubstr("effective_from")));
  EXPECT_THAT(ByTwo({"withdraw", "au-2003", "--from", "2026-11-21", "--at", "ALA1", "--reason",
                     "the trial is over"})
                  .out,
              HasSubstr("withdrawn"));
}

// The software's own pack as its next version, with another maximum of methadone.
std::string NextVersion(int64_t maximum) {
  return NewFile({absl::StrReplaceAll(
      test::Run("cat " + Shipped("jalgas")),
      {{"version: \"1\"", "version: \"2\""},
       {"maximum_mg { is: 150 ", absl::StrCat("maximum_mg { is: ", maximum, " ")}})});
}

TEST(Rules, AreHeldAgainstThePeopleBeforeTheyArePutInForce) {
  const std::string number = TheClinic().Admit("ALA1", 120);
  const std::string elsewhere = TheClinic().Admit("SEM1", 120);
  const Said same = Rules({"diff", NextVersion(150)}, "", "site_manager");
  EXPECT_EQ(same.out, "nobody's dose of today would be another\n") << same.err;
  const Said lower = Rules({"diff", NextVersion(100)}, "", "site_manager");
  EXPECT_THAT(lower.lines(), AllOf(Contains("number today's dose now and then"),
                                   Contains(number + " as ordered above the maximum of 100 mg"),
                                   Contains("site patients touched"), Contains(HasSubstr("ALA1 ")),
                                   Contains(HasSubstr("SEM1 "))))
      << lower.err;
  EXPECT_THAT(lower.out, Not(HasSubstr(elsewhere)));
  EXPECT_THAT(Rules({"diff", NextVersion(100), "--at", "SEM1"}).out, Not(HasSubstr(number)));
  EXPECT_THAT(Rules({"diff", "--withdraw", "jalgas"}).err, HasSubstr("ALA1: no pack in force"));
  EXPECT_THAT(Rules({"diff"}).err, HasSubstr("text: got none"));
  EXPECT_EQ(Rules({"diff", NextVersion(100)}, "", "nurse").exit_code, 4);
}

}  // namespace
}  // namespace oat::ctl
