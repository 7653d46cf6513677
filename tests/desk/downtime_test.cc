// The time without a server, at a real desk before a real server that is killed: who is dosed from
// the list, what is entered afterwards, and that nobody is dosed twice.
#include "clients/desk/downtime.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/dosing/rules.h"
#include "tests/desk/downtime_at_a_desk.h"
#include "tests/leak/sweep.h"
#include "tests/simulation/books.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using test::Reasons;
using testing::IsEmpty;
using testing::SizeIs;

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
  const auto asked =
      other->Call(&v1::DosingService::Stub::AuthoriseDose, Clinic::AuthoriseRequest(first, "W2"));
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
  EXPECT_EQ(Reasons(Must(other->Call(&v1::DosingService::Stub::AuthoriseDose,
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
