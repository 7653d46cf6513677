// The list for the time without a server, as a site's desks get it, and what another window hears
// while the desk that holds it is away.
#include <gmock/gmock.h>

#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/link/lists.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "services/base/sealed_entry.h"
#include "tests/support/window.h"

namespace oat::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Parts = std::vector<v1::GetDowntimeListResponse>;

constexpr size_t kMessageLimit = 64 * 1024;

class DowntimeTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    // Every test has the list to itself.
    clinic().Sql("UPDATE downtime_lease SET released_at = heard_at");
    window_ = NewWindow("W1");
    other_ = NewWindow("W2");
  }
  // A desk of its own at a window, signed in now.
  static std::unique_ptr<link::Link> NewWindow(const std::string& station,
                                               const std::string& site = "ALA1") {
    Desk();  // the administrator's session
    return clinic().NewDesk("nurse", site, station);
  }
  static Parts List(link::Link& link) { return Must(link::ReadDowntimeList(link)); }
  static std::string Take(link::Link& link) { return Reasons(List(link).at(0).header().outcome()); }
  static std::optional<v1::DowntimePerson> Entry(const Parts& parts, const std::string& number) {
    const Secret key(parts.at(0).header().list_key());
    for (size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].entry().locator() != LocatorOf(key, number)) continue;
      const auto opened = OpenEntry(key, number, parts[i].entry().box());
      v1::DowntimePerson person;
      if (opened && person.ParseFromString(opened->Reveal())) return person;
    }
    return std::nullopt;
  }
  static void Release(link::Link& link) {
    Must(
        link.Call(&v1::DowntimeService::Stub::ReleaseDowntimeList, v1::ReleaseDowntimeListRequest())
            .status());
  }
  static bool Keep(link::Link& link) {
    return Must(link.Call(&v1::DowntimeService::Stub::KeepDowntimeList,
                          v1::KeepDowntimeListRequest()))
        .held();
  }
  static v1::AuthoriseDoseResponse AuthoriseAt(link::Link& link, const std::string& number,
                                               bool asked_desk = false,
                                               const std::string& station = "W2") {
    v1::AuthoriseDoseRequest request = Clinic::AuthoriseRequest(number, station);
    request.set_asked_desk(asked_desk);
    auto response = Must(link.Call(&v1::DosingService::Stub::AuthoriseDose, request));
    if (response.outcome().accepted()) {
      EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN)),
                "accepted");
    }
    return response;
  }
  static std::string AskedDeskOf(const std::string& number) {
    return clinic().Sql(
        "SELECT coalesce(asked_desk, '-') FROM dose JOIN patient_number USING (person_id) WHERE "
        "patient_number = '" +
        number + "'");
  }

  std::unique_ptr<link::Link> window_;
  std::unique_ptr<link::Link> other_;
};

