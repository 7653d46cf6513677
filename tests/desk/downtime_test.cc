// The time without a server, at a real desk before a real server that is killed: who is dosed from
// the list, what is entered afterwards, and that nobody is dosed twice.
#include "clients/desk/downtime.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/window.h"
#include "services/access/credential.h"
#include "services/dosing/rules.h"
#include "tests/desk/performance.h"
#include "tests/leak/sweep.h"
#include "tests/simulation/books.h"
#include "tests/support/clinic.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using test::Reasons;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kFamilyName[] = "Тұрсынбекова";
constexpr char kGivenName[] = "Шынар";
constexpr char kBirthDate[] = "1984-02-29";

class DowntimeAtADesk : public testing::Test {
 protected:
  void SetUp() override {
    // Both nurses are made by their first use: the second consents to something.
    v1::RecordAdministrationRequest request;
    request.set_request_id(test::NewId());
    request.set_patient_number(clinic_.AdmitWithoutOrder("SEM1"));
    request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_TABLET);
    request.set_micrograms(1);
    request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic_.now()));
    clinic_.ApprovalFor(clinic_.As("nurse"), "ALA1", "oat.v1.DosingService.RecordAdministration",
                        request);
  }
  static std::string Nurse() { return Clinic::LoginOf("nurse", "ALA1"); }
  static std::string Second() { return Nurse() + "-2"; }

  // Minutes pass at the desk and at the server alike.
  void Pass(absl::Duration duration) {
    clinic_.Advance(duration);
    time_.Set(clinic_.now());
  }
  std::string Path() const { return clinic_.folder() + "/desk.journal"; }
  // The program is started anew: the same device, journal and list.
  void Start() {
    window_.reset();
    if (token_.empty()) token_ = NewToken();
    window_.emplace(link::Link(clinic_.server(), link::Device{.token = token_}),
                    Must(Journal::Open(Path())), &time_);
    window_->link().set_patience({.deadline = absl::Seconds(2)});
  }
  std::string NewToken() {
    const std::string token = access::MakeToken().Reveal();
    v1::RegisterDeviceRequest request;
    request.set_request_id(test::NewId());
    request.set_device_name("DESK-1");
    request.set_device_token(token);
    request.set_site_code("ALA1");
    request.set_station("W1");
    Must(clinic_.admin()
             .Call(clinic_.admin().access(), &v1::AccessService::Stub::RegisterDevice, request)
             .status());
    return token;
  }
  absl::Status Unlock() {
    const absl::Status status = window_->Unlock({.login = Nurse(), .password = Clinic::kPassword});
    if (status.ok()) window_->TakeList(Clinic::kPassword);
    return status;
  }
  absl::Status UnlockOffline(const std::string& password = Clinic::kPassword) {
    return window_->downtime().UnlockOffline(Secret(password));
  }
  // The server dies, the desk finds it gone, and five minutes pass.
  void LoseServer() {
    clinic_.KillServer();
    Pass(Downtime::kRefreshEvery);
    window_->TendList();
    EXPECT_TRUE(window_->downtime().IsAway());
    EXPECT_FALSE(window_->downtime().IsOffered());
    Pass(Downtime::kPatience);
  }
  absl::StatusOr<v1::DowntimePerson> Open(const std::string& number) {
    return window_->downtime().Open(window_->journal(), number);
  }
  std::string AskList(const std::string& number) {
    return Reasons(Must(Open(number)).dose().outcome());
  }
  // Gives what the list says.
  absl::Status Give(const std::string& number) {
    const v1::DowntimePerson person = Must(Open(number));
    GivenOffline given{.drug_form = person.dose().drug_form(),
                       .micrograms = person.dose().micrograms(),
                       .taken_at = time_.Now(),
                       .second_login = Second()};
    given.lines.assign(person.dose().lines().begin(), person.dose().lines().end());
    return window_->downtime().Record(window_->journal(), number, given);
  }
  Entered Enter() {
    return window_->downtime().Enter(window_->link(), window_->journal(), Second(),
                                     Clinic::kPassword);
  }
  std::string Facts(const std::string& number) const {
    return clinic_.Sql(
        "SELECT count(*) || ' ' || coalesce(sum(micrograms), 0) FROM administration JOIN "
        "patient_number USING (person_id) WHERE patient_number = '" +
        number + "'");
  }
  // As after a crash between the answer and the note of it: everything is asked once more.
  void ForgetAnswers() {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(Path().c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, "UPDATE request SET settled = 0", nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(database);
  }
  size_t UnsentCount() { return Must(Downtime::Unsent(window_->journal())).size(); }

  Clinic clinic_;
  DeskTime time_{clinic_.now()};
  std::string token_;
  std::optional<Window> window_;
};

