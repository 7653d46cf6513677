#include "services/stock/rules.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace oat::stock {
namespace {

constexpr int64_t kMicrolitresPerMillilitre = 1000;
constexpr int64_t kNoLimit = INT64_MAX;

using Available = std::function<int64_t(const Product&)>;

int64_t Unlimited(const Product&) { return kNoLimit; }

struct Part {
  const Product* product;
  StockQuantity quantity;
};

// One strength that holds enough; the strongest first, so that the smallest volume is drunk.
std::optional<std::vector<Part>> ComposeSolution(Micrograms dose,
                                                 const std::vector<const Product*>& products,
                                                 const Available& available) {
  for (const Product* product : products) {
    auto quantity = product->Measure(dose);
    if (quantity && quantity->count() <= available(*product)) {
      return std::vector<Part>{{product, *quantity}};
    }
  }
  return std::nullopt;
}

// One syringe that holds the dose.
std::optional<std::vector<Part>> ComposeSyringe(Micrograms dose,
                                                const std::vector<const Product*>& products,
                                                const Available& available) {
  for (const Product* product : products) {
    const bool is_it = product->micrograms_per_unit == dose && available(*product) > 0;
    if (is_it) return std::vector<Part>{{product, StockQuantity(1)}};
  }
  return std::nullopt;
}

// Whole tablets from the strongest down: the first combination found, trying as many strong ones as
// possible, is the one with the fewest tablets among those of its strongest strength.
std::optional<std::vector<Part>> ComposeTablets(Micrograms dose,
                                                const std::vector<const Product*>& products,
                                                size_t first, const Available& available) {
  if (dose.count() == 0) return std::vector<Part>{};
  if (first == products.size()) return std::nullopt;
  const Product& product = *products[first];
  const int64_t strength = product.micrograms_per_unit.count();
  for (int64_t count = std::min(dose.count() / strength, available(product)); count >= 0; --count) {
    auto rest = ComposeTablets(dose - Micrograms(count * strength), products, first + 1, available);
    if (!rest) continue;
    if (count > 0) rest->insert(rest->begin(), Part{&product, StockQuantity(count)});
    return rest;
  }
  return std::nullopt;
}

std::vector<const Product*> StrongestFirst(const std::vector<Product>& products) {
  std::vector<const Product*> sorted;
  for (const Product& product : products) sorted.push_back(&product);
  std::sort(sorted.begin(), sorted.end(), [](const Product* a, const Product* b) {
    return a->micrograms_per_unit > b->micrograms_per_unit;
  });
  return sorted;
}

std::optional<std::vector<Part>> ComposeParts(Micrograms dose, const std::vector<Product>& products,
                                              const Available& available) {
  if (products.empty()) return std::nullopt;
  auto sorted = StrongestFirst(products);
  if (products.front().is_syringe()) return ComposeSyringe(dose, sorted, available);
  return products.front().is_solution() ? ComposeSolution(dose, sorted, available)
                                        : ComposeTablets(dose, sorted, 0, available);
}

// The step in which makeable doses can lie.
Micrograms CommonStep(const std::vector<Product>& products) {
  int64_t step = 0;
  for (const Product& product : products) step = std::gcd(step, product.Step().count());
  return Micrograms(step);
}

// The strengths themselves; where there is none on one side, that on the other stands for both.
void FindNearestSyringe(Micrograms dose, const std::vector<Product>& products,
                        Composition* result) {
  for (const Product* product : StrongestFirst(products)) {
    const Micrograms strength = product->micrograms_per_unit;
    if (strength > dose) result->nearest_above = strength;
    if (strength < dose) result->nearest_below = std::max(result->nearest_below, strength);
  }
  if (result->nearest_above.count() == 0) result->nearest_above = result->nearest_below;
  if (result->nearest_below.count() == 0) result->nearest_below = result->nearest_above;
}

void FindNearest(Micrograms dose, const std::vector<Product>& products, Composition* result) {
  if (products.front().is_syringe()) return FindNearestSyringe(dose, products, result);
  const Micrograms step = CommonStep(products);
  if (step.count() == 0) return;
  const Micrograms floor(dose.count() / step.count() * step.count());
  for (Micrograms below = floor; below.count() > 0; below = below - step) {
    if (!ComposeParts(below, products, Unlimited)) continue;
    result->nearest_below = below;
    break;
  }
  // The smallest step of one strength lies at most its own size above.
  for (Micrograms above = floor + step;; above += step) {
    if (!ComposeParts(above, products, Unlimited)) continue;
    result->nearest_above = above;
    break;
  }
}

// Takes a part from the lots on hand, the first to expire first.
void Draw(const Part& part, const std::vector<LotOnHand>& lots, std::vector<DoseLine>* lines) {
  StockQuantity rest = part.quantity;
  for (const LotOnHand& lot : lots) {
    if (lot.product_code != part.product->code || rest.count() == 0) continue;
    // Of a solution only whole measures are drawn from a lot.
    const int64_t measure = part.product->smallest_measure.count();
    const StockQuantity usable(lot.quantity.count() / measure * measure);
    const StockQuantity drawn = std::min(rest, usable);
    if (drawn.count() == 0) continue;
    lines->push_back(
        {lot.product_code, lot.lot_number, drawn, part.product->Holds(drawn), lot.is_open_bottle});
    rest = rest - drawn;
  }
}

}  // namespace

