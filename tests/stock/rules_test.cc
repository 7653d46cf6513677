#include "services/stock/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace oat::stock {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Verdict = Composition::Verdict;

const Day kToday(2026, 11, 21);
const Day kLater(2027, 6, 30);

// "METHADONE-5MG-ML" and the like, to a tenth of a millilitre.
Product Solution(int64_t milligrams_per_millilitre) {
  return {.code = absl::StrCat("SOLUTION-", milligrams_per_millilitre),
          .unit = "microlitre",
          .micrograms_per_unit = Milligrams(milligrams_per_millilitre),
          .smallest_measure = StockQuantity(100)};
}

Product Tablet(int64_t milligrams) {
  return {.code = absl::StrCat("TABLET-", milligrams),
          .unit = "tablet",
          .micrograms_per_unit = Milligrams(milligrams),
          .smallest_measure = StockQuantity(1)};
}

Product Syringe(int64_t milligrams) {
  return {.code = absl::StrCat("SYRINGE-", milligrams),
          .unit = "syringe",
          .micrograms_per_unit = Milligrams(milligrams),
          .smallest_measure = StockQuantity(1)};
}

LotOnHand Lot(const Product& product, const std::string& number, int64_t quantity,
              Day expires_on = kLater) {
  return {product.code, number, expires_on, StockQuantity(quantity)};
}

DoseLine Line(const Product& product, const std::string& lot, int64_t quantity,
              Micrograms micrograms) {
  return {product.code, lot, StockQuantity(quantity), micrograms};
}

Micrograms SumOf(const std::vector<DoseLine>& lines) {
  Micrograms sum;
  for (const DoseLine& line : lines) sum += line.micrograms;
  return sum;
}

TEST(Product, HoldsAndMeasuresExactly) {
  const Product solution = Solution(5);
  EXPECT_EQ(solution.Holds(StockQuantity(1000)), Milligrams(5));
  EXPECT_EQ(solution.Step(), Micrograms(500));
  EXPECT_EQ(solution.Measure(Micrograms(12500)), StockQuantity(2500));
  EXPECT_EQ(solution.Measure(Micrograms(12250)), std::nullopt);  // 2450 microlitres
  EXPECT_EQ(solution.Measure(Micrograms(1)), std::nullopt);      // a fifth of a microlitre
  const Product tablet = Tablet(8);
  EXPECT_EQ(tablet.Holds(StockQuantity(3)), Milligrams(24));
  EXPECT_EQ(tablet.Step(), Milligrams(8));
  EXPECT_EQ(tablet.Measure(Milligrams(16)), StockQuantity(2));
  EXPECT_EQ(tablet.Measure(Milligrams(12)), std::nullopt);
}

TEST(Compose, MakesEachWholeMilligramOfASolutionExactly) {
  const std::pair<int64_t, int64_t> microlitres_per_milligram[] = {{1, 1000}, {5, 200}, {10, 100}};
  for (const auto& [strength, microlitres] : microlitres_per_milligram) {
    const Product product = Solution(strength);
    for (int64_t dose = 1; dose <= 300; ++dose) {
      const auto made = Compose(Milligrams(dose), {product}, {Lot(product, "L1", 300000)}, kToday);
      ASSERT_EQ(made.verdict, Verdict::kMade) << strength << " mg/mL, " << dose << " mg";
      EXPECT_THAT(made.lines,
                  ElementsAre(Line(product, "L1", dose * microlitres, Milligrams(dose))));
    }
  }
}

// A depot is one injection: two of 8 mg are no 16, and a syringe is not given in part.
TEST(Compose, TakesOneSyringeForADepot) {
  const std::vector<Product> weekly = {Syringe(8), Syringe(16), Syringe(32)};
  const std::vector<LotOnHand> lots = {Lot(weekly[0], "E", 5), Lot(weekly[1], "S", 1)};
  EXPECT_THAT(Compose(Milligrams(16), weekly, lots, kToday).lines,
              ElementsAre(Line(weekly[1], "S", 1, Milligrams(16))));
  EXPECT_EQ(Compose(Milligrams(16), weekly, {lots[0]}, kToday).verdict, Verdict::kShort);
  EXPECT_EQ(Compose(Milligrams(32), weekly, lots, kToday).verdict, Verdict::kShort);
  EXPECT_EQ(Compose(Milligrams(24), weekly, lots, kToday).verdict, Verdict::kNotMeasurable);
  EXPECT_THAT(Shares({Line(weekly[1], "S", 1, Milligrams(16))}, Milligrams(10)),
              ElementsAre(StockQuantity(0)));
}

struct Unmeasurable {
  std::vector<Product> products;
  Micrograms dose, below, above;
};

