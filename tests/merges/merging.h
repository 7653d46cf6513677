// What tests of two numbers share: people with two numbers at two sites, merged and taken apart.
#pragma once

#include <string>

#include "oat/v1/merge.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {

using Merges = v1::MergeService::Stub;

class MergingTest : public TakeHomeTest {
 protected:
  // By the prescriber of a site, signed by its manager.
  template <class Request>
  static Request Signed(const std::string& method, Request request, const std::string& site) {
    Desk("site_manager", site);
    request.set_approval_id(
        Must(clinic().Approve(Desk("prescriber", site), Clinic::LoginOf("site_manager", site),
                              "oat.v1.MergeService." + method, request)));
    return request;
  }
  template <class Request>
  static Request OfTwo(const std::string& number, const std::string& duplicate) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_duplicate_number(duplicate);
    return request;
  }
  // The prescriber of a site opens the record of somebody elsewhere, which is told; where it is
  // open to her already that is refused.
  static void OpenRecord(const std::string& number, const std::string& site) {
    v1::OpenEmergencyAccessRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_reason(v1::EMERGENCY_REASON_LIFE_THREATENING);
    request.set_note("stands here and says that she is treated twice");
    const auto opened =
        Desk("prescriber", site).Call(&v1::OversightService::Stub::OpenEmergencyAccess, request);
    EXPECT_THAT(opened.status().code(),
                testing::AnyOf(absl::StatusCode::kOk, absl::StatusCode::kFailedPrecondition));
  }
  static v1::MergePatientsResponse Merge(const std::string& number, const std::string& duplicate,
                                         const std::string& site = "ALA1") {
    OpenRecord(duplicate, site);
    const auto request =
        Signed("MergePatients", OfTwo<v1::MergePatientsRequest>(number, duplicate), site);
    return Must(Desk("prescriber", site).Call(&Merges::MergePatients, request));
  }
  static std::string Merged(const std::string& number, const std::string& duplicate,
                            const std::string& site = "ALA1") {
    return Reasons(Merge(number, duplicate, site).outcome());
  }
  static std::string Separated(const std::string& number, const std::string& duplicate,
                               const std::string& site = "ALA1") {
    const auto request =
        Signed("SeparatePatients", OfTwo<v1::SeparatePatientsRequest>(number, duplicate), site);
    return Reasons(
        Must(Desk("prescriber", site).Call(&Merges::SeparatePatients, request)).outcome());
  }
  // A prescriber has looked at everything that waits at a site for the numbers of a person.
  static void LookAt(const std::string& number, const std::string& site = "ALA1") {
    const auto all = Must(
        Dosing(&v1::DosingService::Stub::ListIncidents, v1::ListIncidentsRequest(), "nurse", site));
    for (const v1::Incident& one : all.incidents()) {
      if (one.patient_number() != number) continue;
      v1::ReviewIncidentRequest request;
      request.set_request_id(NewId());
      request.set_patient_number(number);
      request.set_incident_id(one.incident_id());
      EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::ReviewIncident, request, "prescriber",
                                    site))
                            .outcome()),
                "accepted");
    }
  }
  static int LiveClaims(const std::string& number, const std::string& day) {
    return std::stoi(clinic().Sql(
        "SELECT count(*) FROM slot s JOIN patient_number n USING (person_id) WHERE "
        "n.patient_number = '" +
        number + "' AND s.clinical_day = '" + day +
        "' AND NOT EXISTS (SELECT FROM slot_release r WHERE (r.clinical_day, r.person_id, "
        "r.portion, r.turn) = (s.clinical_day, s.person_id, s.portion, s.turn))"));
  }
};

}  // namespace oat::test
