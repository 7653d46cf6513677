// People who move between two sites: for good, for a while, into an institution and out again.
#include <gmock/gmock.h>

#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using Code = absl::StatusCode;

TEST_F(Moving, ForGoodIsFromTheDayOnAndNeverLeavesThePersonWithoutASite) {
  const std::string number = Admit();
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-23")), "accepted");
  EXPECT_EQ(StateOf(number), "requested");
  EXPECT_EQ(SitesOf(number, 4), "ALA1 ALA1 ALA1 ALA1") << "until it is accepted nothing changes";
  ASSERT_EQ(Prepare(number), "accepted");
  EXPECT_EQ(StateOf(number, "SEM1"), "prepared");
  ASSERT_EQ(AcceptIt(number), "accepted");
  EXPECT_EQ(StateOf(number), "accepted");
  EXPECT_EQ(SitesOf(number, 4), "ALA1 ALA1 SEM1 SEM1");
  EXPECT_EQ(Ask(number, "SEM1"), "other_site") << "its day has not come";
  Give(number);

  At(23, 9, 0);
  EXPECT_EQ(StateOf(number), "in_force");
  EXPECT_EQ(Ask(number), "other_site");
  // Two days at the window were missed on the way: what that means is the rules' to say.
  ASSERT_EQ(Ask(number, "SEM1"), "accepted");
}

TEST_F(Moving, IsCompleteWithTheFirstDoseThere) {
  const std::string number = Admit();
  Move(Asking(number, "SEM1", "2026-11-21"));
  EXPECT_EQ(Listed(number).waits_for(), "SEM1");
  EXPECT_EQ(StateOf(number), "in_force");
  Give(number, "SEM1");
  EXPECT_EQ(StateOf(number), "complete");
  EXPECT_EQ(Listed(number, "ALA1", true).transfer_id(), "") << "nobody waits for anything";
  // The next move asks for nothing of the one before.
  EXPECT_EQ(Request(Asking(number, "ALA1", "2026-11-25"), "SEM1"), "accepted");
}

TEST_F(Moving, InMidDayMovesThePortionsThatNobodyClaimed) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  Move(Asking(number, "SEM1", "2026-11-21"));
  EXPECT_EQ(Ask(number, "SEM1"), "dose_open") << "one dose a day, wherever";
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted")
      << "what was poured here ends here";
  EXPECT_EQ(Ask(number, "SEM1"), "already_dosed");
}

TEST_F(Moving, AsAGuestEndsAtHomeAgain) {
  const std::string number = Admit();
  Move(Asking(number, "SEM1", "2026-11-22", "2026-11-23"));
  EXPECT_EQ(SitesOf(number, 5), "ALA1 SEM1 SEM1 ALA1 ALA1");
  At(22, 9, 0);
  EXPECT_EQ(Amend(number, "", "2026-11-24", "SEM1"), "accepted") << "the work takes a day more";
  EXPECT_EQ(SitesOf(number, 5), "ALA1 SEM1 SEM1 SEM1 ALA1");
  EXPECT_EQ(Amend(number, "", "2026-11-22", "SEM1"), "accepted") << "it is done";
  EXPECT_EQ(SitesOf(number, 5), "ALA1 SEM1 ALA1 ALA1 ALA1");
}

TEST_F(Moving, WhoStandsAtTheWindowIsTakenBackWhileNobodyElseGaveToday) {
  const std::string number = Admit();
  Move(Asking(number, "SEM1", "2026-11-21", "2026-11-24"));
  Give(number, "SEM1");
  EXPECT_EQ(TakeBack(number, "ALA1"), "other_site SEM1") << "today is claimed";
  At(22, 9, 0);
  EXPECT_EQ(TakeBack(number, "ALA1"), "accepted") << "came back early";
  EXPECT_EQ(SitesOf(number, 5), "SEM1 ALA1 ALA1 ALA1 ALA1");
  EXPECT_EQ(TakeBack(number, "ALA1"), "wrong_state here today already");
  EXPECT_EQ(TakeBack(number, "SEM1"), "accepted") << "and went again, within the stay";
  EXPECT_EQ(SitesOf(number, 5), "SEM1 SEM1 SEM1 SEM1 ALA1");
  EXPECT_EQ(TakeBack(number, "ALA1"), "accepted");
  EXPECT_EQ(Amend(number, "", "2026-11-25", "SEM1"), "wrong_state over")
      << "a stay that is over is not made longer from afar";
}