TEST_F(DowntimeAtADesk, DosesFromTheListAndEntersAfterwardsOnce) {
  const std::string first = clinic_.Admit();
  const std::string second = clinic_.Admit("ALA1", 60);
  const std::string third = clinic_.Admit("ALA1", 40);
  const std::string refuses = clinic_.Admit();
  const std::string dosed_before = clinic_.Admit();
  clinic_.Give(dosed_before);
  const std::string stranger = clinic_.Admit("SEM1");
  auto other = clinic_.NewDesk("nurse", "ALA1", "W2");
  Start();
  Must(Unlock());
  LoseServer();
  EXPECT_TRUE(window_->downtime().IsOffered());

  EXPECT_EQ(AskList(dosed_before), "already_dosed");
  EXPECT_TRUE(absl::IsNotFound(Open(stranger).status()));
  Must(Give(first));
  EXPECT_EQ(AskList(first), "already_dosed");
  Must(Give(second));
  Must(window_->downtime().Record(window_->journal(), refuses,
                                  {.outcome = v1::DOSE_OUTCOME_REFUSED}));

  // In the middle the desk dies; the nurse alone opens it again.
  Start();
  EXPECT_TRUE(absl::IsUnavailable(Unlock()));
  EXPECT_TRUE(absl::IsUnauthenticated(UnlockOffline("somebody else's password")));
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(third).status()));
  Must(UnlockOffline());
  EXPECT_EQ(AskList(first), "already_dosed");
  EXPECT_EQ(AskList(second), "already_dosed");
  Must(Give(third));
  EXPECT_EQ(UnsentCount(), 3U);

  Pass(absl::Minutes(20));
  clinic_.StartServer();
  // Another window asks before it doses the people of this list.
  Must(other->SignIn(Nurse(), Clinic::kPassword));
  const auto asked = other->Call(other->dosing(), &v1::DosingService::Stub::AuthoriseDose,
                                 Clinic::AuthoriseRequest(first, "W2"));
  EXPECT_EQ(Reasons(Must(asked).outcome()), "ask_desk");

  Must(Unlock());
  v1::FindPatientRequest key;
  key.set_patient_number(first);
  Must(window_->Find(key).status());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      window_->Authorise(v1::IDENTITY_CHECK_SECOND_IDENTIFIER, v1::ASSESSMENT_WELL).status()));
  const Entered entered = Enter();
  Must(entered.status);
  EXPECT_EQ(entered.doses, 3);
  EXPECT_THAT(entered.incidents, IsEmpty());
  EXPECT_EQ(UnsentCount(), 0U);
  EXPECT_EQ(Enter().doses, 0);
  ForgetAnswers();
  EXPECT_EQ(UnsentCount(), 3U);
  Must(Enter().status);
  EXPECT_EQ(UnsentCount(), 0U);

  EXPECT_EQ(Facts(first), "1 80000");
  EXPECT_EQ(Facts(second), "1 60000");
  EXPECT_EQ(Facts(third), "1 40000");
  EXPECT_EQ(Facts(refuses), "0 0");
  EXPECT_EQ(clinic_.Sql("SELECT count(*) FROM incident"), "0");
  EXPECT_EQ(clinic_.Sql("SELECT count(DISTINCT staff_id) || ' ' || count(DISTINCT second_id) FROM "
                        "administration WHERE cause = 'downtime'"),
            "1 1");
  Must(clinic_.As("nurse").SignIn(Nurse(), Clinic::kPassword));
  for (const std::string& number : {first, second, third}) {
    EXPECT_EQ(Reasons(Must(clinic_.Authorise(Clinic::AuthoriseRequest(number))).outcome()),
              "already_dosed");
  }
  // 180 mg of 5 mg/mL or of another strength: what left the window is what was swallowed.
  EXPECT_EQ(clinic_.Sql(test::kUnbalanced), "0");
  EXPECT_EQ(clinic_.Sql(test::kDaysOverOrder), "0");
  EXPECT_EQ(clinic_.Sql("SELECT sum(quantity * micrograms_per_unit / CASE unit WHEN 'microlitre' "
                        "THEN 1000 ELSE 1 END) FROM balance JOIN product USING (product_code) "
                        "WHERE account = 'given' AND site_code = 'ALA1'"),
            "260000");
  // Everyone who was looked up has it in the trail.
  EXPECT_EQ(clinic_.Sql("SELECT string_agg(DISTINCT outcome, ' ' ORDER BY outcome) FROM "
                        "downtime_look JOIN patient_number USING (person_id) WHERE patient_number "
                        "= '" +
                        refuses + "'"),
            "refused");
  EXPECT_NE(clinic_.Sql("SELECT count(*) FROM audit JOIN patient_number USING (person_id) WHERE "
                        "method = 'RecordDowntimeLook' AND purpose = 'treatment' AND "
                        "patient_number = '" +
                        dosed_before + "'"),
            "0");
  // The list is taken anew, and nobody has to ask any more.
  EXPECT_FALSE(window_->downtime().IsAway());
  EXPECT_EQ(Reasons(Must(other->Call(other->dosing(), &v1::DosingService::Stub::AuthoriseDose,
                                     Clinic::AuthoriseRequest(first, "W2")))
                        .outcome()),
            "already_dosed");
}

