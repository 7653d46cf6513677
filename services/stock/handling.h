// What the counts of a site say together: how much a window loses in a pour, and whose counts are
// short more often than chance explains. It accuses nobody; it says where to look.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/base/ids.h"
#include "services/stock/rules.h"

namespace oat::stock {

// Who drew from a product at a window between two counts.
struct Drawer {
  StaffId staff;
  std::string login;
  int32_t pours = 0;
  StockQuantity poured;
};
// One count of a product at a window, with who drew since the one before.
struct CountedStretch {
  std::string station;
  std::string product_code;
  bool is_solution = true;
  StockQuantity difference;  // counted less book
  std::vector<Drawer> drawers;
};

struct HandlingLoss {
  std::string station;
  std::string product_code;
  int32_t counts = 0;
  int32_t pours = 0;
  StockQuantity poured;
  StockQuantity missing;
  StockQuantity MissingPerPour() const {
    return StockQuantity(pours == 0 ? 0 : missing.count() / pours);
  }
};
// Of each window and solution, in the order of their names.
std::vector<HandlingLoss> LossesIn(const std::vector<CountedStretch>& stretches);

struct PersonPattern {
  StaffId staff;
  std::string login;
  int32_t counts = 0;  // before which she drew
  int32_t short_counts = 0;
  int32_t other_counts = 0;
  int32_t other_short_counts = 0;
  StockQuantity missing;  // microlitres of solutions, at those of hers
  bool stands_out = false;
};
// Of each person who drew, by login. Counts before which nobody drew say nothing of anybody. One
// stands out where the chance of so many short counts, were hers like the others', is under one in
// a hundred for the whole house (Fisher's exact test, one side, by Bonferroni for the number of
// people). The hundred is a choice of design.
std::vector<PersonPattern> PatternsIn(const std::vector<CountedStretch>& stretches);

// The chance that of `short_counts` short ones among `all` at least `hers_short` fall on the
// `hers`.
double ChanceOfAtLeast(int32_t hers_short, int32_t hers, int32_t short_counts, int32_t all);

}  // namespace oat::stock
