// Sessions, staff and devices at the command line.

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kGoodPassword = std::string(Clinic::kPassword) + "\n";

TEST(SignIn, KeepsASessionThatOnlyItsOwnerReads) {
  const std::string home = NewHome("", "");
  TheClinic().WithCode("admin", [&](const std::string& code) {
    const Said said = RunAt(home, {"sign-in", "admin"}, AdminPassword() + "\n" + code + "\n");
    EXPECT_EQ(said.exit_code, kDone) << said.err;
    EXPECT_EQ(said.out, "signed in as admin (administrator) at no site\n");
  });
  EXPECT_EQ(ModeOf(home), 0700u);
  EXPECT_EQ(ModeOf(home + "/session-token"), 0600u);
  EXPECT_EQ(ModeOf(home + "/device-token"), 0600u);
  EXPECT_THAT(RunAt(home, {"sites"}).lines(), Contains(StartsWith("ALA1")));
}

TEST(SignIn, PrintsNoToken) {
  const std::string home = NewHome("", "");
  const Said said = RunAt(home, {"--json", "sign-in", "admin"}, AdminPassword() + "\n");
  const std::string token = Must(Home(home).Read("session-token"));
  EXPECT_EQ(token.size(), 43u);
  EXPECT_THAT(said.out, Not(HasSubstr(token)));
}

TEST(SignIn, NeedsTheRightPassword) {
  const std::string home = NewHome("", "");
  EXPECT_EQ(RunAt(home, {"sign-in", "admin"}, "not the password\n").exit_code, kNotAllowed);
  EXPECT_FALSE(std::filesystem::exists(home + "/session-token"));
  for (const char* nothing : {"", "\n"}) {
    const Said said = RunAt(home, {"sign-in", "admin"}, nothing);
    EXPECT_EQ(said.exit_code, kRefused);
    EXPECT_EQ(said.err, "oatctl: password: got nothing, wanted a line on standard input\n");
  }
  EXPECT_EQ(RunAt(home, {"sites"}).exit_code, kNotAllowed);
}

TEST(SignOut, EndsTheSession) {
  const std::string home = NewHome("", "");
  ASSERT_EQ(RunAt(home, {"sign-in", "admin"}, AdminPassword() + "\n").exit_code, kDone);
  const std::string token = Must(Home(home).Read("session-token"));
  EXPECT_EQ(RunAt(home, {"sign-out"}).exit_code, kDone);
  EXPECT_FALSE(std::filesystem::exists(home + "/session-token"));
  // Not only forgotten here: it opens nothing any more.
  Must(Home(home).Write("session-token", token));
  EXPECT_EQ(RunAt(home, {"sites"}).exit_code, kNotAllowed);
}

TEST(Staff, IsAddedWithRolesAndListed) {
  const std::string login = "somebody.with.a.long.login";
  EXPECT_EQ(AtAdmin({"staff", "add", login}, kGoodPassword).exit_code, kDone);
  EXPECT_EQ(AtAdmin({"staff", "grant", login, "nurse", "--site", "ALA1"}).exit_code, kDone);
  EXPECT_EQ(AtAdmin({"staff", "grant", login, "Auditor"}).exit_code, kDone);
  auto roles = [&] {
    Strings found;
    for (const std::string& line : AtAdmin({"staff", "list"}).lines()) {
      const Strings words = WordsIn(line);
      if (words[0] == login) found.assign(words.begin() + 3, words.end());
    }
    return found;
  };
  EXPECT_THAT(roles(), testing::UnorderedElementsAre("nurse@ALA1", "auditor@network"));
  EXPECT_EQ(AtAdmin({"staff", "revoke", login, "auditor"}).exit_code, kDone);
  EXPECT_THAT(roles(), testing::ElementsAre("nurse@ALA1"));
  EXPECT_THAT(AtAdmin({"staff", "add", login}, kGoodPassword).err, HasSubstr("login: it is taken"));
}

TEST(Staff, NeedsALongPassword) {
  const Strings add = {"staff", "add", "short.password"};
  EXPECT_EQ(AtAdmin(add, "elevenchars\n").err,
            "oatctl: password: got 11 characters, wanted 12 to 256\n");
  EXPECT_THAT(AtAdmin(add, "").err, HasSubstr("password: got nothing"));
  EXPECT_THAT(AtAdmin({"staff", "list"}).out, Not(HasSubstr("short.password")));
}

