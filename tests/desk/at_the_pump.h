// A nurse at a window with a pump.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "clients/desk/pouring.h"
#include "clients/pump/simulated_pump.h"
#include "oat/v1/pump.grpc.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {

// Does something once it was told to pour: before it pours, or after.
class Interrupted final : public pump::Pump {
 public:
  Interrupted(std::function<void()> before, std::function<void()> after)
      : before_(std::move(before)), after_(std::move(after)) {}
  std::string name() const override { return "interrupted"; }
  absl::StatusOr<pump::Dispensed> Dispense(int64_t microlitres) override {
    if (before_) before_();
    auto poured = pump_.Dispense(microlitres);
    if (after_) after_();
    return poured;
  }
  absl::StatusOr<pump::Dispensed> Prime(int64_t microlitres) override {
    return pump_.Prime(microlitres);
  }
  absl::StatusOr<pump::Dispensed> Empty(int64_t microlitres) override {
    return pump_.Empty(microlitres);
  }

 private:
  const std::function<void()> before_, after_;
  pump::SimulatedPump pump_;
};

class PouringAtTheWindow : public AtTheWindow {
 protected:
  using Pumps = v1::PumpService::Stub;
  static constexpr char kLot[] = "LOT-1";

  void SetUp() override {
    AtTheWindow::SetUp();
    pump_id_ = absl::AsciiStrToUpper(test::NewId());
    v1::PlacePumpRequest place;
    place.set_request_id(test::NewId());
    place.set_pump_id(pump_id_);
    place.set_station("W1");
    place.set_product_code("METHADONE-10MG-ML");
    place.set_model("Simulator");
    link::Link& custodian = Desk("stock_custodian");
    test::Must(custodian.Call(&Pumps::PlacePump, place));
    Unlock();
  }
  void Unlock() {
    test::Must(window().Unlock(
        {.login = test::Clinic::LoginOf("nurse", "ALA1"), .password = test::Clinic::kPassword}));
  }
  void Verify() {
    v1::VerifyPumpRequest verify;
    verify.set_request_id(test::NewId());
    verify.set_pump_id(pump_id_);
    verify.set_kind(v1::VERIFICATION_KIND_DAILY);
    verify.set_lot_number(kLot);
    verify.add_pours()->set_asked(5'000);
    verify.mutable_pours(0)->set_measured(5'000);
    link::Link& nurse = Desk();
    EXPECT_TRUE(test::Must(nurse.Call(&Pumps::VerifyPump, ByTwo("PumpService.VerifyPump", verify)))
                    .passed());
  }
  // A desk with the simulator, which the test can look at.
  Pouring WithSimulator(const pump::SimulatedPump::Faults& faults = {}) {
    auto pump = std::make_unique<pump::SimulatedPump>();
    pump->set_faults(faults);
    simulator_ = pump.get();
    return Pouring(std::move(pump), pump_id_, &clock_);
  }
  // One at whose pump something happens.
  Pouring WithPump(const std::function<void()>& before, const std::function<void()>& after = {}) {
    return Pouring(std::make_unique<Interrupted>(before, after), pump_id_, &clock_);
  }
  static Pouring::Line LineOf(const std::string& dose, int64_t quantity = 8'000) {
    return {dose, kLot, quantity};
  }
  // Of an open dose of 8 mL at W1.
  static Pouring::Line NewLine() { return LineOf(Open(Admit())); }

  std::vector<std::string> ToMeasure(Pouring& pouring) {
    std::vector<std::string> ids;
    for (const v1::Pour& pour : test::Must(pouring.ToMeasure(window())))
      ids.push_back(pour.pour_id());
    return ids;
  }
  std::vector<std::string> Unanswered() {
    std::vector<std::string> methods;
    for (const KeptRequest& kept : test::Must(window().journal().Unanswered())) {
      methods.push_back(kept.method);
    }
    return methods;
  }
  // "8000", "3000 motor stalled", "2500 by two", or nothing of a pour without an end.
  static std::string EndOf(const std::string& pour) {
    return clinic().Sql(
        "SELECT concat_ws(' ', e.poured, nullif(e.fault, ''), "
        "CASE WHEN e.second_id IS NOT NULL THEN 'by two' END) FROM pour "
        "JOIN pour_end e USING (site_code, pump_id, turn) WHERE pour_id = '" +
        pour + "'");
  }
  std::string PoursOfPump() const {
    return clinic().Sql("SELECT count(*) FROM pour WHERE pump_id = '" + pump_id_ + "'");
  }
  std::string LastPour() const {
    return clinic().Sql("SELECT pour_id FROM pour WHERE pump_id = '" + pump_id_ +
                        "' ORDER BY turn DESC LIMIT 1");
  }
  static link::Credentials Second() {
    return {.login = test::Clinic::LoginOf("nurse", "ALA1") + "-2",
            .password = test::Clinic::kPassword};
  }

  std::string pump_id_;
  pump::SimulatedPump* simulator_ = nullptr;
};

}  // namespace oat::desk
