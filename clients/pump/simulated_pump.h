// A pump without tubes, for training and tests. It fails as pumps do, where it is told to.
#pragma once

#include <optional>

#include "clients/pump/pump.h"

namespace oat::pump {

class SimulatedPump final : public Pump {
 public:
  struct Faults {
    std::optional<int64_t> stops_after = {};  // microlitres; it says so
    int64_t error_per_mille = 0;              // more or less than it counts
    bool is_silent = false;                   // pours everything and says nothing
    bool breaks_line = false;                 // pours half, and then the line is gone
  };

  std::string name() const override { return "simulator"; }
  absl::StatusOr<Dispensed> Dispense(int64_t microlitres) override;
  absl::StatusOr<Dispensed> Prime(int64_t microlitres) override;
  absl::StatusOr<Dispensed> Empty(int64_t microlitres) override;

  void set_faults(const Faults& faults) { faults_ = faults; }
  // What two people would measure in the cup.
  int64_t in_cup() const { return in_cup_; }
  void TakeCup() { in_cup_ = 0; }

 private:
  absl::StatusOr<Dispensed> Run(int64_t microlitres, int64_t* into);

  Faults faults_;
  int64_t in_cup_ = 0;
  int64_t in_tubes_ = 0;
};

}  // namespace oat::pump
