// What is asked of an order that starts, rises in the first weeks or changes the drug, from the
// rules alone.
#include "services/prescribing/starting.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::prescribing {
namespace {

using test::Made;
using test::Says;
using test::StackOf;

const Day kToday(2026, 11, 21);
constexpr auto kNone = rules::v1::RATIONALE_UNSPECIFIED;
constexpr auto kDocumented = rules::v1::RATIONALE_DOCUMENTED;
constexpr auto kLimitFailed = rules::v1::RATIONALE_LIMIT_FAILED;

policy::Rules Under(policy::Stack stack) {
  policy::Rules rules = test::DefaultRules();
  rules.stack = std::move(stack);
  return rules;
}
policy::Rules Under(const std::vector<std::string>& packs) { return Under(StackOf(packs)); }

// One step after another from today on: days, and the milligrams of each portion.
using Steps = std::vector<std::pair<int, std::vector<int64_t>>>;
Proposal Of(const Steps& steps, const std::string& drug_form = "methadone_oral_solution") {
  Proposal proposal{.drug_form = drug_form};
  Day day = kToday;
  for (const auto& [days, milligrams] : steps) {
    Step& step = proposal.steps.emplace_back(Step{day, day + days - 1, {}});
    for (int64_t one : milligrams) step.portions.push_back(Milligrams(one));
    day = step.until_day + 1;
  }
  return proposal;
}

// "start_first_dose 30 mg us-ga/1; ...", without the words' placeholders.
std::string InWords(const std::vector<Reason>& reasons) {
  std::string words;
  for (const Reason& reason : reasons) {
    absl::StrAppend(&words, words.empty() ? "" : "; ", reason.code);
    for (const auto& [name, value] : reason.parameters) absl::StrAppend(&words, " ", value);
  }
  return words;
}

std::string Started(const Steps& steps, const policy::Rules& rules,
                    policy::Rationale rationale = kNone) {
  Proposal proposal = Of(steps);
  proposal.rationale = rationale;
  return InWords(QuestionStart(proposal, rules));
}

TEST(Start, IsJudgedByItsFirstPortionAndItsFirstDay) {
  const policy::Rules georgia = Under({"us-ga"});
  EXPECT_EQ(Started({{5, {30}}}, georgia), "");
  EXPECT_EQ(Started({{5, {31}}}, georgia), "start_first_dose 30 mg us-ga/1");
  EXPECT_EQ(Started({{5, {30, 10}}}, georgia), "");
  EXPECT_EQ(Started({{5, {30, 11}}}, georgia), "start_first_day 40 mg us-ga/1");
  EXPECT_EQ(Started({{5, {41}}}, georgia),
            "start_first_dose 30 mg us-ga/1; start_first_day 40 mg us-ga/1");
  EXPECT_EQ(Started({{1, {30}}, {5, {60}}}, georgia), "") << "of the first step alone";
}

TEST(Start, GoesAboveItsFirstDayWithWhatTheRulesAskFor) {
  const Steps fifty_one = {{5, {30, 21}}};
  EXPECT_EQ(Started({{5, {50}}}, Under({"us-fed-2024"})), "");
  EXPECT_EQ(Started(fifty_one, Under({"us-fed-2024"})), "start_first_day 50 mg us-fed-2024/2");
  EXPECT_EQ(Started(fifty_one, Under({"us-fed-2024"}), kDocumented), "");
  EXPECT_EQ(Started(fifty_one, Under({"us-ga"}), kDocumented), "start_first_day 40 mg us-ga/1");
  EXPECT_EQ(Started(fifty_one, Under({"us-ga"}), kLimitFailed), "");
  EXPECT_EQ(Started({{5, {31}}}, Under({"us-ga"}), kLimitFailed), "start_first_dose 30 mg us-ga/1")
      << "nothing lifts a first dose";
}

// What a source leaves open asks the prescriber, who answers by writing down why.
TEST(Start, IsAskedWhereTheRulesLeaveItOpen) {
  const std::string silent = absl::StrCat("{ silent: true ", test::kEvidence, " }");
  const auto of = [&](const std::string& values) {
    return Under(policy::Stack{
        Made("open", absl::StrCat("starts { drug: DRUG_METHADONE ", values, " weekly_rise_mg ",
                                  silent, " weekly_rise_weeks: 1 }"))});
  };
  const policy::Rules dose = of("first_dose_mg " + silent);
  EXPECT_EQ(Started({{5, {30}}}, dose), "rules_silent open/7");
  EXPECT_EQ(Started({{5, {30}}}, dose, kDocumented), "");
  const policy::Rules day = of("first_day_mg " + silent);
  EXPECT_EQ(Started({{5, {30}}}, day), "rules_silent open/7");
  EXPECT_EQ(Started({{5, {30}}}, day, kDocumented), "");
  Proposal rising = Of({{1, {30}}, {5, {35}}});
  EXPECT_EQ(InWords(QuestionRise(rising, {.is_start = true}, dose)), "rules_silent open/7");
  EXPECT_EQ(InWords(QuestionRise(Of({{5, {30}}}), {.is_start = true}, dose)), "")
      << "nothing rises";
  rising.rationale = kDocumented;
  EXPECT_EQ(InWords(QuestionRise(rising, {.is_start = true}, dose)), "");
}

TEST(Start, IsNotAskedWhereNoPackSpeaksOfIt) {
  EXPECT_EQ(Started({{5, {400}}}, Under({"jalgas"})), "");
  EXPECT_EQ(InWords(QuestionStart(Of({{5, {400}}}, "buprenorphine_sublingual"), Under({"us-ga"}))),
            "");
}

const char kRise[] = "weekly_rise 30 mg uk-rcgp/1";

std::string Rising(const Steps& steps, const Course& course = {.is_start = true}) {
  return InWords(QuestionRise(Of(steps), course, Under({"uk-rcgp"})));
}

TEST(Rise, WithinSevenDaysStaysWithinItsLimit) {
  EXPECT_EQ(Rising({{1, {30}}, {1, {60}}}), "");
  EXPECT_EQ(Rising({{1, {30}}, {1, {61}}}), kRise);
  EXPECT_EQ(Rising({{1, {30}}, {1, {20}}, {1, {51}}}), kRise) << "from the lowest of them";
  EXPECT_EQ(Rising({{1, {30}}, {1, {40}}, {1, {50}}, {1, {60}}}), "");
  EXPECT_EQ(Rising({{1, {30}}, {1, {40}}, {1, {50}}, {1, {61}}}), kRise) << "step by step too";
  EXPECT_EQ(Rising({{1, {15, 15}}, {1, {40, 20}}}), "") << "of the day, not of a portion";
  EXPECT_EQ(Rising({{1, {15, 15}}, {1, {40, 21}}}), kRise);
}

// Day 1 is seven days before day 8, and eight before day 9.
TEST(Rise, IsMeasuredOverSevenDaysAndNoMore) {
  EXPECT_EQ(Rising({{1, {30}}, {6, {50}}, {5, {80}}}), kRise) << "day 8 against day 1";
  EXPECT_EQ(Rising({{1, {30}}, {7, {50}}, {5, {80}}}), "") << "day 9 against day 2";
  EXPECT_EQ(Rising({{7, {30}}, {7, {60}}, {7, {90}}}), "");
}

TEST(Rise, IsJudgedInTheFirstWeeksAlone) {
  EXPECT_EQ(Rising({{13, {30}}, {1, {61}}}), kRise) << "day 14";
  EXPECT_EQ(Rising({{14, {30}}, {1, {61}}}), "") << "day 15";
  const std::map<Day, Micrograms> yesterday = {{kToday - 1, Milligrams(30)}};
  EXPECT_EQ(Rising({{5, {61}}}, {.began = kToday - 13, .doses = yesterday}), kRise);
  EXPECT_EQ(Rising({{5, {61}}}, {.began = kToday - 14, .doses = yesterday}), "");
  EXPECT_EQ(Rising({{5, {61}}}, {.doses = yesterday}), "") << "it began long ago, or elsewhere";
}

TEST(Rise, CountsFromWhatWasTakenOrOrderedBefore) {
  const Course course{.began = kToday - 8,
                      .doses = {{kToday - 8, Milligrams(20)}, {kToday - 7, Milligrams(30)}}};
  EXPECT_EQ(Rising({{5, {60}}}, course), "");
  EXPECT_EQ(Rising({{5, {61}}}, course), kRise);
  const Course earlier{.began = kToday - 8, .doses = {{kToday - 8, Milligrams(20)}}};
  EXPECT_EQ(Rising({{5, {60}}}, earlier), "") << "eight days before";
  EXPECT_EQ(Rising({{5, {61}}}, {.is_start = true, .doses = course.doses}), "")
      << "a new start rises from nothing";
}

Proposal ToBuprenorphine(std::optional<SwitchAssessment> assessment) {
  Proposal proposal = Of({{5, {8}}}, "buprenorphine_sublingual");
  proposal.switch_assessment = assessment;
  return proposal;
}

std::string Switched(std::optional<SwitchAssessment> assessment, const policy::Rules& rules,
                     std::optional<int32_t> on_record = std::nullopt) {
  return InWords(
      QuestionSwitch(rules::v1::DRUG_METHADONE, ToBuprenorphine(assessment), on_record, rules));
}

TEST(Switch, AsksForAnAssessmentWhereAPackSpeaksOfIt) {
  const policy::Rules rules = Under({"au-nsw-2018"});
  EXPECT_EQ(Switched(std::nullopt, rules), "switch_unassessed");
  EXPECT_EQ(Switched(SwitchAssessment{0, 0}, rules), "") << "a range is the prescriber's to judge";
  EXPECT_EQ(Switched(std::nullopt, Under({"jalgas"})), "");
  EXPECT_EQ(
      InWords(QuestionSwitch(rules::v1::DRUG_BUPRENORPHINE, Of({{5, {30}}}), std::nullopt, rules)),
      "")
      << "the other way";
}

TEST(Switch, WantsTheHoursAndTheScoreOfTheRules) {
  const policy::Rules rules = Under(policy::Stack{
      Made("day", absl::StrCat("switches { from: DRUG_METHADONE to: DRUG_BUPRENORPHINE "
                               "minimum_hours ",
                               Says(24), " minimum_withdrawal_score ", Says(8), " }"))});
  EXPECT_EQ(Switched(SwitchAssessment{24, 8}, rules), "");
  EXPECT_EQ(Switched(SwitchAssessment{23, 8}, rules), "switch_too_soon 24 day/7");
  EXPECT_EQ(Switched(SwitchAssessment{24, 7}, rules), "switch_withdrawal 8 day/7");
  EXPECT_EQ(Switched(SwitchAssessment{0, 0}, rules),
            "switch_too_soon 24 day/7; switch_withdrawal 8 day/7");
  // The record knows of a later dose than the person told of, and never of an earlier one.
  EXPECT_EQ(Switched(SwitchAssessment{48, 8}, rules, 23), "switch_too_soon 24 day/7");
  EXPECT_EQ(Switched(SwitchAssessment{48, 8}, rules, 24), "");
  EXPECT_EQ(Switched(SwitchAssessment{23, 8}, rules, 48), "switch_too_soon 24 day/7");
}

std::string Advised(const Steps& steps, const Course& course, std::optional<int64_t> current,
                    const std::vector<std::string>& packs,
                    const std::string& drug_form = "methadone_oral_solution") {
  const auto before = current ? std::optional(Milligrams(*current)) : std::nullopt;
  return InWords(AdviceOn(Of(steps, drug_form), course, before, Under(packs)));
}

TEST(Advice, CallsForCautionWithAFirstDose) {
  const Course start{.is_start = true};
  EXPECT_EQ(Advised({{5, {20}}}, start, {}, {"who-2009"}), "");
  EXPECT_EQ(Advised({{5, {21}}}, start, {}, {"who-2009"}), "start_caution 20 mg who-2009/1");
  EXPECT_EQ(Advised({{5, {20, 20}}}, start, {}, {"who-2009"}), "") << "of the first portion";
  EXPECT_EQ(Advised({{5, {30}}}, {.began = kToday - 3}, {}, {"who-2009"}), "");
}

// QTC: another electrocardiogram for 101 mg, when the dose rises above the threshold and not at
// every order after it.
TEST(Advice, AsksForAnotherEcgWhereTheDoseRisesAboveTheThreshold) {
  const std::string ecg = "extra_ecg 100 mg krantz-2009/1";
  EXPECT_EQ(Advised({{5, {100}}}, {}, 90, {"krantz-2009"}), "");
  EXPECT_EQ(Advised({{5, {101}}}, {}, 90, {"krantz-2009"}), ecg);
  EXPECT_EQ(Advised({{5, {101}}}, {}, 100, {"krantz-2009"}), ecg);
  EXPECT_EQ(Advised({{5, {101}}}, {}, {}, {"krantz-2009"}), ecg);
  EXPECT_EQ(Advised({{5, {90}}, {5, {60, 41}}}, {}, 90, {"krantz-2009"}), ecg) << "of any step";
  EXPECT_EQ(Advised({{5, {120}}}, {}, 101, {"krantz-2009"}), "") << "it was above already";
  EXPECT_EQ(Advised({{5, {101}}}, {}, 90, {"krantz-2009"}, "buprenorphine_sublingual"), "");
  EXPECT_EQ(Advised({{5, {101}}}, {}, 90, {"jalgas"}), "");
}

}  // namespace
}  // namespace oat::prescribing
