// What tests of the supply share: sites of their own without any stock, and what fills them.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/supply.grpc.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {

class Supplies : public UnderPacks {
 protected:
  using Stub = v1::SupplyService::Stub;
  static constexpr char kFive[] = "METHADONE-5MG-ML";

  // A site with one window, that no other test uses.
  void SetUp() override {
    UnderPacks::SetUp();
    site_ = NewSite("2028-01-01");
  }
  static std::string NewSite(const std::string& licence_until) {
    const std::string code = absl::StrCat("NEW", ++made_);
    std::vector<v1::ImportNetworkRequest> rows(2);
    rows[0].mutable_header()->set_request_id(NewId());
    v1::NetworkRow* row = rows[1].mutable_row();
    row->set_line(2);
    row->set_site_code(code);
    row->set_city("Oskemen");
    row->set_region("KZ-63");
    row->set_kind("clinic");
    row->set_time_zone("Asia/Almaty");
    row->set_capacity("40");
    row->set_licence_number("N-2");
    row->set_licence_until(licence_until);
    Desk();
    link::Link& admin = clinic().admin();
    Must(admin.Stream(&v1::SiteService::Stub::ImportNetwork, rows));
    clinic().NewDevice(code, "W1");
    return code;
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(Method<Stub, Request, Response> method, Request request,
                                       const std::string& site = site_,
                                       const std::string& role = "stock_custodian") {
    if constexpr (requires { request.set_request_id(""); }) request.set_request_id(NewId());
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  static v1::ForecastSupplyResponse Forecast(int32_t days, const std::string& site = site_) {
    v1::ForecastSupplyRequest request;
    request.set_days(days);
    return Must(Call(&Stub::ForecastSupply, request, site, "nurse"));
  }
  // Of one drug form; all zero where the forecast does not name it.
  static v1::DrugForecast Of(v1::DrugForm form, int32_t days) {
    const v1::ForecastSupplyResponse forecast = Forecast(days);
    for (const v1::DrugForecast& one : forecast.drugs()) {
      if (one.drug_form() == form) return one;
    }
    return {};
  }
  static v1::ReceiveStockRequest Arrival(const std::string& lot, int64_t quantity,
                                         const std::string& expires_on = "2027-12-31",
                                         const std::string& product = kFive) {
    v1::ReceiveStockRequest request;
    request.set_request_id(NewId());
    request.set_product_code(product);
    // A lot is the network's: of each test its own.
    request.set_lot_number(absl::StrCat(site_, "-", lot));
    request.set_expires_on(expires_on);
    request.set_quantity(quantity);
    return request;
  }
  static absl::StatusOr<v1::ReceiveStockResponse> Receive(const v1::ReceiveStockRequest& request,
                                                          const std::string& site = site_) {
    return Stock(&v1::StockService::Stub::ReceiveStock, request, "stock_custodian", site);
  }
  // Into the safe of the test's site.
  static void InSafe(const std::string& lot, int64_t quantity,
                     const std::string& expires_on = "2027-12-31",
                     const std::string& product = kFive) {
    EXPECT_EQ(InWords(Must(Receive(Arrival(lot, quantity, expires_on, product))).outcome()),
              "accepted");
  }
  // Somebody of the test's site with an order of such steps.
  struct StepOf {
    int from_day;
    int until_day;
    int64_t milligrams;
  };
  static std::string Patient(const std::vector<StepOf>& steps, v1::DrugForm form = kSolution,
                             int32_t interval_days = 0) {
    Desk("prescriber", site_);
    const std::string number = clinic().AdmitWithoutOrder(site_);
    v1::SignOrderRequest request = Order(number, 21, {1}, form);
    request.clear_steps();
    for (const StepOf& step : steps) {
      AddStep(&request, step.from_day, step.until_day, {step.milligrams});
      if (interval_days > 0) {
        request.mutable_steps(request.steps_size() - 1)->set_interval_days(interval_days);
      }
    }
    EXPECT_EQ(Sign(request), "accepted");
    return number;
  }

  static inline std::string site_;

 private:
  static inline int made_ = 0;
};

}  // namespace oat::test
