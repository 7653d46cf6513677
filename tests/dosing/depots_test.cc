// Depots and alternate days at a real clinic: ordered, given, waited for, and told of.
#include <gmock/gmock.h>

#include "clients/link/lists.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

class DosesForDays : public UnderPacks {
 protected:
  static constexpr auto kWeekly = v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY;

  // Somebody on 8 mg a day under the tongue, who took it on the 21st.
  static std::string OnTablets() {
    At(21, 9, 0);
    const std::string number = Admit("ALA1", 8, kSublingual);
    Give(number);
    return number;
  }
  // The same, with a weekly depot on the 22nd.
  static std::string OnADepot() {
    Under("us-brixadi-label");
    const std::string number = OnTablets();
    EXPECT_EQ(Sign(Order(number, 22, {16}, kWeekly)), "accepted");
    At(22, 9, 0);
    Give(number);
    return number;
  }
  static v1::SignOrderRequest Alternate(const std::string& number, int from_day) {
    v1::SignOrderRequest request = Order(number, from_day, {16}, kSublingual);
    request.mutable_steps(0)->set_interval_days(2);
    return request;
  }
  static std::string AtTheWindow(const std::string& number) {
    return InWords(Authorise(Clinic::AuthoriseRequest(number)).outcome());
  }
  // "not_due 2026-11-29", or "still_to_come" and the days missed.
  static std::string OnTheList(const std::string& number) {
    for (const v1::WorklistResponse& row : Must(link::ReadWorklist(Desk()))) {
      if (row.patient_number() != number) continue;
      return absl::StrCat(contract::Code(row.state()), " ",
                          row.due_day().empty() ? absl::StrCat(row.missed_days()) : row.due_day(),
                          row.review() ? ", review" : "");
    }
    return "nobody";
  }
  static std::string Days(const std::string& number, const char* table) {
    return clinic().Sql(absl::StrCat(
        "SELECT string_agg(concat_ws(' ', clinical_day, drug_form, usual_days, latest_days), '; ' "
        "ORDER BY clinical_day) FROM ",
        table, " JOIN patient_number USING (person_id) WHERE patient_number = '", number,
        "' AND usual_days IS NOT NULL"));
  }
  static std::string TakenHome(const std::string& number, const std::vector<int>& days) {
    v1::EvaluateTakeHomeRequest request;
    request.set_patient_number(number);
    for (int day : days) request.add_doses()->set_clinical_day(FormatDay(Day(2026, 11, day)));
    link::Link& desk = Desk("prescriber");
    const auto answer = Must(desk.Call(&v1::TakeHomeService::Stub::EvaluateTakeHome, request));
    std::vector<std::string> words;
    for (const v1::Reason& reason : answer.outcome().reasons()) {
      words.push_back(absl::StrCat(contract::Code(reason.code()), " ", ParameterOf(reason, "day")));
    }
    return absl::StrJoin(words, "; ");
  }
};

TEST_F(DosesForDays, ADepotIsOrderedUnderRulesThatKnowIt) {
  const std::string number = OnTablets();
  EXPECT_EQ(Sign(Order(number, 22, {16}, kWeekly)), "depot_without_rules");
  Under("us-brixadi-label");
  EXPECT_EQ(Sign(Order(number, 22, {24}, kWeekly)), "not_measurable 24 mg 16 mg 16 mg");
  EXPECT_EQ(Sign(Order(number, 22, {16}, kWeekly)), "accepted");
}

TEST_F(DosesForDays, WhoeverStartsWithADepotSaysWhy) {
  Under("us-brixadi-label");
  At(21, 9, 0);
  v1::SignOrderRequest request = Order(Admitted(), 21, {16}, kWeekly);
  EXPECT_EQ(Sign(request), "rules_silent us-brixadi-label/2");
  request.set_rationale(v1::START_RATIONALE_DOCUMENTED);
  EXPECT_EQ(Sign(request), "accepted");
}

TEST_F(DosesForDays, ADepotIsWaitedForAndThenDue) {
  const std::string number = OnADepot();
  EXPECT_EQ(Days(number, "dose"), "2026-11-22 buprenorphine_depot_weekly 7 9");
  EXPECT_EQ(Days(number, "administration"), "2026-11-22 buprenorphine_depot_weekly 7 9");
  At(26, 9, 0);
  EXPECT_EQ(AtTheWindow(number), "not_due 2026-11-27");
  EXPECT_EQ(OnTheList(number), "not_due 2026-11-29");
  At(29, 9, 0);
  EXPECT_EQ(OnTheList(number), "still_to_come 0");
  Give(number);
  EXPECT_EQ(Days(number, "administration"),
            "2026-11-22 buprenorphine_depot_weekly 7 9; 2026-11-29 buprenorphine_depot_weekly 7 9");
}

TEST_F(DosesForDays, ADepotThatIsLateIsGivenAndToldOf) {
  const std::string number = OnADepot();
  v1::SignOrderRequest longer = Order(number, 23, {16}, kWeekly);
  longer.mutable_steps(0)->set_until_day("2026-12-20");
  EXPECT_EQ(Sign(longer), "accepted");
  At(31, 9, 0);
  EXPECT_EQ(OnTheList(number), "still_to_come 0") << "nine days after it is not late";
  At(32, 9, 0);
  EXPECT_EQ(OnTheList(number), "still_to_come 1");
  EXPECT_EQ(AtTheWindow(number), "yes, depot_late 10 9 us-brixadi-label/2");
}

