// A desk and the server that is killed before it: the list taken, opened, and what was given
// entered.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "clients/desk/downtime.h"
#include "clients/desk/window.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/access/credential.h"
#include "tests/desk/performance.h"
#include "tests/support/clinic.h"

namespace oat::desk {

inline constexpr char kFamilyName[] = "Тұрсынбекова";
inline constexpr char kGivenName[] = "Шынар";
inline constexpr char kBirthDate[] = "1984-02-29";

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
  static std::string Nurse() { return test::Clinic::LoginOf("nurse", "ALA1"); }
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
                    test::Must(Journal::Open(Path())), &time_);
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
    test::Must(clinic_.admin().Call(&v1::AccessService::Stub::RegisterDevice, request).status());
    return token;
  }
  absl::Status Unlock() {
    const absl::Status status =
        window_->Unlock({.login = Nurse(), .password = test::Clinic::kPassword});
    if (status.ok()) window_->TakeList({.password = test::Clinic::kPassword});
    return status;
  }
  absl::Status UnlockOffline(const std::string& password = test::Clinic::kPassword) {
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
    return test::Reasons(test::Must(Open(number)).dose().outcome());
  }
  // Gives what the list says.
  absl::Status Give(const std::string& number) {
    const v1::DowntimePerson person = test::Must(Open(number));
    GivenOffline given{.drug_form = person.dose().drug_form(),
                       .micrograms = person.dose().micrograms(),
                       .taken_at = time_.Now(),
                       .second_login = Second()};
    given.lines.assign(person.dose().lines().begin(), person.dose().lines().end());
    return window_->downtime().Record(window_->journal(), number, given);
  }
  Entered Enter() {
    return window_->downtime().Enter(window_->link(), window_->journal(),
                                     {.login = Second(), .password = test::Clinic::kPassword});
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
  size_t UnsentCount() { return test::Must(Downtime::Unsent(window_->journal())).size(); }

  test::Clinic clinic_;
  DeskTime time_{clinic_.now()};
  std::string token_;
  std::optional<Window> window_;
};

}  // namespace oat::desk