TEST_F(DowntimeAtADesk, RefusesWhatMustBeAskedAndKeepsWhatIsGivenAllTheSame) {
  const std::string number = clinic_.AdmitWithoutOrder("ALA1");
  Start();
  Must(Unlock());
  LoseServer();
  EXPECT_EQ(AskList(number), "no_order");
  const GivenOffline given{.drug_form = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION,
                           .micrograms = 30'000,
                           .taken_at = time_.Now(),
                           .second_login = Second()};
  Must(window_->downtime().Record(window_->journal(), number, given));
  GivenOffline alone = given;
  alone.second_login = Nurse();
  EXPECT_TRUE(
      absl::IsInvalidArgument(window_->downtime().Record(window_->journal(), number, alone)));
  clinic_.StartServer();
  Must(Unlock());
  const Entered entered = Enter();
  Must(entered.status);
  EXPECT_THAT(entered.incidents, testing::ElementsAre(v1::INCIDENT_KIND_WITHOUT_ORDER));
  EXPECT_EQ(Facts(number), "1 30000");
}

TEST_F(DowntimeAtADesk, OpensNoListThatIsOlderThanAQuarterOfAnHour) {
  const std::string number = clinic_.Admit();
  Start();
  Must(Unlock());
  // Nobody tends it, as if the computer had slept.
  Pass(absl::Minutes(15) + absl::Seconds(1));
  clinic_.KillServer();
  window_->TendList();
  Pass(Downtime::kPatience);
  EXPECT_FALSE(window_->downtime().IsOffered());
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(number).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(UnlockOffline()));
  clinic_.StartServer();
}

