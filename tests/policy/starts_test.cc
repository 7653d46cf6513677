// The first days of treatment: what every shipped pack says, as the draft vectors have it, and how
// packs that disagree are put together.
#include "services/policy/starts.h"

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
constexpr Rationale kNone = rules::v1::RATIONALE_UNSPECIFIED;
constexpr Rationale kDocumented = rules::v1::RATIONALE_DOCUMENTED;
constexpr Rationale kLimitFailed = rules::v1::RATIONALE_LIMIT_FAILED;

// "50 mg of us-fed-2024/2", "open in a/7", "nothing said".
std::string InWords(const Limit& limit) {
  std::string words;
  if (limit.most) absl::StrAppend(&words, FormatDose(*limit.most), " of ", limit.pack);
  if (!limit.silent_packs.empty()) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", "open in ", limit.silent_packs);
  }
  return words.empty() ? "nothing said" : words;
}

std::shared_ptr<const Pack> WithStart(const std::string& name, const std::string& values) {
  return Made(name, absl::StrCat("starts { drug: DRUG_METHADONE ", values, " }"));
}

// START: us-fed-2024, whose first day comes to 50 mg unless more is documented as indicated.
TEST(FirstDay, OfUnitedStatesIsFiftyUnlessMoreIsDocumented) {
  const Stack stack = StackOf({"us-fed-2024"});
  const Limit limit = FirstDayLimit(stack, kMethadone, kNone);
  EXPECT_EQ(InWords(limit), "50 mg of us-fed-2024/2");
  EXPECT_FALSE(limit.IsExceededBy(Milligrams(50)));
  EXPECT_TRUE(limit.IsExceededBy(Micrograms(50'001)));
  EXPECT_TRUE(limit.IsExceededBy(Milligrams(51)));
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kDocumented)), "nothing said");
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kLimitFailed)), "nothing said")
      << "that the limit failed is a documented reason";
  EXPECT_EQ(InWords(FirstDoseLimit(stack, kMethadone)), "nothing said")
      << "the 30 mg of before are not in the current text";
  EXPECT_EQ(InWords(FirstDayLimit(stack, kBuprenorphine, kNone)), "nothing said");
}

// START: us-ga, 30 mg and then 40, above which it must be documented that 40 did not suffice.
TEST(FirstDay, OfGeorgiaGoesAboveFortyOnlyWhereFortyFailed) {
  const Stack stack = StackOf({"us-ga"});
  const Limit dose = FirstDoseLimit(stack, kMethadone);
  EXPECT_EQ(InWords(dose), "30 mg of us-ga/1");
  EXPECT_FALSE(dose.IsExceededBy(Milligrams(29)));
  EXPECT_FALSE(dose.IsExceededBy(Milligrams(30)));
  EXPECT_TRUE(dose.IsExceededBy(Milligrams(31)));
  const Limit day = FirstDayLimit(stack, kMethadone, kNone);
  EXPECT_EQ(InWords(day), "40 mg of us-ga/1");
  EXPECT_FALSE(day.IsExceededBy(Milligrams(40)));
  EXPECT_TRUE(day.IsExceededBy(Milligrams(41)));
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kDocumented)), "40 mg of us-ga/1");
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kLimitFailed)), "nothing said");
}

// START: who-2009, never above 30 mg and with caution above 20.
TEST(FirstDose, OfTheWorldHealthOrganizationIsThirtyAndCallsForCautionAboveTwenty) {
  const Stack stack = StackOf({"who-2009"});
  const Limit caution = FirstDoseCaution(stack, kMethadone);
  EXPECT_EQ(InWords(caution), "20 mg of who-2009/1");
  EXPECT_FALSE(caution.IsExceededBy(Milligrams(20)));
  EXPECT_TRUE(caution.IsExceededBy(Milligrams(30)));
  const Limit dose = FirstDoseLimit(stack, kMethadone);
  EXPECT_FALSE(dose.IsExceededBy(Milligrams(30)));
  EXPECT_TRUE(dose.IsExceededBy(Milligrams(31)));
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kNone)), "nothing said");
}

// START: uk-rcgp, at most 30 mg more within a week, for the first two weeks.
TEST(WeeklyRise, OfTheUnitedKingdomIsThirtyForTwoWeeks) {
  const Stack stack = StackOf({"uk-rcgp"});
  const Limit limit = WeeklyRiseLimit(stack, kMethadone, 1);
  EXPECT_EQ(InWords(limit), "30 mg of uk-rcgp/1");
  EXPECT_FALSE(limit.IsExceededBy(Milligrams(30)));
  EXPECT_TRUE(limit.IsExceededBy(Milligrams(31)));
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 14)), "30 mg of uk-rcgp/1");
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 15)), "nothing said");
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kBuprenorphine, 1)), "nothing said");
  EXPECT_EQ(WeeksOfRise(stack, kMethadone), 2);
  EXPECT_EQ(WeeksOfRise(stack, kBuprenorphine), 0);
  EXPECT_EQ(InWords(FirstDoseLimit(stack, kMethadone)), "30 mg of uk-rcgp/1");
}

