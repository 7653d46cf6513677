// Orders, holds and supplements, through the real oatd.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/base/clinical_day.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using Stub = v1::PrescribingService::Stub;
using testing::HasSubstr;

constexpr auto kSolution = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION;

class PrescribingTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  void SetUp() override { start_ = clinic().now(); }
  // A test that let days pass gives them back: sessions of a day to come are still open.
  void TearDown() override { clinic().SetTime(start_); }

  static Day Today() {
    absl::TimeZone almaty;
    absl::LoadTimeZone("Asia/Almaty", &almaty);
    return ClinicalDay(clinic().now(), {.zone = almaty});
  }
  static std::string InDays(int days) { return FormatDay(Today() + days); }
  static void Sleep(int days) {
    LetTimePass(clinic(), absl::Hours(24 * days), {"nurse", "prescriber"});
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As("prescriber", site);
    return link.Call(link.prescribing(), method, request);
  }
  template <class Request>
  static Request For(const std::string& number) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    return request;
  }

  // An order of one step after another, from today on.
  static v1::SignOrderRequest Order(const std::string& number,
                                    const std::vector<std::pair<int, int64_t>>& days_and_milligrams,
                                    v1::DrugForm form = kSolution) {
    auto request = For<v1::SignOrderRequest>(number);
    request.set_drug_form(form);
    for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
    int day = 0;
    for (const auto& [days, milligrams] : days_and_milligrams) {
      v1::OrderStep* step = request.add_steps();
      step->set_from_day(InDays(day));
      step->set_until_day(InDays((day += days) - 1));
      step->add_portion_micrograms(milligrams * 1000);
    }
    return request;
  }
  static v1::Outcome Sign(const v1::SignOrderRequest& request) {
    return Must(Call(&Stub::SignOrder, request)).outcome();
  }
  static std::string ApprovedBy(const std::string& login, const v1::SignOrderRequest& request) {
    return Must(clinic().Approve(clinic().As("prescriber"), login,
                                 "oat.v1.PrescribingService.SignOrder", request));
  }
  static v1::AuthoriseDoseResponse Authorise(const std::string& number) {
    return Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  }
  static std::string AuthoriseReasons(const std::string& number) {
    return Reasons(Authorise(number).outcome());
  }
  // What the window gives now; voided at once, so that the day is as before.
  static int64_t DoseOf(const std::string& number) {
    const auto request = Clinic::AuthoriseRequest(number);
    auto authorised = Must(clinic().Authorise(request));
    if (!authorised.outcome().accepted()) return 0;
    auto undo = For<v1::VoidDoseRequest>(number);
    undo.set_dose_id(request.request_id());
    undo.set_reason(v1::VOID_REASON_ENTERED_IN_ERROR);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.dosing(), &v1::DosingService::Stub::VoidDose, undo));
    return authorised.micrograms();
  }
  static v1::GetOrdersResponse Orders(const std::string& number) {
    v1::GetOrdersRequest request;
    request.set_patient_number(number);
    return Must(Call(&Stub::GetOrders, request));
  }
  static v1::SignBridgingOrderResponse Bridge(const std::string& number, int days,
                                              const std::string& site = "SEM1") {
    auto request = For<v1::SignBridgingOrderRequest>(number);
    request.set_days(days);
    return Must(Call(&Stub::SignBridgingOrder, request, site));
  }
  static v1::HoldOrderRequest Hold(const std::string& number, int hours) {
    auto request = For<v1::HoldOrderRequest>(number);
    request.set_code(v1::HOLD_CODE_CARDIAC);
    request.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
    request.set_hours(hours);
    request.set_patient_told(true);
    return request;
  }

 private:
  static inline Clinic* clinic_ = nullptr;
  absl::Time start_;
};

