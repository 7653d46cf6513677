#include "clients/ctl/commands.h"

#include <gmock/gmock.h>
#include <sodium.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/access/credential.h"
#include "services/contract/answer.h"
#include "tests/support/clinic.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Strings = std::vector<std::string>;

constexpr char kNetworkHeader[] =
    "site_code,city,region,kind,time_zone,capacity,licence_number,licence_until,closed_weekdays";
constexpr char kRosterHeader[] =
    "local_number,family_name,given_name,birth_date,sex,uic,id_type,id_number,home_site,"
    "enrolled_on,medication,dose_mg,last_dose_on,prescriber";

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 0777u : 0;
}

std::string Why(const absl::Status& status) { return std::string(status.message()); }

// A row of a roster that is in order; some cells at choice.
std::string RosterRow(const std::string& local, const std::string& family,
                      const std::string& document, const std::string& dose = "80",
                      const std::string& birth_date = "1987-06-05") {
  return absl::StrCat(local, ",", family, ",Дана,", birth_date, ",F,,passport,", document,
                      ",ALA1,2024-02-01,methadone-oral-solution,", dose, ",2026-11-20,dr.omarova");
}

class Commands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_GE(sodium_init(), 0);
    clinic_ = new Clinic;
    clinic_->As("nurse");
    // A manager of the network, for the duplicates.
    ASSERT_TRUE(AtAdmin([](Terminal& t) { return AddStaff(t, "manager"); }).status.ok());
    ASSERT_TRUE(AtAdmin([](Terminal& t) {
                  return GrantRole(t, "manager", "site_manager", "");
                }).status.ok());
  }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  static Clinic& clinic() { return *clinic_; }

  // How a command went and what it printed.
  struct Said {
    absl::Status status;
    std::string text;
    Strings lines() const { return absl::StrSplit(text, '\n', absl::SkipEmpty()); }
  };
  template <class Command>
  static Said Run(const std::string& home, const std::string& input, Command command) {
    std::istringstream in(input);
    std::ostringstream out;
    Terminal terminal{clinic().server(), Home(home), in, out};
    absl::Status status = command(terminal);
    return {status, out.str()};
  }
  template <class Command>
  static Said SignedIn(const std::string& home, const std::string& login,
                       const std::string& password, Command command) {
    Must(Run(home, password + "\n", [&](Terminal& t) { return SignIn(t, login); }).status);
    return Run(home, std::string(Clinic::kPassword) + "\n", command);
  }
  // By the administrator; standard input holds a good password for somebody new.
  template <class Command>
  static Said AtAdmin(Command command) {
    static const std::string home = NewHome("", "");
    return SignedIn(home, "admin", AdminPassword(), command);
  }
  // By the nurse of ALA1 at a window of hers.
  template <class Command>
  static Said AtWindow(Command command) {
    static const std::string home = NewHome("ALA1", "W1");
    return SignedIn(home, Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword, command);
  }
  template <class Command>
  static Said AtManager(Command command) {
    static const std::string home = NewHome("", "");
    return SignedIn(home, "manager", Clinic::kPassword, command);
  }

  static std::string AdminPassword() {
    std::ifstream stream(clinic().folder() + "/admin-password");
    std::string password;
    std::getline(stream, password);
    return password;
  }
  static std::string NewFolder() { return absl::StrCat(clinic().folder(), "/", test::NewId()); }
  // A home of a device of its own where nobody is signed in yet.
  static std::string NewHome(const std::string& site, const std::string& station) {
    v1::RegisterDeviceRequest request;
    request.set_request_id(test::NewId());
    request.set_device_name(absl::AsciiStrToUpper(test::NewId()));
    request.set_device_token(access::MakeToken().Reveal());
    request.set_site_code(site);
    request.set_station(station);
    link::Link& admin = clinic().admin();
    Must(admin.Call(admin.access(), &v1::AccessService::Stub::RegisterDevice, request));
    const std::string folder = NewFolder();
    Must(Home(folder).Write("device-token", request.device_token()));
    return folder;
  }
  static std::string NewFile(const Strings& lines) {
    const std::string path = NewFolder() + ".csv";
    std::ofstream(path) << absl::StrJoin(lines, "\n") << "\n";
    return path;
  }
  static Said Network(const std::string& path, bool dry_run = false) {
    return AtAdmin([&](Terminal& t) { return ImportNetwork(t, path, dry_run); });
  }
  static Said Roster(const std::string& path, bool dry_run = false) {
    return AtAdmin([&](Terminal& t) { return ImportRoster(t, path, dry_run); });
  }
  static Strings Sites() { return AtAdmin(ListSites).lines(); }
  static std::string People() { return clinic().Sql("SELECT count(*) FROM person"); }

 private:
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(Commands, SignInKeepsASessionThatOnlyItsOwnerReads) {
  const std::string home = NewHome("", "");
  const Said said =
      Run(home, AdminPassword() + "\n", [](Terminal& t) { return SignIn(t, "admin"); });
  EXPECT_TRUE(said.status.ok()) << said.status;
  EXPECT_EQ(said.text, "signed in as admin (administrator) at no site\n");
  EXPECT_EQ(ModeOf(home), 0700u);
  EXPECT_EQ(ModeOf(home + "/session-token"), 0600u);
  EXPECT_EQ(ModeOf(home + "/device-token"), 0600u);
  EXPECT_THAT(Run(home, "", ListSites).lines(), Contains(StartsWith("ALA1")));
}

