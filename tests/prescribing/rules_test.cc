#include "services/prescribing/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "oat/v1/reason.pb.h"
#include "services/contract/code.h"
#include "tests/policy/packs.h"

namespace oat::prescribing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Day kToday(2026, 11, 21);

Step StepOf(Day from_day, Day until_day, std::vector<int64_t> milligrams) {
  Step step{from_day, until_day, {}};
  for (int64_t one : milligrams) step.portions.push_back(Milligrams(one));
  return step;
}

// From 1 to 10 November 80 mg, from 11 to 20 November 40 + 30 mg.
Order TwoSteps() {
  return {.from_day = Day(2026, 11, 1),
          .until_day = Day(2026, 11, 20),
          .steps = {StepOf(Day(2026, 11, 1), Day(2026, 11, 10), {80}),
                    StepOf(Day(2026, 11, 11), Day(2026, 11, 20), {40, 30})}};
}

TEST(Step, AddsItsPortions) {
  EXPECT_EQ(StepOf(kToday, kToday, {40, 30, 5}).DayTotal(), Milligrams(75));
  EXPECT_EQ(StepOf(kToday, kToday, {}).DayTotal(), Micrograms(0));
}

TEST(Order, FindsTheStepOfADay) {
  const Order order = TwoSteps();
  const std::pair<Day, const Step*> cases[] = {
      {Day(2026, 10, 31), nullptr},         {Day(2026, 11, 1), &order.steps[0]},
      {Day(2026, 11, 10), &order.steps[0]}, {Day(2026, 11, 11), &order.steps[1]},
      {Day(2026, 11, 20), &order.steps[1]}, {Day(2026, 11, 21), nullptr},
  };
  for (const auto& [day, step] : cases) EXPECT_EQ(order.StepOn(day), step) << FormatDay(day);
  EXPECT_EQ(Order{}.StepOn(kToday), nullptr);
}

TEST(WhyNotInForce, SaysNothingFromTheFirstDayToTheLast) {
  for (Day day(2026, 11, 1); day <= Day(2026, 11, 20); ++day) {
    EXPECT_EQ(WhyNotInForce(TwoSteps(), day), std::nullopt) << FormatDay(day);
  }
}

TEST(WhyNotInForce, NamesTheReason) {
  EXPECT_EQ(WhyNotInForce(std::nullopt, kToday), (Reason{reason::kNoOrder, {}}));
  const Reason expired{reason::kOrderExpired, {{"day", "2026-11-20"}}};
  EXPECT_EQ(WhyNotInForce(TwoSteps(), Day(2026, 11, 21)), expired);
  EXPECT_EQ(WhyNotInForce(TwoSteps(), Day(2027, 11, 21)), expired);
}

TEST(WhyNotInForce, HoldsACancelledOrderUntilTheDayBefore) {
  Order order = TwoSteps();
  order.cancelled_from = Day(2026, 11, 15);
  const Reason cancelled{reason::kOrderCancelled, {{"day", "2026-11-15"}}};
  EXPECT_EQ(WhyNotInForce(order, Day(2026, 11, 14)), std::nullopt);
  EXPECT_EQ(WhyNotInForce(order, Day(2026, 11, 15)), cancelled);
  EXPECT_EQ(WhyNotInForce(order, Day(2026, 11, 20)), cancelled);
}

TEST(WhyNotInForce, SaysWhenTheStepsLeaveADayOut) {
  Order order = TwoSteps();
  order.steps.erase(order.steps.begin());
  EXPECT_EQ(WhyNotInForce(order, Day(2026, 11, 10)), (Reason{reason::kOutsideSteps, {}}));
  EXPECT_EQ(WhyNotInForce(order, Day(2026, 11, 11)), std::nullopt);
}

struct StepsCase {
  const char* name;
  std::vector<std::pair<int, int>> steps;  // days from today, first and last
  const char* field;                       // null: good
};

