// Dispensing pumps: how far one may be off, whether it may pour, and what is left of a dose to
// pour.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/stock/rules.h"

namespace oat::pumps {

// One pour into a measuring glass: what the pump was told, and what two people read.
struct TestPour {
  StockQuantity asked;
  StockQuantity measured;
  StockQuantity tolerance;

  // Too much or too little alike.
  StockQuantity Error() const { return measured < asked ? asked - measured : measured - asked; }
  bool IsWithin() const { return Error() <= tolerance; }
};

// As far as a test pour may be off: so many thousandths of it, or, where no rule says how many, by
// the smallest amount that is measured of the product at all.
StockQuantity ToleranceOf(const stock::Product& product, StockQuantity asked,
                          std::optional<int64_t> per_mille);

// What the test pours of one verification say together: the worst of those that failed, or of all
// where none did.
struct Verdict {
  bool passed = false;
  StockQuantity error;
  StockQuantity tolerance;
};
Verdict Judge(const std::vector<TestPour>& pours);

struct Verification {
  Day clinical_day;
  absl::Time at;
  std::vector<TestPour> pours;
};

enum class Standing { kVerified, kUnverified, kOutOfTolerance, kUnresolved, kOutOfUse };

// Whether a pump may pour today. A pour of which nobody knows how far it came goes before
// everything else; a verification out of tolerance holds until one passes, on whatever day.
Standing StandingOf(bool is_in_use, bool has_unresolved, const std::optional<Verification>& last,
                    Day today);

// A pour of a line of a dose.
struct Poured {
  StockQuantity asked;
  std::optional<StockQuantity> poured;  // absent: nobody knows how far it came
};
// What is left to pour of a line. A pour of which nobody knows counts in full, and one that was
// measured counts as measured, even where it is more than was asked for.
StockQuantity LeftToPour(StockQuantity line, const std::vector<Poured>& pours);

}  // namespace oat::pumps
