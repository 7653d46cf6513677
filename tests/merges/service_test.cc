// Somebody with two numbers at two sites: nobody is dosed twice from the merge on, nothing of
// either history is lost, and it can be taken back.
#include <gmock/gmock.h>

#include "oat/v1/card.grpc.pb.h"
#include "tests/merges/merging.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(MergingTest, TwoNumbersMeanOnePersonWhoIsDosedOnce) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  Give(duplicate, "SEM1");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  EXPECT_EQ(Ask(number), "already_dosed");
  EXPECT_EQ(Ask(duplicate), "already_dosed");
  EXPECT_EQ(ListedAs(number), "done");
  EXPECT_EQ(ListedAs(duplicate, "", "SEM1"), "absent");

  At(22, 9, 0);
  const std::string dose = Open(duplicate);
  EXPECT_EQ(Ask(number), "dose_open");
  EXPECT_EQ(Confirm(Confirmation(duplicate, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_EQ(Ask(number), "already_dosed");
  EXPECT_EQ(History(number).size(), 2u) << "what was given under either number is hers";
  EXPECT_EQ(History(duplicate).size(), 2u);
}

TEST_F(MergingTest, APrescriberLooksBeforeTheNextDose) {
  const std::string number = Admit();
  const auto merged = Merge(number, Admit("SEM1"));
  ASSERT_EQ(Reasons(merged.outcome()), "accepted");
  EXPECT_TRUE(merged.incident_opened()) << "two orders were in force";
  EXPECT_EQ(Ask(number), "incident_review");
  LookAt(number);
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(MergingTest, DaysOnWhichBothHadADoseAreSaid) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  Give(number);
  Give(duplicate, "SEM1");
  End(number, v1::END_REASON_LOST);
  EXPECT_EQ(Merged(number, duplicate), "wrong_state") << "no treatment here";
  const auto merged = Merge(duplicate, number, "SEM1");
  ASSERT_EQ(Reasons(merged.outcome()), "accepted");
  EXPECT_THAT(merged.double_days(), ElementsAre("2026-11-21"));
  EXPECT_TRUE(merged.incident_opened());
  EXPECT_EQ(LiveClaims(duplicate, "2026-11-21"), 2) << "both were swallowed";
}

TEST_F(MergingTest, SomebodyLongGoneIsMergedWithoutAnIncident) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  End(duplicate, v1::END_REASON_LOST);
  const auto merged = Merge(number, duplicate);
  EXPECT_EQ(Reasons(merged.outcome()), "accepted");
  EXPECT_THAT(merged.double_days(), IsEmpty());
  EXPECT_FALSE(merged.incident_opened());
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(MergingTest, ABottleAtHomeIsHersWhicheverNumberItHas) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  const std::vector<std::string> serials = TakesHome(duplicate, {22, 23});
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  EXPECT_EQ(LiveClaims(number, "2026-11-22"), 1);
  At(22, 9, 0);
  EXPECT_EQ(Ask(number), "bottle_at_home");
  EXPECT_EQ(Returned(Return(number, serials[0])), "accepted");
  EXPECT_EQ(LiveClaims(number, "2026-11-22"), 0);
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(MergingTest, HoldsOfEitherNumberHold) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  ASSERT_EQ(Hold(duplicate, 24), "accepted");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  EXPECT_EQ(Ask(number), "on_hold");
}

TEST_F(MergingTest, ADoseOfTheSecondNumberIsTakenBackUnderTheFirst) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  const std::string dose = Give(duplicate);
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  v1::ReverseDoseRequest reversal;
  reversal.set_request_id(NewId());
  reversal.set_patient_number(number);
  reversal.set_dose_id(dose);
  reversal.set_outcome(v1::DOSE_OUTCOME_REFUSED);
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::ReverseDose,
                                ByTwo("DosingService.ReverseDose", reversal)))
                        .outcome()),
            "accepted");
  EXPECT_EQ(Ask(number), "accepted") << "nothing was swallowed today";
}

TEST_F(MergingTest, IsRefusedWhereItWouldHideADoseOrAMove) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  auto unsigned_request = OfTwo<v1::MergePatientsRequest>(number, duplicate);
  EXPECT_EQ(Desk("prescriber").Call(&Merges::MergePatients, unsigned_request).status().code(),
            absl::StatusCode::kPermissionDenied)
      << "a record of elsewhere that was not opened";
  OpenRecord(duplicate, "ALA1");
  unsigned_request.set_request_id(NewId());
  EXPECT_EQ(
      Reasons(Must(Desk("prescriber").Call(&Merges::MergePatients, unsigned_request)).outcome()),
      "same_person");
  EXPECT_EQ(Merged(number, number), "wrong_state");
  EXPECT_EQ(Merged(duplicate, number), "wrong_state") << "whose treatment is elsewhere";
  const std::string dose = Open(duplicate, "SEM1");
  EXPECT_EQ(Merged(number, duplicate), "wrong_state") << "a dose is open";
  EXPECT_EQ(Confirm(Confirmation(duplicate, dose, v1::DOSE_OUTCOME_GIVEN), "SEM1"), "accepted");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  EXPECT_EQ(Merged(number, duplicate), "wrong_state") << "one person already";
  const std::string third = Admit();
  EXPECT_EQ(Merged(third, number), "wrong_state") << "she has two numbers: no chains";
}

