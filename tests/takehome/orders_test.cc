// Changing, holding or cancelling an order demands a decision on every bottle that is at home.
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

class OrdersAndBottles : public TakeHomeTest {
 protected:
  static v1::SignOrderRequest Lower(const std::string& number, v1::BottlesDecision decision) {
    v1::SignOrderRequest request;
    request.set_patient_number(number);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    v1::OrderStep* step = request.add_steps();
    step->set_from_day("2026-11-22");
    step->set_until_day("2026-11-30");
    step->add_portion_micrograms(75'000);
    for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
    request.set_bottles(decision);
    return request;
  }
  static v1::Outcome Signed(const std::string& number, v1::BottlesDecision decision) {
    return Must(Prescribe(&v1::PrescribingService::Stub::SignOrder, Lower(number, decision)))
        .outcome();
  }
  static std::string Held(const std::string& number, v1::BottlesDecision decision) {
    v1::HoldOrderRequest request;
    request.set_patient_number(number);
    request.set_code(v1::HOLD_CODE_CARDIAC);
    request.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
    request.set_hours(24);
    request.set_patient_told(true);
    request.set_bottles(decision);
    return Reasons(Must(Prescribe(&v1::PrescribingService::Stub::HoldOrder, request)).outcome());
  }
  static std::string Cancelled(const std::string& number, v1::BottlesDecision decision) {
    v1::CancelOrderRequest request;
    request.set_patient_number(number);
    request.set_bottles(decision);
    return Reasons(Must(Prescribe(&v1::PrescribingService::Stub::CancelOrder, request)).outcome());
  }
};

TEST_F(OrdersAndBottles, AChangedOrderAsksWhatBecomesOfThem) {
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22, 23});
  const auto undecided = Signed(number, v1::BOTTLES_DECISION_UNSPECIFIED);
  EXPECT_EQ(Reasons(undecided), "bottles_undecided");
  EXPECT_EQ(ParameterOf(undecided.reasons(0), "serials"), serials[0] + ", " + serials[1]);
  EXPECT_EQ(StateOf(serials[0]), "at_home");
  EXPECT_EQ(Reasons(Signed(number, v1::BOTTLES_DECISION_RECALL)), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "recalled");
  EXPECT_EQ(StateOf(serials[1]), "recalled");
}

TEST_F(OrdersAndBottles, TheyMayStayAndCoverTheirDays) {
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22});
  EXPECT_EQ(Reasons(Signed(number, v1::BOTTLES_DECISION_KEEP)), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "at_home");
  At(22, 9, 0);
  EXPECT_EQ(Ask(number), "bottle_at_home");
  At(23, 9, 0);
  const auto answer = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(answer.micrograms(), 75'000);
  EXPECT_EQ(answer.context().missed_days(), 0);
}

TEST_F(OrdersAndBottles, NobodyIsAskedOfBottlesOfDaysBefore) {
  const std::string number = Admit();
  TakesHome(number, {22});
  At(24, 9, 0);
  v1::SignOrderRequest request = Lower(number, v1::BOTTLES_DECISION_UNSPECIFIED);
  request.mutable_steps(0)->set_from_day("2026-11-24");
  EXPECT_EQ(Reasons(Must(Prescribe(&v1::PrescribingService::Stub::SignOrder, request)).outcome()),
            "accepted");
}

TEST_F(OrdersAndBottles, AHoldAndACancellationAskToo) {
  const std::string number = Admit();
  const auto serials = TakesHome(number, {22, 23});
  EXPECT_EQ(Held(number, v1::BOTTLES_DECISION_UNSPECIFIED), "bottles_undecided");
  EXPECT_EQ(Held(number, v1::BOTTLES_DECISION_KEEP), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "at_home");
  EXPECT_EQ(Cancelled(number, v1::BOTTLES_DECISION_UNSPECIFIED), "bottles_undecided");
  EXPECT_EQ(Cancelled(number, v1::BOTTLES_DECISION_RECALL), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "recalled");
  EXPECT_EQ(StateOf(serials[1]), "recalled");
}

}  // namespace
}  // namespace oat::test
