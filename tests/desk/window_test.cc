#include "clients/desk/window.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "tests/support/clinic.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::SizeIs;

class WindowAtAClinic : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    clinic_->As("nurse");  // so that the nurse can sign in at the windows below
  }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  void TearDown() override {
    EXPECT_EQ(Sql("SELECT count(*) FROM dose_now WHERE state = 'open'"), "0")
        << "a dose is left open";
  }
  static Clinic& clinic() { return *clinic_; }
  static std::string Sql(const std::string& sql) { return clinic().Sql(sql); }
  // The state of a dose, and how many doses its person has.
  static std::string StateOf(const std::string& dose) {
    return Sql(absl::StrCat("SELECT state FROM dose_now WHERE dose_id = '", dose, "'"));
  }
  static std::string DosesOf(const std::string& number) {
    return Sql(absl::StrCat(
        "SELECT count(*) FROM dose JOIN patient_number USING (person_id) WHERE patient_number = '",
        number, "'"));
  }

  std::string JournalPath(const std::string& name = "journal") const {
    return absl::StrCat(clinic().folder(), "/",
                        testing::UnitTest::GetInstance()->current_test_info()->name(), "-", name);
  }
  Window NewWindow(const std::string& station = "W1", const std::string& journal = "journal") {
    return Window(std::move(*clinic().NewDevice("ALA1", station)),
                  Must(Journal::Open(JournalPath(journal))));
  }
  static absl::Status Unlock(Window& window) {
    return window.Unlock({Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword});
  }
  Window Unlocked(const std::string& station = "W1", const std::string& journal = "journal") {
    Window window = NewWindow(station, journal);
    Must(Unlock(window));
    return window;
  }
  static absl::StatusOr<v1::FindPatientResponse> Find(Window& window, const std::string& number) {
    v1::FindPatientRequest key;
    key.set_patient_number(number);
    return window.Find(key);
  }
  static absl::StatusOr<Window::Answer> Ask(Window& window) {
    return window.Authorise(v1::IDENTITY_CHECK_SECOND_IDENTIFIER, v1::ASSESSMENT_WELL);
  }
  // Finds a person and authorises their dose, which must be accepted; the dose's id.
  static std::string Open(Window& window, const std::string& number) {
    Must(Find(window, number));
    Window::Answer answer = Must(Ask(window));
    EXPECT_EQ(test::Reasons(answer.response.outcome()), "accepted");
    return answer.dose_id;
  }
  static std::string Confirm(Window& window, const std::string& dose, v1::DoseOutcome outcome) {
    v1::ConfirmDoseRequest request;
    request.set_outcome(outcome);
    return test::Reasons(Must(window.Confirm(dose, request)).outcome());
  }
  std::vector<KeptRequest> Unanswered() {
    auto journal = Must(Journal::Open(JournalPath()));
    return Must(journal.Unanswered());
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(WindowAtAClinic, OpensToTheRightPasswordOnly) {
  Window window = NewWindow();
  const std::string number = clinic().Admit();
  EXPECT_EQ(window.state(), Window::State::kLocked);
  EXPECT_TRUE(absl::IsUnauthenticated(
      window.Unlock({Clinic::LoginOf("nurse", "ALA1"), "not the nurse's password"})));
  EXPECT_EQ(window.state(), Window::State::kLocked);
  EXPECT_TRUE(absl::IsFailedPrecondition(Find(window, number).status()));
  EXPECT_TRUE(Unlock(window).ok());
  EXPECT_EQ(window.state(), Window::State::kReady);
  EXPECT_EQ(window.station(), "W1");
  EXPECT_TRUE(Find(window, number).ok());
}

TEST_F(WindowAtAClinic, IsLockedByAFailedUnlockAndShowsNobody) {
  Window window = Unlocked();
  Must(Find(window, clinic().Admit()));
  EXPECT_FALSE(window.Unlock({Clinic::LoginOf("nurse", "ALA1"), "not the nurse's password"}).ok());
  EXPECT_EQ(window.state(), Window::State::kLocked);
  EXPECT_FALSE(window.shown().has_value());
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(window).status()));
}

TEST_F(WindowAtAClinic, EndsTheSessionAtTheServerWhenLocked) {
  Window window = Unlocked();
  Must(Find(window, clinic().Admit()));
  const std::string session = window.link().session_token();
  window.Lock();
  EXPECT_EQ(window.state(), Window::State::kLocked);
  EXPECT_FALSE(window.shown().has_value());
  window.link().set_session_token(session);
  EXPECT_TRUE(absl::IsUnauthenticated(window.Worklist("").status()));
}