TEST_F(Moving, WhoMissedTheBusIsStillAtHome) {
  const std::string number = Admit();
  Move(Asking(number, "SEM1", "2026-11-21"));
  EXPECT_EQ(TakeBack(number, "ALA1"), "accepted");
  EXPECT_EQ(StateOf(number), "taken_back");
  EXPECT_EQ(SitesOf(number, 3), "ALA1 ALA1 ALA1");
  Give(number);
  EXPECT_EQ(TakeBack(number, "SEM1"), "other_site ALA1")
      << "nothing ties the person there any more";
}

TEST_F(Moving, ARefusalLeavesThePersonWhereSheIs) {
  const std::string number = Admit();
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-22")), "accepted");
  ASSERT_EQ(Decline(number), "accepted");
  EXPECT_EQ(StateOf(number), "declined");
  EXPECT_EQ(Listed(number).decline_reason(), v1::DECLINE_REASON_NO_PLACE);
  EXPECT_EQ(AcceptIt(number), "wrong_state declined");
  EXPECT_EQ(SitesOf(number, 3), "ALA1 ALA1 ALA1");
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-23")), "accepted") << "ask again";
  ASSERT_EQ(Cancel(number), "accepted");
  EXPECT_EQ(StateOf(number), "cancelled");
}

TEST_F(Moving, ACancelledOneIsAsIfItHadNotBeenAccepted) {
  const std::string number = Admit();
  Move(Asking(number, "SEM1", "2026-11-23"));
  ASSERT_EQ(Cancel(number, "SEM1"), "accepted");
  EXPECT_EQ(SitesOf(number, 5), "ALA1 ALA1 ALA1 ALA1 ALA1");
  // A guest whose next move comes to nothing goes home when the stay ends.
  Move(Asking(number, "SEM1", "2026-11-21", "2026-11-24"));
  Give(number, "SEM1");
  At(22, 9, 0);
  ASSERT_EQ(Request(Asking(number, "ALA1", "2026-11-23"), "SEM1"), "accepted");
  ASSERT_EQ(Prepare(number, "SEM1"), "accepted");
  ASSERT_EQ(AcceptIt(number, "ALA1"), "accepted");
  EXPECT_EQ(SitesOf(number, 6), "SEM1 SEM1 ALA1 ALA1 ALA1 ALA1");
  ASSERT_EQ(Cancel(number, "ALA1"), "accepted");
  EXPECT_EQ(SitesOf(number, 6), "SEM1 SEM1 SEM1 SEM1 ALA1 ALA1");
}

TEST_F(Moving, IsAskedForOnceAtATime) {
  const std::string number = Admit();
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-22")), "accepted");
  EXPECT_EQ(Request(Asking(number, "SEM1", "2026-11-23")),
            "wrong_state a transfer to SEM1, requested");
  EXPECT_EQ(Request(Asking(Admit(), "ALA1", "2026-11-23")), "wrong_state with that site already");
  const std::string ended = Admit();
  End(ended, v1::END_REASON_COMPLETED);
  EXPECT_EQ(Request(Asking(ended, "SEM1", "2026-11-23")), "not_in_treatment");
}

TEST_F(Moving, SaysWhatIsWrongWithARequest) {
  const std::string number = Admit();
  const auto fails = [&](const v1::RequestTransferRequest& request) {
    link::Link& desk = Desk("nurse");
    return std::string(desk.Call(&Transfers::RequestTransfer, request).status().message());
  };
  EXPECT_THAT(fails(Asking(number, "SEM1", "2026-11-20")), HasSubstr("from_day: got 2026-11-20"));
  EXPECT_THAT(fails(Asking(number, "SEM1", "2026-11-23", "2026-11-22")), HasSubstr("until_day: "));
  EXPECT_THAT(fails(Asking(number, "ABC9", "2026-11-23")), HasSubstr("to_site: "));
  EXPECT_THAT(fails(Asking(number, "SEM1", "2026-11-23", "", v1::TRANSFER_KIND_GUEST)),
              HasSubstr("until_day: got nothing"));
  EXPECT_THAT(
      fails(Asking(number, "SEM1", "2026-11-23", "2026-11-24", v1::TRANSFER_KIND_PERMANENT)),
      HasSubstr("until_day: got 2026-11-24, wanted nothing"));
}