TEST(CheckSteps, WantsStepsInOrderWithoutHolesFromToday) {
  const StepsCase cases[] = {
      {"one day", {{0, 0}}, nullptr},
      {"from later on", {{5, 9}}, nullptr},
      {"one after the other", {{0, 6}, {7, 7}, {8, 30}}, nullptr},
      {"begins yesterday", {{-1, 9}}, "steps[0].from_day"},
      {"ends before it begins", {{3, 2}}, "steps[0].until_day"},
      {"second reversed", {{0, 6}, {7, 6}}, "steps[1].until_day"},
      {"hole of a day", {{0, 6}, {8, 9}}, "steps[1].from_day"},
      {"overlap of a day", {{0, 6}, {6, 9}}, "steps[1].from_day"},
      {"same step twice", {{0, 6}, {0, 6}}, "steps[1].from_day"},
      {"out of order", {{7, 9}, {0, 6}}, "steps[1].from_day"},
      {"hole after the second", {{0, 1}, {2, 3}, {5, 6}}, "steps[2].from_day"},
      {"second before today", {{0, 1}, {-5, -4}}, "steps[1].from_day"},
  };
  for (const StepsCase& c : cases) {
    Proposal proposal;
    for (const auto& [from, until] : c.steps) {
      proposal.steps.push_back(StepOf(kToday + from, kToday + until, {80}));
    }
    const absl::Status status = CheckSteps(proposal, kToday);
    if (c.field == nullptr) {
      EXPECT_TRUE(status.ok()) << c.name << ": " << status.message();
      continue;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.name;
    EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat(c.field, ": got ")))
        << c.name << ": " << status.message();
  }
}

TEST(CheckSteps, SaysWhatItGotAndWanted) {
  Proposal proposal;
  proposal.steps = {StepOf(kToday, kToday + 6, {80}), StepOf(kToday + 8, kToday + 9, {70})};
  const std::string message(CheckSteps(proposal, kToday).message());
  EXPECT_THAT(message, testing::HasSubstr("got 2026-11-29"));
  EXPECT_THAT(message, testing::HasSubstr("wanted 2026-11-28"));
}

// Numbers of its own, so that no rule passes by a number written into it.
policy::Rules InForce() {
  policy::Rules rules = test::DefaultRules();
  rules.tenfold_factor.value = 7;
  rules.methadone.maximum.value = Milligrams(140);
  rules.methadone.large_change.value = Milligrams(11);
  rules.buprenorphine.maximum.value = Milligrams(24);
  rules.buprenorphine.large_change.value = Milligrams(6);
  return rules;
}

std::vector<std::string> Codes(const std::vector<Reason>& reasons) {
  std::vector<std::string> codes;
  for (const Reason& one : reasons) codes.push_back(one.code);
  return codes;
}

struct QuestionCase {
  std::vector<Micrograms> doses;  // of one step after the other
  std::optional<Micrograms> current;
  std::vector<std::string> codes;
  std::string drug_form = "methadone_oral_solution";
};

Proposal ProposalOf(const QuestionCase& c) {
  Proposal proposal{.drug_form = c.drug_form};
  Day day = kToday;
  for (Micrograms dose : c.doses) proposal.steps.push_back(Step{day, day++, {dose}});
  return proposal;
}

