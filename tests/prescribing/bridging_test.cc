// Orders that are bridged, and those that end soon.
#include <algorithm>
#include <map>

#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/prescribing_test.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;

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

}  // namespace
}  // namespace oat::test
