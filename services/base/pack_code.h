// The code on a pack of medicine: a GS1 element string, as a DataMatrix holds it (GS1 General
// Specifications).
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/base/clinical_day.h"

namespace oat {

struct PackCode {
  std::string gtin;        // (01), 14 digits with a good check digit
  Day expires_on;          // (17); a day of 00 is the last of its month
  std::string lot_number;  // (10)
  std::string serial;      // (21); empty: the pack has none

  // With its identifiers in brackets, as it is printed under the code.
  std::string text() const;
  bool operator==(const PackCode&) const = default;
};

// Whether fourteen digits are a GTIN.
bool IsGtin(absl::string_view text);

// Reads what a scanner gives, separators and all, or what is printed. INVALID_ARGUMENT: it is no
// such string, or lacks product, lot or expiry.
absl::StatusOr<PackCode> ReadPackCode(absl::string_view text);

}  // namespace oat
