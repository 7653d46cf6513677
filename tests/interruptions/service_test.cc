// Interruptions at a real clinic: read off what was taken, with the cause that was seen and the one
// that was said.
#include <gmock/gmock.h>

#include "oat/v1/site.grpc.pb.h"
#include "tests/interruptions/interruptions_test.h"
#include "tests/transfers/moving.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DaysWithoutADose : public InterruptionTest {
 protected:
  // A dose that was given on paper on a day of November, told of now.
  static std::string ToldOf(const std::string& number, int day) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(80'000);
    request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(Clinic::Wall(day, 10, 0)));
    return Reasons(Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                               ByTwo("DosingService.RecordAdministration", request)))
                       .outcome());
  }
  static void Close(const std::string& site, const std::string& day, v1::ClosureReason reason) {
    v1::DeclareClosureRequest closure;
    closure.set_request_id(NewId());
    closure.set_day(day);
    closure.set_reason(reason);
    link::Link& manager = Desk("site_manager", site);
    Must(manager.Call(&v1::SiteService::Stub::DeclareClosure, closure));
  }
};

TEST_F(DaysWithoutADose, LastFromTheFirstDueDayToTheNextDose) {
  const std::string number = LastDosedBefore(22);
  EXPECT_THAT(Listed(number), IsEmpty()) << "today is not over";
  At(24, 10, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 2 open unknown"));
  const v1::Interruption open = Listed(number)[0];
  EXPECT_EQ(open.last_day(), "2026-11-23");
  EXPECT_EQ(open.last_dose_day(), "2026-11-21");
  EXPECT_EQ(open.hours_since_last_dose(), 73);
  EXPECT_EQ(open.site_code(), "ALA1");
  Give(number);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 2 dosed unknown"));
  EXPECT_EQ(Listed(number)[0].ended_on(), "2026-11-24");
  EXPECT_THAT(Listed(number, "SEM1"), IsEmpty()) << "it had no day of it";
}

TEST_F(DaysWithoutADose, AreShorterByADoseThatIsToldOfLater) {
  const std::string number = LastDosedBefore(25);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 3 open unknown"));
  EXPECT_EQ(ToldOf(number, 23), "accepted");
  EXPECT_THAT(InShort(number),
              ElementsAre("2026-11-24 1 open unknown", "2026-11-22 1 dosed unknown"));
}

TEST_F(DaysWithoutADose, CountABottleAtHomeForADoseAndALostOneForNeither) {
  At(21, 9, 0);
  const std::string number = Admit();
  Give(number);
  const auto serials = TakesHome(number, {22, 23});
  At(25, 9, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-24 1 open unknown"));
  EXPECT_EQ(Listed(number)[0].last_dose_day(), "2026-11-23");
  EXPECT_FALSE(Listed(number)[0].has_last_dose_at());
  EXPECT_EQ(Listed(number)[0].hours_since_last_dose(), 0);
  EXPECT_EQ(Lost(number, serials[1]), "accepted");
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-24 1 open unknown"));
  EXPECT_EQ(Listed(number)[0].last_dose_day(), "2026-11-22");
}

TEST_F(DaysWithoutADose, EndWithTheTreatment) {
  const std::string number = LastDosedBefore(24);
  v1::EndEpisodeRequest end;
  end.set_request_id(NewId());
  end.set_patient_number(number);
  end.set_reason(v1::END_REASON_LOST);
  end.set_day("2026-11-24");
  link::Link& desk = Desk("prescriber");
  ASSERT_EQ(Reasons(Must(desk.Call(&v1::EnrolmentService::Stub::EndEpisode, end)).outcome()),
            "accepted");
  At(26, 9, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 2 treatment_ended unknown"));
}

// ALA1 opens every day; the closed Monday was due there all the same. SEM1 plans no Sunday.
TEST_F(DaysWithoutADose, AreCausedByASiteThatIsClosed) {
  At(21, 9, 0);
  Close("SEM1", "2026-11-23", v1::CLOSURE_REASON_LICENCE);
  const std::string number = LastDosedBefore(24, "SEM1");
  EXPECT_THAT(InShort(number, "SEM1"), ElementsAre("2026-11-23 1 open licence"));
}

TEST_F(DaysWithoutADose, AreCausedByAHold) {
  const std::string number = LastDosedBefore(21);
  EXPECT_EQ(Hold(number, 48), "accepted");
  At(23, 8, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 1 open rule"));
}

TEST_F(DaysWithoutADose, AreCausedByAPatientWhoWantsNone) {
  const std::string number = LastDosedBefore(22);
  EXPECT_EQ(Confirm(Confirmation(number, Open(number), v1::DOSE_OUTCOME_REFUSED)), "accepted");
  At(23, 8, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 1 open patient"));
}

TEST_F(DaysWithoutADose, AreCausedByAnOrderThatRanOut) {
  At(21, 9, 0);
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  Desk("prescriber");
  Must(clinic().SignOrder(number, {80}, "2026-11-21", 1, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  Give(number);
  At(23, 8, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 1 open order"));
}

// Whoever has a person keeps her until another has accepted; meanwhile she may stand at either
// door.
TEST_F(DaysWithoutADose, AreCausedByATransferThatWaited) {
  const std::string number = LastDosedBefore(22);
  const std::string cancelled = Admit();
  const auto ask = [](const std::string& whom) {
    link::Link& manager = Desk("site_manager");
    return Reasons(
        Must(manager.Call(&Transfers::RequestTransfer, Asking(whom, "SEM1", "2026-11-26")))
            .outcome());
  };
  EXPECT_EQ(ask(number), "accepted");
  Give(cancelled);
  EXPECT_EQ(ask(cancelled), "accepted");
  link::Link& manager = Desk("site_manager");
  Must(manager.Call(&Transfers::CancelTransfer, StepFor<v1::CancelTransferRequest>(cancelled)));
  At(24, 9, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 2 open transfer"));
  EXPECT_THAT(InShort(cancelled), ElementsAre("2026-11-23 1 open unknown"))
      << "it was over the day before";
}

// A step may take an hour, and an hour later the region sees to it; both sites are told, and nobody
// else.
TEST_F(DaysWithoutADose, AreListedWithTheTransfersThatAreLate) {
  const auto late = [](const std::string& site) {
    const auto listed = Must(Tell(&Interruptions::ListInterruptions, v1::ListInterruptionsRequest(),
                                  "site_manager", site));
    return std::pair(listed.late_transfers(), listed.transfers_for_region());
  };
  At(21, 9, 0);
  const auto here_before = late("ALA1"), there_before = late("SEM1");
  const std::string moves = Admit(), stays = Admit();
  Must(Desk("site_manager").Call(&Transfers::RequestTransfer, Asking(moves, "SEM1", "2026-11-26")));
  Must(Desk("site_manager").Call(&Transfers::RequestTransfer, Asking(stays, "SEM1", "2026-11-26")));
  Must(Desk("site_manager")
           .Call(&Transfers::CancelTransfer, StepFor<v1::CancelTransferRequest>(stays)));
  At(21, 9, 59);
  EXPECT_EQ(late("ALA1"), here_before);
  At(21, 10, 0);
  EXPECT_EQ(late("ALA1"), std::pair(here_before.first + 1, here_before.second));
  EXPECT_EQ(late("SEM1"), std::pair(there_before.first + 1, there_before.second));
  At(21, 11, 0);
  EXPECT_EQ(late("ALA1"), std::pair(here_before.first + 1, here_before.second + 1));
  Must(Desk("site_manager")
           .Call(&Transfers::PrepareTransfer, StepFor<v1::PrepareTransferRequest>(moves)));
  EXPECT_EQ(late("ALA1"), here_before) << "now the other site has its time";
}

// What the window heard, read off the answer that it got.
TEST_F(DaysWithoutADose, AreCausedByWhatTheWindowWasTold) {
  const std::string number = LastDosedBefore(22);
  v1::AuthoriseDoseRequest request = Clinic::AuthoriseRequest(number);
  EXPECT_EQ(Reasons(Authorise(request, "SEM1").outcome()), "other_site");
  At(23, 8, 0);
  EXPECT_THAT(InShort(number), ElementsAre("2026-11-22 1 open transfer"));
}

TEST_F(DaysWithoutADose, KeepWhatWasSeenBesideWhatPeopleSay) {
  const std::string number = LastDosedBefore(24);
  EXPECT_EQ(Said(number, "2026-11-23", v1::INTERRUPTION_CAUSE_PATIENT), "accepted");
  EXPECT_EQ(Said(number, "2026-11-22", v1::INTERRUPTION_CAUSE_DETENTION), "accepted");
  const v1::Interruption one = Listed(number)[0];
  EXPECT_EQ(one.seen(), v1::INTERRUPTION_CAUSE_UNKNOWN);
  EXPECT_EQ(one.cause(), v1::INTERRUPTION_CAUSE_DETENTION);
  ASSERT_THAT(one.said(), SizeIs(2));
  EXPECT_EQ(one.said(0).cause(), v1::INTERRUPTION_CAUSE_PATIENT);
  EXPECT_EQ(one.said(0).login(), Clinic::LoginOf("nurse", "ALA1"));
  EXPECT_EQ(clinic().Sql("SELECT string_agg(concat_ws(' ', day, seen, cause), ', ' ORDER BY cause) "
                         "FROM interruption_cause"),
            "2026-11-22 unknown detention, 2026-11-22 unknown patient");
}

TEST_F(DaysWithoutADose, AreTheSitesWhoseDayItWas) {
  const std::string number = LastDosedBefore(24);
  EXPECT_EQ(Said(number, "2026-11-24", v1::INTERRUPTION_CAUSE_PATIENT), "no_interruption");
  EXPECT_EQ(Said(number, "2026-11-21", v1::INTERRUPTION_CAUSE_PATIENT), "no_interruption");
  EXPECT_EQ(Said(number, "2026-11-22", v1::INTERRUPTION_CAUSE_PATIENT, "SEM1"), "no_interruption");
}

TEST_F(DaysWithoutADose, AreListedFromTheDayThatIsAskedFor) {
  const std::string number = LastDosedBefore(23);
  Give(number);
  At(26, 9, 0);
  Give(number);
  EXPECT_THAT(Listed(number), SizeIs(2));
  EXPECT_THAT(Listed(number, "ALA1", "2026-11-23"), SizeIs(2));
  ASSERT_THAT(Listed(number, "ALA1", "2026-11-24"), SizeIs(1));
  EXPECT_EQ(Listed(number, "ALA1", "2026-11-26")[0].first_day(), "2026-11-24")
      << "whole, though it began before";
  EXPECT_THAT(Listed(number, "ALA1", "2026-11-27"), IsEmpty());
  v1::ListInterruptionsRequest request;
  request.set_from_day("2025-11-20");
  EXPECT_THAT(std::string(Tell(&Interruptions::ListInterruptions, request).status().message()),
              HasSubstr("from_day: got 2025-11-20"));
}

TEST_F(DaysWithoutADose, AreCountedByTheCauseThatStands) {
  const auto counted = [](v1::InterruptionCause cause) {
    v1::GetInterruptionSummaryRequest request;
    request.set_from_day("2026-11-22");
    request.set_until_day("2026-11-22");
    const auto summary =
        Must(Tell(&Interruptions::GetInterruptionSummary, request, "site_manager"));
    for (const v1::CauseCount& count : summary.counts()) {
      if (count.cause() == cause) return count;
    }
    return v1::CauseCount();
  };
  At(24, 9, 0);
  const v1::CauseCount before = counted(v1::INTERRUPTION_CAUSE_HOSPITAL);
  const std::string number = LastDosedBefore(24);
  EXPECT_EQ(Said(number, "2026-11-22", v1::INTERRUPTION_CAUSE_HOSPITAL), "accepted");
  const v1::CauseCount after = counted(v1::INTERRUPTION_CAUSE_HOSPITAL);
  EXPECT_EQ(after.interruptions() - before.interruptions(), 1);
  EXPECT_EQ(after.days() - before.days(), 2);
  EXPECT_EQ(after.open() - before.open(), 1);
  Give(number);
  EXPECT_EQ(counted(v1::INTERRUPTION_CAUSE_HOSPITAL).open(), before.open());
}

}  // namespace
}  // namespace oat::test
