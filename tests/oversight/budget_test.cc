// How many people somebody looks at: what alarms, what does not, and that no dose waits for it. The
// watch of the real oatd does the counting; the tests wait until it has.
#include <thread>

#include "absl/time/clock.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/oversight.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/oversight/oversight_test.h"

namespace oat::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Budget : public OversightTest {
 protected:
  static std::vector<std::string> Admit(const std::string& site, int people) {
    std::vector<std::string> numbers;
    for (int i = 0; i < people; ++i) numbers.push_back(clinic().AdmitWithoutOrder(site));
    return numbers;
  }
  static void LookAt(const Nurse& nurse, const std::vector<std::string>& numbers) {
    for (const std::string& number : numbers) Must(Find(*nurse.desk, number));
  }
  // Somebody who looks at too many; once that has alarmed, all that was looked at before has been
  // counted too.
  static void WaitForTheWatch(const std::vector<std::string>& strangers) {
    const Nurse curious = NewNurse("SEM1");
    LookAt(curious, strangers);
    const absl::Time enough = absl::Now() + absl::Seconds(30);
    while (AlarmsOf(curious.login).empty()) {
      ASSERT_LT(absl::Now(), enough) << "the watch does not pass";
    }
  }
};

TEST_F(Budget, AlarmsOnceADayAndStopsNoDose) {
  const auto strangers = Admit("ALA1", 12);
  const std::string own = clinic().Admit("SEM1");
  const Nurse modest = NewNurse("SEM1");
  LookAt(modest, {strangers.begin(), strangers.begin() + 10});
  LookAt(modest, {strangers[0], strangers[1]});
  const Nurse curious = NewNurse("SEM1");
  LookAt(curious, {strangers.begin(), strangers.begin() + 11});
  WaitForTheWatch(strangers);
  EXPECT_THAT(AlarmsOf(modest.login), IsEmpty()) << "ten people, two of them twice";
  const auto alarms = AlarmsOf(curious.login);
  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_EQ(alarms[0].kind(), v1::ALARM_KIND_BUDGET);
  EXPECT_EQ(alarms[0].patients(), 11);
  EXPECT_EQ(alarms[0].site_code(), "SEM1");
  EXPECT_EQ(alarms[0].patient_number(), "") << "an alarm of many names none";
  EXPECT_THAT(Alarms(clinic().As("site_manager", "SEM1")), IsEmpty()) << "it is the auditor's";

  // She goes on, and is not stopped: neither a look nor a dose waits for a budget.
  LookAt(curious, strangers);
  auto request = Clinic::AuthoriseRequest(own);
  auto dose = Must(curious.desk->Call(&v1::DosingService::Stub::AuthoriseDose, request));
  EXPECT_EQ(Reasons(dose.outcome()), "accepted");
  WaitForTheWatch(strangers);
  EXPECT_THAT(AlarmsOf(curious.login), SizeIs(1)) << "once a day";
}

TEST_F(Budget, CountsLooksThatWereRefusedToo) {
  const auto strangers = Admit("ALA1", 11);
  const Nurse curious = NewNurse("SEM1");
  for (const std::string& number : strangers) EXPECT_FALSE(History(*curious.desk, number).ok());
  WaitForTheWatch(strangers);
  EXPECT_THAT(AlarmsOf(curious.login), SizeIs(1));
}

TEST_F(Budget, TakesNoNoticeOfOnesOwnWorklist) {
  const auto own = Admit("SEM1", 12);
  const auto leaving = Admit("SEM1", 12);
  const auto coming = Admit("ALA1", 12);
  for (const std::string& number : leaving) Move(number, "2026-11-21", "ALA1");
  for (const std::string& number : coming) Move(number, "2026-11-22", "SEM1");
  clinic().Sql(
      "INSERT INTO custody_start SELECT person_id, '2026-11-10', 1, 'SEM1', 'home', recorded_by, "
      "now() FROM custody_start WHERE from_day = '2026-11-21' AND revision = 7");
  const Nurse nurse = NewNurse("SEM1");
  for (const auto& people : {own, leaving, coming}) LookAt(nurse, people);
  WaitForTheWatch(Admit("ALA1", 11));
  EXPECT_THAT(AlarmsOf(nurse.login), IsEmpty());
}

TEST_F(Budget, TakesNoNoticeOfNinetyWhomAClosureSends) {
  const auto displaced = Admit("ALA1", 90);
  for (const std::string& number : displaced) Move(number, "2026-11-21", "SEM1", "closure");
  const Nurse nurse = NewNurse("SEM1");
  LookAt(nurse, displaced);
  WaitForTheWatch(Admit("ALA1", 11));
  EXPECT_THAT(AlarmsOf(nurse.login), IsEmpty());
}

TEST_F(Budget, TakesNoNoticeOfThoseWhoseSiteIsDeclaredClosed) {
  // Before anybody has moved their custody: they stand at the next site's door. PVL1 is closed.
  clinic().Sql("INSERT INTO site VALUES ('PVL1', now()) ON CONFLICT DO NOTHING");
  const auto displaced = Admit("ALA1", 20);
  for (const std::string& number : displaced) Move(number, "2026-11-21", "PVL1");
  const Nurse before = NewNurse("SEM1");
  LookAt(before, displaced);
  WaitForTheWatch(Admit("ALA1", 11));
  EXPECT_THAT(AlarmsOf(before.login), SizeIs(1)) << "while it is open they are strangers";
  clinic().Sql(
      "INSERT INTO site_closure SELECT 'PVL1', '2026-11-21', 'disaster', min(staff_id), now() FROM "
      "staff");
  const Nurse nurse = NewNurse("SEM1");
  LookAt(nurse, displaced);
  WaitForTheWatch(Admit("ALA1", 11));
  EXPECT_THAT(AlarmsOf(nurse.login), IsEmpty());
}

TEST_F(Budget, TakesNoNoticeOfWorkThatOthersSee) {
  // A prescriber on call for the whole network holds the orders of many.
  std::vector<std::string> numbers;
  const std::string login = "on-call-" + NewId();
  NewStaff(clinic(), login, {"prescriber"}, "");
  auto device = clinic().NewDevice("", "");
  clinic().SignIn(*device, login);
  for (const std::string& number : Admit("ALA1", 11)) {
    v1::HoldOrderRequest hold;
    hold.set_request_id(NewId());
    hold.set_patient_number(number);
    hold.set_code(v1::HOLD_CODE_CARDIAC);
    hold.set_alternative(v1::HOLD_ALTERNATIVE_HOSPITAL);
    hold.set_hours(1);
    hold.set_patient_told(true);
    Must(device->Call(&v1::PrescribingService::Stub::HoldOrder, hold));
    numbers.push_back(number);
  }
  WaitForTheWatch(numbers);
  EXPECT_THAT(AlarmsOf(login), IsEmpty());
  for (const std::string& number : numbers) {
    v1::GetOrdersRequest orders;
    orders.set_patient_number(number);
    Must(device->Call(&v1::PrescribingService::Stub::GetOrders, orders));
  }
  WaitForTheWatch(numbers);
  EXPECT_THAT(AlarmsOf(login), SizeIs(1)) << "reading their orders is looking";
}

}  // namespace
}  // namespace oat::test