TEST(Staff, ChangesItsOwnPasswordAndSignsInAgain) {
  const std::string home = NewHome("", "");
  const std::string other = NewHome("", "");
  ASSERT_EQ(AtAdmin({"staff", "add", "changer"}, kGoodPassword).exit_code, kDone);
  ASSERT_EQ(RunAt(other, {"sign-in", "changer"}, kGoodPassword).exit_code, kDone);
  ASSERT_EQ(RunAt(home, {"sign-in", "changer"}, kGoodPassword).exit_code, kDone);
  const std::string next = "another password of hers\n";
  EXPECT_EQ(RunAt(home, {"password", "change"}, kGoodPassword + next).exit_code, kDone);
  EXPECT_EQ(RunAt(other, {"sites"}).exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, {"sites"}).exit_code, kDone);
  EXPECT_EQ(RunAt(home, {"sign-in", "changer"}, kGoodPassword).exit_code, kNotAllowed);
  EXPECT_EQ(RunAt(home, {"sign-in", "changer"}, next).exit_code, kDone);
}

TEST(Grant, NamesTheRolesThereAre) {
  const Said said = AtAdmin({"staff", "grant", "admin", "king", "--site", "ALA1"});
  EXPECT_EQ(said.exit_code, kRefused);
  EXPECT_EQ(said.err,
            "oatctl: role: got king, wanted nurse, prescriber, stock_custodian, site_manager, "
            "authority_analyst, auditor or administrator\n");
}

TEST(Grant, NeedsSomebodyAndSomewhereKnown) {
  EXPECT_THAT(AtAdmin({"staff", "grant", "nobody", "nurse"}).err,
              HasSubstr("login: no such staff member"));
  EXPECT_THAT(AtAdmin({"staff", "grant", "admin", "nurse", "--site", "NONE1"}).err,
              HasSubstr("site_code: there is no site NONE1"));
}

TEST(Device, IsAddedWithATokenThatOpensADoorOfItsOwn) {
  const std::string folder = NewFolder();
  const Said added =
      AtAdmin({"device", "add", "NEW-DESK", folder, "--site", "ALA1", "--station", "W9"});
  ASSERT_EQ(added.exit_code, kDone) << added.err;
  EXPECT_THAT(added.out, Not(HasSubstr(Must(Home(folder).Read("device-token")))));
  EXPECT_EQ(ModeOf(folder), 0700u);
  EXPECT_EQ(ModeOf(folder + "/device-token"), 0600u);
  TheClinic().As("nurse");
  EXPECT_EQ(RunAt(folder, {"sign-in", Clinic::LoginOf("nurse", "ALA1")}, kGoodPassword).out,
            "signed in as nurse.ALA1 (nurse) at ALA1\n");
}

TEST(Device, IsListedAndShutOutOnceItIsRevoked) {
  const std::string folder = NewFolder();
  ASSERT_EQ(AtAdmin({"device", "add", "LOST-DESK", folder, "--site", "SEM1"}).exit_code, kDone);
  auto line = [] {
    for (const std::string& line : AtAdmin({"device", "list"}).lines()) {
      const Strings words = WordsIn(line);
      if (words[0] == "LOST-DESK") return words[1] + " " + words.back();
    }
    return std::string();
  };
  EXPECT_EQ(line(), "SEM1 use");
  EXPECT_EQ(AtAdmin({"device", "revoke", "LOST-DESK"}).exit_code, kDone);
  EXPECT_EQ(line(), "SEM1 revoked");
  EXPECT_EQ(RunAt(folder, {"sign-in", "admin"}, AdminPassword() + "\n").exit_code, kNotAllowed);
  EXPECT_EQ(AtAdmin({"device", "revoke", "LOST-DESK"}).exit_code, kRefused);
  EXPECT_EQ(AtSite("nurse", {"device", "list"}).exit_code, kNotAllowed);
}

TEST(Device, IsAddedOnceAndLeavesTheTokenOfAnother) {
  const std::string folder = NewFolder();
  const std::string empty = NewFolder();
  auto add = [](const std::string& home, const char* name, const char* site) {
    Strings words = {"device", "add", name, home, "--station", "W1"};
    if (*site != '\0') words.insert(words.end(), {"--site", site});
    return AtAdmin(words);
  };
  ASSERT_EQ(add(folder, "ONE-DESK", "ALA1").exit_code, kDone);
  const std::string token = Must(Home(folder).Read("device-token"));
  EXPECT_THAT(add(folder, "OTHER-DESK", "ALA1").err, HasSubstr("holds a device's token already"));
  EXPECT_EQ(Must(Home(folder).Read("device-token")), token);
  // What the server refuses leaves no token behind, so that the next try finds the folder free.
  EXPECT_THAT(add(empty, "ONE-DESK", "ALA1").err, HasSubstr("ONE-DESK is taken"));
  EXPECT_THAT(add(empty, "OTHER-DESK", "NONE1").err, HasSubstr("there is no site NONE1"));
  EXPECT_THAT(add(empty, "OTHER-DESK", "").err, HasSubstr("site_code: got nothing"));
  EXPECT_EQ(add(empty, "small letters", "ALA1").exit_code, kRefused);
  EXPECT_EQ(add(empty, "OTHER-DESK", "ALA1").exit_code, kDone);
}

}  // namespace
}  // namespace oat::ctl
