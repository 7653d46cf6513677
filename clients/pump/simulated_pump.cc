#include "clients/pump/simulated_pump.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::pump {

absl::StatusOr<Dispensed> SimulatedPump::Run(int64_t microlitres, int64_t* into) {
  if (microlitres <= 0) {
    return Invalid("microlitres", absl::StrCat(microlitres), "some to pour");
  }
  int64_t counted = std::min(microlitres, faults_.stops_after.value_or(microlitres));
  if (faults_.breaks_line) counted /= 2;
  *into += counted + counted * faults_.error_per_mille / 1000;
  if (faults_.breaks_line) return absl::UnavailableError("the line to the pump broke");
  if (faults_.is_silent) return absl::DeadlineExceededError("the pump does not answer");
  return Dispensed{counted, counted < microlitres ? "motor stalled" : ""};
}

absl::StatusOr<Dispensed> SimulatedPump::Dispense(int64_t microlitres) {
  return Run(microlitres, &in_cup_);
}
absl::StatusOr<Dispensed> SimulatedPump::Prime(int64_t microlitres) {
  return Run(microlitres, &in_tubes_);
}
absl::StatusOr<Dispensed> SimulatedPump::Empty(int64_t microlitres) {
  auto run = Run(microlitres, &in_tubes_);
  in_tubes_ = 0;
  return run;
}

}  // namespace oat::pump
