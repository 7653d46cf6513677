// How a dose is made up from the strengths a window holds: solutions to the measure, tablets whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/base/reason.h"

namespace oat::stock {

struct Product {
  std::string code;
  std::string drug_form;
  std::string atc;
  std::string strength;
  std::string unit;                // microlitre, tablet, syringe
  Micrograms micrograms_per_unit;  // in one millilitre, tablet or syringe
  StockQuantity smallest_measure;  // in microlitres, tablets or syringes

  bool is_solution() const { return unit == "microlitre"; }
  bool is_syringe() const { return unit == "syringe"; }
  // What a quantity of it holds. Exact for every multiple of the smallest measure.
  Micrograms Holds(StockQuantity quantity) const;
  // The quantity that holds a dose; absent where it is not a multiple of the smallest measure.
  std::optional<StockQuantity> Measure(Micrograms dose) const;
  // The dose in one smallest measure.
  Micrograms Step() const { return Holds(smallest_measure); }
};

// A lot on hand at a window.
struct LotOnHand {
  std::string product_code;
  std::string lot_number;
  Day expires_on;
  StockQuantity quantity;
  // It stands in the product's open bottle: nothing else of the product is drawn there.
  bool is_open_bottle = false;
};

// One line of a dose.
struct DoseLine {
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
  Micrograms micrograms;
  // As it was made up; a line that was kept does not say.
  bool is_from_open_bottle = false;
  bool operator==(const DoseLine&) const = default;
};

// How much of each line holds the first so many micrograms, in the order in which they are taken.
// Of a tablet not taken whole nothing counts. Always reckoned from the lines as made up: rounding a
// rounded share again would take back more than was given.
std::vector<StockQuantity> Shares(const std::vector<DoseLine>& lines, Micrograms taken);

struct Composition {
  enum class Verdict { kMade, kNotMeasurable, kShort };
  Verdict verdict = Verdict::kShort;
  std::vector<DoseLine> lines;  // of a dose that was made
  // The nearest doses that the strengths can make; zero where there is none below.
  Micrograms nearest_below;
  Micrograms nearest_above;
};

// Makes up `dose` from `products`, the strengths of one drug form that the site holds, out of
// `lots`, those on hand at one window. A solution is of one strength, a depot one syringe; tablets
// are the fewest that make the dose. The lot that expires first goes first, and none after its last
// day.
Composition Compose(Micrograms dose, const std::vector<Product>& products,
                    std::vector<LotOnHand> lots, Day today);

// Why a dose that the strengths could make is not made: what the nurse does depends on it.
Reason WhyShort(Micrograms dose, const std::vector<Product>& products,
                const std::vector<LotOnHand>& lots, Day today);

// Whether the strengths can make the dose at all, whatever is on hand.
Composition CheckMeasurable(Micrograms dose, const std::vector<Product>& products);

}  // namespace oat::stock