TEST(Question, AsksBeyondItsLimitsAndNotAtThem) {
  const std::string over = reason::kOverMaximum;
  const std::string tenfold = reason::kTenfold;
  const std::string change = reason::kLargeChange;
  const std::string naloxone = "buprenorphine_naloxone_sublingual";
  const QuestionCase cases[] = {
      {{Milligrams(140)}, Milligrams(140), {}},
      {{Micrograms(140001)}, Milligrams(140), {over}},
      {{Milligrams(140), Milligrams(150), Milligrams(140)}, Milligrams(140), {over}},
      {{Milligrams(300)}, std::nullopt, {over}},
      {{Milligrams(90)}, std::nullopt, {}},
      {{Milligrams(91)}, Milligrams(80), {}},
      {{Micrograms(91001)}, Milligrams(80), {change}},
      {{Milligrams(69)}, Milligrams(80), {}},
      {{Micrograms(68999)}, Milligrams(80), {change}},
      {{Milligrams(14)}, Milligrams(2), {tenfold, change}},
      {{Micrograms(13999)}, Milligrams(2), {change}},
      {{Milligrams(2), Milligrams(14)}, Milligrams(2), {tenfold, change}},
      {{Milligrams(2), Milligrams(14), Milligrams(2)}, Milligrams(2), {tenfold, change}},
      {{Milligrams(80), Milligrams(91), Milligrams(102)}, Milligrams(80), {}},
      {{Milligrams(80), Milligrams(120)}, Milligrams(80), {change}},
      {{Milligrams(7)}, Milligrams(1), {tenfold}},
      {{Micrograms(6999)}, Milligrams(1), {}},
      {{Milligrams(700)}, Milligrams(80), {over, tenfold, change}},
      {{Milligrams(24)}, Milligrams(18), {}, naloxone},
      {{Micrograms(24001)}, Milligrams(18), {over, change}, naloxone},
      {{Milligrams(25)}, Milligrams(24), {over}, "buprenorphine_sublingual"},
      {{Milligrams(25)}, Milligrams(24), {}, "methadone_tablet"},
      {{}, Milligrams(80), {}},
  };
  for (const QuestionCase& c : cases) {
    const auto reasons = Question(ProposalOf(c), c.current, InForce());
    EXPECT_EQ(Codes(reasons), c.codes)
        << (c.doses.empty() ? "nothing" : FormatDose(c.doses.back())) << " after "
        << FormatDose(c.current.value_or(Micrograms(0))) << " of " << c.drug_form;
  }
}

// How many daily doses a depot holds is nobody's day.
TEST(Question, HoldsADepotAgainstNoDailyMaximum) {
  QuestionCase depot{{Milligrams(128)}, std::nullopt, {}, "buprenorphine_depot_monthly"};
  EXPECT_THAT(Codes(Question(ProposalOf(depot), depot.current, InForce())), IsEmpty());
  depot.current = Milligrams(64);
  EXPECT_THAT(Codes(Question(ProposalOf(depot), depot.current, InForce())),
              ElementsAre(reason::kLargeChange))
      << "of the same depot a change is a change";
}

TEST(Question, AsksForAnIntervalThatTheRulesLetBe) {
  QuestionCase c{{Milligrams(16)}, Milligrams(16), {}, "buprenorphine_sublingual"};
  Proposal proposal = ProposalOf(c);
  proposal.steps.front().interval_days = 2;
  policy::Rules rules = InForce();
  const auto asked = [&] { return Question(proposal, c.current, rules); };
  EXPECT_THAT(asked(), ElementsAre(Reason{reason::kIntervalTooLong, {{"days", "1"}}}));
  rules.buprenorphine.longest_interval_days = policy::Decided<int64_t>{2, "a/1", "", {}};
  EXPECT_THAT(asked(), IsEmpty());
  proposal.steps.front().interval_days = 3;
  EXPECT_THAT(asked(), ElementsAre(Reason{reason::kIntervalTooLong, {{"days", "2"}}}));
  proposal.drug_form = "methadone_tablet";
  EXPECT_THAT(asked(), ElementsAre(Reason{reason::kIntervalTooLong, {{"days", "1"}}}));
}

