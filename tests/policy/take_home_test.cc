// Doses to take home: what every shipped pack answers, as the draft vectors have it and the tables
// they were drawn from, and how packs, closed days and emergencies are put together.
#include "services/policy/take_home.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::StackOf;
using testing::ElementsAre;

constexpr Drug kMethadone = rules::v1::DRUG_METHADONE;
constexpr Drug kBuprenorphine = rules::v1::DRUG_BUPRENORPHINE;
const Day kToday(2026, 11, 21);

std::set<Day> DaysFrom(Day first, int count) {
  std::set<Day> days;
  for (int i = 0; i < count; ++i) days.insert(first + i);
  return days;
}

// From tomorrow on, asked for on a day of treatment.
TakeHomeQuestion Asks(Drug drug, int treatment_day, int days) {
  return {.drug = drug,
          .today = kToday,
          .treated_since = kToday - (treatment_day - 1),
          .asked = DaysFrom(kToday + 1, days)};
}

// All that the packs of a stack ask for is found met.
TakeHomeQuestion WithCriteria(const Stack& stack, TakeHomeQuestion question) {
  question.criteria_met.insert(kStableMonths);
  for (const auto& pack : stack) {
    for (const auto& table : pack->says.take_home()) {
      for (const auto& criterion : table.criteria()) question.criteria_met.insert(criterion.code());
    }
  }
  return question;
}

// The codes of the reasons, or "may".
std::string Answer(const Stack& stack, const TakeHomeQuestion& question) {
  const TakeHomeAnswer answer = MayTakeHome(stack, question);
  if (answer.reasons.empty()) return "may";
  return absl::StrJoin(answer.reasons, " ",
                       [](std::string* out, const Reason& one) { absl::StrAppend(out, one.code); });
}

std::string AnswerWithCriteria(const std::vector<std::string>& packs,
                               const TakeHomeQuestion& question) {
  const Stack stack = StackOf(packs);
  return Answer(stack, WithCriteria(stack, question));
}

// The most days that may be asked for at once; -1: not one, whatever the number.
int Most(const std::vector<std::string>& packs, Drug drug, int treatment_day,
         const std::string& ground = "") {
  int most = -1;
  for (int days = 0; days <= 60; ++days) {
    TakeHomeQuestion question = Asks(drug, treatment_day, days);
    question.ground = ground;
    if (AnswerWithCriteria(packs, question) == "may") most = days;
  }
  return most;
}

// US-TH-01, with one case more at each edge.
TEST(Us2024, RisesWithTheDayOfTreatment) {
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 1), 7);
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 14), 7);
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 15), 14);
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 30), 14);
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 31), 28);
  EXPECT_EQ(Most({"us-fed-2024"}, kMethadone, 400), 28);
}

TEST(Us2024, HasNoCeilingForBuprenorphine) {
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, Asks(kBuprenorphine, 1, 30)), "may");
  const Stack stack = StackOf({"us-fed-2024"});
  const auto answer = MayTakeHome(stack, Asks(kBuprenorphine, 1, 30));
  ASSERT_EQ(answer.ceilings.size(), 1U);
  EXPECT_EQ(answer.ceilings[0].unit, CeilingUnit::kNone);
}

TEST(Us2024, GivesDosesForClosedDaysOnTop) {
  TakeHomeQuestion question = Asks(kMethadone, 14, 8);
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "take_home_supply");
  question.closed = {kToday + 3};
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "may");
}

TEST(Us2024, WantsEveryCriterionToBeFoundMet) {
  const Stack stack = StackOf({"us-fed-2024"});
  TakeHomeQuestion question = WithCriteria(stack, Asks(kMethadone, 40, 28));
  EXPECT_EQ(Answer(stack, question), "may");
  question.criteria_met.erase("SAFE-STORAGE");
  question.criteria_met.erase("NO-RECENT-DIVERSION");
  const auto answer = MayTakeHome(stack, question);
  ASSERT_EQ(answer.reasons.size(), 1U);
  EXPECT_EQ(
      answer.reasons[0],
      (Reason{"take_home_criteria",
              {{"criteria", "NO-RECENT-DIVERSION, SAFE-STORAGE"}, {"pack", "us-fed-2024/2"}}}));
  EXPECT_EQ(answer.criteria.size(), 6U);
}

