// Advice on the QT interval: bands whose ends are excluded, and the gap between them.
#include "services/policy/qtc.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::kEvidence;
using test::Made;
using test::Says;
using test::StackOf;

std::shared_ptr<const Pack> WithQtc(const std::string& name, const std::string& values) {
  return Made(name, absl::StrCat("qtc { ", values, " }"));
}
std::string Band(int above, int below, const char* advice) {
  return absl::StrCat("bands { above_ms: ", above, " below_ms: ", below, " advice: QTC_ADVICE_",
                      advice, " ", kEvidence, " } ");
}

// QTC, of Krantz 2009: above 450 and below 500 discuss and monitor, above 500 consider reducing. Of
// exactly 500 the source says nothing.
TEST(Qtc, IsAdvisedOnAsTheSourceDraftsItsBands) {
  const struct {
    int32_t milliseconds;
    QtcVerdict verdict;
  } cases[] = {{380, QtcVerdict::kNone},
               {449, QtcVerdict::kNone},
               {450, QtcVerdict::kNone},
               {451, QtcVerdict::kMonitor},
               {499, QtcVerdict::kMonitor},
               {500, QtcVerdict::kSilent},
               {501, QtcVerdict::kConsiderReducing},
               {700, QtcVerdict::kConsiderReducing}};
  for (const auto& [milliseconds, verdict] : cases) {
    EXPECT_EQ(AdviceOnQtc(StackOf({"krantz-2009"}), milliseconds),
              (QtcAnswer{verdict, "krantz-2009/1"}))
        << milliseconds;
  }
}

TEST(Qtc, IsNotSpokenOfByEveryPack) {
  EXPECT_FALSE(AdviceOnQtc(StackOf({"jalgas", "who-2009"}), 600));
  EXPECT_FALSE(AdviceOnQtc({WithQtc("doses", "extra_ecg_above_mg " + Says(80))}, 600))
      << "it speaks of a dose alone";
  EXPECT_FALSE(ExtraEcgThreshold(StackOf({"jalgas", "who-2009"})));
}

// A gap is read as higher than the band below it, and no milder pack fills it.
TEST(Qtc, TakesTheMostPressingOfSeveralPacks) {
  Stack stack = StackOf({"krantz-2009"});
  stack.push_back(WithQtc("later", Band(0, 520, "NONE") + Band(520, 540, "MONITOR")));
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(AdviceOnQtc(stack, 450)->verdict, QtcVerdict::kNone);
    EXPECT_EQ(AdviceOnQtc(stack, 499), (QtcAnswer{QtcVerdict::kMonitor, "krantz-2009/1"}));
    EXPECT_EQ(AdviceOnQtc(stack, 500), (QtcAnswer{QtcVerdict::kSilent, "krantz-2009/1"}));
    EXPECT_EQ(AdviceOnQtc(stack, 520), (QtcAnswer{QtcVerdict::kConsiderReducing, "krantz-2009/1"}))
        << "above the other's gap";
    std::reverse(stack.begin(), stack.end());
  }
}

// QTC: `dose: 101` needs another electrocardiogram, 100 does not.
TEST(Qtc, AsksForAnotherEcgAboveTheLowestDoseOfThePacks) {
  Stack stack = StackOf({"krantz-2009"});
  EXPECT_EQ(ExtraEcgThreshold(stack), (EcgThreshold{Milligrams(100), "krantz-2009/1"}));
  stack.push_back(
      WithQtc("open", absl::StrCat("extra_ecg_above_mg { silent: true ", kEvidence, " }")));
  EXPECT_EQ(ExtraEcgThreshold(stack), (EcgThreshold{Milligrams(100), "krantz-2009/1"}));
  stack.push_back(WithQtc("lower", "extra_ecg_above_mg " + Says(80)));
  EXPECT_EQ(ExtraEcgThreshold(stack), (EcgThreshold{Milligrams(80), "lower/7"}));
  std::reverse(stack.begin(), stack.end());
  EXPECT_EQ(ExtraEcgThreshold(stack), (EcgThreshold{Milligrams(80), "lower/7"}));
}

}  // namespace
}  // namespace oat::policy