TEST_F(PrescribingTest, BeginsTomorrowWhereTodayIsClaimed) {
  const std::string number = clinic().Admit();
  Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  const v1::Outcome refused = Sign(Order(number, {{10, 85}}));
  EXPECT_EQ(Reasons(refused), "day_begun");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "day"), "2026-11-22");
  auto signed_order = Must(clinic().SignOrder(number, {85}, "2026-11-22", 10, kSolution));
  EXPECT_EQ(Reasons(signed_order.outcome()), "accepted");
  EXPECT_EQ(signed_order.from_day(), "2026-11-22");
}

TEST_F(PrescribingTest, BeginsTodayWhereTheClaimOfTodayWasReleased) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(DoseOf(number), 80'000);
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 85}}))), "accepted");
  EXPECT_EQ(DoseOf(number), 85'000);
}

TEST_F(PrescribingTest, AsksWhetherThePatientWasToldOfALargeChange) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 91}}))), "large_change");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 69}}))), "large_change");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 90}}))), "accepted");
  auto told = Order(number, {{10, 40}});
  told.set_patient_told(true);
  EXPECT_EQ(Reasons(Sign(told)), "accepted");
}

TEST_F(PrescribingTest, StopsADoseThatLooksTenfold) {
  const std::string number = clinic().Admit("ALA1", 10);
  auto slip = Order(number, {{10, 100}});
  slip.set_patient_told(true);
  EXPECT_EQ(Reasons(Sign(slip)), "tenfold");
  slip.set_request_id(NewId());
  slip.set_tenfold_checked(true);
  EXPECT_EQ(Reasons(Sign(slip)), "accepted");
}

TEST_F(PrescribingTest, WantsASecondPrescriberAboveTheMaximum) {
  const std::string number = clinic().Admit("ALA1", 150);
  auto high = Order(number, {{10, 155}});
  EXPECT_EQ(Reasons(Sign(high)), "over_maximum");
  NewStaff(clinic(), "second-" + number, {"prescriber"}, "ALA1");
  SignedIn(clinic(), "second-" + number, "ALA1");  // which sets her one-time codes up
  high = Order(number, {{10, 155}});
  high.set_approval_id(ApprovedBy("second-" + number, high));
  EXPECT_EQ(Reasons(Sign(high)), "accepted");
  EXPECT_EQ(DoseOf(number), 155'000);
  EXPECT_EQ(clinic().Sql("SELECT a.login || ' ' || b.login FROM medication_order o JOIN staff a ON "
                         "a.staff_id = o.signed_by JOIN staff b ON b.staff_id = o.second_id WHERE "
                         "order_id = '" +
                         high.request_id() + "'"),
            "prescriber.ALA1 second-" + number);
}

TEST_F(PrescribingTest, TakesNoOtherConsentForASecondPrescribers) {
  const std::string number = clinic().Admit("ALA1", 150);
  const auto high = Order(number, {{10, 155}});
  clinic().As("nurse");
  for (const char* login : {"nurse.ALA1", "prescriber.ALA1"}) {
    EXPECT_EQ(
        clinic()
            .Approve(clinic().As("prescriber"), login, "oat.v1.PrescribingService.SignOrder", high)
            .status()
            .code(),
        Code::kPermissionDenied)
        << login;
  }
}

TEST_F(PrescribingTest, KeepsBuprenorphineToItsOwnMaximum) {
  const auto form = v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL;
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 34}}, form))), "over_maximum");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 32}}, form))), "accepted");
}

TEST_F(PrescribingTest, RefusesADoseThatTheStrengthsCannotMakeAndNamesTheNearest) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const auto tablets = v1::DRUG_FORM_METHADONE_TABLET;  // of 5 and 10 mg
  const v1::Outcome refused = Sign(Order(number, {{10, 42}}, tablets));
  ASSERT_EQ(Reasons(refused), "not_measurable");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "dose"), "42 mg");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "below"), "40 mg");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "above"), "45 mg");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 45}}, tablets))), "accepted");
}