TEST(Starts, AreNotSpokenOfByEveryPack) {
  const Stack stack = StackOf({"jalgas", "au-2003"});
  EXPECT_EQ(InWords(FirstDoseLimit(stack, kMethadone)), "nothing said");
  EXPECT_EQ(InWords(FirstDoseCaution(stack, kMethadone)), "nothing said");
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kNone)), "nothing said");
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 1)), "nothing said");
  EXPECT_FALSE(FirstDoseLimit({}, kMethadone).IsExceededBy(Milligrams(500)));
}

TEST(Starts, TakeTheLowestOfSeveralPacksWhicheverComesFirst) {
  Stack stack = StackOf({"us-fed-2024", "us-ga", "uk-rcgp", "who-2009"});
  stack.push_back(WithStart(
      "cautious", absl::StrCat("first_dose_mg ", Says(20), " first_dose_caution_above_mg ",
                               Says(15), " weekly_rise_mg ", Says(25), " weekly_rise_weeks: 4")));
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_EQ(InWords(FirstDoseLimit(stack, kMethadone)), "20 mg of cautious/7");
    EXPECT_EQ(InWords(FirstDoseCaution(stack, kMethadone)), "15 mg of cautious/7");
    EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kNone)), "40 mg of us-ga/1");
    // One pack's condition is met, the other's is not.
    EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kDocumented)), "40 mg of us-ga/1");
    EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kLimitFailed)), "nothing said");
    EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 14)), "25 mg of cautious/7");
    EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 28)), "25 mg of cautious/7");
    EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 29)), "nothing said");
    EXPECT_EQ(WeeksOfRise(stack, kMethadone), 4);
    std::reverse(stack.begin(), stack.end());
  }
}

TEST(FirstDay, HasALimitThatNothingLifts) {
  const Stack stack = {WithStart("hard", absl::StrCat("first_day_mg ", Says(35)))};
  for (Rationale rationale : {kNone, kDocumented, kLimitFailed}) {
    EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, rationale)), "35 mg of hard/7");
  }
}

// What a source leaves open is no number, and is not filled from another pack either.
TEST(Starts, SayWhoLeavesItOpen) {
  const std::string silent = "{ silent: true evidence { source: \"S\" mark: MARK_RECALLED } }";
  Stack stack = StackOf({"who-2009"});
  for (const char* name : {"open", "wide"}) {
    stack.push_back(
        WithStart(name, absl::StrCat("first_dose_mg ", silent, " first_day_mg ", silent,
                                     " weekly_rise_mg ", silent, " weekly_rise_weeks: 1")));
  }
  EXPECT_EQ(InWords(FirstDoseLimit(stack, kMethadone)),
            "30 mg of who-2009/1, open in open/7 wide/7");
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kNone)), "open in open/7 wide/7");
  EXPECT_EQ(InWords(FirstDayLimit(stack, kMethadone, kDocumented)), "nothing said");
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 7)), "open in open/7 wide/7");
  EXPECT_EQ(InWords(WeeklyRiseLimit(stack, kMethadone, 8)), "nothing said");
}

bool IsStartAfter(int32_t missed, const std::vector<std::string>& packs, Drug drug = kMethadone) {
  return DemandsNewStart(
      StackOf(packs),
      {.drug = drug, .days = missed, .doses = missed, .last_taken = Milligrams(80)});
}

TEST(NewStart, IsDemandedFromTheDaysOnThatTheMissedDosesSay) {
  EXPECT_FALSE(IsStartAfter(0, {"au-2003"}));
  EXPECT_FALSE(IsStartAfter(4, {"au-2003"}));
  EXPECT_TRUE(IsStartAfter(5, {"au-2003"}));
  EXPECT_TRUE(IsStartAfter(1000, {"au-2003"}));
  EXPECT_FALSE(IsStartAfter(3, {"ca-bc-ppp66"}));
  EXPECT_TRUE(IsStartAfter(4, {"ca-bc-ppp66"})) << "the order counts no more";
  EXPECT_FALSE(IsStartAfter(1000, {"jalgas"})) << "which never demands one";
  EXPECT_FALSE(IsStartAfter(5, {"au-2003"}, kBuprenorphine));
}

// A row for more missed days that withholds, or a table that ends, brings no old dose back.
TEST(NewStart, StaysDemandedAfterMore) {
  EXPECT_TRUE(IsStartAfter(6, {"au-vic-monash"}));
  EXPECT_TRUE(IsStartAfter(7, {"au-vic-monash"}));
  EXPECT_TRUE(IsStartAfter(29, {"au-vic-monash"}, kBuprenorphine));
}

TEST(NewStart, IsDemandedByAnyPackThoughAnotherIsStricter) {
  const auto withholds = Made(
      "withholds", absl::StrCat("missed_doses { drug: DRUG_METHADONE unit: COUNTING_UNIT_DAYS rows "
                                "{ from: 1 withhold {} ",
                                test::kEvidence, " } }"));
  const MissedQuestion five{.drug = kMethadone, .days = 5, .doses = 5};
  EXPECT_FALSE(DemandsNewStart({withholds}, five));
  Stack stack = StackOf({"au-2003"});
  stack.push_back(withholds);
  EXPECT_TRUE(DemandsNewStart(stack, five));
}

}  // namespace
}  // namespace oat::policy
