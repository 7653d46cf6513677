#include "services/base/quantity.h"

#include <gtest/gtest.h>

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace oat {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Growable = requires(A a, B b) {
  a += b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a == b;
}
|| requires(A a, B b) { a < b; };

// What holds of one unit, so that the refusals below cannot pass by a slip in a concept.
static_assert(Addable<Micrograms, Micrograms> && Subtractable<Micrograms, Micrograms> &&
              Growable<Micrograms&, Micrograms> && Comparable<Micrograms, Micrograms>);

template <class A, class B>
constexpr bool kNeverMeet =
    !std::is_convertible_v<A, B> && !std::is_assignable_v<B&, A> && !Addable<A, B> &&
    !Subtractable<A, B> && !Growable<B&, A> && !Comparable<A, B>;
static_assert(kNeverMeet<Micrograms, StockQuantity> && kNeverMeet<StockQuantity, Micrograms>);
static_assert(!std::is_constructible_v<Micrograms, StockQuantity> &&
              !std::is_constructible_v<StockQuantity, Micrograms>);
template <class T>
concept TakenAsMilligrams = requires(T amount) {
  Milligrams(amount);
};
static_assert(TakenAsMilligrams<int>);
// A bare number says no unit.
static_assert(kNeverMeet<int64_t, Micrograms> && kNeverMeet<int, StockQuantity>);
static_assert(!std::is_convertible_v<Micrograms, int64_t> &&
              !std::is_convertible_v<Micrograms, bool>);
static_assert(std::is_constructible_v<Micrograms, int64_t>);

TEST(Quantity, IsNeverMadeFromAFloatingPointNumber) {
  // Milligrams(2.5) would otherwise be 2 mg, and no compiler flag of ours would say so.
  EXPECT_FALSE((std::is_constructible_v<Micrograms, double>));
  EXPECT_FALSE((std::is_constructible_v<StockQuantity, float>));
  EXPECT_FALSE(TakenAsMilligrams<double>);
}

TEST(Quantity, CountsWholeUnits) {
  EXPECT_EQ(Micrograms().count(), 0);
  EXPECT_EQ(Milligrams(80), Micrograms(80'000));
  EXPECT_EQ(Milligrams(-3).count(), -3000);
  EXPECT_EQ(Micrograms(7) + Micrograms(5), Micrograms(12));
  EXPECT_EQ(Micrograms(7) - Micrograms(12), Micrograms(-5));
  EXPECT_EQ(-StockQuantity(4), StockQuantity(-4));
  StockQuantity sum;
  for (int i = 1; i <= 100; ++i) sum += StockQuantity(i);
  EXPECT_EQ(sum, StockQuantity(5050));
  EXPECT_EQ(&(sum += StockQuantity(1)), &sum);
  // Past what 32 bits hold: a network's stock in microlitres does not fit there.
  EXPECT_EQ((StockQuantity(3'000'000'000) + StockQuantity(3'000'000'000)).count(), 6'000'000'000);
}

TEST(Quantity, IsOrderedByCount) {
  EXPECT_LT(Micrograms(-1), Micrograms(0));
  EXPECT_LT(Micrograms(2), Micrograms(10));
  EXPECT_GE(Micrograms(10), Micrograms(10));
  EXPECT_NE(Micrograms(1), Micrograms(2));
}

TEST(FormatDose, ReadsAsANurseWritesIt) {
  const std::pair<int64_t, const char*> cases[] = {
      {0, "0 mg"},           {1, "0.001 mg"},        {50, "0.05 mg"},        {100, "0.1 mg"},
      {999, "0.999 mg"},     {1000, "1 mg"},         {1001, "1.001 mg"},     {1010, "1.01 mg"},
      {2500, "2.5 mg"},      {10'000, "10 mg"},      {80'000, "80 mg"},      {100'000, "100 mg"},
      {100'100, "100.1 mg"}, {112'250, "112.25 mg"}, {1'000'000, "1000 mg"},
  };
  for (const auto& [micrograms, text] : cases) {
    EXPECT_EQ(FormatDose(Micrograms(micrograms)), text) << micrograms;
  }
}

TEST(FormatMillilitres, WritesMillilitresWithoutNeedlessNoughts) {
  EXPECT_EQ(FormatMillilitres(StockQuantity(1'500)), "1.5 mL");
  EXPECT_EQ(FormatMillilitres(StockQuantity(8'000)), "8 mL");
  EXPECT_EQ(FormatMillilitres(StockQuantity(5)), "0.005 mL");
  EXPECT_EQ(FormatMillilitres(StockQuantity(0)), "0 mL");
}

}  // namespace
}  // namespace oat