TEST_F(PrescribingTest, WantsStepsWithoutHolesOverlapsOrPast) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  auto refused = [&](const v1::SignOrderRequest& request) {
    return Call(&Stub::SignOrder, request).status();
  };
  auto hole = Order(number, {{5, 40}, {5, 35}});
  hole.mutable_steps(1)->set_from_day(InDays(6));
  EXPECT_THAT(refused(hole).ToString(), HasSubstr("steps[1].from_day"));
  auto overlap = Order(number, {{5, 40}, {5, 35}});
  overlap.mutable_steps(1)->set_from_day(InDays(4));
  EXPECT_THAT(refused(overlap).ToString(), HasSubstr("steps[1].from_day"));
  auto backwards = Order(number, {{5, 40}});
  backwards.mutable_steps(0)->set_until_day(InDays(-1));
  EXPECT_THAT(refused(backwards).ToString(), HasSubstr("steps[0].until_day"));
  auto past = Order(number, {{5, 40}});
  past.mutable_steps(0)->set_from_day(InDays(-1));
  EXPECT_THAT(refused(past).ToString(), HasSubstr("steps[0].from_day"));
  for (const auto& request : {hole, overlap, backwards, past}) {
    EXPECT_EQ(refused(request).code(), Code::kInvalidArgument);
  }
  EXPECT_EQ(Orders(number).orders_size(), 0);
}

TEST_F(PrescribingTest, LowersATaperStepByStep) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{2, 40}, {1, 35}, {1, 30}}))), "accepted");
  const std::vector<int64_t> expected = {40'000, 40'000, 35'000, 30'000};
  for (int64_t micrograms : expected) {
    auto authorise = Clinic::AuthoriseRequest(number);
    EXPECT_EQ(Must(clinic().Authorise(authorise)).micrograms(), micrograms);
    Must(clinic().Confirm(number, authorise.request_id()));
    Sleep(1);
  }
  EXPECT_EQ(AuthoriseReasons(number), "order_expired");
}

// By the schema's word: on a day the highest version that begins on or before it, and no other.
TEST_F(PrescribingTest, HasAtMostOneOrderInForceWhateverWasSignedWhen) {
  std::mt19937 random(7);
  for (int round = 0; round < 6; ++round) {
    const std::string number = clinic().AdmitWithoutOrder("ALA1");
    struct Version {
      int from, until;
      int64_t micrograms;
    };
    std::vector<Version> versions;
    for (int i = 0; i < 6; ++i) {
      const int from = static_cast<int>(random() % 4);
      const int days = 1 + static_cast<int>(random() % 4);
      const int64_t milligrams = 40 + i;
      auto answer = Must(clinic().SignOrder(number, {milligrams}, InDays(from), days, kSolution));
      ASSERT_EQ(Reasons(answer.outcome()), "accepted");
      versions.push_back({from, from + days - 1, milligrams * 1000});
    }
    const absl::Time start = clinic().now();
    for (int day = 0; day < 6; ++day) {
      int64_t expected = 0;
      for (const Version& version : versions) {
        if (version.from <= day) expected = day <= version.until ? version.micrograms : 0;
      }
      EXPECT_EQ(DoseOf(number), expected) << "round " << round << ", day " << day;
      Sleep(1);
    }
    clinic().SetTime(start);
    const auto orders = Orders(number);
    ASSERT_EQ(orders.orders_size(), 6);
    for (int i = 0; i < 6; ++i) {
      EXPECT_EQ(orders.orders(i).version(), 6 - i) << "the newest first";
      EXPECT_EQ(orders.orders(i).steps(0).portion_micrograms(0), versions[5 - i].micrograms);
      EXPECT_EQ(orders.orders(i).signed_by(), "prescriber.ALA1");
    }
  }
}

// Bridging.