TEST(CheckMeasurable, NamesTheNearestDosesThatCanBeMade) {
  const Unmeasurable cases[] = {
      {{Tablet(2), Tablet(8)}, Milligrams(3), Milligrams(2), Milligrams(4)},
      {{Tablet(8), Tablet(2)}, Milligrams(31), Milligrams(30), Milligrams(32)},
      {{Tablet(2), Tablet(8)}, Milligrams(1), Micrograms(0), Milligrams(2)},
      {{Tablet(5), Tablet(10)}, Milligrams(7), Milligrams(5), Milligrams(10)},
      {{Tablet(5), Tablet(10)}, Milligrams(3), Micrograms(0), Milligrams(5)},
      {{Tablet(10)}, Milligrams(15), Milligrams(10), Milligrams(20)},
      // A common step that no tablet alone makes: 2 mg of 6 and 4.
      {{Tablet(6), Tablet(4)}, Milligrams(2), Micrograms(0), Milligrams(4)},
      {{Tablet(6), Tablet(4)}, Milligrams(3), Micrograms(0), Milligrams(4)},
      {{Tablet(6), Tablet(4)}, Milligrams(7), Milligrams(6), Milligrams(8)},
      // A tenth of a millilitre holds 0.5 mg of 5 mg/mL, 0.1 mg of 1 mg/mL, 1 mg of 10 mg/mL.
      {{Solution(5)}, Micrograms(250), Micrograms(0), Micrograms(500)},
      {{Solution(5)}, Micrograms(12250), Micrograms(12000), Micrograms(12500)},
      {{Solution(10)}, Micrograms(12500), Milligrams(12), Milligrams(13)},
      {{Solution(10), Solution(5)}, Micrograms(12750), Micrograms(12500), Milligrams(13)},
      {{Solution(1), Solution(5)}, Micrograms(250), Micrograms(200), Micrograms(300)},
      {{Solution(1)}, Micrograms(80001), Milligrams(80), Micrograms(80100)},
      {{Syringe(8), Syringe(32), Syringe(16)}, Milligrams(24), Milligrams(16), Milligrams(32)},
      {{Syringe(8), Syringe(16)}, Milligrams(32), Milligrams(16), Milligrams(16)},
      {{Syringe(16), Syringe(8)}, Milligrams(2), Milligrams(8), Milligrams(8)},
  };
  for (const Unmeasurable& c : cases) {
    const Composition checked = CheckMeasurable(c.dose, c.products);
    const std::string name = absl::StrCat(FormatDose(c.dose), " of ", c.products[0].code);
    EXPECT_EQ(checked.verdict, Verdict::kNotMeasurable) << name;
    EXPECT_EQ(checked.nearest_below, c.below) << name;
    EXPECT_EQ(checked.nearest_above, c.above) << name;
    // Plenty on hand does not make it measurable.
    const Composition made =
        Compose(c.dose, c.products, {Lot(c.products[0], "L1", 1000000)}, kToday);
    EXPECT_EQ(made.verdict, Verdict::kNotMeasurable) << name;
    EXPECT_EQ(made.nearest_above, c.above) << name;
    EXPECT_THAT(made.lines, IsEmpty()) << name;
    for (Micrograms near : {c.below, c.above}) {
      if (near.count() == 0) continue;
      EXPECT_EQ(CheckMeasurable(near, c.products).verdict, Verdict::kMade) << name;
    }
  }
}

TEST(CheckMeasurable, AsksTheStrengthsAndNotTheStock) {
  EXPECT_EQ(CheckMeasurable(Milligrams(12), {Tablet(8), Tablet(2)}).verdict, Verdict::kMade);
  EXPECT_EQ(CheckMeasurable(Micrograms(12500), {Solution(10), Solution(5)}).verdict,
            Verdict::kMade);
  EXPECT_EQ(CheckMeasurable(Milligrams(12), {}).verdict, Verdict::kShort);
}

TEST(Compose, TakesTheFewestTablets) {
  const Product two = Tablet(2);
  const Product eight = Tablet(8);
  for (int64_t dose = 2; dose <= 32; dose += 2) {
    const auto made =
        Compose(Milligrams(dose), {two, eight}, {Lot(two, "T", 100), Lot(eight, "E", 100)}, kToday);
    std::vector<DoseLine> wanted;
    if (dose >= 8) wanted.push_back(Line(eight, "E", dose / 8, Milligrams(dose / 8 * 8)));
    if (dose % 8 > 0) wanted.push_back(Line(two, "T", dose % 8 / 2, Milligrams(dose % 8)));
    EXPECT_EQ(made.lines, wanted) << dose << " mg";
  }
}

