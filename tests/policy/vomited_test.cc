// Vomited doses: rows by minutes, what was seen, how much and who agrees.
#include "services/policy/vomited.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::Made;
using test::Says;
using test::StackOf;

// "50 %, consulted": what is to be done, how much, who must agree.
std::string InWords(const std::optional<VomitedAnswer>& answer) {
  if (!answer) return "nothing said";
  static const char* const kActions[] = {"", "ask", "unseen", "too late"};
  static const char* const kApprovers[] = {"", ", consulted", ", sees"};
  const std::string what = answer->action == VomitedAction::kReplace
                               ? absl::StrCat(answer->percent, " %")
                               : kActions[static_cast<int>(answer->action)];
  return what + kApprovers[answer->approver];
}

std::string After(const Stack& stack, int32_t minutes, bool witnessed) {
  return InWords(AfterVomiting(stack, {.minutes = minutes, .witnessed = witnessed}));
}

// VOMITED-NZ (Bay of Plenty, 2016): half within about 30 minutes, seen by a professional.
TEST(Vomited, InBayOfPlentyIsHalvedWithinThirtyMinutesWhereItWasSeen) {
  const Stack stack = StackOf({"nz-bop"});
  EXPECT_EQ(After(stack, 1, true), "50 %, consulted");
  EXPECT_EQ(After(stack, 30, true), "50 %, consulted");
  EXPECT_EQ(After(stack, 31, true), "too late");
  EXPECT_EQ(After(stack, 30, false), "unseen, consulted");
  EXPECT_EQ(After(stack, 31, false), "too late");
}

// VOMITED-WHO (closed settings, recalled): less than 10 minutes, up to 60, and later.
TEST(Vomited, ByRowsIsDecidedByTheFirstThatReachesSoFar) {
  const Stack stack = StackOf({"who-closed-2009"});
  EXPECT_EQ(After(stack, 9, false), "100 %, consulted");
  EXPECT_EQ(After(stack, 10, false), "50 %, consulted");
  EXPECT_EQ(After(stack, 60, false), "50 %, consulted");
  EXPECT_EQ(After(stack, 61, true), "ask, sees") << "how late is not said";
}

TEST(Vomited, IsNotSpokenOfByEveryPack) {
  EXPECT_EQ(After(StackOf({"jalgas", "au-2003"}), 1, true), "nothing said");
  EXPECT_EQ(After({}, 1, true), "nothing said");
}

TEST(Vomited, TakesTheStrictestPackAndTheStrictestApprover) {
  Stack stack = StackOf({"nz-bop", "who-closed-2009"});
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(After(stack, 9, true), "50 %, consulted") << "the lower part";
    EXPECT_EQ(After(stack, 9, false), "unseen, consulted");
    EXPECT_EQ(After(stack, 45, true), "too late, consulted");
    EXPECT_EQ(After(stack, 61, true), "too late, sees");
    EXPECT_EQ(AfterVomiting(stack, {.minutes = 9, .witnessed = true})->pack, "nz-bop/2");
    std::reverse(stack.begin(), stack.end());
  }
}

TEST(Vomited, IsAskedWhereThePartIsLeftOpen) {
  const auto open =
      Made("open", absl::StrCat("vomited { within_minutes ", Says(20),
                                " replace_percent { silent: true ", test::kEvidence, " } }"));
  EXPECT_EQ(After({open}, 20, false), "ask");
  EXPECT_EQ(After({open}, 21, false), "too late");
  EXPECT_EQ(After({open, StackOf({"who-closed-2009"})[0]}, 5, false), "ask, consulted")
      << "somebody who wrote a rule did not dare to say";
}

TEST(Vomited, NamesItsSourceAndItsPart) {
  const auto answer = AfterVomiting(StackOf({"nz-bop"}), {.minutes = 5, .witnessed = true});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->pack, "nz-bop/2");
  EXPECT_EQ(answer->source, "Requests for replacement, 30 March 2016");
  EXPECT_EQ(answer->MostOf(Milligrams(80)), Milligrams(40));
  EXPECT_EQ(answer->MostOf(Micrograms(2'500)), Micrograms(1'250));
  EXPECT_EQ(answer->MostOf(Micrograms(3)), Micrograms(1)) << "never more than the part";
  const auto late = AfterVomiting(StackOf({"nz-bop"}), {.minutes = 31, .witnessed = true});
  EXPECT_EQ(late->source, "Requests for replacement, 30 March 2016");
}

}  // namespace
}  // namespace oat::policy