TEST_F(WindowAtAClinic, IsNoWindowWithoutAStation) {
  Window office = NewWindow("");
  const absl::Status unlocked = Unlock(office);
  EXPECT_TRUE(absl::IsFailedPrecondition(unlocked));
  EXPECT_EQ(unlocked.message(), "this device stands at no window");
  EXPECT_EQ(office.state(), Window::State::kLocked);
  EXPECT_EQ(office.link().session_token(), "") << "a locked window holds a session";
}

TEST_F(WindowAtAClinic, ShowsWhoStandsThereUntilTold) {
  v1::NameAndBirthDate name;
  name.set_family_name("Жақсыбекова");
  name.set_given_name("Дана");
  name.set_birth_date("1987-06-05");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  Window window = Unlocked();
  Must(Find(window, number));
  EXPECT_EQ(window.state(), Window::State::kIdentifying);
  ASSERT_TRUE(window.shown().has_value());
  EXPECT_EQ(window.shown()->identity().family_name(), "Жақсыбекова");
  EXPECT_EQ(window.shown()->identity().birth_date(), "1987-06-05");
  window.Hide();
  EXPECT_FALSE(window.shown().has_value());
  EXPECT_EQ(window.state(), Window::State::kIdentifying) << "the person stays chosen";
  window.Dismiss();
  EXPECT_EQ(window.state(), Window::State::kReady);
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(window).status()));
}

TEST_F(WindowAtAClinic, LetsThePersonBeforeGoWhenTheNextIsNotFound) {
  Window window = Unlocked();
  Must(Find(window, clinic().Admit()));
  v1::FindPatientRequest nobody;
  nobody.set_uic("NOBODY-HAS-THIS");
  EXPECT_TRUE(absl::IsNotFound(window.Find(nobody).status()));
  EXPECT_FALSE(window.shown().has_value());
  EXPECT_EQ(window.state(), Window::State::kReady);
}

