// Holds, cancellations and rules set aside.
#include <set>

#include "oat/v1/prescribing.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/prescribing/prescribing_test.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;

TEST_F(PrescribingTest, HoldsDosesUntilTheHoldRunsOut) {
  const std::string number = clinic().Admit();
  auto held = Must(Call(&Stub::HoldOrder, Hold(number, 3)));
  EXPECT_EQ(Reasons(held.outcome()), "accepted");
  EXPECT_EQ(held.until().seconds(), absl::ToUnixSeconds(clinic().now() + absl::Hours(3)));
  auto refused = Authorise(number);
  EXPECT_EQ(Reasons(refused.outcome()), "on_hold");
  EXPECT_EQ(ParameterOf(refused.outcome().reasons(0), "until"), "2026-11-21 11:00");
  LetTimePass(clinic(), absl::Hours(3) - absl::Seconds(1), {"nurse"});
  EXPECT_EQ(AuthoriseReasons(number), "on_hold");
  clinic().Advance(absl::Seconds(1));
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

TEST_F(PrescribingTest, HoldsForNoMoreThanSeventyTwoHoursAndNeverUntold) {
  const std::string number = clinic().Admit();
  auto too_long = Must(Call(&Stub::HoldOrder, Hold(number, 73))).outcome();
  EXPECT_EQ(Reasons(too_long), "hold_too_long");
  EXPECT_EQ(ParameterOf(too_long.reasons(0), "hours"), "72");
  auto untold = Hold(number, 1);
  untold.set_patient_told(false);
  EXPECT_EQ(Call(&Stub::HoldOrder, untold).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
  EXPECT_EQ(Reasons(Must(Call(&Stub::HoldOrder, Hold(number, 72))).outcome()), "accepted");
}

TEST_F(PrescribingTest, ReleasesEveryHoldBeforeItsTime) {
  const std::string number = clinic().Admit();
  auto release = [&] {
    return Reasons(Must(Call(&Stub::ReleaseHold, For<v1::ReleaseHoldRequest>(number))).outcome());
  };
  EXPECT_EQ(release(), "wrong_state") << "nothing is held";
  Must(Call(&Stub::HoldOrder, Hold(number, 10)));
  Must(Call(&Stub::HoldOrder, Hold(number, 20)));
  EXPECT_EQ(release(), "accepted");
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

TEST_F(PrescribingTest, CancelsFromTodayOrFromTomorrowWhereTodayIsClaimed) {
  auto cancel = [&](const std::string& number) {
    return Must(Call(&Stub::CancelOrder, For<v1::CancelOrderRequest>(number)));
  };
  const std::string unclaimed = clinic().Admit();
  EXPECT_EQ(cancel(unclaimed).from_day(), "2026-11-21");
  EXPECT_EQ(AuthoriseReasons(unclaimed), "order_cancelled");
  EXPECT_EQ(Reasons(cancel(unclaimed).outcome()), "order_cancelled");
  EXPECT_EQ(Orders(unclaimed).orders(0).cancelled_from(), "2026-11-21");
  EXPECT_EQ(Reasons(Sign(Order(unclaimed, {{5, 80}}))), "accepted");
  EXPECT_EQ(AuthoriseReasons(unclaimed), "accepted") << "a new version is a new order";

  const std::string claimed = clinic().Admit();
  clinic().Give(claimed);
  EXPECT_EQ(cancel(claimed).from_day(), "2026-11-22");
  Sleep(1);
  EXPECT_EQ(AuthoriseReasons(claimed), "order_cancelled");
}

TEST_F(PrescribingTest, CancelsTheVersionSignedAheadForTheDayFromWhichItCancels) {
  const std::string number = clinic().Admit();
  clinic().Give(number);
  ASSERT_EQ(Reasons(Must(clinic().SignOrder(number, {85}, InDays(1), 10, kSolution)).outcome()),
            "accepted");
  auto cancelled = Must(Call(&Stub::CancelOrder, For<v1::CancelOrderRequest>(number)));
  EXPECT_EQ(Reasons(cancelled.outcome()), "accepted");
  EXPECT_EQ(cancelled.from_day(), "2026-11-22");
  Sleep(1);
  EXPECT_EQ(AuthoriseReasons(number), "order_cancelled");
}

TEST_F(PrescribingTest, BringsNoOlderVersionBackWhenTheNewestIsCancelled) {
  const std::string number = clinic().Admit();
  ASSERT_EQ(Reasons(Sign(Order(number, {{10, 85}}))), "accepted");
  auto cancelled = Must(Call(&Stub::CancelOrder, For<v1::CancelOrderRequest>(number)));
  EXPECT_EQ(Reasons(cancelled.outcome()), "accepted");
  EXPECT_EQ(AuthoriseReasons(number), "order_cancelled");
  EXPECT_EQ(Orders(number).orders(1).cancelled_from(), "") << "it stays as it was signed";
}

class OverrideTest : public PrescribingTest {
 protected:
  static absl::Status Override(const std::string& number, v1::ReasonCode rule) {
    auto request = For<v1::OverrideRuleRequest>(number);
    request.set_overridden(rule);
    return Call(&Stub::OverrideRule, request).status();
  }
};

TEST_F(OverrideTest, SetsAsideEightRulesAndNoOther) {
  const std::string number = clinic().Admit();
  const std::set<v1::ReasonCode> may = {
      v1::REASON_CODE_TOO_SOON,       v1::REASON_CODE_OVER_24_HOURS, v1::REASON_CODE_MISSED_DAYS,
      v1::REASON_CODE_MISSED_REDUCED, v1::REASON_CODE_RULES_SILENT,  v1::REASON_CODE_UNKNOWN_DAYS,
      v1::REASON_CODE_STEP_WAITS,     v1::REASON_CODE_NOT_DUE};
  const auto* codes = v1::ReasonCode_descriptor();
  for (int i = 0; i < codes->value_count(); ++i) {
    const auto code = static_cast<v1::ReasonCode>(codes->value(i)->number());
    EXPECT_EQ(Override(number, code).code(),
              may.contains(code) ? Code::kOk : Code::kInvalidArgument)
        << codes->value(i)->name();
  }
}

TEST_F(OverrideTest, HoldsForItsRuleAndItsDayAlone) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  auto order = Order(number, {{1, 80}, {9, 20}});
  order.set_patient_told(true);
  ASSERT_EQ(Reasons(Sign(order)), "accepted");
  EXPECT_TRUE(Override(number, v1::REASON_CODE_TOO_SOON).ok());
  LetTimePass(clinic(), absl::Hours(12), {"nurse", "prescriber"});
  clinic().Give(number);
  LetTimePass(clinic(), absl::Hours(12), {"nurse", "prescriber"});
  // 12 of the 16 hours have passed, and 80 + 20 mg within 24 hours is more than twice 20 mg.
  EXPECT_EQ(AuthoriseReasons(number), "too_soon over_24_hours") << "that was yesterday's";
  EXPECT_TRUE(Override(number, v1::REASON_CODE_TOO_SOON).ok());
  EXPECT_EQ(AuthoriseReasons(number), "over_24_hours");
  EXPECT_TRUE(Override(number, v1::REASON_CODE_OVER_24_HOURS).ok());
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

}  // namespace
}  // namespace oat::test
