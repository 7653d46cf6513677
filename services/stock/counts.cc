#include "services/stock/counts.h"

#include <algorithm>

namespace oat::stock {

StockQuantity ToleranceOf(const Product& product, StockQuantity drawn, int64_t per_mille) {
  return product.is_solution() ? StockQuantity(drawn.count() * per_mille / 1000) : StockQuantity(0);
}

bool Drifts(const std::vector<StockQuantity>& differences) {
  if (differences.size() < kCountsOfDrift) return false;
  const auto last = differences.begin() + kCountsOfDrift;
  const auto is_less = [](StockQuantity one) { return one < StockQuantity(0); };
  const auto is_more = [](StockQuantity one) { return one > StockQuantity(0); };
  return std::all_of(differences.begin(), last, is_less) ||
         std::all_of(differences.begin(), last, is_more);
}

}  // namespace oat::stock
