// Pumps at a real clinic: placed, verified and poured with through the real oatd.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "oat/v1/pump.grpc.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {

class AtAPump : public UnderPacks {
 protected:
  using Pumps = v1::PumpService::Stub;
  // Of what runs in the tubes of the tests' pumps: what a dose of methadone is made of.
  static constexpr char kTenPerMl[] = "METHADONE-10MG-ML";

  template <class Request, class Response>
  static absl::StatusOr<Response> Ask(Method<Pumps, Request, Response> method,
                                      const Request& request, const std::string& role = "nurse",
                                      const std::string& site = "ALA1") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }

  static v1::PlacePumpRequest Placement(const std::string& pump, const std::string& station,
                                        const std::string& product = kTenPerMl) {
    v1::PlacePumpRequest request;
    request.set_request_id(NewId());
    request.set_pump_id(pump);
    request.set_station(station);
    request.set_product_code(product);
    request.set_model("Maker, model 9");
    return request;
  }
  static absl::StatusOr<v1::PlacePumpResponse> Place(const v1::PlacePumpRequest& request,
                                                     const std::string& site = "ALA1") {
    return Ask(&Pumps::PlacePump, request, "stock_custodian", site);
  }
  // A pump that no other test touches, at a window.
  static std::string NewPump(const std::string& station = "W1", const std::string& site = "ALA1") {
    const std::string pump = absl::AsciiStrToUpper(NewId());
    EXPECT_EQ(InWords(Must(Place(Placement(pump, station), site)).outcome()), "accepted");
    return pump;
  }

  // Test pours: what was asked and what was measured.
  using TestPours = std::vector<std::pair<int64_t, int64_t>>;
  static v1::VerifyPumpRequest Verification(const std::string& pump, const TestPours& pours) {
    v1::VerifyPumpRequest request;
    request.set_request_id(NewId());
    request.set_pump_id(pump);
    request.set_kind(v1::VERIFICATION_KIND_DAILY);
    request.set_lot_number("LOT-1");
    for (const auto& [asked, measured] : pours) {
      v1::TestPour* pour = request.add_pours();
      pour->set_asked(asked);
      pour->set_measured(measured);
    }
    return request;
  }
  static v1::VerifyPumpResponse Verify(const v1::VerifyPumpRequest& request) {
    return Must(Ask(&Pumps::VerifyPump, ByTwo("PumpService.VerifyPump", request)));
  }
  static v1::VerifyPumpResponse Verify(const std::string& pump, const TestPours& pours) {
    return Verify(Verification(pump, pours));
  }
  // One that passed today.
  static std::string VerifiedPump(const std::string& station = "W1") {
    const std::string pump = NewPump(station);
    EXPECT_TRUE(Verify(pump, {{5'000, 5'000}}).passed());
    return pump;
  }

  static v1::BeginPourRequest Intent(const std::string& pump, const std::string& dose,
                                     int64_t quantity = 8'000) {
    v1::BeginPourRequest request;
    request.set_request_id(NewId());
    request.set_pump_id(pump);
    request.set_dose_id(dose);
    request.set_lot_number("LOT-1");
    request.set_quantity(quantity);
    return request;
  }
  static std::string Begin(const v1::BeginPourRequest& request) {
    return InWords(Must(Ask(&Pumps::BeginPour, request)).outcome());
  }
  // Begins, which must be accepted; the pour's id.
  static std::string Begun(const std::string& pump, const std::string& dose,
                           int64_t quantity = 8'000) {
    const auto request = Intent(pump, dose, quantity);
    EXPECT_EQ(Begin(request), "accepted");
    return request.request_id();
  }
  static v1::EndPourRequest Count(const std::string& pour, int64_t poured,
                                  const std::string& fault = "") {
    v1::EndPourRequest request;
    request.set_request_id(NewId());
    request.set_pour_id(pour);
    request.set_poured(poured);
    request.set_fault(fault);
    return request;
  }
  static std::string End(const v1::EndPourRequest& request) {
    return InWords(Must(Ask(&Pumps::EndPour, request)).outcome());
  }
  static v1::ResolvePourRequest Measurement(const std::string& pour, int64_t measured) {
    v1::ResolvePourRequest request;
    request.set_request_id(NewId());
    request.set_pour_id(pour);
    request.set_measured(measured);
    return request;
  }
  static std::string Resolve(const std::string& pour, int64_t measured) {
    return InWords(Must(Ask(&Pumps::ResolvePour,
                            ByTwo("PumpService.ResolvePour", Measurement(pour, measured))))
                       .outcome());
  }

  static v1::ListPumpsResponse Listed(const std::string& site = "ALA1") {
    return Must(Ask(&Pumps::ListPumps, v1::ListPumpsRequest(), "nurse", site));
  }
  // A pump as its site lists it; empty where it does not.
  static v1::Pump Listed(const std::string& pump, const std::string& site) {
    const auto listed = Listed(site);
    for (const v1::Pump& one : listed.pumps()) {
      if (one.pump_id() == pump) return one;
    }
    return {};
  }
  static std::string StandingOf(const std::string& pump) {
    return contract::Code(Listed(pump, "ALA1").standing());
  }
};

}  // namespace oat::test