TEST(Compose, FallsBackToWhatIsOnHand) {
  const Product two = Tablet(2);
  const Product eight = Tablet(8);
  auto compose = [&](int64_t dose, int64_t twos, int64_t eights) {
    return Compose(Milligrams(dose), {two, eight}, {Lot(two, "T", twos), Lot(eight, "E", eights)},
                   kToday);
  };
  EXPECT_THAT(compose(12, 2, 1).lines,
              ElementsAre(Line(eight, "E", 1, Milligrams(8)), Line(two, "T", 2, Milligrams(4))));
  EXPECT_THAT(compose(16, 4, 1).lines,
              ElementsAre(Line(eight, "E", 1, Milligrams(8)), Line(two, "T", 4, Milligrams(8))));
  EXPECT_THAT(compose(12, 6, 0).lines, ElementsAre(Line(two, "T", 6, Milligrams(12))));
  EXPECT_EQ(compose(12, 1, 9).verdict, Verdict::kShort);  // 8 + 2, or 16
  EXPECT_EQ(compose(12, 5, 0).verdict, Verdict::kShort);
  EXPECT_THAT(compose(12, 5, 0).lines, IsEmpty());
  EXPECT_EQ(compose(16, 3, 1).verdict, Verdict::kShort);
}

TEST(Compose, DrawsASolutionFromOneStrength) {
  const Product weak = Solution(1);
  const Product strong = Solution(10);
  // 60 mg: 30 of one and 30 of the other would do, but two strengths are not mixed in a cup.
  const std::vector<LotOnHand> halves = {Lot(weak, "W", 30000), Lot(strong, "S", 3000)};
  EXPECT_EQ(Compose(Milligrams(60), {weak, strong}, halves, kToday).verdict, Verdict::kShort);
  EXPECT_THAT(Compose(Milligrams(30), {weak, strong}, halves, kToday).lines,
              ElementsAre(Line(strong, "S", 3000, Milligrams(30))));
  const std::vector<LotOnHand> enough = {Lot(weak, "W", 60000), Lot(strong, "S", 3000)};
  EXPECT_THAT(Compose(Milligrams(60), {strong, weak}, enough, kToday).lines,
              ElementsAre(Line(weak, "W", 60000, Milligrams(60))));
  // 2.5 mg is a quarter of a millilitre of the strong one, which the window cannot measure.
  EXPECT_THAT(Compose(Micrograms(2500), {weak, strong}, enough, kToday).lines,
              ElementsAre(Line(weak, "W", 2500, Micrograms(2500))));
}

TEST(Compose, DrawsTheLotThatExpiresFirstAcrossLots) {
  const Product product = Solution(5);
  const std::vector<LotOnHand> lots = {
      Lot(product, "LATE", 50000, Day(2028, 1, 1)), Lot(product, "SOON", 3000, Day(2026, 12, 1)),
      Lot(product, "NEXT", 4000, Day(2027, 1, 1)), Lot(product, "EMPTY", 0, Day(2026, 11, 30))};
  EXPECT_THAT(Compose(Milligrams(15), {product}, lots, kToday).lines,
              ElementsAre(Line(product, "SOON", 3000, Milligrams(15))));
  EXPECT_THAT(Compose(Milligrams(80), {product}, lots, kToday).lines,
              ElementsAre(Line(product, "SOON", 3000, Milligrams(15)),
                          Line(product, "NEXT", 4000, Milligrams(20)),
                          Line(product, "LATE", 9000, Milligrams(45))));
  const Product tablet = Tablet(8);
  EXPECT_THAT(
      Compose(Milligrams(24), {tablet},
              {Lot(tablet, "B", 5, Day(2027, 2, 1)), Lot(tablet, "A", 1, Day(2027, 1, 1))}, kToday)
          .lines,
      ElementsAre(Line(tablet, "A", 1, Milligrams(8)), Line(tablet, "B", 2, Milligrams(16))));
}

TEST(Compose, DrawsALotOnItsLastDayAndNeverAfter) {
  const Product product = Solution(5);
  const std::vector<LotOnHand> lots = {Lot(product, "GONE", 50000, kToday - 1),
                                       Lot(product, "LAST", 2000, kToday)};
  EXPECT_THAT(Compose(Milligrams(10), {product}, lots, kToday).lines,
              ElementsAre(Line(product, "LAST", 2000, Milligrams(10))));
  EXPECT_EQ(Compose(Milligrams(11), {product}, lots, kToday).verdict, Verdict::kShort);
  EXPECT_EQ(Compose(Milligrams(10), {product}, lots, kToday + 1).verdict, Verdict::kShort);
}

