// Quantities as people write and read them: "250 mL" and "40 tablets" of stock, "62.5" milligrams.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "oat/v1/medication.pb.h"

namespace oat::ctl {

// Microlitres, tablets or syringes, as the unit is counted. The unit must be written: a bare number
// could be either microlitres or millilitres, and a thousandfold slip of stock is hard to find.
absl::StatusOr<int64_t> ReadQuantity(const std::string& text, v1::StockUnit unit);
std::string FormatQuantity(int64_t quantity, v1::StockUnit unit);
// What several are called: "mL", "tablets".
std::string UnitInWords(v1::StockUnit unit);

// Milligrams with at most three decimals, as micrograms.
absl::StatusOr<int64_t> ReadMilligrams(const std::string& field, const std::string& text);

}  // namespace oat::ctl