// Whatever is at home already counts with what is asked for.
TEST(Supply, IsAllThatIsAtHomeAtOneTime) {
  TakeHomeQuestion question = Asks(kMethadone, 14, 4);
  question.already = DaysFrom(kToday + 5, 3);
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "may");
  question.already.insert(kToday + 20);
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "take_home_supply");
  // A bottle of yesterday is no more at home.
  question.already.erase(kToday + 20);
  question.already.insert(kToday - 1);
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "may");
  question.already.insert(kToday);
  EXPECT_EQ(AnswerWithCriteria({"us-fed-2024"}, question), "take_home_supply");
}

// US-TH-LEGACY.
TEST(Us2001, IsALadder) {
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 90), 1);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 91), 2);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 180), 2);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 181), 3);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 271), 6);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 365), 6);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 366), 14);
  EXPECT_EQ(Most({"us-fed-2001"}, kMethadone, 731), 31);
}

// US-STACK.
TEST(Stack, IsAsStrictAsItsStrictestPack) {
  EXPECT_EQ(Most({"us-fed-2024", "us-wi"}, kMethadone, 20), 0);
  EXPECT_EQ(Most({"us-fed-2024", "us-wi"}, kMethadone, 31), 1);
  EXPECT_EQ(Most({"us-fed-2024", "us-oh-quoted"}, kMethadone, 60), 1);
  const auto answer = MayTakeHome(StackOf({"us-fed-2024", "us-wi"}), Asks(kMethadone, 20, 1));
  ASSERT_EQ(answer.ceilings.size(), 2U);
  EXPECT_TRUE(answer.ceilings[0].is_within());
  EXPECT_EQ(answer.ceilings[0].pack, "us-fed-2024/2");
  EXPECT_FALSE(answer.ceilings[1].is_within());
  EXPECT_EQ(answer.ceilings[1].unit, CeilingUnit::kWeek);
}

TEST(Ohio, SaysNothingOfMethadoneAfterTheFirstNinetyDays) {
  EXPECT_EQ(Most({"us-oh-quoted"}, kMethadone, 90), 1);
  EXPECT_EQ(AnswerWithCriteria({"us-oh-quoted"}, Asks(kMethadone, 91, 1)), "take_home_silent");
}

TEST(Wisconsin, CountsInAnySevenDaysAndInAnyFourteen) {
  TakeHomeQuestion question = Asks(kMethadone, 100, 1);  // two a week
  question.already = {kToday - 5, kToday - 3};
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "take_home_week");
  question.already = {kToday - 6, kToday - 3};  // seven days before tomorrow
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "may");
  question.already = {kToday + 7, kToday + 5};
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "take_home_week");
  question.already = {kToday + 8, kToday + 5};  // seven days after tomorrow
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "may");
  question = Asks(kMethadone, 731, 13);
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "may");
  question.asked.insert(kToday + 14);
  EXPECT_EQ(AnswerWithCriteria({"us-wi"}, question), "take_home_two_weeks");
}

TEST(Virginia, CountsClosedDaysAndInTheFirstWeekNoOthers) {
  TakeHomeQuestion question = Asks(kMethadone, 8, 5);
  question.closed = {kToday + 1};
  EXPECT_EQ(AnswerWithCriteria({"us-va"}, question), "may");
  question.asked.insert(kToday + 6);
  EXPECT_EQ(AnswerWithCriteria({"us-va"}, question), "take_home_supply");
  TakeHomeQuestion first_week = Asks(kMethadone, 7, 1);
  EXPECT_EQ(AnswerWithCriteria({"us-va"}, first_week), "take_home_closed_days") << "it is open";
  first_week.closed = {kToday + 1};
  EXPECT_EQ(AnswerWithCriteria({"us-va"}, first_week), "may");
}

// GE-TH.
TEST(Georgia, WantedAGroundAndThenAllowedNone) {
  EXPECT_EQ(Most({"ge-pre-2024-01-24"}, kMethadone, 100, "PROXY"), 2);
  EXPECT_EQ(Most({"ge-pre-2024-01-24"}, kMethadone, 100, "HOME-CARE-OVER-2-MONTHS"), 5);
  EXPECT_EQ(Most({"ge-pre-2024-01-24"}, kMethadone, 100, "DISABILITY-OR-ACTIVE-TB"), 7);
  EXPECT_EQ(Most({"ge-pre-2024-01-24"}, kMethadone, 100, "DOMESTIC-TRAVEL"), 4);
  EXPECT_EQ(AnswerWithCriteria({"ge-pre-2024-01-24"}, Asks(kMethadone, 100, 1)),
            "take_home_ground");
  for (const char* ground : {"", "PROXY", "DISABILITY-OR-ACTIVE-TB"}) {
    EXPECT_EQ(Most({"ge-from-2024-01-24"}, kMethadone, 100, ground), 0) << ground;
  }
}

