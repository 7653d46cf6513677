// Steps that wait at a real window.
#include <gmock/gmock.h>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "tests/policy/rules_in_force.h"

namespace oat::test {
namespace {

// At least two doses of the step below.
std::string Ladder() {
  return absl::StrCat(
      "name: \"ladder\" version: \"1\" jurisdiction { country: \"KZ\" } governing_document { "
      "title: "
      "\"Minutes\" issued_by: \"The board\" reference: \"7\" } effective_from: \"2026-01-01\" "
      "effective_mark: MARK_VERIFIED_PRIMARY sources { key: \"S\" title: \"Minutes\" reference: "
      "\"7\" } ordering { drugs { drug: DRUG_METHADONE doses_before_step_up ",
      Says(2), " } }");
}

class StepsThatWait : public RulesInForce {
 protected:
  // First and last day of November, and the milligrams of a portion.
  using Steps = std::vector<std::tuple<int, int, int64_t>>;
  static std::string Ordered(const Steps& steps, int portions, const std::string& site = "ALA1") {
    At(21, 9, 0);
    Desk("prescriber", site);
    const std::string number = clinic().AdmitWithoutOrder(site);
    v1::SignOrderRequest order;
    order.set_patient_number(number);
    order.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    for (int weekday = 1; weekday <= 7; ++weekday) order.add_supervised_weekdays(weekday);
    for (const auto& [from, until, milligrams] : steps) {
      v1::OrderStep* step = order.add_steps();
      step->set_from_day(absl::StrCat("2026-11-", from));
      step->set_until_day(absl::StrCat("2026-11-", until));
      for (int i = 0; i < portions; ++i) step->add_portion_micrograms(milligrams * 1000);
    }
    EXPECT_EQ(Reasons(Must(Prescribe(&v1::PrescribingService::Stub::SignOrder, order)).outcome()),
              "accepted");
    return number;
  }
  // 30 mg on the 21st and 22nd, 40 mg on the 23rd and 24th, then 50.
  static std::string Titrated(const std::string& site = "ALA1") {
    return Ordered({{21, 22, 30}, {23, 24, 40}, {25, 30, 50}}, 1, site);
  }
  // The dose of a day, given; "30 of 40 step_waits 1 2 ladder/1" where it waits.
  static std::string GivenOn(int day, const std::string& number, const std::string& site = "ALA1",
                             int hour = 9) {
    At(day, hour, 0);
    const auto request = Clinic::AuthoriseRequest(number);
    const auto answer = Authorise(request, site);
    EXPECT_TRUE(answer.outcome().accepted()) << Reasons(answer.outcome());
    std::string words = absl::StrCat(answer.micrograms() / 1000);
    if (answer.micrograms_ordered() > 0) {
      absl::StrAppend(&words, " of ", answer.micrograms_ordered() / 1000);
    }
    for (const v1::Reason& reason : answer.outcome().reasons()) {
      absl::StrAppend(&words, " ", contract::Code(reason.code()));
      for (const char* placeholder : {"taken", "needed", "pack"}) {
        absl::StrAppend(&words, " ", ParameterOf(reason, placeholder));
      }
    }
    EXPECT_EQ(Confirm(Confirmation(number, request.request_id(), v1::DOSE_OUTCOME_GIVEN), site),
              "accepted");
    return words;
  }
  static std::string Override(const std::string& number) {
    v1::OverrideRuleRequest request;
    request.set_patient_number(number);
    request.set_overridden(v1::REASON_CODE_STEP_WAITS);
    return Reasons(Must(Prescribe(&v1::PrescribingService::Stub::OverrideRule, request)).outcome());
  }
};

TEST_F(StepsThatWait, GoUpDayByDayUnderTheSoftwaresOwnRule) {
  const std::string number = Titrated();
  EXPECT_EQ(GivenOn(21, number), "30");
  EXPECT_EQ(GivenOn(22, number), "30");
  EXPECT_EQ(GivenOn(23, number), "40");
  EXPECT_EQ(GivenOn(24, number), "40");
  EXPECT_EQ(GivenOn(25, number), "50");
  // The 26th is missed, and the step was reached before.
  EXPECT_EQ(GivenOn(27, number), "50");
}

TEST_F(StepsThatWait, StopAtAMissedDay) {
  const std::string number = Titrated();
  EXPECT_EQ(GivenOn(21, number), "30");
  EXPECT_EQ(GivenOn(23, number), "30 of 40 step_waits 0 1 jalgas/3");
  EXPECT_EQ(GivenOn(24, number), "40");
  EXPECT_EQ(GivenOn(25, number), "50");
}

TEST_F(StepsThatWait, WaitAsLongAsTheStrictestPackSaysAndBelowEveryStep) {
  At(21, 8, 0);
  ASSERT_EQ(InForce(Put(Ladder())), "accepted");
  const std::string number = Titrated();
  EXPECT_EQ(GivenOn(21, number), "30");
  EXPECT_EQ(GivenOn(23, number), "30 of 40 step_waits 0 2 ladder/1");
  EXPECT_EQ(GivenOn(24, number), "30 of 40 step_waits 1 2 ladder/1");
  EXPECT_EQ(GivenOn(25, number), "40 of 50 step_waits 0 2 ladder/1") << "40 was waited for";
  EXPECT_EQ(GivenOn(26, number), "40 of 50 step_waits 1 2 ladder/1");
  EXPECT_EQ(GivenOn(27, number), "50");
  At(21, 8, 0);
  EXPECT_EQ(Withdrawn("ladder"), "accepted");
}

TEST_F(StepsThatWait, AreGivenWhereThePrescriberSaysSoForToday) {
  const std::string number = Titrated();
  EXPECT_EQ(GivenOn(21, number), "30");
  At(23, 9, 0);
  EXPECT_EQ(Override(number), "accepted");
  EXPECT_EQ(GivenOn(23, number), "40");
  EXPECT_EQ(GivenOn(25, number), "40 of 50 step_waits 0 1 jalgas/3") << "that was the day's alone";
}

// What replaces a vomited dose does not make it one of the step above.
TEST_F(StepsThatWait, AreNotReachedByAReplacement) {
  At(21, 8, 0);
  ASSERT_EQ(InForce(Put(Ladder())), "accepted");
  const std::string number = Titrated();
  EXPECT_EQ(GivenOn(21, number), "30");
  EXPECT_EQ(GivenOn(23, number), "30 of 40 step_waits 0 2 ladder/1");
  v1::SignSupplementRequest replacement;
  replacement.set_patient_number(number);
  replacement.set_reason(v1::SUPPLEMENT_REASON_VOMITED);
  replacement.set_dose_id(History(number).front().dose_id());
  replacement.set_micrograms(15'000);
  EXPECT_EQ(
      Reasons(
          Must(Prescribe(&v1::PrescribingService::Stub::SignSupplement, replacement)).outcome()),
      "accepted");
  EXPECT_EQ(GivenOn(23, number), "15");
  EXPECT_EQ(GivenOn(24, number), "30 of 40 step_waits 1 2 ladder/1");
  At(21, 8, 0);
  EXPECT_EQ(Withdrawn("ladder"), "accepted");
}

// An order in halves: what a day came to counts, not a portion.
TEST_F(StepsThatWait, AreReachedByTheDayOfASplitOrder) {
  const std::string number = Ordered({{21, 21, 15}, {22, 30, 20}}, 2);
  EXPECT_EQ(GivenOn(21, number), "15");
  EXPECT_EQ(GivenOn(22, number), "15 of 20 step_waits 0 1 jalgas/3") << "half a day was taken";
  EXPECT_EQ(GivenOn(22, number, "ALA1", 20), "15 of 20 step_waits 0 1 jalgas/3");
  EXPECT_EQ(GivenOn(23, number), "20");
  EXPECT_EQ(GivenOn(23, number, "ALA1", 20), "20");
  EXPECT_EQ(GivenOn(24, number), "20");
}

// SEM1 is closed on Sundays, as the 22nd, and on the 23rd somebody declares it closed.
TEST_F(StepsThatWait, CountNoDayOnWhichTheSiteIsClosed) {
  At(21, 8, 0);
  v1::DeclareClosureRequest closure;
  closure.set_request_id(NewId());
  closure.set_day("2026-11-23");
  closure.set_reason(v1::CLOSURE_REASON_HOLIDAY);
  link::Link& manager = Desk("site_manager", "SEM1");
  Must(manager.Call(&v1::SiteService::Stub::DeclareClosure, closure));
  const std::string number = Titrated("SEM1");
  EXPECT_EQ(GivenOn(21, number, "SEM1"), "30");
  EXPECT_EQ(GivenOn(24, number, "SEM1"), "40");
}

}  // namespace
}  // namespace oat::test
