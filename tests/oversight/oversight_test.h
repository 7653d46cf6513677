// Looks, emergencies and alarms through the real oatd: what the tests of the topic share.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class OversightTest : public testing::Test {
 protected:
  using Stub = v1::OversightService::Stub;
  using Code = absl::StatusCode;

  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    NewStaff(*clinic_, "the.auditor", {"auditor"}, "");
    auditor_ = new Tokens(SignedIn(*clinic_, "the.auditor", ""));
  }
  static void TearDownTestSuite() {
    delete auditor_;
    delete clinic_;
  }
  static Clinic& clinic() { return *clinic_; }

  // The auditor's device, of no site.
  static link::Link Auditor() {
    link::Link link(clinic().server(), {.token = auditor_->device});
    link.set_session_token(auditor_->session);
    return link;
  }
  // A new nurse of a site at a device there, whom no other test knows.
  struct Nurse {
    std::string login;
    std::unique_ptr<link::Link> desk;
  };
  static Nurse NewNurse(const std::string& site, std::vector<std::string> roles = {"nurse"}) {
    Nurse nurse{"nurse-" + NewId(), clinic().NewDevice(site, "")};
    NewStaff(clinic(), nurse.login, roles, site);
    clinic().SignIn(*nurse.desk, nurse.login);
    return nurse;
  }

  static absl::StatusOr<v1::GetDoseHistoryResponse> History(link::Link& link,
                                                            const std::string& number) {
    v1::GetDoseHistoryRequest request;
    request.set_patient_number(number);
    request.set_limit(10);
    return link.Call(&v1::DosingService::Stub::GetDoseHistory, request);
  }
  static absl::StatusOr<v1::FindPatientResponse> Find(link::Link& link, const std::string& number) {
    v1::FindPatientRequest request;
    request.set_patient_number(number);
    return link.Call(&v1::EnrolmentService::Stub::FindPatient, request);
  }
  static v1::OpenEmergencyAccessRequest EmergencyRequest(const std::string& number) {
    v1::OpenEmergencyAccessRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_reason(v1::EMERGENCY_REASON_HOSPITAL);
    request.set_note("found at the station, cannot speak");
    return request;
  }
  static absl::StatusOr<v1::OpenEmergencyAccessResponse> OpenEmergency(link::Link& link,
                                                                       const std::string& number) {
    return link.Call(&Stub::OpenEmergencyAccess, EmergencyRequest(number));
  }
  static absl::StatusOr<v1::GetAccessLogResponse> AccessLog(link::Link& link,
                                                            const std::string& number,
                                                            int32_t limit = 0) {
    v1::GetAccessLogRequest request;
    request.set_patient_number(number);
    request.set_limit(limit);
    return link.Call(&Stub::GetAccessLog, request);
  }
  static std::vector<v1::Alarm> Alarms(link::Link& link, bool reviewed_too = false) {
    v1::ListAlarmsRequest request;
    request.set_reviewed_too(reviewed_too);
    auto response = Must(link.Call(&Stub::ListAlarms, request));
    return {response.alarms().begin(), response.alarms().end()};
  }
  // Those that somebody gave rise to.
  static std::vector<v1::Alarm> AlarmsOf(const std::string& login, bool reviewed_too = false) {
    link::Link auditor = Auditor();
    std::vector<v1::Alarm> alarms = Alarms(auditor, reviewed_too);
    std::erase_if(alarms, [&](const v1::Alarm& alarm) { return alarm.login() != login; });
    return alarms;
  }

  static v1::NameAndBirthDate Name(const std::string& family) {
    v1::NameAndBirthDate name;
    name.set_family_name(family);
    name.set_given_name("Алтынай");
    name.set_birth_date("1985-03-07");
    return name;
  }
  // Hands a person's custody to a site from a day on, as a transfer would.
  static void Move(const std::string& number, const std::string& from_day, const std::string& site,
                   const std::string& kind = "home") {
    clinic().Sql(absl::StrCat(
        "INSERT INTO custody_start SELECT person_id, '", from_day, "', 7, '", site, "', '", kind,
        "', (SELECT min(staff_id) FROM staff), now() FROM patient_number WHERE patient_number = '",
        number, "'"));
  }

 private:
  static inline Clinic* clinic_ = nullptr;
  static inline Tokens* auditor_ = nullptr;
};

}  // namespace oat::test