TEST_F(MergingTest, AnIncidentOfBeforeIsReviewedUnderEitherNumber) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  Give(duplicate);
  v1::RecordAdministrationRequest fact;
  fact.set_request_id(NewId());
  fact.set_patient_number(duplicate);
  fact.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  fact.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  fact.set_micrograms(80'000);
  *fact.mutable_taken_at() = contract::ToTimestamp(Clinic::Wall(21, 7, 30));
  ASSERT_GT(Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                        ByTwo("DosingService.RecordAdministration", fact)))
                .incidents_size(),
            0);
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  EXPECT_THAT(Ask(number), HasSubstr("incident_review")) << "the one of before waits";
  LookAt(duplicate);
  EXPECT_THAT(Ask(number), Not(HasSubstr("incident_review")));
}

// Signed on another day, in a clinic of its own: codes are good once, and clocks go on.
class BottlesOfTwoNumbers : public MergingTest {};

TEST_F(BottlesOfTwoNumbers, AreDrunkAtTheWindowThoughBothHaveOneForTheDay) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  const std::vector<std::string> hers = TakesHome(number, {22});
  const std::vector<std::string> serials = TakesHome(duplicate, {22});
  const auto merged = Merge(number, duplicate);
  ASSERT_EQ(Reasons(merged.outcome()), "accepted");
  EXPECT_THAT(merged.double_days(), ElementsAre("2026-11-22"));
  EXPECT_EQ(LiveClaims(number, "2026-11-22"), 2);
  LookAt(number);
  At(22, 9, 0);
  auto visit = Clinic::AuthoriseRequest(number);
  visit.set_own_bottle(serials[0]);
  EXPECT_THAT(Reasons(Authorise(visit).outcome()), HasSubstr("over_day")) << "two for one day";
  EXPECT_EQ(Returned(Return(number, hers[0])), "accepted");
  visit.set_request_id(NewId());
  ASSERT_EQ(Reasons(Authorise(visit).outcome()), "accepted");
  EXPECT_EQ(Confirm(Confirmation(number, visit.request_id(), v1::DOSE_OUTCOME_GIVEN)), "accepted");
  // Apart again, the claim stays with her who drank it.
  ASSERT_EQ(Separated(number, duplicate), "accepted");
  EXPECT_EQ(LiveClaims(number, "2026-11-22"), 1);
}

TEST_F(MergingTest, ACardOfTheSecondNumberIsWorthNothing) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  const auto issue = [](const std::string& whose) {
    v1::IssueCardRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(whose);
    request.set_days(7);
    const auto issued = Must(Desk().Call(&v1::CardService::Stub::IssueCard, request));
    EXPECT_EQ(Reasons(issued.outcome()), "accepted");
    return issued;
  };
  const auto read = [](const std::string& card) {
    v1::ReadCardRequest request;
    request.set_request_id(NewId());
    request.set_card(card);
    return Reasons(Must(Desk().Call(&v1::CardService::Stub::ReadCard, request)).outcome());
  };
  // The first issue of each.
  const auto hers = issue(number);
  const auto other = issue(duplicate);
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  EXPECT_EQ(read(other.card()), "card_revoked");
  EXPECT_EQ(read(hers.card()), "accepted");
  LookAt(number);
  EXPECT_EQ(issue(duplicate).content().patient_number(), number);
}

class ALongTreatment : public MergingTest {};

TEST_F(ALongTreatment, UnderTheSecondNumberLeavesTheRecordOpenToWhoGaveIt) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  At(21 + 40, 9, 0);
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  v1::GetDoseHistoryRequest request;
  request.set_patient_number(duplicate);
  request.set_limit(10);
  EXPECT_TRUE(Dosing(&v1::DosingService::Stub::GetDoseHistory, request, "nurse", "SEM1").ok())
      << "until yesterday she was treated there";
  At(21 + 40 + 31, 9, 0);
  EXPECT_EQ(
      Dosing(&v1::DosingService::Stub::GetDoseHistory, request, "nurse", "SEM1").status().code(),
      absl::StatusCode::kPermissionDenied);
}

class ASilentWindow : public MergingTest {};