TEST_F(DowntimeAtADesk, OpensNoListAfterAGapInWhichTheServerMayHaveBeenBack) {
  Start();
  Must(Unlock());
  LoseServer();
  window_->TendList();
  Pass(Downtime::kOldest + absl::Seconds(1));
  Start();
  EXPECT_TRUE(absl::IsUnavailable(Unlock()));
  window_->downtime().SawAway();
  Pass(Downtime::kPatience);
  EXPECT_TRUE(absl::IsFailedPrecondition(UnlockOffline()));
  clinic_.StartServer();
}

TEST_F(DowntimeAtADesk, ClosesTheListOnceTheServerAnswers) {
  const std::string number = clinic_.Admit();
  Start();
  Must(Unlock());
  LoseServer();
  Must(Give(number));
  EXPECT_TRUE(window_->downtime().IsOffered());
  clinic_.StartServer();
  Pass(absl::Seconds(5));
  window_->TendList();
  // Nothing new is taken before what was given is in; the other windows go on asking here.
  EXPECT_FALSE(window_->downtime().IsOffered());
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(number).status()));
  EXPECT_EQ(clinic_.Sql("SELECT count(*) FROM downtime_lease WHERE released_at IS NULL AND "
                        "heard_at < '" +
                        absl::FormatTime(clinic_.now() - absl::Minutes(15)) + "'"),
            "1");
}

// Before a desk opens its list the others ask it; and one that is there is not asked.
static_assert(dosing::kSilence < Downtime::kPatience);
static_assert(Downtime::kTellEvery < dosing::kSilence);

TEST_F(DowntimeAtADesk, RefreshesEveryTenMinutesAndGivesBackWhenLocked) {
  Start();
  Must(Unlock());
  const auto is_fresh = [&] {
    const int64_t made_at = window_->downtime().header().made_at().seconds();
    return absl::FromUnixSeconds(made_at) == clinic_.now();
  };
  const auto is_heard = [&] {
    return clinic_.Sql("SELECT heard_at = '" + absl::FormatTime(clinic_.now()) +
                       "' FROM downtime_lease WHERE released_at IS NULL");
  };
  EXPECT_TRUE(is_fresh());
  Pass(Downtime::kTellEvery);
  window_->TendList();
  EXPECT_EQ(is_heard(), "t");
  EXPECT_FALSE(is_fresh());
  Pass(Downtime::kRefreshEvery - Downtime::kTellEvery);
  window_->TendList();
  EXPECT_TRUE(is_fresh());
  window_->Lock();
  Pass(Downtime::kTellEvery);
  window_->TendList();
  EXPECT_EQ(is_heard(), "t");
  EXPECT_TRUE(std::filesystem::exists(Path() + ".list"));
  Pass(Downtime::kRefreshEvery - Downtime::kTellEvery);
  window_->TendList();
  EXPECT_EQ(is_heard(), "");
  EXPECT_FALSE(std::filesystem::exists(Path() + ".list"));
}

TEST_F(DowntimeAtADesk, DeletesTheListAtTheEndOfTheDay) {
  Start();
  Must(Unlock());
  LoseServer();
  EXPECT_TRUE(std::filesystem::exists(Path() + ".list"));
  Pass(Clinic::Wall(22, 4, 0) - clinic_.now() - absl::Seconds(1));
  window_->TendList();
  EXPECT_TRUE(std::filesystem::exists(Path() + ".list"));
  Pass(absl::Seconds(1));
  window_->TendList();
  EXPECT_FALSE(std::filesystem::exists(Path() + ".list"));
  EXPECT_FALSE(window_->downtime().is_open());
  clinic_.StartServer();
}