TEST_F(DowntimeTest, TellsWhatTheWindowWouldHear) {
  const std::string number = Admit();
  const std::string held = Admit();
  ASSERT_EQ(Hold(held, 24), "accepted");
  const std::string dosed = Admit();
  Give(dosed);
  const std::string open = Admit();
  const std::string dose = Open(open);
  const Parts parts = List(*window_);
  EXPECT_EQ(parts[0].header().clinical_day(), "2026-11-21");
  EXPECT_EQ(parts[0].header().keep_until().seconds(), absl::ToUnixSeconds(Clinic::Wall(22, 4, 0)));

  const auto one = Entry(parts, number);
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(Reasons(one->dose().outcome()), "accepted");
  EXPECT_EQ(one->dose().micrograms(), 80'000);
  EXPECT_EQ(one->dose().context().order_until_day(), "2026-12-20");
  ASSERT_EQ(one->dose().lines_size(), 1);
  EXPECT_EQ(one->dose().lines(0).micrograms(), 80'000);
  EXPECT_FALSE(one->has_not_before());
  EXPECT_EQ(Reasons(Entry(parts, held)->dose().outcome()), "on_hold");
  EXPECT_EQ(Reasons(Entry(parts, dosed)->dose().outcome()), "already_dosed");
  EXPECT_TRUE(absl::StrContains(Reasons(Entry(parts, open)->dose().outcome()), "dose_open"));
  EXPECT_FALSE(Entry(parts, Admit("SEM1")).has_value());
  Confirm(Confirmation(open, dose, v1::DOSE_OUTCOME_GIVEN));
}

TEST_F(DowntimeTest, SaysFromWhenOnADoseKeepsItsDistance) {
  At(21, 20, 0);
  const std::string number = Admit();
  Give(number);
  At(22, 8, 0);
  auto window = NewWindow("W1");
  const auto person = Entry(List(*window), number);
  ASSERT_TRUE(person.has_value());
  EXPECT_EQ(Reasons(person->dose().outcome()), "accepted");
  ASSERT_TRUE(person->has_not_before());
  EXPECT_GT(person->not_before().seconds(), absl::ToUnixSeconds(Clinic::Wall(22, 8, 0)));
  Release(*window);
  EXPECT_EQ(Ask(number), "too_soon");
  // From that moment on the window itself says yes.
  clinic().SetTime(absl::FromUnixSeconds(person->not_before().seconds()));
  Give(number);
}

TEST_F(DowntimeTest, NamesNobodyWithoutTheNumber) {
  v1::NameAndBirthDate name;
  name.set_family_name("Тұрсынбекова");
  name.set_given_name("Шынар");
  name.set_birth_date("1984-02-29");
  Desk("prescriber");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  const Parts parts = List(*window_);
  for (const auto& part : parts) {
    const std::string bytes = part.SerializeAsString();
    EXPECT_LT(bytes.size(), kMessageLimit);
    for (const std::string& secret :
         {name.family_name(), name.given_name(), name.birth_date(), number}) {
      EXPECT_FALSE(absl::StrContains(bytes, secret));
    }
  }
  const auto person = Entry(parts, number);
  ASSERT_TRUE(person.has_value());
  EXPECT_EQ(person->given_name(), "Шынар");
  EXPECT_EQ(person->family_initial(), "Т");
  EXPECT_EQ(person->birth_date(), "1984-02-29");
  EXPECT_FALSE(absl::StrContains(person->SerializeAsString(), name.family_name()));
}

TEST_F(DowntimeTest, IsHeldByOneDeskOfASite) {
  EXPECT_EQ(Take(*window_), "accepted");
  EXPECT_EQ(Take(*window_), "accepted");
  const Parts refused = List(*other_);
  EXPECT_EQ(Reasons(refused[0].header().outcome()), "list_held");
  EXPECT_EQ(ParameterOf(refused[0].header().outcome().reasons(0), "station"), "W1");
  EXPECT_THAT(refused, SizeIs(1));
  EXPECT_THAT(refused[0].header().list_key(), IsEmpty());
  // Another site has its own.
  EXPECT_EQ(Take(*NewWindow("W1", "SEM1")), "accepted");
  Release(*window_);
  EXPECT_EQ(Take(*other_), "accepted");
  // What one desk gives back is not the other's.
  Release(*window_);
  EXPECT_EQ(Take(*window_), "list_held");
}

TEST_F(DowntimeTest, IsNotTakenFromADeskThatIsAway) {
  ASSERT_EQ(Take(*window_), "accepted");
  clinic().Advance(absl::Hours(5));
  EXPECT_EQ(Take(*NewWindow("W2")), "list_held");
  // With the clinical day its list is gone.
  At(22, 4, 0);
  EXPECT_EQ(Take(*NewWindow("W2")), "accepted");
}

TEST_F(DowntimeTest, IsHeldByOneOfTwoThatAskAtOnce) {
  for (int round = 0; round < 20; ++round) {
    clinic().Sql("DELETE FROM downtime_lease");
    std::string first, second;
    std::thread one([&] { first = Take(*window_); });
    std::thread two([&] { second = Take(*other_); });
    one.join();
    two.join();
    EXPECT_NE(first == "accepted", second == "accepted") << first << " " << second;
  }
}

TEST_F(DowntimeTest, EndsForALostDeskByItsManager) {
  ASSERT_EQ(Take(*window_), "accepted");
  link::Link& manager = Desk("site_manager");
  v1::EndDowntimeListRequest request;
  request.set_request_id(NewId());
  request.set_station("W2");
  const auto end = &v1::DowntimeService::Stub::EndDowntimeList;
  EXPECT_TRUE(absl::IsNotFound(manager.Call(end, request).status()));
  request.set_request_id(NewId());
  request.set_station("W1");
  Must(manager.Call(end, request).status());
  EXPECT_EQ(Take(*other_), "accepted");
}

TEST_F(DowntimeTest, MakesAnotherWindowAskWhereItsDeskIsAway) {
  const std::string number = Admit();
  ASSERT_EQ(Take(*window_), "accepted");
  clinic().Advance(absl::Minutes(4));
  auto other = NewWindow("W2");
  EXPECT_EQ(Reasons(AuthoriseAt(*other, Admit()).outcome()), "accepted");
  clinic().Advance(absl::Milliseconds(1));
  const auto asked = AuthoriseAt(*other, number);
  EXPECT_EQ(Reasons(asked.outcome()), "ask_desk");
  EXPECT_EQ(ParameterOf(asked.outcome().reasons(0), "station"), "W1");
  EXPECT_EQ(ParameterOf(asked.outcome().reasons(0), "site"), "ALA1");
  EXPECT_EQ(ParameterOf(asked.outcome().reasons(0), "time"), "08:00");
  // One step, and the dose says that it was taken.
  EXPECT_EQ(Reasons(AuthoriseAt(*other, number, true).outcome()), "accepted");
  EXPECT_EQ(AskedDeskOf(number), "ALA1/W1");
}

TEST_F(DowntimeTest, AsksNothingOnceTheDeskIsBackOrGaveItUp) {
  ASSERT_EQ(Take(*window_), "accepted");
  clinic().Advance(absl::Minutes(16));
  auto other = NewWindow("W2");
  const std::string number = Admit();
  EXPECT_EQ(Reasons(AuthoriseAt(*other, number).outcome()), "ask_desk");
  ASSERT_EQ(Take(*window_), "accepted");
  EXPECT_EQ(Reasons(AuthoriseAt(*other, number).outcome()), "accepted");
  EXPECT_EQ(AskedDeskOf(number), "-");
  clinic().Advance(absl::Minutes(16));
  Release(*window_);
  EXPECT_EQ(Reasons(AuthoriseAt(*NewWindow("W2"), Admit()).outcome()), "accepted");
}

TEST_F(DowntimeTest, AsksNothingOfADeskThatSaysItIsThere) {
  ASSERT_EQ(Take(*window_), "accepted");
  clinic().Advance(absl::Minutes(3));
  EXPECT_TRUE(Keep(*window_));
  EXPECT_FALSE(Keep(*other_)) << "it has none";
  clinic().Advance(absl::Minutes(3));
  EXPECT_EQ(Reasons(AuthoriseAt(*NewWindow("W2"), Admit()).outcome()), "accepted");
  Release(*window_);
  EXPECT_FALSE(Keep(*window_));
}

TEST_F(DowntimeTest, LetsTheDeskItselfGoOn) {
  ASSERT_EQ(Take(*window_), "accepted");
  clinic().Advance(absl::Minutes(16));
  Must(window_->SignIn(Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword));
  EXPECT_EQ(Reasons(AuthoriseAt(*window_, Admit(), false, "W1").outcome()), "accepted");
}

TEST_F(DowntimeTest, AsksNothingAboutAPersonWhoCannotStandOnTheList) {
  auto elsewhere = NewWindow("W1", "SEM1");
  ASSERT_EQ(Take(*elsewhere), "accepted");
  clinic().Advance(absl::Minutes(16));
  EXPECT_EQ(Reasons(AuthoriseAt(*NewWindow("W2"), Admit()).outcome()), "accepted");
}

TEST_F(DowntimeTest, PutsALookIntoThePersonsTrail) {
  const std::string number = Admit();
  v1::RecordDowntimeLookRequest look;
  look.set_request_id(NewId());
  look.set_patient_number(number);
  look.set_login("nurse.ALA1");
  look.set_outcome(v1::DOWNTIME_OUTCOME_OPENED);
  *look.mutable_looked_at() = contract::ToTimestamp(clinic().now() - absl::Minutes(40));
  const auto record = &v1::DowntimeService::Stub::RecordDowntimeLook;
  for (int time = 0; time < 2; ++time) {
    Must(window_->Call(record, look).status());
  }
  EXPECT_EQ(clinic().Sql("SELECT count(*) || ' ' || min(outcome) FROM downtime_look WHERE look_id "
                         "= '" +
                         look.request_id() + "'"),
            "1 opened");
  v1::GetAccessLogRequest request;
  request.set_patient_number(number);
  auto log = Must(window_->Call(&v1::OversightService::Stub::GetAccessLog, request));
  EXPECT_EQ(std::count_if(log.entries().begin(), log.entries().end(),
                          [](const v1::AccessLogEntry& entry) {
                            return entry.method() == "RecordDowntimeLook" &&
                                   entry.purpose() == v1::PURPOSE_TREATMENT &&
                                   entry.outcome() == "accepted";
                          }),
            1);
  look.set_request_id(NewId());
  *look.mutable_looked_at() = contract::ToTimestamp(clinic().now() + absl::Seconds(1));
  EXPECT_TRUE(absl::IsInvalidArgument(window_->Call(record, look).status()));
}

}  // namespace
}  // namespace oat::test
