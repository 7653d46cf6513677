// Changes from one drug to the other: what must have been found before them.
#include "services/policy/switches.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::Made;
using test::Says;
using test::StackOf;

constexpr Drug kMethadone = rules::v1::DRUG_METHADONE;
constexpr Drug kBuprenorphine = rules::v1::DRUG_BUPRENORPHINE;

std::shared_ptr<const Pack> ToBuprenorphine(const std::string& name, const std::string& values) {
  return Made(
      name, absl::StrCat("switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE ", values, " }"));
}

// SWITCH-NSW (GL2018_018): once in mild to moderate withdrawal, after more than 8 to 12 hours. Both
// are left to the prescriber, who must have assessed the person: a range is not flattened.
TEST(Switch, InNewSouthWalesIsAssessedAndNotMeasured) {
  const Stack stack = StackOf({"au-nsw-2018"});
  EXPECT_EQ(RulesOfSwitch(stack, kMethadone, kBuprenorphine), SwitchRules{});
  EXPECT_FALSE(RulesOfSwitch(stack, kBuprenorphine, kMethadone)) << "the other way";
}

TEST(Switch, IsNotSpokenOfByEveryPack) {
  EXPECT_FALSE(RulesOfSwitch(StackOf({"jalgas", "au-2003"}), kMethadone, kBuprenorphine));
  EXPECT_FALSE(RulesOfSwitch({}, kMethadone, kBuprenorphine));
}

TEST(Switch, TakesTheHighestOfSeveralPacksWhicheverComesFirst) {
  Stack stack = StackOf({"au-nsw-2018"});
  stack.push_back(ToBuprenorphine("hours", "minimum_hours " + Says(24)));
  stack.push_back(ToBuprenorphine(
      "both", absl::StrCat("minimum_hours ", Says(36), " minimum_withdrawal_score ", Says(8))));
  stack.push_back(ToBuprenorphine("score", "minimum_withdrawal_score " + Says(12)));
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(RulesOfSwitch(stack, kMethadone, kBuprenorphine),
              (SwitchRules{Floor{36, "both/7"}, Floor{12, "score/7"}}));
    std::reverse(stack.begin(), stack.end());
  }
  EXPECT_FALSE(RulesOfSwitch(stack, kBuprenorphine, kMethadone));
}

}  // namespace
}  // namespace oat::policy
