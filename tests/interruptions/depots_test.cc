// Doses that act for several days: none is missed while one covers them.
#include <gmock/gmock.h>

#include "tests/interruptions/interruptions_test.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DosesForDays : public UnderPacks {
 protected:
  // Somebody on tablets, and on the 22nd given the first of an order of this form.
  static std::string GivenOn22(v1::DrugForm form, int32_t interval_days) {
    At(21, 9, 0);
    const std::string number = Admit("ALA1", 8, kSublingual);
    Give(number);
    v1::SignOrderRequest order = Order(number, 22, {16}, form);
    if (interval_days > 1) order.mutable_steps(0)->set_interval_days(interval_days);
    EXPECT_EQ(Sign(order), "accepted");
    At(22, 9, 0);
    Give(number);
    return number;
  }
  static std::vector<std::string> ListedOn(int day, const std::string& number) {
    At(day, 9, 0);
    return InWords(InterruptionsOf(number, Desk()));
  }
};

// A weekly depot is usual for seven days, and the next one not late for two more.
TEST_F(DosesForDays, AWeeklyDepotCoversUntilTheNextOneIsLate) {
  Under("us-brixadi-label");
  const std::string number = GivenOn22(v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY, 1);
  EXPECT_THAT(ListedOn(30, number), IsEmpty());
}

TEST_F(DosesForDays, ADoseForTwoDaysCoversTheSecond) {
  Under("nz-bop");
  const std::string number = GivenOn22(kSublingual, 2);
  EXPECT_THAT(ListedOn(24, number), IsEmpty());
  EXPECT_THAT(ListedOn(26, number), ElementsAre("2026-11-24 2 open unknown"));
}

}  // namespace
}  // namespace oat::test