TEST_F(PrescribingTest, BridgesAGapByAnyPrescriberForUpToThreeDays) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Reasons(Bridge(number, 3).outcome()), "no_order") << "there is nothing to continue";
  ASSERT_EQ(Reasons(Sign(Order(number, {{1, 60}}))), "accepted");
  Sleep(1);
  LetTimePass(clinic(), absl::ZeroDuration(), {"prescriber"}, "SEM1");
  ASSERT_EQ(AuthoriseReasons(number), "order_expired");
  auto bridge = Bridge(number, 3);
  EXPECT_EQ(Reasons(bridge.outcome()), "accepted");
  EXPECT_EQ(bridge.until_day(), "2026-11-24");
  EXPECT_EQ(Orders(number).orders(0).kind(), v1::ORDER_KIND_BRIDGING);
  EXPECT_EQ(Orders(number).orders(0).signed_by(), "prescriber.SEM1");
  EXPECT_EQ(DoseOf(number), 60'000);
  Sleep(2);
  EXPECT_EQ(DoseOf(number), 60'000);
  Sleep(1);
  EXPECT_EQ(AuthoriseReasons(number), "order_expired");
}

TEST_F(PrescribingTest, BridgesNoBridge) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{1, 60}}))), "accepted");
  Sleep(1);
  LetTimePass(clinic(), absl::ZeroDuration(), {"prescriber"}, "SEM1");
  ASSERT_EQ(Reasons(Bridge(number, 1).outcome()), "accepted");
  EXPECT_EQ(Reasons(Bridge(number, 3).outcome()), "wrong_state") << "while it lasts";
  Sleep(1);
  LetTimePass(clinic(), absl::ZeroDuration(), {"prescriber"}, "SEM1");
  EXPECT_EQ(Reasons(Bridge(number, 3).outcome()), "wrong_state") << "and afterwards";
  EXPECT_EQ(Orders(number).orders_size(), 2);
}

TEST_F(PrescribingTest, BridgesNothingThatAPrescriberHasEnded) {
  const std::string number = clinic().Admit();
  ASSERT_EQ(Reasons(Must(Call(&Stub::CancelOrder, For<v1::CancelOrderRequest>(number))).outcome()),
            "accepted");
  EXPECT_EQ(Reasons(Bridge(number, 3).outcome()), "order_cancelled");
  EXPECT_EQ(Orders(number).orders_size(), 1);
}

TEST_F(PrescribingTest, BridgesForNoMoreThanThreeDays) {
  const std::string number = clinic().Admit();
  for (int days : {0, 4, -1}) {
    auto request = For<v1::SignBridgingOrderRequest>(number);
    request.set_days(days);
    EXPECT_EQ(Call(&Stub::SignBridgingOrder, request).status().code(), Code::kInvalidArgument);
  }
}

TEST_F(PrescribingTest, BridgesNothingWhereThereIsNoGap) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(Reasons(Bridge(number, 3).outcome()), "wrong_state");
  EXPECT_EQ(Orders(number).orders_size(), 1);
}

TEST_F(PrescribingTest, LeavesTheDaysOfTheOrderInForceAsTheyAreWhenItBridges) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{1, 40}, {1, 35}}))), "accepted");
  auto bridge = Bridge(number, 3);
  ASSERT_EQ(Reasons(bridge.outcome()), "accepted");
  EXPECT_EQ(bridge.until_day(), "2026-11-23");
  EXPECT_EQ(DoseOf(number), 40'000) << "today is the order's, not the bridge's";
  Sleep(2);
  EXPECT_EQ(DoseOf(number), 35'000);
}

TEST_F(PrescribingTest, CutsNoOrderShortThatWasSignedAhead) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{1, 60}}))), "accepted");
  Must(clinic().SignOrder(number, {65}, InDays(2), 30, kSolution));
  Sleep(1);
  LetTimePass(clinic(), absl::ZeroDuration(), {"prescriber"}, "SEM1");
  EXPECT_EQ(Reasons(Bridge(number, 1).outcome()), "wrong_state");
  Sleep(5);
  EXPECT_EQ(Orders(number).orders_size(), 2);
}