TEST(CheckSteps, WantsADepotInOnePieceAndWithoutAnInterval) {
  Proposal proposal{.drug_form = "buprenorphine_depot_weekly",
                    .steps = {StepOf(kToday, kToday + 27, {16})}};
  EXPECT_TRUE(CheckSteps(proposal, kToday).ok());
  proposal.steps.front().interval_days = 7;
  EXPECT_THAT(CheckSteps(proposal, kToday).message(), testing::HasSubstr("steps[0].interval_days"));
  proposal.steps = {StepOf(kToday, kToday + 27, {8, 8})};
  EXPECT_THAT(CheckSteps(proposal, kToday).message(),
              testing::HasSubstr("steps[0].portion_micrograms"));
  proposal.drug_form = "buprenorphine_sublingual";
  EXPECT_TRUE(CheckSteps(proposal, kToday).ok());
}

TEST(Question, AsksOfADayAndNotOfAPortion) {
  Proposal proposal{.drug_form = "methadone_tablet", .steps = {StepOf(kToday, kToday, {80, 61})}};
  EXPECT_THAT(Codes(Question(proposal, Milligrams(141), InForce())),
              ElementsAre(reason::kOverMaximum));
}

TEST(Question, TakesEachAnswerForItsOwnQuestion) {
  const QuestionCase everything{{Milligrams(700)}, Milligrams(80), {}};
  Proposal proposal = ProposalOf(everything);
  EXPECT_EQ(Question(proposal, Milligrams(80), InForce()),
            (std::vector<Reason>{{reason::kOverMaximum, {{"dose", "140 mg"}}},
                                 {reason::kTenfold, {{"dose", "80 mg"}}},
                                 {reason::kLargeChange, {{"dose", "80 mg"}}}}));
  proposal.second_consents = true;
  EXPECT_THAT(Codes(Question(proposal, Milligrams(80), InForce())),
              ElementsAre(reason::kTenfold, reason::kLargeChange));
  proposal.tenfold_checked = true;
  EXPECT_THAT(Codes(Question(proposal, Milligrams(80), InForce())),
              ElementsAre(reason::kLargeChange));
  proposal.patient_told = true;
  EXPECT_THAT(Question(proposal, Milligrams(80), InForce()), IsEmpty());
  proposal.second_consents = false;
  EXPECT_THAT(Codes(Question(proposal, Milligrams(80), InForce())),
              ElementsAre(reason::kOverMaximum));
}

TEST(ExpiryNotice, Is14And7And3And1DaysAheadAndThenZero) {
  const std::pair<int, std::optional<int32_t>> cases[] = {{400, std::nullopt},
                                                          {15, std::nullopt},
                                                          {14, 14},
                                                          {13, 14},
                                                          {8, 14},
                                                          {7, 7},
                                                          {4, 7},
                                                          {3, 3},
                                                          {2, 3},
                                                          {1, 1},
                                                          {0, 1},
                                                          {-1, 0},
                                                          {-30, 0}};
  for (const auto& [days_left, notice] : cases) {
    EXPECT_EQ(ExpiryNotice(kToday + days_left, kToday), notice) << days_left;
  }
}

