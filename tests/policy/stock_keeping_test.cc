// What is asked of who keeps stock.
#include "services/policy/stock_keeping.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::Made;
using test::Says;
using test::StackOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kUnitedStates[] = "us-1301-76";

std::vector<std::string> Due(const Stack& stack, const std::string& discovered) {
  std::vector<std::string> due;
  for (const LossStep& step : LossSteps(stack, *ParseDay(discovered))) {
    due.push_back(step.name + " " + FormatDay(step.due));
  }
  return due;
}

std::string Deadline(const std::string& step, const char* unit, int64_t days) {
  return absl::StrCat("loss_deadlines { step: \"", step, "\" ", unit, " ", Says(days), " }");
}

// LOSS: found on a Friday; the next business day is Monday, and 45 days later the 4th of January.
TEST(LossSteps, RunFromTheDayOfTheDiscovery) {
  EXPECT_THAT(Due(StackOf({kUnitedStates}), "2026-11-20"),
              ElementsAre("notice 2026-11-23", "form 106 2027-01-04"));
}

TEST(LossSteps, CountNoSaturdayOrSundayForBusiness) {
  EXPECT_EQ(Due(StackOf({kUnitedStates}), "2026-11-21")[0], "notice 2026-11-23");
  EXPECT_EQ(Due(StackOf({kUnitedStates}), "2026-11-22")[0], "notice 2026-11-23");
  EXPECT_EQ(Due(StackOf({kUnitedStates}), "2026-11-23")[0], "notice 2026-11-24");
  const Stack six = {Made("six", "stock_keeping { " + Deadline("x", "business_days", 6) + " }")};
  EXPECT_THAT(Due(six, "2026-11-20"), ElementsAre("x 2026-11-30"));
}

TEST(LossSteps, AreTheEarliestOfEachName) {
  const Stack stack = {StackOf({kUnitedStates})[0],
                       Made("local", "stock_keeping { " + Deadline("notice", "calendar_days", 1) +
                                         " " + Deadline("form 106", "calendar_days", 60) + " }")};
  EXPECT_THAT(Due(stack, "2026-11-20"), ElementsAre("notice 2026-11-21", "form 106 2027-01-04"));
  EXPECT_EQ(LossSteps(stack, *ParseDay("2026-11-20"))[0].pack, "local/7");
}

TEST(LossSteps, AreNoneWhereNothingIsSaid) {
  EXPECT_THAT(Due(StackOf({"jalgas"}), "2026-11-20"), IsEmpty());
  const Stack silent = {
      Made("silent", absl::StrCat("stock_keeping { loss_deadlines { step: \"notice\" "
                                  "business_days { silent: true ",
                                  test::kEvidence, " } } }"))};
  EXPECT_THAT(Due(silent, "2026-11-20"), IsEmpty());
}

TEST(OrderForm, IsAskedForWhereAPackDoes) {
  EXPECT_FALSE(OrderFormOf(StackOf({"jalgas", kUnitedStates})));
  const Stack stack = {StackOf({"jalgas"})[0],
                       Made("forms", absl::StrCat("stock_keeping { order_form { series: \"RX\" ",
                                                  test::kEvidence, " } }"))};
  EXPECT_EQ(OrderFormOf(stack)->series, "RX");
  EXPECT_EQ(OrderFormOf(stack)->pack, "forms/7");
}

}  // namespace
}  // namespace oat::policy