TEST_F(DowntimeAtADesk, LeavesNothingReadableOnTheDisk) {
  v1::NameAndBirthDate name;
  name.set_family_name(kFamilyName);
  name.set_given_name(kGivenName);
  name.set_birth_date(kBirthDate);
  const std::string number = clinic_.AdmitWithoutOrder("ALA1", &name);
  Start();
  Must(Unlock());
  LoseServer();
  EXPECT_EQ(Must(Open(number)).given_name(), kGivenName);
  // The list names nobody by number either; the journal, which has looks, names nobody.
  const std::string list = clinic_.folder() + "/copy";
  std::filesystem::create_directory(list);
  std::filesystem::copy_file(Path() + ".list", list + "/list");
  EXPECT_THAT(test::Sweep({list}, {kFamilyName, kGivenName, kBirthDate, number}), IsEmpty());
  EXPECT_GT(std::filesystem::file_size(list + "/list"), 200U);
  for (const auto& file : {"", "-wal"}) {
    std::filesystem::copy_file(Path() + file, absl::StrCat(list, "/journal", file));
  }
  EXPECT_THAT(test::Sweep({list}, {kFamilyName, kGivenName, kBirthDate}), IsEmpty());
  clinic_.StartServer();
}

TEST_F(DowntimeAtADesk, IsWorkedAtTheTerminal) {
  v1::NameAndBirthDate name;
  name.set_family_name(kFamilyName);
  name.set_given_name(kGivenName);
  name.set_birth_date(kBirthDate);
  const std::string number = clinic_.AdmitWithoutOrder("ALA1", &name);
  Must(clinic_.SignOrder(number, {80}, "2026-11-21", 30, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  Start();
  const Performance played(*window_, time_,
                           {Nurse(),
                            Clinic::kPassword,
                            "l",
                            [&] { clinic_.KillServer(); },
                            Passes{Downtime::kRefreshEvery},
                            Passes{Downtime::kPatience},
                            Nurse(),
                            Clinic::kPassword,
                            number,
                            "1",
                            "81",
                            number,
                            "1",
                            "80",
                            Second(),
                            number,
                            "1",
                            "",
                            "q",
                            [&] {
                              clinic_.Advance(absl::Minutes(15));
                              clinic_.StartServer();
                            },
                            Nurse(),
                            Clinic::kPassword,
                            "e",
                            Second(),
                            Clinic::kPassword});
  EXPECT_TRUE(played.Shows("List of 08:00"));
  EXPECT_TRUE(played.Shows(absl::StrCat("Т. ", kGivenName)));
  EXPECT_FALSE(played.Shows(kFamilyName));
  EXPECT_TRUE(played.Shows("81 is no amount for this page."));
  EXPECT_TRUE(played.Shows(number + ": 80 mg written down."));
  EXPECT_TRUE(played.Shows("already taken at 08:15"));
  EXPECT_TRUE(played.Shows("Written down and not entered: 1."));
  EXPECT_TRUE(played.Shows("Entered: 1. To be looked at by a prescriber: 0."));
  EXPECT_EQ(Facts(number), "1 80000");
}

TEST(DowntimeFile, OpensToItsPasswordAndUnchangedOnly) {
  const std::string path = testing::TempDir() + "/downtime-file-test";
  DowntimeFile file(path);
  v1::DowntimeList list;
  list.set_login("nurse");
  list.mutable_header()->mutable_keep_until()->set_seconds(1'795'230'000);
  EXPECT_TRUE(absl::IsFailedPrecondition(file.Write(list)));
  Must(file.MakeKey(Secret("right")));
  Must(file.Write(list));
  EXPECT_EQ(DowntimeFile(path).KeepUntil(), absl::FromUnixSeconds(1'795'230'000));
  EXPECT_FALSE(DowntimeFile(path).Open(Secret("wrong")).has_value());
  ASSERT_TRUE(DowntimeFile(path).Open(Secret("right")).has_value());
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  // The day of deletion, the wrapped key, the box.
  for (size_t at : {size_t{39}, size_t{60}, text.size() - 1}) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    Must(ReplaceFile(path, changed));
    EXPECT_FALSE(DowntimeFile(path).Open(Secret("right")).has_value()) << at;
  }
  file.Delete();
  EXPECT_FALSE(file.Exists());
}

}  // namespace
}  // namespace oat::desk
