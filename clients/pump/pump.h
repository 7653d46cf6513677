// A dispensing pump as a desk sees it: told how much to pour, it says how much it poured. What it
// does not say nobody knows, and two people measure it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace oat::pump {

// What came of a pour that the pump could tell of.
struct Dispensed {
  int64_t microlitres = 0;  // as the pump counts
  std::string fault = {};   // why it is less than was asked; empty where it is not
};

class Pump {
 public:
  virtual ~Pump() = default;

  // As the pump names itself.
  virtual std::string name() const = 0;

  // Pours into the cup, and returns when the pump stands still. INVALID_ARGUMENT and
  // FAILED_PRECONDITION: nothing was poured. Any other error: it may have poured, and nobody knows
  // how much. A pour is started once; whoever asks again pours again.
  virtual absl::StatusOr<Dispensed> Dispense(int64_t microlitres) = 0;

  // Fills the tubes with so much, or runs so much of them back into the bottle. The same errors.
  virtual absl::StatusOr<Dispensed> Prime(int64_t microlitres) = 0;
  virtual absl::StatusOr<Dispensed> Empty(int64_t microlitres) = 0;
};

// Whether a pump that answered so certainly poured nothing.
inline bool PouredNothing(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

// A pump by the words of an option: "simulator", or "reglo:/dev/ttyUSB0". FAILED_PRECONDITION: it
// does not answer, or is no such pump.
absl::StatusOr<std::unique_ptr<Pump>> OpenPump(absl::string_view words);

}  // namespace oat::pump