TEST_F(DosesForDays, WhileADepotActsOnlyWhatIsMeantBesideItIsGiven) {
  const std::string number = OnADepot();
  At(23, 9, 0);
  v1::SignOrderRequest tablets = Order(number, 23, {8}, kSublingual);
  EXPECT_EQ(Sign(tablets), "depot_acts 2026-11-28");
  EXPECT_EQ(Sign(Order(number, 29, {8}, kSublingual)), "accepted") << "it ends on the 28th";
  tablets.set_beside_depot(true);
  EXPECT_EQ(Sign(tablets), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT kind FROM medication_order JOIN patient_number USING (person_id) "
                         "WHERE patient_number = '" +
                         number + "' ORDER BY version DESC LIMIT 1"),
            "beside_depot");
  EXPECT_EQ(OnTheList(number), "still_to_come 0");
  Give(number);
  At(24, 9, 0);
  Give(number);
  // Its tablets miss no day that the depot covers.
  At(28, 9, 0);
  EXPECT_EQ(OnTheList(number), "still_to_come 0");
}

TEST_F(DosesForDays, ADepotThatIsToldOfLaterHoldsTheTablets) {
  Under("us-brixadi-label");
  const std::string number = OnTablets();
  At(22, 12, 0);
  v1::RecordAdministrationRequest told;
  told.set_request_id(NewId());
  told.set_patient_number(number);
  told.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  told.set_drug_form(kWeekly);
  told.set_micrograms(16000);
  *told.mutable_taken_at() = contract::ToTimestamp(clinic().now() - absl::Hours(1));
  told = ByTwo("DosingService.RecordAdministration", told);
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::RecordAdministration, told)).outcome()),
            "accepted");
  EXPECT_EQ(Days(number, "administration"), "2026-11-22 buprenorphine_depot_weekly 7 9");
  At(23, 9, 0);
  EXPECT_EQ(AtTheWindow(number), "incident_review; depot_acts 2026-11-28");
}

TEST_F(DosesForDays, WhatIsSaidOfDepotsWhereThereIsNoneIsRefused) {
  Under("us-brixadi-label");
  const std::string number = OnTablets();
  v1::SignOrderRequest tablets = Order(number, 22, {8}, kSublingual);
  tablets.set_beside_depot(true);
  EXPECT_THAT(Prescribe(&Prescribing::SignOrder, tablets).status().message(),
              testing::HasSubstr("beside_depot: got true, wanted false: no depot acts"));
  v1::SignOrderRequest depot = Order(number, 22, {16}, kWeekly);
  depot.set_beside_depot(true);
  EXPECT_THAT(Prescribe(&Prescribing::SignOrder, depot).status().message(),
              testing::HasSubstr("beside_depot"));
}

TEST_F(DosesForDays, ADepotIsNeverTakenHomeNorATabletInItsDays) {
  Under("ua-normal");
  const std::string number = OnADepot();
  EXPECT_EQ(TakenHome(number, {29}), "not_take_home 2026-11-29");
  EXPECT_EQ(Sign(Order(number, 29, {8}, kSublingual)), "accepted");
  EXPECT_EQ(TakenHome(number, {28, 29}), "not_take_home 2026-11-28");
  EXPECT_EQ(TakenHome(number, {29}), "");
}

TEST_F(DosesForDays, AlternateDaysAreOrderedWhereTheRulesLetThem) {
  const std::string number = OnTablets();
  EXPECT_EQ(Sign(Alternate(number, 22)), "interval_too_long 1");
  Under("nz-bop");
  EXPECT_EQ(Sign(Alternate(number, 22)), "accepted");
  At(22, 9, 0);
  Give(number);
  EXPECT_EQ(Days(number, "administration"), "2026-11-22 buprenorphine_sublingual 2 2");
  At(23, 9, 0);
  EXPECT_EQ(AtTheWindow(number), "not_due 2026-11-24");
  EXPECT_EQ(OnTheList(number), "not_due 2026-11-24");
  At(24, 9, 0);
  Give(number);
  At(27, 9, 0);
  EXPECT_EQ(OnTheList(number), "still_to_come 1") << "the 26th was missed, and not the 25th";
}

TEST_F(DosesForDays, AlternateDaysAreTakenHomeOneByOne) {
  Under("ua-normal");
  Under("nz-bop");
  const std::string number = OnTablets();
  EXPECT_EQ(Sign(Alternate(number, 22)), "accepted");
  At(22, 9, 0);
  Give(number);
  EXPECT_EQ(TakenHome(number, {23}), "not_take_home 2026-11-23") << "the dose of the 22nd has it";
  EXPECT_EQ(TakenHome(number, {24, 25}), "not_take_home 2026-11-25");
  EXPECT_EQ(TakenHome(number, {24, 26}), "");
}

}  // namespace
}  // namespace oat::test
