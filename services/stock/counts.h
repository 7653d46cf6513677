// Counts against the book: how far the two may differ, and what their differences say together.
#pragma once

#include <cstdint>
#include <vector>

#include "services/stock/rules.h"

namespace oat::stock {

// As far as a count of a product may differ from the book without a question. `drawn` was taken
// from it since the count before. Single tablets and syringes never differ.
StockQuantity ToleranceOf(const Product& product, StockQuantity drawn, int64_t per_mille);

// So many counts of one place in a row, each off in the same direction, are no chance. Recalled: no
// rule read sets a number.
inline constexpr int kCountsOfDrift = 3;

// Whether the last counts of a place, the latest first, drift: `differences` are counted less book.
bool Drifts(const std::vector<StockQuantity>& differences);

}  // namespace oat::stock
