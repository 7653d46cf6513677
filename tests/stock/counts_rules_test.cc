// How far a count may differ from the book, from the rules alone.
#include <gtest/gtest.h>

#include <vector>

#include "services/stock/counts.h"

namespace oat::stock {
namespace {

TEST(Tolerance, IsAPartOfWhatWasDrawnAndOfLiquidsAlone) {
  const Product liquid{.unit = "microlitre"};
  EXPECT_EQ(ToleranceOf(liquid, StockQuantity(100'000), 34), StockQuantity(3'400));
  EXPECT_EQ(ToleranceOf(liquid, StockQuantity(100'000), 0), StockQuantity(0));
  EXPECT_EQ(ToleranceOf(liquid, StockQuantity(0), 34), StockQuantity(0));
  EXPECT_EQ(ToleranceOf(liquid, StockQuantity(29), 34), StockQuantity(0)) << "rounded down";
  for (const char* unit : {"tablet", "syringe"}) {
    EXPECT_EQ(ToleranceOf({.unit = unit}, StockQuantity(1'000), 34), StockQuantity(0)) << unit;
  }
}

TEST(Drift, IsThreeCountsInARowOffInOneDirection) {
  const auto drifts = [](const std::vector<int64_t>& differences) {
    std::vector<StockQuantity> quantities;
    for (int64_t one : differences) quantities.emplace_back(one);
    return Drifts(quantities);
  };
  EXPECT_TRUE(drifts({-1, -200, -3}));
  EXPECT_TRUE(drifts({1, 1, 1}));
  EXPECT_TRUE(drifts({-1, -1, -1, 500}));
  EXPECT_FALSE(drifts({-1, -1}));
  EXPECT_FALSE(drifts({-1, 0, -1})) << "one was right";
  EXPECT_FALSE(drifts({-1, 1, -1}));
  EXPECT_FALSE(drifts({0, -1, -1, -1})) << "the last one was right";
}

}  // namespace
}  // namespace oat::stock