Micrograms Product::Holds(StockQuantity quantity) const {
  const int64_t divisor = is_solution() ? kMicrolitresPerMillilitre : 1;
  return Micrograms(quantity.count() * micrograms_per_unit.count() / divisor);
}

std::optional<StockQuantity> Product::Measure(Micrograms dose) const {
  const int64_t numerator = dose.count() * (is_solution() ? kMicrolitresPerMillilitre : 1);
  if (numerator % micrograms_per_unit.count() != 0) return std::nullopt;
  const StockQuantity quantity(numerator / micrograms_per_unit.count());
  if (quantity.count() % smallest_measure.count() != 0) return std::nullopt;
  return quantity;
}

Composition CheckMeasurable(Micrograms dose, const std::vector<Product>& products) {
  Composition result;
  if (products.empty()) return result;
  if (ComposeParts(dose, products, Unlimited)) {
    result.verdict = Composition::Verdict::kMade;
    return result;
  }
  result.verdict = Composition::Verdict::kNotMeasurable;
  FindNearest(dose, products, &result);
  return result;
}

Composition Compose(Micrograms dose, const std::vector<Product>& products,
                    std::vector<LotOnHand> lots, Day today) {
  Composition result = CheckMeasurable(dose, products);
  if (result.verdict != Composition::Verdict::kMade) return result;
  std::erase_if(lots, [&](const LotOnHand& lot) { return lot.expires_on < today; });
  std::stable_sort(lots.begin(), lots.end(), [](const LotOnHand& a, const LotOnHand& b) {
    return a.expires_on < b.expires_on;
  });
  auto available = [&](const Product& product) {
    int64_t sum = 0;
    const int64_t measure = product.smallest_measure.count();
    for (const LotOnHand& lot : lots) {
      if (lot.product_code == product.code) sum += lot.quantity.count() / measure * measure;
    }
    return sum;
  };
  auto parts = ComposeParts(dose, products, available);
  if (!parts) {
    result.verdict = Composition::Verdict::kShort;
    return result;
  }
  for (const Part& part : *parts) Draw(part, lots, &result.lines);
  return result;
}

Reason WhyShort(Micrograms dose, const std::vector<Product>& products,
                const std::vector<LotOnHand>& lots, Day today) {
  for (const LotOnHand& lot : lots) {
    if (!lot.is_open_bottle) continue;
    if (lot.expires_on < today) {
      return {reason::kLotExpired, {{"lot", lot.lot_number}, {"day", FormatDay(lot.expires_on)}}};
    }
    const auto product = std::find_if(products.begin(), products.end(), [&](const Product& one) {
      return one.code == lot.product_code;
    });
    if (product == products.end()) continue;
    if (const auto needed = product->Measure(dose)) {
      return {reason::kOpenBottleShort,
              {{"left", FormatMillilitres(lot.quantity)}, {"needed", FormatMillilitres(*needed)}}};
    }
  }
  return {reason::kStockShort, {}};
}

std::vector<StockQuantity> Shares(const std::vector<DoseLine>& lines, Micrograms taken) {
  std::vector<StockQuantity> shares;
  for (const DoseLine& line : lines) {
    const Micrograms of_line = std::min(taken, line.micrograms);
    taken = taken - of_line;
    shares.emplace_back(line.quantity.count() * of_line.count() / line.micrograms.count());
  }
  return shares;
}

}  // namespace oat::stock
