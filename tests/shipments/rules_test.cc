// What both books say of stock between sites, and when a loan is given back, from the rules alone.
#include "services/shipments/rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::shipments {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::pair<std::string, std::string> kA = {"METHADONE-10MG", "A"};
const std::pair<std::string, std::string> kB = {"METHADONE-10MG", "B"};

Lots Of(int64_t a, int64_t b) { return {{kA, StockQuantity(a)}, {kB, StockQuantity(b)}}; }

// "transferred > safe A 10"
std::vector<std::string> InWords(const std::vector<stock::Movement>& movements) {
  std::vector<std::string> words;
  for (const stock::Movement& one : movements) {
    words.push_back(absl::StrCat(one.from, " > ", one.to, " ", one.lot_number, " ",
                                 one.quantity.count(), one.from_station, one.to_station));
  }
  return words;
}

TEST(WhatArrives, IsTakenOverAsSentAndDiffersHere) {
  EXPECT_THAT(InWords(Arrived(Of(10, 20), Of(10, 20))),
              ElementsAre("transferred > safe A 10", "transferred > safe B 20"));
  EXPECT_THAT(InWords(Arrived(Of(10, 20), Of(9, 0))),
              ElementsAre("transferred > safe A 9", "transferred > variance A 1",
                          "transferred > variance B 20"));
  EXPECT_THAT(
      InWords(Arrived(Of(10, 20), Of(13, 20))),
      ElementsAre("transferred > safe A 10", "variance > safe A 3", "transferred > safe B 20"));
}

// Whatever is counted, the sender's and the receiver's lines of `transferred` are one amount.
TEST(WhatArrives, LeavesNothingBetweenTheSites) {
  for (int64_t counted : {0, 1, 9, 10, 11, 1000}) {
    StockQuantity taken_over, into_safe;
    for (const stock::Movement& one : Arrived(Of(10, 20), Of(counted, 20))) {
      if (std::string(one.from) == stock::kTransferred) taken_over += one.quantity;
      if (std::string(one.to) == stock::kSafe) into_safe += one.quantity;
    }
    EXPECT_EQ(taken_over, StockQuantity(30)) << counted;
    EXPECT_EQ(into_safe, StockQuantity(counted + 20)) << counted;
  }
}

TEST(WhatIsSent, MovesWhole) {
  EXPECT_THAT(InWords(Moved(Of(10, 20), stock::kSafe, stock::kInTransit)),
              ElementsAre("safe > in_transit A 10", "safe > in_transit B 20"));
}

TEST(Differences, NameTheLotAndNotHowMuchThereShouldBe) {
  EXPECT_THAT(Differences(Of(10, 20), Of(10, 20), "PL-1", {"PL-1"}), IsEmpty());
  EXPECT_THAT(Differences(Of(10, 20), Of(10, 21), "PL-1", {"PL-1"}),
              ElementsAre("METHADONE-10MG B"));
  EXPECT_THAT(Differences(Of(10, 20), Of(0, 19), "PL-1", {"PL-1"}),
              ElementsAre("METHADONE-10MG A", "METHADONE-10MG B"));
  EXPECT_THAT(Differences(Of(10, 20), Of(10, 20), "PL-1", {"PL-7"}), ElementsAre("seal"));
  EXPECT_THAT(Differences(Of(10, 20), Of(9, 20), "PL-1", {"PL-1", /*is_broken=*/true}),
              ElementsAre("METHADONE-10MG A", "seal"));
}

// A solution is counted in microlitres, its strength in what a millilitre holds.
TEST(ALoan, IsGivenBackInKindAndInAnyStrength) {
  const std::vector<stock::Product> products = {
      {.code = "T5", .drug_form = "tablet", .unit = "tablet", .micrograms_per_unit = Milligrams(5)},
      {.code = "T10",
       .drug_form = "tablet",
       .unit = "tablet",
       .micrograms_per_unit = Milligrams(10)},
      {.code = "S5",
       .drug_form = "solution",
       .unit = "microlitre",
       .micrograms_per_unit = Milligrams(5)}};
  const auto of = [&](const std::string& product, int64_t quantity) {
    return Contents({{{product, "L"}, StockQuantity(quantity)}}, products);
  };
  EXPECT_EQ(of("S5", 3'000), (InKind{{"solution", Milligrams(15)}}));
  const InKind lent = of("T10", 10);
  EXPECT_FALSE(IsRepaid(lent, {}));
  EXPECT_TRUE(IsRepaid(lent, {of("T10", 10)}));
  EXPECT_FALSE(IsRepaid(lent, {of("T10", 9)}));
  EXPECT_FALSE(IsRepaid(lent, {of("T5", 19)}));
  EXPECT_TRUE(IsRepaid(lent, {of("T5", 10), of("T10", 5)})) << "together";
  EXPECT_FALSE(IsRepaid(lent, {of("S5", 1'000'000)})) << "another form is not in kind";
  const InKind both = {{"tablet", Milligrams(10)}, {"solution", Milligrams(5)}};
  EXPECT_FALSE(IsRepaid(both, {of("T10", 9)}));
  EXPECT_TRUE(IsRepaid(both, {of("T10", 9), of("S5", 1'000)}));
  EXPECT_TRUE(IsRepaid(of("T10", 0), {})) << "nothing arrived, nothing is owed";
}

}  // namespace
}  // namespace oat::shipments