const char* const kReasonCodes[] = {reason::kNotInTreatment,
                                    reason::kNoOrder,
                                    reason::kOrderExpired,
                                    reason::kOrderCancelled,
                                    reason::kOnHold,
                                    reason::kOtherSite,
                                    reason::kAlreadyDosed,
                                    reason::kDoseOpen,
                                    reason::kUnresolvedDose,
                                    reason::kTooSoon,
                                    reason::kOver24Hours,
                                    reason::kOverDay,
                                    reason::kMissedDays,
                                    reason::kIncidentReview,
                                    reason::kLookAlike,
                                    reason::kImpaired,
                                    reason::kNotMeasurable,
                                    reason::kStockShort,
                                    reason::kOverMaximum,
                                    reason::kTenfold,
                                    reason::kLargeChange,
                                    reason::kDeceased,
                                    reason::kDayBegun,
                                    reason::kOutsideSteps,
                                    reason::kNoCustody,
                                    reason::kSiteClosed,
                                    reason::kSamePerson,
                                    reason::kWitnessRequired,
                                    reason::kNoLegalBasis,
                                    reason::kNotInConsent,
                                    reason::kNeverTold,
                                    reason::kListHeld,
                                    reason::kAskDesk,
                                    reason::kNobodyNamed,
                                    reason::kMissedReduced,
                                    reason::kMissedInduction,
                                    reason::kRulesSilent,
                                    reason::kBottleAtHome,
                                    reason::kBottlesUndecided,
                                    reason::kUnknownDays,
                                    reason::kTakeHomeNoRules,
                                    reason::kTakeHomeSupply,
                                    reason::kTakeHomeWeek,
                                    reason::kTakeHomeTwoWeeks,
                                    reason::kTakeHomeConsecutive,
                                    reason::kTakeHomeCriteria,
                                    reason::kTakeHomeTooEarly,
                                    reason::kTakeHomeGround,
                                    reason::kTakeHomeSilent,
                                    reason::kNotTakeHome,
                                    reason::kNotForCollection,
                                    reason::kNothingToHandOut,
                                    reason::kStartFirstDose,
                                    reason::kStartFirstDay,
                                    reason::kStartCaution,
                                    reason::kWeeklyRise,
                                    reason::kStepWaits,
                                    reason::kVomitedTooLate,
                                    reason::kVomitedUnseen,
                                    reason::kVomitedLess,
                                    reason::kSwitchTooSoon,
                                    reason::kSwitchWithdrawal,
                                    reason::kSwitchUnassessed,
                                    reason::kQtcMonitor,
                                    reason::kQtcConsiderReducing,
                                    reason::kQtcSilent,
                                    reason::kExtraEcg,
                                    reason::kNotDue,
                                    reason::kDepotActs,
                                    reason::kDepotLate,
                                    reason::kDepotWithoutRules,
                                    reason::kIntervalTooLong,
                                    reason::kTakeHomeClosedDays,
                                    reason::kCountIncomplete,
                                    reason::kCountOpenDoses,
                                    reason::kLotHeld,
                                    reason::kNoteDiffers,
                                    reason::kPackKnown,
                                    reason::kWrongState,
                                    reason::kBottleOpen,
                                    reason::kOpenBottleShort,
                                    reason::kLotExpired,
                                    reason::kPlaceNotCounted,
                                    reason::kWasteUnsigned,
                                    reason::kStepStillDue,
                                    reason::kShipmentDiffers,
                                    reason::kDoseCarried,
                                    reason::kFormNeeded,
                                    reason::kFormNotYours,
                                    reason::kFormsNotTogether,
                                    reason::kPumpUnverified,
                                    reason::kPumpOutOfTolerance,
                                    reason::kPourUnresolved,
                                    reason::kPoursTooMuch,
                                    reason::kCardUnreadable,
                                    reason::kCardKeyUnknown,
                                    reason::kCardAltered,
                                    reason::kCardForged,
                                    reason::kCardExpired,
                                    reason::kCardSuperseded,
                                    reason::kCardRevoked,
                                    reason::kCardUnrecorded,
                                    reason::kCardOutsideTreatment};

TEST(ReasonCodes, AreEachOneOfTheContract) {
  std::set<std::string> listed;
  for (const char* code : kReasonCodes) {
    EXPECT_TRUE(contract::ParseCodeText(*v1::ReasonCode_descriptor(), code).has_value()) << code;
    EXPECT_TRUE(listed.insert(code).second) << code;
  }
  // The list is whole: it is what the header says.
  std::stringstream header;
  header << std::ifstream(OAT_SOURCE_DIR "/services/base/reason.h").rdbuf();
  const std::string text = header.str();
  const std::regex constant(R"re(constexpr char k\w+\[\]\s*=\s*"(\w+)")re");
  std::set<std::string> declared;
  for (std::sregex_iterator it(text.begin(), text.end(), constant), end; it != end; ++it) {
    declared.insert((*it)[1]);
  }
  EXPECT_EQ(listed, declared);
}

}  // namespace
}  // namespace oat::prescribing