TEST_F(PrescribingTest, NamesOrdersThatEndFourteenSevenThreeAndOneDaysAhead) {
  std::map<std::string, int> notice_of;
  // Last day so many days from today, and the notice it falls under.
  for (const auto& [left, notice] : std::vector<std::pair<int, int>>{
           {14, 14}, {8, 14}, {7, 7}, {4, 7}, {3, 3}, {1, 1}, {0, 1}}) {
    const std::string number = clinic().AdmitWithoutOrder("ALA1");
    ASSERT_EQ(Reasons(Sign(Order(number, {{left + 1, 50}}))), "accepted");
    notice_of[number] = notice;
  }
  const std::string later = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(later, {{16, 50}}))), "accepted");
  const std::string elsewhere = clinic().AdmitWithoutOrder("SEM1");
  ASSERT_EQ(Reasons(Sign(Order(elsewhere, {{2, 50}}))), "accepted");
  auto list = Must(Call(&Stub::ListExpiringOrders, v1::ListExpiringOrdersRequest()));
  std::string before;
  for (const auto& one : list.orders()) {
    EXPECT_LE(before, one.until_day()) << "the soonest first";
    before = one.until_day();
    EXPECT_NE(one.patient_number(), later);
    EXPECT_NE(one.patient_number(), elsewhere);
    auto expected = notice_of.find(one.patient_number());
    if (expected == notice_of.end()) continue;
    EXPECT_EQ(one.notice_days(), expected->second) << one.until_day();
    notice_of.erase(expected);
  }
  EXPECT_THAT(notice_of, testing::IsEmpty());
}

TEST_F(PrescribingTest, ListsAnOrderThatHasEndedWithNoDaysLeft) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{1, 50}}))), "accepted");
  Sleep(1);
  auto list = Must(Call(&Stub::ListExpiringOrders, v1::ListExpiringOrdersRequest()));
  auto found = std::find_if(list.orders().begin(), list.orders().end(),
                            [&](const auto& one) { return one.patient_number() == number; });
  ASSERT_NE(found, list.orders().end());
  EXPECT_EQ(found->notice_days(), 0);
}

// Holds and cancellations.

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

// Overrides.

class OverrideTest : public PrescribingTest {
 protected:
  static absl::Status Override(const std::string& number, v1::ReasonCode rule) {
    auto request = For<v1::OverrideRuleRequest>(number);
    request.set_overridden(rule);
    return Call(&Stub::OverrideRule, request).status();
  }
};

