// Quantities as whole numbers with their unit in the type, so that milligrams never meet
// microlitres and no dose or stock is ever a floating-point number.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace oat {

template <class Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::integral auto count) : count_(count) {}
  constexpr int64_t count() const { return count_; }

  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator+(Quantity other) const { return Quantity(count_ + other.count_); }
  constexpr Quantity operator-(Quantity other) const { return Quantity(count_ - other.count_); }
  constexpr Quantity operator-() const { return Quantity(-count_); }
  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }

 private:
  int64_t count_ = 0;
};

// Micrograms of drug.
using Micrograms = Quantity<struct MicrogramUnit>;

// A count of stock: microlitres of a solution, single tablets or syringes, as the product's unit
// says.
using StockQuantity = Quantity<struct StockUnitTag>;

constexpr Micrograms Milligrams(std::integral auto milligrams) {
  return Micrograms(int64_t{milligrams} * 1000);
}

// A count of thousandths, with a point and no needless zeros: 2500 is "2.5".
inline std::string FormatThousandths(int64_t count) {
  std::string text = absl::StrCat(count / 1000);
  if (int64_t rest = count % 1000; rest != 0) {
    std::string decimals = absl::StrCat(1000 + rest).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    absl::StrAppend(&text, ".", decimals);
  }
  return text;
}

// "80 mg", "2.5 mg": for words a nurse reads.
inline std::string FormatDose(Micrograms dose) { return FormatThousandths(dose.count()) + " mg"; }
// Of a solution: "12.5 mL".
inline std::string FormatMillilitres(StockQuantity microlitres) {
  return FormatThousandths(microlitres.count()) + " mL";
}

}  // namespace oat
