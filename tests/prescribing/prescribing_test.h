// What the tests of prescribing share: a clinic for a suite, and orders of one step after another.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/clinical_day.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class PrescribingTest : public testing::Test {
 protected:
  using Stub = v1::PrescribingService::Stub;
  static constexpr auto kSolution = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION;

  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  void SetUp() override { start_ = clinic().now(); }
  // A test that let days pass gives them back: sessions of a day to come are still open.
  void TearDown() override { clinic().SetTime(start_); }

  static Day Today() {
    absl::TimeZone almaty;
    absl::LoadTimeZone("Asia/Almaty", &almaty);
    return ClinicalDay(clinic().now(), {.zone = almaty});
  }
  static std::string InDays(int days) { return FormatDay(Today() + days); }
  static void Sleep(int days) {
    LetTimePass(clinic(), absl::Hours(24 * days), {"nurse", "prescriber"});
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As("prescriber", site);
    return link.Call(method, request);
  }
  template <class Request>
  static Request For(const std::string& number) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    return request;
  }

  // An order of one step after another, from today on.
  static v1::SignOrderRequest Order(const std::string& number,
                                    const std::vector<std::pair<int, int64_t>>& days_and_milligrams,
                                    v1::DrugForm form = kSolution) {
    auto request = For<v1::SignOrderRequest>(number);
    request.set_drug_form(form);
    for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
    int day = 0;
    for (const auto& [days, milligrams] : days_and_milligrams) {
      v1::OrderStep* step = request.add_steps();
      step->set_from_day(InDays(day));
      step->set_until_day(InDays((day += days) - 1));
      step->add_portion_micrograms(milligrams * 1000);
    }
    return request;
  }
  static v1::Outcome Sign(const v1::SignOrderRequest& request) {
    return Must(Call(&Stub::SignOrder, request)).outcome();
  }
  static std::string ApprovedBy(const std::string& login, const v1::SignOrderRequest& request) {
    return Must(clinic().Approve(clinic().As("prescriber"), login,
                                 "oat.v1.PrescribingService.SignOrder", request));
  }
  static v1::AuthoriseDoseResponse Authorise(const std::string& number) {
    return Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  }
  static std::string AuthoriseReasons(const std::string& number) {
    return Reasons(Authorise(number).outcome());
  }
  // What the window gives now; voided at once, so that the day is as before.
  static int64_t DoseOf(const std::string& number) {
    const auto request = Clinic::AuthoriseRequest(number);
    auto authorised = Must(clinic().Authorise(request));
    if (!authorised.outcome().accepted()) return 0;
    auto undo = For<v1::VoidDoseRequest>(number);
    undo.set_dose_id(request.request_id());
    undo.set_reason(v1::VOID_REASON_ENTERED_IN_ERROR);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(&v1::DosingService::Stub::VoidDose, undo));
    return authorised.micrograms();
  }
  static v1::GetOrdersResponse Orders(const std::string& number) {
    v1::GetOrdersRequest request;
    request.set_patient_number(number);
    return Must(Call(&Stub::GetOrders, request));
  }
  static v1::SignBridgingOrderResponse Bridge(const std::string& number, int days,
                                              const std::string& site = "SEM1") {
    auto request = For<v1::SignBridgingOrderRequest>(number);
    request.set_days(days);
    return Must(Call(&Stub::SignBridgingOrder, request, site));
  }
  static v1::HoldOrderRequest Hold(const std::string& number, int hours) {
    auto request = For<v1::HoldOrderRequest>(number);
    request.set_code(v1::HOLD_CODE_CARDIAC);
    request.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
    request.set_hours(hours);
    request.set_patient_told(true);
    return request;
  }

 private:
  static inline Clinic* clinic_ = nullptr;
  absl::Time start_;
};

}  // namespace oat::test