TEST(Compose, LeavesWhatIsLessThanAMeasureInItsLot) {
  const Product product = Solution(5);
  const std::vector<LotOnHand> lots = {Lot(product, "A", 150, Day(2027, 1, 1)),
                                       Lot(product, "B", 150, Day(2027, 2, 1))};
  EXPECT_THAT(Compose(Milligrams(1), {product}, lots, kToday).lines,
              ElementsAre(Line(product, "A", 100, Micrograms(500)),
                          Line(product, "B", 100, Micrograms(500))));
  EXPECT_EQ(Compose(Micrograms(1500), {product}, lots, kToday).verdict, Verdict::kShort);
}

TEST(Compose, IsShortWithoutProductsOrLots) {
  const Product product = Solution(5);
  EXPECT_EQ(Compose(Milligrams(10), {}, {}, kToday).verdict, Verdict::kShort);
  EXPECT_EQ(Compose(Milligrams(10), {}, {Lot(product, "L", 9000)}, kToday).verdict,
            Verdict::kShort);
  EXPECT_EQ(Compose(Milligrams(10), {product}, {}, kToday).verdict, Verdict::kShort);
  // Another strength, of which the site holds none by its list, is not used.
  EXPECT_EQ(Compose(Milligrams(10), {product}, {Lot(Solution(1), "L", 90000)}, kToday).verdict,
            Verdict::kShort);
}

// The fewest tablets of two strengths that make a dose, by trying every pair; -1 if none do.
int64_t FewestTablets(int64_t dose, int64_t weak, int64_t weaks, int64_t strong, int64_t strongs) {
  int64_t fewest = -1;
  for (int64_t a = 0; a <= weaks; ++a) {
    for (int64_t b = 0; b <= strongs; ++b) {
      if (a * weak + b * strong != dose) continue;
      if (fewest < 0 || a + b < fewest) fewest = a + b;
    }
  }
  return fewest;
}

struct Drawn {
  int64_t units = 0;
  std::map<std::string, int64_t> by_lot;
};

Drawn CheckLines(const Composition& made, const std::vector<LotOnHand>& lots) {
  Drawn drawn;
  for (const DoseLine& line : made.lines) {
    EXPECT_GT(line.quantity.count(), 0);
    drawn.units += line.quantity.count();
    drawn.by_lot[line.product_code + line.lot_number] += line.quantity.count();
  }
  for (const LotOnHand& lot : lots) {
    const int64_t usable = lot.expires_on < kToday ? 0 : lot.quantity.count();
    EXPECT_LE(drawn.by_lot[lot.product_code + lot.lot_number], usable) << lot.lot_number;
  }
  return drawn;
}

TEST(Compose, NeverDrawsMoreThanIsOnHandAndMakesWhatCanBeMade) {
  std::mt19937_64 random(20261121);
  auto below = [&](uint64_t bound) { return static_cast<int64_t>(random() % bound); };
  int made_doses = 0;
  int short_doses = 0;
  for (int round = 0; round < 20000; ++round) {
    const bool liquid = below(2) == 0;
    const std::vector<Product> products =
        liquid ? std::vector{Solution(1), Solution(5)} : std::vector{Tablet(2), Tablet(8)};
    std::vector<LotOnHand> lots;
    int64_t on_hand[2] = {0, 0};
    for (int64_t i = below(6); i > 0; --i) {
      const int64_t which = below(2);
      const int64_t quantity = liquid ? below(80) * 100 : below(6);
      lots.push_back(Lot(products[which], absl::StrCat("L", i), quantity, kToday - 2 + below(5)));
      if (lots.back().expires_on >= kToday) on_hand[which] += quantity;
    }
    const int64_t dose = (1 + below(16)) * 2;
    const Composition made = Compose(Milligrams(dose), products, lots, kToday);
    const Drawn drawn = CheckLines(made, lots);
    const bool possible = liquid ? on_hand[0] >= dose * 1000 || on_hand[1] >= dose * 200
                                 : FewestTablets(dose, 2, on_hand[0], 8, on_hand[1]) >= 0;
    ASSERT_EQ(made.verdict, possible ? Verdict::kMade : Verdict::kShort) << "round " << round;
    ASSERT_EQ(SumOf(made.lines), possible ? Milligrams(dose) : Micrograms(0)) << round;
    if (possible && !liquid) {
      ASSERT_EQ(drawn.units, FewestTablets(dose, 2, on_hand[0], 8, on_hand[1])) << round;
    }
    ++(possible ? made_doses : short_doses);
  }
  // Neither side of the question was left out.
  EXPECT_GT(made_doses, 2000);
  EXPECT_GT(short_doses, 2000);
}

}  // namespace
}  // namespace oat::stock