TEST_F(WindowAtAClinic, SettlesSeveralOpenDosesInAnyOrder) {
  Window window = Unlocked();
  const std::string given = Open(window, clinic().Admit());
  const std::string refused = Open(window, clinic().Admit());
  const std::string voided = Open(window, clinic().Admit());
  EXPECT_THAT(window.open(), SizeIs(3));
  EXPECT_EQ(Confirm(window, refused, v1::DOSE_OUTCOME_REFUSED), "accepted");
  EXPECT_EQ(test::Reasons(Must(window.Void(voided, v1::VOID_REASON_PERSON_LEFT, true)).outcome()),
            "accepted");
  EXPECT_THAT(window.open(), ElementsAre(Key(given)));
  EXPECT_EQ(Confirm(window, given, v1::DOSE_OUTCOME_GIVEN), "accepted");
  EXPECT_THAT(window.open(), IsEmpty());
  EXPECT_EQ(StateOf(given) + StateOf(refused) + StateOf(voided), "givenrefusedvoided");
  EXPECT_TRUE(absl::IsNotFound(window.Confirm(given, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(window.Void(given, v1::VOID_REASON_SPILLED, false).status()));
}

TEST_F(WindowAtAClinic, KeepsADoseOpenWhoseConfirmationIsNotUnderstood) {
  Window window = Unlocked();
  const std::string dose = Open(window, clinic().Admit());
  EXPECT_TRUE(absl::IsInvalidArgument(window.Confirm(dose, {}).status()));
  EXPECT_THAT(window.open(), ElementsAre(Key(dose)));
  EXPECT_EQ(Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, ChoosesAPersonForOneAnswerOnly) {
  Window window = Unlocked();
  const std::string number = clinic().Admit();
  const std::string dose = Open(window, number);
  EXPECT_EQ(window.state(), Window::State::kReady);
  EXPECT_TRUE(absl::IsFailedPrecondition(Ask(window).status()));
  EXPECT_EQ(Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN), "accepted");
  Must(Find(window, number));
  EXPECT_EQ(test::Reasons(Must(Ask(window)).response.outcome()), "already_dosed");
  EXPECT_THAT(window.open(), IsEmpty());
}

TEST_F(WindowAtAClinic, VoidsADoseAndGivesItAfterAll) {
  Window window = Unlocked();
  const std::string number = clinic().Admit();
  Must(window.Void(Open(window, number), v1::VOID_REASON_ENTERED_IN_ERROR, false));
  EXPECT_EQ(Confirm(window, Open(window, number), v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, TakesOverADoseOfAnotherWindow) {
  Window first = Unlocked("W1", "first");
  Window second = Unlocked("W2", "second");
  const std::string dose = Open(first, clinic().Admit());
  EXPECT_THAT(second.open(), IsEmpty());
  auto listed = Must(second.SiteOpenDoses());
  ASSERT_EQ(listed.doses_size(), 1);
  EXPECT_EQ(test::Reasons(Must(second.Adopt(listed.doses(0))).outcome()), "accepted");
  EXPECT_THAT(second.open(), ElementsAre(Key(dose)));
  EXPECT_EQ(Confirm(second, dose, v1::DOSE_OUTCOME_GIVEN), "accepted");
  // The first window still believes that it is open; it hears otherwise and believes it no more.
  EXPECT_EQ(Confirm(first, dose, v1::DOSE_OUTCOME_REFUSED), "wrong_state");
  EXPECT_THAT(first.open(), IsEmpty());
  EXPECT_EQ(StateOf(dose), "given");
}

TEST_F(WindowAtAClinic, AsksAgainUnderTheSameIdAfterItDied) {
  const std::string number = clinic().Admit();
  {
    Window window = Unlocked();
    Must(Find(window, number));
    clinic().KillServer();
    EXPECT_TRUE(absl::IsUnavailable(Ask(window).status()));
  }
  const auto kept = Unanswered();
  ASSERT_THAT(kept, SizeIs(1));
  clinic().StartServer();
  EXPECT_EQ(DosesOf(number), "0");
  Window window = Unlocked();
  EXPECT_THAT(window.open(), ElementsAre(testing::Pair(kept[0].request_id, number)));
  EXPECT_EQ(DosesOf(number), "1");
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_EQ(Confirm(window, kept[0].request_id, v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, DoublesNothingThatTookEffectBeforeItDied) {
  const std::string number = clinic().Admit();
  auto request = Clinic::AuthoriseRequest(number);
  {
    auto journal = Must(Journal::Open(JournalPath()));
    Must(journal.Keep({request.request_id(), "AuthoriseDose", request.SerializeAsString()}));
  }
  EXPECT_EQ(test::Reasons(Must(clinic().Authorise(request)).outcome()), "accepted");
  Window window = Unlocked();
  EXPECT_THAT(window.open(), ElementsAre(Key(request.request_id())));
  EXPECT_EQ(DosesOf(number), "1");
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_EQ(Confirm(window, request.request_id(), v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, BringsAConfirmationThroughThatTheServerNeverHeard) {
  const std::string number = clinic().Admit();
  std::string dose;
  {
    Window window = Unlocked();
    dose = Open(window, number);
    clinic().KillServer();
    v1::ConfirmDoseRequest given;
    given.set_outcome(v1::DOSE_OUTCOME_GIVEN);
    EXPECT_TRUE(absl::IsUnavailable(window.Confirm(dose, given).status()));
    EXPECT_THAT(window.open(), ElementsAre(Key(dose))) << "nobody knows yet";
  }
  clinic().StartServer();
  EXPECT_EQ(StateOf(dose), "open");
  Window window = Unlocked();
  EXPECT_THAT(window.open(), IsEmpty());
  EXPECT_EQ(StateOf(dose), "given");
}

TEST_F(WindowAtAClinic, SettlesAnUnknownAnswerBeforeItAsksAnythingElse) {
  const std::string number = clinic().Admit();
  const std::string other = clinic().Admit();
  Window window = Unlocked();
  Must(Find(window, number));
  clinic().KillServer();
  EXPECT_TRUE(absl::IsUnavailable(Ask(window).status()));
  const auto kept = Unanswered();
  ASSERT_THAT(kept, SizeIs(1));
  clinic().StartServer();
  window.link().set_patience({.tries = 40});  // its channel notices only now
  const std::string next = Open(window, other);
  EXPECT_THAT(window.open(), testing::UnorderedElementsAre(Key(kept[0].request_id), Key(next)));
  EXPECT_EQ(DosesOf(number), "1");
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_EQ(Confirm(window, kept[0].request_id, v1::DOSE_OUTCOME_GIVEN), "accepted");
  EXPECT_EQ(Confirm(window, next, v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, KeepsWhatIsUnansweredWhileNobodyIsSignedIn) {
  const std::string number = clinic().Admit();
  Window window = Unlocked();
  const std::string dose = Open(window, number);
  {
    auto journal = Must(Journal::Open(JournalPath()));
    auto request = Clinic::AuthoriseRequest(number);
    Must(journal.Keep({request.request_id(), "AuthoriseDose", request.SerializeAsString()}));
  }
  window.Lock();
  EXPECT_TRUE(
      absl::IsUnauthenticated(window.Void(dose, v1::VOID_REASON_PERSON_LEFT, false).status()));
  EXPECT_THAT(Unanswered(), SizeIs(1));
  Must(Unlock(window));
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_EQ(Confirm(window, dose, v1::DOSE_OUTCOME_GIVEN), "accepted");
}

TEST_F(WindowAtAClinic, KeepsWhatIsUnansweredFromSomebodyWhoMayNotAsk) {
  clinic().As("site_manager");
  const std::string number = clinic().Admit();
  const auto request = Clinic::AuthoriseRequest(number);
  {
    auto journal = Must(Journal::Open(JournalPath()));
    Must(journal.Keep({request.request_id(), "AuthoriseDose", request.SerializeAsString()}));
  }
  Window window = NewWindow();
  EXPECT_TRUE(absl::IsPermissionDenied(
      window.Unlock({Clinic::LoginOf("site_manager", "ALA1"), Clinic::kPassword})));
  EXPECT_EQ(window.state(), Window::State::kLocked);
  EXPECT_EQ(window.link().session_token(), "");
  EXPECT_THAT(Unanswered(), SizeIs(1));
  Must(Unlock(window));
  EXPECT_THAT(Unanswered(), IsEmpty());
  EXPECT_EQ(Confirm(window, request.request_id(), v1::DOSE_OUTCOME_REFUSED), "accepted");
}

TEST_F(WindowAtAClinic, KeepsAConfirmationBehindAnOlderRequestThatNobodyAnswers) {
  Window window = Unlocked();
  const std::string first = clinic().Admit();
  const std::string dose = Open(window, clinic().Admit());
  Must(Find(window, first));
  clinic().KillServer();
  EXPECT_TRUE(absl::IsUnavailable(Ask(window).status()));
  v1::ConfirmDoseRequest given;
  given.set_outcome(v1::DOSE_OUTCOME_GIVEN);
  EXPECT_TRUE(absl::IsUnavailable(window.Confirm(dose, given).status()));
  EXPECT_THAT(Unanswered(), SizeIs(2)) << "what was swallowed is kept whatever waits before it";
  clinic().StartServer();
  window.link().set_patience({.tries = 40});
  Must(window.AskAgain());
  const auto belated = window.TakeBelated();
  ASSERT_THAT(belated, SizeIs(2));
  EXPECT_EQ(belated[0].patient_number, first);
  EXPECT_TRUE(belated[0].authorised.outcome().accepted());
  EXPECT_EQ(belated[1].dose_id, dose);
  EXPECT_EQ(StateOf(dose), "given");
  EXPECT_THAT(window.TakeBelated(), IsEmpty());
  EXPECT_EQ(Confirm(window, belated[0].dose_id, v1::DOSE_OUTCOME_REFUSED), "accepted");
}

TEST_F(WindowAtAClinic, WritesNumbersButNoNameIntoItsJournal) {
  v1::NameAndBirthDate name;
  name.set_family_name("Тайнова");
  name.set_given_name("Сабина");
  name.set_birth_date("1979-01-30");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  Window window = Unlocked();
  v1::FindPatientRequest key;
  *key.mutable_name() = name;
  Must(window.Find(key));
  EXPECT_EQ(test::Reasons(Must(Ask(window)).response.outcome()), "no_order");
  std::ostringstream bytes;
  for (const char* file : {"", "-wal"}) bytes << std::ifstream(JournalPath() + file).rdbuf();
  EXPECT_THAT(bytes.str(), HasSubstr(number));
  for (const char* secret : {"Тайнова", "Сабина", "1979-01-30"}) {
    EXPECT_THAT(bytes.str(), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace oat::desk