TEST_F(Moving, APreparationThatIsLateIsNotWaitedForAndIsShownAsSuch) {
  const std::string number = Admit();
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-22"), "SEM1"), "accepted");
  EXPECT_EQ(AcceptIt(number), "wrong_state requested");
  EXPECT_EQ(Listed(number).waits_for(), "ALA1");
  EXPECT_EQ(Listed(number).escalation(), v1::ESCALATION_NONE);
  At(21, 9, 0);
  EXPECT_EQ(Listed(number).escalation(), v1::ESCALATION_MANAGERS);
  At(21, 10, 0);
  EXPECT_EQ(Listed(number).escalation(), v1::ESCALATION_REGION);
  ASSERT_EQ(AcceptIt(number), "accepted");
  EXPECT_TRUE(Listed(number).is_unprepared());
}

TEST_F(Moving, ExpiresWhereNobodyAcceptsIt) {
  const std::string number = Admit();
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-21")), "accepted");
  At(24, 9, 0);
  EXPECT_EQ(StateOf(number), "expired");
  EXPECT_EQ(AcceptIt(number), "wrong_state expired");
  EXPECT_EQ(SitesOf(number, 4), "ALA1 ALA1 ALA1 ALA1");
  EXPECT_EQ(Request(Asking(number, "SEM1", "2026-11-25")), "accepted");
}

TEST_F(Moving, AnArrestAsksNobodyAndAReleaseWantsARestartTheSameDay) {
  const std::string number = Admit();
  Give(number);
  auto arrest = Asking(number, "SEM1", "2026-11-22", "", v1::TRANSFER_KIND_INSTITUTION);
  arrest.set_reason(v1::TRANSFER_REASON_DETENTION);
  ASSERT_EQ(Request(arrest), "accepted");
  ASSERT_EQ(Prepare(number), "accepted");
  ASSERT_EQ(AcceptIt(number, "ALA1"), "accepted") << "the site that has the person says it";
  EXPECT_EQ(SitesOf(number, 4), "ALA1 SEM1 SEM1 SEM1") << "nobody knows for how long";
  At(24, 22, 0);
  ASSERT_EQ(TakeBack(number, "ALA1", true), "accepted");
  const auto listed = List();
  bool waits = false;
  for (const v1::Restart& one : listed.restarts()) waits |= one.patient_number() == number;
  EXPECT_TRUE(waits);
}

TEST_F(Moving, TheDestinationOpensTheRecordOnceItIsPrepared) {
  const std::string number = Admit();
  v1::GetDoseHistoryRequest history;
  history.set_patient_number(number);
  history.set_limit(10);
  const auto look = [&] {
    return Dosing(&v1::DosingService::Stub::GetDoseHistory, history, "nurse", "SEM1")
        .status()
        .code();
  };
  ASSERT_EQ(Request(Asking(number, "SEM1", "2026-11-25"), "SEM1"), "accepted");
  EXPECT_EQ(look(), Code::kPermissionDenied) << "asking opens nothing";
  ASSERT_EQ(Prepare(number), "accepted");
  EXPECT_EQ(look(), Code::kOk);
  ASSERT_EQ(Decline(number), "accepted");
  EXPECT_EQ(look(), Code::kPermissionDenied);
}

TEST_F(Moving, IsBetweenItsOwnSitesAlone) {
  const std::string number = Admit();
  auto asked = Asking(number, "SEM1", "2026-11-25");
  ASSERT_EQ(Request(asked), "accepted");
  EXPECT_EQ(Decline(number, "ALA1"), "wrong_state requested");
  EXPECT_EQ(Prepare(number, "SEM1"), "wrong_state requested");
  EXPECT_EQ(Prepare(Admit()), "wrong_state without a transfer");
}

}  // namespace
}  // namespace oat::test