// VIC-TH.
TEST(Victoria, CountsByWeekAndInARowAfterThreeMonths) {
  const auto months = [](int count) {
    return static_cast<int>(kToday - Day(2026, 11 - count, 21)) + 1;
  };
  TakeHomeQuestion question = Asks(kMethadone, months(3), 3);
  question.asked.insert(kToday + 5);  // four a week, three in a row
  EXPECT_EQ(AnswerWithCriteria({"au-vic"}, question), "may");
  question.asked = DaysFrom(kToday + 1, 4);
  EXPECT_EQ(AnswerWithCriteria({"au-vic"}, question), "take_home_consecutive");
  question.asked = {kToday + 1, kToday + 2, kToday + 4, kToday + 5, kToday + 7};
  EXPECT_EQ(AnswerWithCriteria({"au-vic"}, question), "take_home_week");
  EXPECT_EQ(AnswerWithCriteria({"au-vic"}, Asks(kMethadone, months(3) - 1, 1)),
            "take_home_too_early");
  EXPECT_EQ(AnswerWithCriteria({"au-vic"}, Asks(kMethadone, months(2), 1)), "take_home_too_early");
  EXPECT_EQ(Most({"au-vic"}, kBuprenorphine, 1), 6);
}

TEST(Stability, IsForAPersonToJudgeOnceTheTimeHasPassed) {
  const TakeHomeQuestion question = Asks(kMethadone, 200, 1);
  EXPECT_EQ(Answer(StackOf({"au-vic"}), question), "take_home_criteria");
  const auto answer = MayTakeHome(StackOf({"au-vic"}), question);
  ASSERT_EQ(answer.criteria.size(), 1U);
  EXPECT_EQ(answer.criteria[0].code, kStableMonths);
  EXPECT_EQ(answer.criteria[0].state, CriterionState::kToJudge);
  const auto early = MayTakeHome(StackOf({"au-vic"}), Asks(kMethadone, 20, 1));
  EXPECT_EQ(early.criteria[0].state, CriterionState::kMissing);
}

// EMERG-UA: an emergency lifts every other ceiling, and no criterion.
TEST(Emergency, LiftsTheCeilingsOfOtherPacks) {
  EXPECT_EQ(Most({"ua-normal"}, kMethadone, 10), 10);
  EXPECT_EQ(Most({"ua-martial-law"}, kMethadone, 10), 30);
  EXPECT_EQ(Most({"ua-normal", "ua-martial-law"}, kMethadone, 10), 30);
  EXPECT_EQ(Most({"us-fed-2024", "ua-martial-law"}, kMethadone, 10), 30);
  EXPECT_EQ(Answer(StackOf({"us-fed-2024", "ua-martial-law"}), Asks(kMethadone, 10, 30)),
            "take_home_criteria");
}

// THREE-DAY.
TEST(EmergencySupply, IsOfThreeDaysOnce) {
  EXPECT_EQ(Most({"us-1306-07"}, kMethadone, 1, kEmergencySupply), 3);
  TakeHomeQuestion again = Asks(kMethadone, 1, 1);
  again.ground = kEmergencySupply;
  again.is_renewal = true;
  EXPECT_EQ(AnswerWithCriteria({"us-1306-07"}, again), "take_home_supply");
  // Nor does it open what the tables close.
  EXPECT_EQ(AnswerWithCriteria({"us-1306-07"}, Asks(kMethadone, 1, 1)), "take_home_no_rules");
}

TEST(Silence, IsNoPermission) {
  EXPECT_EQ(AnswerWithCriteria({"jalgas"}, Asks(kMethadone, 400, 1)), "take_home_no_rules");
  EXPECT_EQ(AnswerWithCriteria({}, Asks(kMethadone, 400, 1)), "take_home_no_rules");
  Stack stack = StackOf({"ua-normal"});
  auto silent = std::make_shared<Pack>(*stack[0]);
  for (auto& table : *silent->says.mutable_take_home()) {
    table.mutable_rows(0)->mutable_supply_days()->set_silent(true);
  }
  EXPECT_EQ(Answer({silent}, Asks(kMethadone, 400, 1)), "take_home_silent");
}

}  // namespace
}  // namespace oat::policy
