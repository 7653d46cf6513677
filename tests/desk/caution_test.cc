#include "clients/desk/caution.h"

#include <gmock/gmock.h>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"

namespace oat::desk {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

void AddLine(google::protobuf::RepeatedPtrField<v1::DoseLine>* lines, const std::string& product,
             int64_t quantity, const std::string& lot = "LOT-1") {
  v1::DoseLine* line = lines->Add();
  line->set_product_code(product);
  line->set_quantity(quantity);
  line->set_lot_number(lot);
}

// 80 mg of methadone as yesterday, under an order that lasts and is signed.
v1::AuthoriseDoseResponse Ordinary() {
  v1::AuthoriseDoseResponse dose;
  dose.set_clinical_day("2026-11-22");
  dose.set_micrograms(80'000);
  AddLine(dose.mutable_lines(), "METHADONE-5MG-ML", 16'000);
  v1::DoseContext* context = dose.mutable_context();
  context->set_order_until_day("2026-12-20");
  context->mutable_last_dose()->set_clinical_day("2026-11-21");
  context->mutable_last_dose()->set_micrograms(80'000);
  AddLine(context->mutable_last_dose()->mutable_lines(), "METHADONE-5MG-ML", 16'000);
  return dose;
}

// Makes an ordinary dose extraordinary in one way.
void Apply(Caution caution, v1::AuthoriseDoseResponse* dose) {
  v1::DoseContext* context = dose->mutable_context();
  switch (caution) {
    case Caution::kFirstDose:
      return context->clear_last_dose();
    case Caution::kMissedDays:
      return context->set_missed_days(1);
    case Caution::kLowered:
      return dose->set_micrograms_ordered(120'000);
    case Caution::kOtherDose:
      return context->mutable_last_dose()->set_micrograms(80'500);
    case Caution::kOtherProduct:
      return context->mutable_last_dose()->mutable_lines(0)->set_product_code("METHADONE-1MG-ML");
    case Caution::kUnsigned:
      return context->set_order_unsigned(true);
    case Caution::kEndsSoon:
      return context->set_order_until_day("2026-11-25");
    case Caution::kReview:
      return context->set_review(true);
  }
}

TEST(Caution, IsNeededForNothingOrdinary) { EXPECT_THAT(CautionsOf(Ordinary()), IsEmpty()); }

TEST(Caution, IsSaidForEveryConditionAloneAndForEveryCombinationInOneOrder) {
  constexpr Caution kAll[] = {Caution::kFirstDose, Caution::kMissedDays,   Caution::kLowered,
                              Caution::kOtherDose, Caution::kOtherProduct, Caution::kUnsigned,
                              Caution::kEndsSoon,  Caution::kReview};
  for (unsigned chosen = 0; chosen < 1U << std::size(kAll); ++chosen) {
    v1::AuthoriseDoseResponse dose = Ordinary();
    const bool is_first = (chosen & 1U) != 0;
    std::vector<Caution> expected;
    for (size_t i = 0; i < std::size(kAll); ++i) {
      // Nothing can differ from a last dose that nobody knows of.
      const bool compares = kAll[i] == Caution::kOtherDose || kAll[i] == Caution::kOtherProduct;
      if ((chosen & 1U << i) == 0 || (is_first && compares)) continue;
      Apply(kAll[i], &dose);
      expected.push_back(kAll[i]);
    }
    EXPECT_THAT(CautionsOf(dose), ElementsAreArray(expected)) << chosen;
  }
}

TEST(Caution, ComparesProductsAndNotLotsOrAmounts) {
  v1::AuthoriseDoseResponse dose = Ordinary();
  dose.clear_lines();
  AddLine(dose.mutable_lines(), "METHADONE-5MG-ML", 10'000, "LOT-1");
  AddLine(dose.mutable_lines(), "METHADONE-5MG-ML", 6'000, "LOT-2");
  EXPECT_THAT(CautionsOf(dose), IsEmpty());
  AddLine(dose.mutable_lines(), "METHADONE-10MG-ML", 1);
  EXPECT_THAT(CautionsOf(dose), ElementsAre(Caution::kOtherProduct));
}

TEST(Caution, SaysNothingOfAProductThatNobodyKnows) {
  v1::AuthoriseDoseResponse dose = Ordinary();
  dose.mutable_context()->mutable_last_dose()->clear_lines();
  EXPECT_THAT(CautionsOf(dose), IsEmpty());
}

TEST(Caution, OfAnOrderBeginsThreeDaysBeforeItsEnd) {
  const std::pair<const char*, bool> ends[] = {{"2026-11-26", false},
                                               {"2026-11-25", true},
                                               {"2026-11-22", true},
                                               {"2026-11-21", true},
                                               {"2027-01-01", false}};
  for (const auto& [day, is_soon] : ends) {
    v1::AuthoriseDoseResponse dose = Ordinary();
    dose.mutable_context()->set_order_until_day(day);
    EXPECT_EQ(CautionsOf(dose).size(), is_soon ? 1U : 0U) << day;
  }
}

TEST(Caution, IsNotSavedByADateThatCannotBeRead) {
  v1::AuthoriseDoseResponse dose = Ordinary();
  dose.mutable_context()->clear_order_until_day();
  EXPECT_THAT(CautionsOf(dose), ElementsAre(Caution::kEndsSoon));
}

}  // namespace
}  // namespace oat::desk
