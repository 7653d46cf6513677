// What tests of doses to take home share: rules that let ten days be taken home (Ukraine in peace),
// and the way of a bottle in one line each.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "tests/policy/rules_in_force.h"

namespace oat::test {

class TakeHomeTest : public RulesInForce {
 protected:
  static void SetUpTestSuite() {
    RulesInForce::SetUpTestSuite();
    ASSERT_EQ(InForce(SignedOff(Put(PackText("ua-normal")))), "accepted");
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> AtHome(
      Method<v1::TakeHomeService::Stub, Request, Response> method, const Request& request,
      const std::string& role = "nurse", const std::string& site = "ALA1") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }

  // For days of November 2026, whole.
  static v1::AuthoriseTakeHomeRequest Authorisation(const std::string& number,
                                                    const std::vector<int>& days) {
    v1::AuthoriseTakeHomeRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    for (int day : days) {
      request.add_doses()->set_clinical_day(FormatDay(Day(2026, 11, day)));
    }
    request.set_storage_explained(true);
    return request;
  }
  static std::string Authorised(const v1::AuthoriseTakeHomeRequest& request,
                                const std::string& site = "ALA1") {
    return Reasons(
        Must(AtHome(&v1::TakeHomeService::Stub::AuthoriseTakeHome, request, "prescriber", site))
            .outcome());
  }
  static v1::PrepareBottlesResponse Prepare(const std::string& number,
                                            const std::string& authorisation) {
    v1::PrepareBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_station("W1");
    return Must(AtHome(&v1::TakeHomeService::Stub::PrepareBottles, request));
  }
  static v1::SupplyBottlesRequest Collection(const std::string& number,
                                             const std::string& authorisation) {
    v1::SupplyBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_collector(v1::COLLECTOR_PATIENT);
    request.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
    request.set_assessment(v1::ASSESSMENT_WELL);
    return request;
  }
  static v1::SupplyBottlesResponse HandOut(const v1::SupplyBottlesRequest& request) {
    return Must(AtHome(&v1::TakeHomeService::Stub::SupplyBottles, request));
  }
  static std::string HandedOut(const v1::SupplyBottlesRequest& request) {
    return Reasons(HandOut(request).outcome());
  }
  // Authorised, filled and handed out; their serials in the order of their days.
  static std::vector<std::string> TakesHome(const std::string& number,
                                            const std::vector<int>& days) {
    const auto request = Authorisation(number, days);
    EXPECT_EQ(Authorised(request), "accepted");
    EXPECT_EQ(Reasons(Prepare(number, request.request_id()).outcome()), "accepted");
    const auto handed_out = HandOut(Collection(number, request.request_id()));
    EXPECT_EQ(Reasons(handed_out.outcome()), "accepted");
    std::vector<std::string> serials;
    for (const v1::Bottle& bottle : handed_out.bottles()) serials.push_back(bottle.serial());
    return serials;
  }

  template <class Request>
  static Request Of(const std::string& number, const std::string& serial) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_serial(serial);
    return request;
  }
  static std::string Lost(const std::string& number, const std::string& serial) {
    auto request = Of<v1::ReportBottleLostRequest>(number, serial);
    request.set_cause(v1::LOSS_CAUSE_STOLEN);
    return Reasons(Must(AtHome(&v1::TakeHomeService::Stub::ReportBottleLost, request)).outcome());
  }
  static std::string Replaced(const std::string& number, const std::string& serial) {
    return Reasons(Must(AtHome(&v1::TakeHomeService::Stub::ReplaceBottle,
                               Of<v1::ReplaceBottleRequest>(number, serial), "prescriber"))
                       .outcome());
  }
  static v1::ReturnBottleRequest Return(const std::string& number, const std::string& serial,
                                        v1::BottleCondition condition = v1::BOTTLE_CONDITION_INTACT,
                                        int64_t micrograms_left = 0) {
    auto request = Of<v1::ReturnBottleRequest>(number, serial);
    request.set_station("W1");
    request.set_condition(condition);
    request.set_micrograms_left(micrograms_left);
    return request;
  }
  static std::string Returned(const v1::ReturnBottleRequest& request,
                              const std::string& site = "ALA1") {
    return Reasons(
        Must(AtHome(&v1::TakeHomeService::Stub::ReturnBottle, request, "nurse", site)).outcome());
  }
  static std::string Recalled(const std::string& number, const std::vector<std::string>& serials,
                              const std::string& until) {
    v1::RecallBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    for (const std::string& serial : serials) request.add_serials(serial);
    request.set_bring_back_until_day(until);
    return Reasons(
        Must(AtHome(&v1::TakeHomeService::Stub::RecallBottles, request, "prescriber")).outcome());
  }
  // The state of a bottle, as whoever finds it hears it.
  static std::string StateOf(const std::string& serial) {
    v1::LookUpBottleRequest request;
    request.set_serial(serial);
    return contract::Code(Must(AtHome(&v1::TakeHomeService::Stub::LookUpBottle, request)).state());
  }
};

}  // namespace oat::test
