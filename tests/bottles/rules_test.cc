#include "services/bottles/rules.h"

#include <gmock/gmock.h>

#include <set>

namespace oat::bottles {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const char* const kStates[] = {"prepared", "at_home", "recalled",        "drunk_here", "returned",
                               "lost",     "unmade",  "returned_opened", "replaced"};

std::vector<std::string> WaysFrom(const std::string& state) {
  std::vector<std::string> ways;
  for (const char* to : kStates) {
    if (MayPass({.state = state}, to)) ways.emplace_back(to);
  }
  return ways;
}

TEST(Bottle, PassesOnlyWhereItCan) {
  EXPECT_THAT(WaysFrom("prepared"), ElementsAre("at_home", "unmade"));
  EXPECT_THAT(WaysFrom("at_home"),
              ElementsAre("recalled", "drunk_here", "returned", "lost", "returned_opened"));
  // Asked back twice, with another day.
  EXPECT_THAT(WaysFrom("recalled"), ElementsAre("recalled", "drunk_here", "returned", "lost",
                                                "returned_opened", "replaced"));
  EXPECT_THAT(WaysFrom("lost"), ElementsAre("returned", "returned_opened", "replaced"));
  EXPECT_THAT(WaysFrom("returned_opened"), ElementsAre("replaced"));
  EXPECT_THAT(WaysFrom("replaced"), ElementsAre("returned", "returned_opened"));
  for (const char* end : {"drunk_here", "returned", "unmade", "nonsense"}) {
    EXPECT_THAT(WaysFrom(end), IsEmpty()) << end;
  }
}

// What was replaced may still come back, and then it is an empty claim: once, and never replaced
// again.
TEST(Bottle, ComesBackOnceAndIsReplacedOnce) {
  const Bottle back_and_replaced{.state = "replaced", .came_back = true, .was_replaced = true};
  EXPECT_FALSE(MayPass(back_and_replaced, "returned"));
  EXPECT_FALSE(MayPass(back_and_replaced, "returned_opened"));
  const Bottle replaced_and_back{
      .state = "returned_opened", .came_back = true, .was_replaced = true};
  EXPECT_FALSE(MayPass(replaced_and_back, "replaced"));
  EXPECT_FALSE(replaced_and_back.holds_portion());
}

TEST(Bottle, HoldsItsPortionUntilItIsBackOrReplaced) {
  std::set<std::string> holding;
  for (const char* state : kStates) {
    if (Bottle{.state = state}.holds_portion()) holding.insert(state);
  }
  EXPECT_THAT(holding, ElementsAre("at_home", "lost", "recalled", "returned_opened"));
}

TEST(Bottle, CoversItsDayOnlyWhileNothingSpeaksAgainstIt) {
  std::set<std::string> covered, unknown;
  for (const char* state : kStates) {
    const Coverage coverage = CoverageOf({.state = state});
    if (coverage == Coverage::kCovered) covered.insert(state);
    if (coverage == Coverage::kUnknown) unknown.insert(state);
  }
  EXPECT_THAT(covered, ElementsAre("at_home"));
  EXPECT_THAT(unknown, ElementsAre("lost", "recalled", "replaced", "returned_opened"));
}

TEST(Serial, IsReadAsItIsTypedAndScanned) {
  const std::string serial = MakeSerial();
  EXPECT_THAT(serial, testing::MatchesRegex("B-[0-9A-Z]{10}"));
  EXPECT_NE(serial, MakeSerial());
  std::string typed = " b" + serial.substr(2) + " ";
  EXPECT_EQ(*ReadSerial(typed), serial);
  EXPECT_EQ(*ReadSerial(serial), serial);
}

TEST(Serial, IsRefusedWithASlipOrAsAPatientNumber) {
  std::string serial = MakeSerial();
  serial[4] = serial[4] == '7' ? '8' : '7';
  for (const std::string& wrong : {serial, serial.substr(2), std::string("B-"), std::string()}) {
    EXPECT_EQ(ReadSerial(wrong).status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

}  // namespace
}  // namespace oat::bottles