TEST_F(OverrideTest, SetsAsideFiveRulesAndNoOther) {
  const std::string number = clinic().Admit();
  const std::set<v1::ReasonCode> may = {v1::REASON_CODE_TOO_SOON, v1::REASON_CODE_OVER_24_HOURS,
                                        v1::REASON_CODE_MISSED_DAYS, v1::REASON_CODE_MISSED_REDUCED,
                                        v1::REASON_CODE_RULES_SILENT};
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

// Supplements.

class SupplementTest : public PrescribingTest {
 protected:
  // Authorises the next portion, of which so much is swallowed; the dose's id.
  static std::string GivePart(const std::string& number, int64_t micrograms) {
    const auto authorise = Clinic::AuthoriseRequest(number);
    EXPECT_EQ(Reasons(Must(clinic().Authorise(authorise)).outcome()), "accepted");
    auto confirm = For<v1::ConfirmDoseRequest>(number);
    confirm.set_dose_id(authorise.request_id());
    confirm.set_outcome(v1::DOSE_OUTCOME_PARTLY_GIVEN);
    confirm.set_micrograms_swallowed(micrograms);
    confirm.set_poured(true);
    link::Link& nurse = clinic().As("nurse");
    auto confirmed =
        Must(nurse.Call(nurse.dosing(), &v1::DosingService::Stub::ConfirmDose, confirm));
    EXPECT_EQ(Reasons(confirmed.outcome()), "accepted");
    return authorise.request_id();
  }
  static std::string Supplement(const std::string& number, v1::SupplementReason reason,
                                const std::string& dose, int64_t micrograms, int minutes = 0) {
    auto request = For<v1::SignSupplementRequest>(number);
    request.set_reason(reason);
    request.set_dose_id(dose);
    request.set_micrograms(micrograms);
    request.set_not_before_minutes(minutes);
    return Reasons(Must(Call(&Stub::SignSupplement, request)).outcome());
  }
};

TEST_F(SupplementTest, ReplacesWhatWasVomitedOnceAndNeverMoreThanIt) {
  const std::string number = clinic().Admit();
  const std::string dose = clinic().Give(number);
  const auto vomited = v1::SUPPLEMENT_REASON_VOMITED;
  EXPECT_EQ(Supplement(number, vomited, dose, 80'001), "over_day");
  EXPECT_EQ(Supplement(number, vomited, dose, 40'000), "accepted");
  EXPECT_EQ(Supplement(number, vomited, dose, 40'000), "wrong_state");
  auto authorised = Authorise(number);
  EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
  EXPECT_EQ(authorised.micrograms(), 40'000);
  EXPECT_EQ(authorised.portion(), 5) << "after the order's own four";
}

TEST_F(SupplementTest, IsGivenNoEarlierThanItWasSignedFor) {
  const std::string number = clinic().Admit();
  const std::string dose = clinic().Give(number);
  ASSERT_EQ(Supplement(number, v1::SUPPLEMENT_REASON_CONDITIONAL_PORTION, dose, 10'000, 20),
            "accepted");
  auto early = Authorise(number);
  EXPECT_EQ(Reasons(early.outcome()), "too_soon");
  EXPECT_EQ(ParameterOf(early.outcome().reasons(0), "time"), "08:20");
  clinic().Advance(absl::Minutes(20));
  EXPECT_EQ(Authorise(number).micrograms(), 10'000);
}

TEST_F(SupplementTest, FollowsADoseOfThisPersonAndDay) {
  const std::string number = clinic().Admit();
  const std::string other = clinic().Admit();
  const std::string others = clinic().Give(other);
  auto request = For<v1::SignSupplementRequest>(number);
  request.set_reason(v1::SUPPLEMENT_REASON_VOMITED);
  request.set_dose_id(others);
  request.set_micrograms(1000);
  EXPECT_EQ(Call(&Stub::SignSupplement, request).status().code(), Code::kInvalidArgument);
  const std::string dose = clinic().Give(number);
  Sleep(1);
  request.set_dose_id(dose);
  EXPECT_EQ(Call(&Stub::SignSupplement, request).status().code(), Code::kInvalidArgument);
}

TEST_F(SupplementTest, BringsAPartDoseBackToTheDaysOrderAndNoFurther) {
  const std::string number = clinic().Admit();
  const auto part = v1::SUPPLEMENT_REASON_PART_DOSE;
  const std::string dose = GivePart(number, 30'000);
  EXPECT_EQ(AuthoriseReasons(number), "already_dosed") << "the rest waits for a signature";
  EXPECT_EQ(Supplement(number, part, dose, 51'000), "over_day");
  EXPECT_EQ(Supplement(number, part, dose, 50'000), "accepted");
  EXPECT_EQ(Supplement(number, part, dose, 50'000), "over_day") << "signed twice";
  // Of the rest, too, only a part is swallowed.
  const std::string rest = GivePart(number, 20'000);
  EXPECT_EQ(Supplement(number, part, rest, 31'000), "over_day");
  EXPECT_EQ(Supplement(number, part, rest, 30'000), "accepted");
  clinic().Give(number);
  EXPECT_EQ(Supplement(number, part, dose, 1000), "over_day");
  EXPECT_EQ(AuthoriseReasons(number), "already_dosed");
}

TEST_F(SupplementTest, KeepsTheNextPortionOutOfTheRestOfTheOneBefore) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Must(clinic().SignOrder(number, {40, 40}, InDays(0), 10, kSolution)).outcome()),
            "accepted");
  const auto part = v1::SUPPLEMENT_REASON_PART_DOSE;
  const std::string dose = GivePart(number, 10'000);
  EXPECT_EQ(Supplement(number, part, dose, 31'000), "over_day");
  EXPECT_EQ(Supplement(number, part, dose, 30'000), "accepted");
}

}  // namespace
}  // namespace oat::test