TEST_F(Commands, SignInNeedsTheRightPassword) {
  const std::string home = NewHome("", "");
  auto sign_in = [](Terminal& t) { return SignIn(t, "admin"); };
  EXPECT_TRUE(absl::IsUnauthenticated(Run(home, "not the password\n", sign_in).status));
  EXPECT_FALSE(std::filesystem::exists(home + "/session-token"));
  for (const char* nothing : {"", "\n"}) {
    EXPECT_EQ(Run(home, nothing, sign_in).status.message(),
              "password: got nothing, wanted a line on standard input");
  }
  EXPECT_TRUE(absl::IsUnauthenticated(Run(home, "", ListSites).status));
}

TEST_F(Commands, SignOutEndsTheSession) {
  const std::string home = NewHome("", "");
  Must(Run(home, AdminPassword(), [](Terminal& t) { return SignIn(t, "admin"); }).status);
  EXPECT_TRUE(Run(home, "", SignOut).status.ok());
  EXPECT_TRUE(absl::IsUnauthenticated(Run(home, "", ListSites).status));
}

TEST_F(Commands, NeedADeviceToken) {
  const std::string home = NewFolder();
  EXPECT_EQ(Run(home, "", ListSites).status,
            absl::NotFoundError(home + "/device-token: nothing there"));
}

