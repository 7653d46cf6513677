// Rosters taken in through the real oatd: what the tests of the import share.
#pragma once

#include <gmock/gmock.h>

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/site.pb.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class RosterTest : public testing::Test {
 protected:
  using Stub = v1::EnrolmentService::Stub;

  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  // A sound row of somebody whom no other row is.
  static v1::RosterRow Row() {
    static int made = 0;
    ++made;
    v1::RosterRow row;
    row.set_line(made + 1);
    row.set_local_number(absl::StrCat("ALA1-", made));
    row.set_family_name("Фамилия" + Letters(made));
    row.set_given_name("Имя" + Letters(made));
    row.set_birth_date(absl::StrCat(1950 + made % 50, "-0", 1 + made % 9, "-1", made % 10));
    row.set_sex(made % 2 == 0 ? "F" : "M");
    row.set_uic(absl::StrCat("UIC-", 100000 + made));
    row.set_id_type("passport");
    row.set_id_number(absl::StrCat("N", 20000000 + made));
    row.set_home_site("ALA1");
    row.set_enrolled_on("2026-01-10");
    row.set_medication("methadone-oral-solution");
    row.set_dose_mg("80");
    row.set_last_dose_on("2026-11-20");
    row.set_prescriber("dr.someone");
    return row;
  }
  // Cyrillic letters that tell one number from another, as names hold no digits.
  static std::string Letters(int number) {
    static constexpr const char* kLetters[] = {"ба", "во", "ге", "ди", "жу",
                                               "за", "ко", "ле", "ми", "ну"};
    std::string text;
    for (char digit : absl::StrCat(number)) text += kLetters[digit - '0'];
    return text;
  }

  static std::string AdminPassword() {
    std::ifstream stream(clinic().folder() + "/admin-password");
    std::string password;
    std::getline(stream, password);
    return password;
  }
  static v1::ImportReport Import(const std::vector<v1::RosterRow>& rows, bool dry_run = false) {
    std::vector<v1::ImportRosterRequest> requests(1);
    requests[0].mutable_header()->set_request_id(NewId());
    requests[0].mutable_header()->set_dry_run(dry_run);
    for (const v1::RosterRow& row : rows) *requests.emplace_back().mutable_row() = row;
    link::Link& admin = clinic().admin();
    return Must(admin.Stream(&Stub::ImportRoster, requests)).report();
  }
  static std::vector<std::string> Faults(const v1::ImportReport& report) {
    std::vector<std::string> faults;
    for (const auto& fault : report.faults()) {
      faults.push_back(absl::StrCat(fault.line(), ":", fault.column()));
      EXPECT_TRUE(absl::StartsWith(fault.reason(), "wanted ")) << fault.reason();
    }
    return faults;
  }
  static std::string Everything() {
    return clinic().Sql(
        "SELECT concat_ws(' ', (SELECT count(*) FROM person), (SELECT count(*) FROM episode), "
        "(SELECT count(*) FROM medication_order), (SELECT count(*) FROM slot), (SELECT count(*) "
        "FROM administration), (SELECT count(*) FROM custody_start), (SELECT count(*) FROM "
        "imported_row), (SELECT count(*) FROM duplicate_review))");
  }
  // The number under which a row's person is now known.
  static std::string NumberOf(const v1::RosterRow& row) {
    v1::FindPatientRequest request;
    request.mutable_document()->set_kind(v1::DOCUMENT_KIND_PASSPORT);
    request.mutable_document()->set_number(row.id_number());
    link::Link& nurse = clinic().As("nurse");
    return Must(nurse.Call(&Stub::FindPatient, request)).patient_number();
  }
  static v1::AuthoriseDoseResponse Authorise(const std::string& number) {
    return Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  }
  static v1::DecideDuplicateResponse Decide(int64_t line, v1::DuplicateVerdict verdict) {
    v1::DecideDuplicateRequest decide;
    decide.set_request_id(NewId());
    decide.set_review_id(clinic().Sql(
        absl::StrCat("SELECT review_id FROM duplicate_review WHERE import_line = ", line)));
    decide.set_verdict(verdict);
    link::Link& manager = clinic().As("site_manager");
    return Must(manager.Call(&Stub::DecideDuplicate, decide));
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

}  // namespace oat::test