TEST_F(ASilentWindow, WithHerOnItsListIsAskedFirst) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  link::Link& desk = clinic().As("nurse", "SEM1", "W1");
  Must(link::ReadDowntimeList(desk));
  At(21, 8, 30);
  EXPECT_EQ(Merged(number, duplicate), "ask_desk");
}

TEST_F(MergingTest, BottlesThatWaitForCollectionAreUnmadeFirst) {
  const std::string number = Admit();
  const std::string duplicate = Admit();
  const auto request = Authorisation(duplicate, {22});
  ASSERT_EQ(Authorised(request), "accepted");
  ASSERT_EQ(Reasons(Prepare(duplicate, request.request_id()).outcome()), "accepted");
  EXPECT_EQ(Merged(number, duplicate), "wrong_state");
}

TEST_F(MergingTest, IsTakenBack) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  Give(duplicate, "SEM1");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  EXPECT_EQ(Separated(number, Admit()), "wrong_state") << "no number of hers";
  ASSERT_EQ(Separated(number, duplicate), "accepted");
  EXPECT_EQ(Ask(number), "incident_review") << "what was given in between may be either's";
  EXPECT_EQ(Ask(duplicate, "SEM1"), "incident_review");
  LookAt(number);
  LookAt(duplicate, "SEM1");
  Give(number);  // the dose was another person's
  EXPECT_EQ(Ask(duplicate, "SEM1"), "already_dosed");
  At(22, 9, 0);
  EXPECT_EQ(Ask(duplicate, "SEM1"), "accepted") << "treatment goes on where it was";
}

TEST_F(MergingTest, WhatWasGivenMeanwhileStandsWithTheFirst) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  LookAt(number);
  Give(duplicate);
  ASSERT_EQ(Separated(number, duplicate), "accepted");
  EXPECT_EQ(LiveClaims(number, "2026-11-21"), 1);
  EXPECT_EQ(LiveClaims(duplicate, "2026-11-21"), 0);
  EXPECT_EQ(Ask(duplicate, "SEM1"), "incident_review");
}

TEST_F(MergingTest, BothNumbersAreComparedAndListed) {
  const std::string number = Admit();
  const std::string duplicate = Admit("ALA1", 60);
  Give(number);
  Give(duplicate);
  v1::ComparePatientsRequest request;
  request.set_patient_number(number);
  request.set_duplicate_number(duplicate);
  const auto compared = Must(Desk("prescriber").Call(&Merges::ComparePatients, request));
  EXPECT_THAT(compared.double_days(), ElementsAre("2026-11-21"));
  EXPECT_EQ(compared.patient().micrograms(), 80'000);
  EXPECT_EQ(compared.duplicate().micrograms(), 60'000);
  EXPECT_EQ(compared.duplicate().last_dose_day(), "2026-11-21");
  EXPECT_TRUE(compared.duplicate().in_treatment());
  EXPECT_FALSE(compared.fields().empty());

  ASSERT_EQ(Merged(number, duplicate), "accepted");
  const auto list = [&] {
    const auto listed = Must(Desk().Call(&Merges::ListMerges, v1::ListMergesRequest()));
    for (const v1::Merge& one : listed.merges()) {
      if (one.duplicate_number() == duplicate) {
        return absl::StrCat(one.patient_number() == number ? "the first's" : "somebody's", " ",
                            one.stands() ? "stands" : "taken back");
      }
    }
    return std::string("absent");
  };
  EXPECT_EQ(list(), "the first's stands");
  ASSERT_EQ(Separated(number, duplicate), "accepted");
  EXPECT_EQ(list(), "the first's taken back");
}

// Whoever read the number before the merge and claims after it meets the wall.
TEST_F(MergingTest, TheTableRefusesAClaimUnderTheSecondNumber) {
  const std::string number = Admit();
  const std::string duplicate = Admit("SEM1");
  ASSERT_EQ(Merged(number, duplicate), "accepted");
  EXPECT_EQ(clinic().Sql("WITH claim AS (SELECT person_id FROM patient_number WHERE "
                         "patient_number = '" +
                         duplicate +
                         "') SELECT count(*) FROM claim WHERE survivor_of(person_id) = person_id"),
            "0");
  EXPECT_THAT(clinic().Sql("DO $$ BEGIN INSERT INTO slot SELECT '2026-11-25', person_id, 1, 0, "
                           "NULL, gen_random_uuid(), 'SEM1', now() FROM patient_number WHERE "
                           "patient_number = '" +
                           duplicate +
                           "'; EXCEPTION WHEN serialization_failure THEN RAISE NOTICE 'refused'; "
                           "END $$; SELECT count(*) FROM slot JOIN patient_number USING "
                           "(person_id) WHERE patient_number = '" +
                           duplicate + "'"),
              HasSubstr("0"));
}

}  // namespace
}  // namespace oat::test