TEST_F(Commands, ImportANetworkOnceHoweverOften) {
  const std::string path =
      NewFile({kNetworkHeader, "YEK1,Orsk,RU-SVE,pharmacy,Asia/Yekaterinburg,40,N-7,2027-05-31,6 7",
               "LONGCODE,Aqtau,KZ-47,detention,Asia/Aqtau,9,N-8,2027-06-30,"});
  const Said rehearsed = Network(path, /*dry_run=*/true);
  EXPECT_EQ(rehearsed.text, "2 rows: 2 would be added, 0 unchanged, 0 held for review\n");
  EXPECT_THAT(Sites(), Not(Contains(StartsWith("YEK1"))));
  EXPECT_EQ(Network(path).text, "2 rows: 2 added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(Network(path).text, "2 rows: 0 added, 2 unchanged, 0 held for review\n");
  Strings found;
  for (const std::string& line : Sites()) {
    if (absl::StartsWith(line, "ALA1") || absl::StartsWith(line, "SEM1")) continue;
    const Strings words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    found.push_back(absl::StrJoin(words, " "));
  }
  EXPECT_THAT(
      found,
      testing::UnorderedElementsAre(
          "YEK1 RU-SVE pharmacy Asia/Yekaterinburg capacity 40 licence until 2027-05-31 Orsk",
          "LONGCODE KZ-47 detention Asia/Aqtau capacity 9 licence until 2027-06-30 Aqtau"));
}

TEST_F(Commands, PrintTheFaultsOfANetworkAndKeepNoneOfIt) {
  const std::string path =
      NewFile({kNetworkHeader, "GOOD1,Orsk,KZ-47,clinic,Asia/Aqtau,40,N-7,2027-05-31,",
               "BAD1,Orsk,KZ-47,bakery,Asia/Aqtau,none,N-7,2027-05-31,"});
  for (bool dry_run : {true, false}) {
    const Said said = Network(path, dry_run);
    EXPECT_EQ(said.status, absl::InvalidArgumentError("nothing was imported: 2 faults"));
    EXPECT_THAT(said.lines(),
                ElementsAre(StartsWith(path + ":3: kind: wanted clinic, pharmacy"),
                            StartsWith(path + ":3: capacity: wanted a whole number")));
  }
  EXPECT_THAT(Sites(), Not(Contains(StartsWith("GOOD1"))));
}

TEST_F(Commands, PrintTheFaultsOfATableAndOfAFileThatIsNotThere) {
  const std::string path = NewFile({"site_code,town", "GOOD2,Orsk"});
  const Said said = Network(path);
  EXPECT_TRUE(absl::IsInvalidArgument(said.status));
  EXPECT_THAT(said.lines(), AllOf(Contains(path + ":1: city: missing column"),
                                  Contains(HasSubstr(":1: cell 2: unknown column"))));
  const Said missing = Network(path + ".gone");
  EXPECT_TRUE(absl::IsNotFound(missing.status)) << missing.status;
  EXPECT_THAT(missing.status.message(), HasSubstr(path + ".gone"));
}

TEST_F(Commands, ImportARosterOnceHoweverOften) {
  Strings lines = {kRosterHeader};
  for (int i = 10; i < 30; ++i) {
    lines.push_back(RosterRow(absl::StrCat("ONCE-", i), "Оразова", absl::StrCat("ONCE", i), "80",
                              absl::StrCat("1987-06-", i)));
  }
  const std::string path = NewFile(lines);
  const std::string before = People();
  EXPECT_EQ(Roster(path, /*dry_run=*/true).text,
            "20 rows: 20 would be added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(People(), before);
  EXPECT_EQ(Roster(path).text, "20 rows: 20 added, 0 unchanged, 0 held for review\n");
  EXPECT_EQ(Roster(path).text, "20 rows: 0 added, 20 unchanged, 0 held for review\n");
  EXPECT_EQ(People(), absl::StrCat(std::stoi(before) + 20));
}

TEST_F(Commands, PrintTheFaultsOfARosterWithoutNamingAnybody) {
  const std::string path = NewFile({kRosterHeader, RosterRow("F-1", "Тайнова", "FAULT1"),
                                    RosterRow("F-2", "Сырова", "FAULT2", "1.2345"),
                                    RosterRow("F-1", "Тайнова", "FAULT3")});
  const std::string before = People();
  const Said said = Roster(path);
  EXPECT_EQ(said.status, absl::InvalidArgumentError("nothing was imported: 2 faults"));
  EXPECT_THAT(said.lines(),
              ElementsAre(StartsWith(path + ":3: dose_mg: wanted milligrams"),
                          StartsWith(path + ":4: local_number: wanted a number that no row")));
  for (const char* secret : {"Тайнова", "Сырова", "FAULT", "1987-06-05"}) {
    EXPECT_THAT(said.text, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(People(), before);
}

TEST_F(Commands, ImportHoldsProbableDuplicatesForAManagerToDecide) {
  const std::string path =
      NewFile({kRosterHeader, RosterRow("D-1", "Алимова", "DOUBLE1"),
               RosterRow("D-2", "Берикова", "DOUBLE1"), RosterRow("D-3", "Валиева", "DOUBLE1")});
  EXPECT_EQ(Roster(path).text, "3 rows: 1 added, 0 unchanged, 2 held for review (lines 3, 4)\n");
  const Strings reviews = AtManager(ListDuplicates).lines();
  ASSERT_EQ(reviews.size(), 2u);
  Strings ids;
  std::string known;
  for (size_t i = 0; i < reviews.size(); ++i) {
    const Strings words = absl::StrSplit(reviews[i], ' ', absl::SkipEmpty());
    ASSERT_EQ(words.size(), 10u) << reviews[i];
    ids.push_back(words[0]);
    known = words[7];
    EXPECT_EQ(reviews[i], absl::StrCat(ids[i], "  newcomer at ALA1, line ", i + 3, ", like ", known,
                                       " in document"));
  }
  auto decide = [](const std::string& id, bool same) {
    return AtManager([&](Terminal& t) { return DecideDuplicate(t, id, same); });
  };
  const std::string before = People();
  EXPECT_EQ(decide(ids[0], true).text, "the same person: " + known + "\n");
  EXPECT_EQ(People(), before);
  const std::string two = decide(ids[1], false).text;
  EXPECT_THAT(two, AllOf(StartsWith("two people; the newcomer is: "), Not(HasSubstr(known))));
  EXPECT_EQ(People(), absl::StrCat(std::stoi(before) + 1));
  EXPECT_THAT(AtManager(ListDuplicates).lines(), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(decide(ids[0], false).status));
  EXPECT_THAT(Why(decide("7", true).status), StartsWith("review_id: got \"7\", wanted a UUID"));
}

TEST_F(Commands, LeaveDuplicatesAndImportsToThoseWhoMay) {
  EXPECT_TRUE(absl::IsPermissionDenied(AtWindow(ListDuplicates).status));
  const std::string path = NewFile({kRosterHeader, RosterRow("P-1", "Азимова", "MAY1")});
  EXPECT_TRUE(absl::IsPermissionDenied(
      AtWindow([&](Terminal& t) { return ImportRoster(t, path, true); }).status));
}

TEST_F(Commands, AddStaffWithRolesAndListThem) {
  const std::string login = "somebody.with.a.long.login";
  Must(AtAdmin([&](Terminal& t) { return AddStaff(t, login); }).status);
  Must(AtAdmin([&](Terminal& t) { return GrantRole(t, login, "nurse", "ALA1"); }).status);
  Must(AtAdmin([&](Terminal& t) { return GrantRole(t, login, "Auditor", ""); }).status);
  Strings found;
  for (const std::string& line : AtAdmin(ListStaff).lines()) {
    const Strings words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words[0] == login) found.assign(words.begin() + 1, words.end());
  }
  EXPECT_THAT(found, testing::UnorderedElementsAre("nurse@ALA1", "auditor@network"));
  EXPECT_TRUE(
      absl::IsAlreadyExists(AtAdmin([&](Terminal& t) { return AddStaff(t, login); }).status));
}

TEST_F(Commands, AddStaffNeedsALongPassword) {
  const std::string home = NewHome("", "");
  Must(Run(home, AdminPassword(), [](Terminal& t) { return SignIn(t, "admin"); }).status);
  auto add = [](Terminal& t) { return AddStaff(t, "short.password"); };
  const Said said = Run(home, "elevenchars\n", add);
  EXPECT_EQ(said.status.message(), "password: got 11 characters, wanted 12 to 256");
  EXPECT_THAT(Why(Run(home, "", add).status), StartsWith("password: got nothing"));
  EXPECT_THAT(AtAdmin(ListStaff).text, Not(HasSubstr("short.password")));
}

TEST_F(Commands, GrantNamesTheRolesThereAre) {
  const absl::Status status =
      AtAdmin([](Terminal& t) { return GrantRole(t, "admin", "king", "ALA1"); }).status;
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(),
            "role: got king, wanted nurse, prescriber, stock_custodian, site_manager, "
            "authority_analyst, auditor or administrator");
}

TEST_F(Commands, GrantNeedsSomebodyAndSomewhereKnown) {
  auto grant = [](const char* login, const char* site) {
    return AtAdmin([&](Terminal& t) { return GrantRole(t, login, "nurse", site); }).status;
  };
  EXPECT_EQ(grant("nobody", "ALA1"), absl::NotFoundError("login: no such staff member"));
  EXPECT_EQ(grant("admin", "NONE1"), absl::NotFoundError("site_code: there is no site NONE1"));
}

TEST_F(Commands, AddADeviceWithATokenThatOpensADoorOfItsOwn) {
  const std::string folder = NewFolder();
  Must(AtAdmin([&](Terminal& t) { return AddDevice(t, "NEW-DESK", "ALA1", "W9", folder); }).status);
  EXPECT_EQ(ModeOf(folder), 0700u);
  EXPECT_EQ(ModeOf(folder + "/device-token"), 0600u);
  auto sign_in = [](Terminal& t) { return SignIn(t, Clinic::LoginOf("nurse", "ALA1")); };
  EXPECT_EQ(Run(folder, Clinic::kPassword, sign_in).text,
            "signed in as nurse.ALA1 (nurse) at ALA1\n");
}

TEST_F(Commands, AddADeviceOnceAndLeaveTheTokenOfAnother) {
  const std::string folder = NewFolder();
  const std::string empty = NewFolder();
  auto add = [&](const std::string& home, const char* name, const char* site, const char* station) {
    return AtAdmin([&](Terminal& t) { return AddDevice(t, name, site, station, home); }).status;
  };
  Must(add(folder, "ONE-DESK", "ALA1", "W1"));
  const std::string token = Must(Home(folder).Read("device-token"));
  EXPECT_TRUE(absl::IsAlreadyExists(add(folder, "OTHER-DESK", "ALA1", "W1")));
  EXPECT_EQ(Must(Home(folder).Read("device-token")), token);
  // What the server refuses leaves no token behind, so that the next try finds the folder free.
  EXPECT_TRUE(absl::IsAlreadyExists(add(empty, "ONE-DESK", "ALA1", "W1")));
  EXPECT_TRUE(absl::IsNotFound(add(empty, "OTHER-DESK", "NONE1", "W1")));
  EXPECT_TRUE(absl::IsInvalidArgument(add(empty, "OTHER-DESK", "", "W1")));
  EXPECT_TRUE(absl::IsInvalidArgument(add(empty, "small letters", "ALA1", "W1")));
  Must(add(empty, "OTHER-DESK", "ALA1", "W1"));
}

TEST_F(Commands, ShowTheWorklistByNumberAndState) {
  const std::string waiting = clinic().Admit();
  const std::string done = clinic().Admit();
  clinic().Give(done);
  const Said said = AtWindow([](Terminal& t) { return ShowWorklist(t, ""); });
  EXPECT_THAT(said.lines(), AllOf(Contains(StartsWith(waiting + "  still_to_come")),
                                  Contains(StartsWith(done + "  done"))));
  EXPECT_THAT(said.lines(), Contains(StartsWith("done: ")));
  EXPECT_THAT(Why(AtWindow([](Terminal& t) { return ShowWorklist(t, "today"); }).status),
              StartsWith("day: got \"today\", wanted a date"));
}

TEST_F(Commands, ShowTheStockInColumnsAndThatItBalances) {
  const Strings lines = AtWindow(ShowStock).lines();
  std::string safe;
  for (const std::string& line : lines) {
    const Strings words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words[0] == "METHADONE-10MG" && words[2] == "safe") safe = absl::StrJoin(words, " ");
  }
  // Received 400 000 000; 100 000 000 stand at each of two windows.
  EXPECT_EQ(safe, "METHADONE-10MG LOT-1 safe 200000000");
  EXPECT_EQ(lines.back(), "balanced");
}

TEST_F(Commands, ShowTheIncidentsThatWait) {
  const std::string number = clinic().Admit();
  clinic().Give(number);
  EXPECT_THAT(AtWindow(ShowIncidents).text, Not(HasSubstr(number)));
  v1::RecordAdministrationRequest second;
  second.set_request_id(test::NewId());
  second.set_patient_number(number);
  second.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  second.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  second.set_micrograms(80'000);
  *second.mutable_taken_at() = contract::ToTimestamp(clinic().now());
  link::Link& nurse = clinic().As("nurse");
  second.set_approval_id(
      clinic().ApprovalFor(nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", second));
  Must(nurse.Call(nurse.dosing(), &v1::DosingService::Stub::RecordAdministration, second));
  EXPECT_THAT(AtWindow(ShowIncidents).lines(), Contains(StartsWith(number + "  double_dose  ")));
}

}  // namespace
}  // namespace oat::ctl
