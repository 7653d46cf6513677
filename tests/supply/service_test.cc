// The forecast of a real site: its orders in force, the people who come and go, its lots, forms,
// licence and places. Every number is reckoned by hand.
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/form.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/supply.pb.h"
#include "tests/supply/supply_test.h"

namespace oat::test {
namespace {

using testing::IsEmpty;

class SupplyForecast : public Supplies {
 protected:
  // Plans, ahead, where somebody is from a day of November on.
  static void Plan(const std::string& number, int from_day, const std::string& site) {
    clinic().Sql(absl::StrCat(
        "INSERT INTO custody_start (person_id, from_day, revision, site_code, kind, recorded_by, "
        "recorded_at) SELECT p.person_id, '",
        FormatDay(Day(2026, 11, from_day)), "', 1, '", site,
        "', 'guest', (SELECT min(staff_id) FROM staff), now() FROM patient_number p WHERE "
        "p.patient_number = '",
        number, "'"));
  }
  static std::string Held(const std::string& lot) {
    v1::SetLotStandingRequest request;
    request.set_request_id(NewId());
    request.set_product_code(kFive);
    request.set_lot_number(absl::StrCat(site_, "-", lot));
    request.set_standing(v1::LOT_STANDING_QUARANTINED);
    request.set_reason("cloudy, seen this morning");
    return InWords(
        Must(Stock(&v1::StockService::Stub::SetLotStanding, request, "stock_custodian", site_))
            .outcome());
  }
  // "7 days until 2026-11-28, low".
  static std::string InShort(const v1::DrugForecast& one) {
    return absl::StrCat(one.days_of_supply(), " days until ", one.lasts_until(), ", ",
                        contract::Code(one.warning()));
  }
};

// 80 mg on the 22nd to 24th, 60 until the 30th: 240 and 360 in nine days. 100 mL of 5 mg/mL are
// 500: they last through the 28th (480). The pack's levels are 21 and 7: 28 days of 66.667 on
// average are 1866.676, less 500.
TEST_F(SupplyForecast, FollowsATaper) {
  InSafe("A", 100'000);
  Patient({{21, 24, 80}, {25, 30, 60}});
  const v1::DrugForecast forecast = Of(kSolution, 9);
  EXPECT_EQ(forecast.on_hand_micrograms(), 500'000);
  EXPECT_EQ(forecast.expiring_micrograms(), 0);
  EXPECT_EQ(forecast.daily_micrograms(), 66'667);
  EXPECT_EQ(InShort(forecast), "7 days until 2026-11-28, low");
  EXPECT_EQ(forecast.order_micrograms(), 66'667 * 28 - 500'000);
  EXPECT_EQ(forecast.patients(), 1);
}

// What lasts through the days that were asked for may still be low, or critical.
TEST_F(SupplyForecast, WarnsBeyondAShortPeriod) {
  Patient({{21, 50, 10}});
  InSafe("A", 12'000);  // 60 mg: six days
  EXPECT_EQ(InShort(Of(kSolution, 3)), "3 days until , critical");
  InSafe("A", 2'000);
  EXPECT_EQ(InShort(Of(kSolution, 3)), "3 days until , low");
  InSafe("A", 26'000);  // twenty
  EXPECT_EQ(InShort(Of(kSolution, 3)), "3 days until , low");
  InSafe("A", 2'000);
  EXPECT_EQ(InShort(Of(kSolution, 3)), "3 days until , none");
}

TEST_F(SupplyForecast, OfWhatNobodyTakesWarnsOfNothing) {
  InSafe("A", 1'000);
  EXPECT_EQ(InShort(Of(kSolution, 3)), "3 days until , none");
  EXPECT_EQ(Of(kSolution, 3).order_micrograms(), 0);
}

TEST_F(SupplyForecast, OfWhatIsNotThereIsCritical) {
  Patient({{21, 30, 10}});
  EXPECT_EQ(InShort(Of(kSolution, 3)), "0 days until 2026-11-21, critical");
}

// Two of 40 mg: one goes to SEM1 on the 24th, and one of SEM1 comes on the 25th. Five days from the
// 22nd on: 80, 80, 40, 80, 80.
TEST_F(SupplyForecast, KnowsWhoComesAndGoes) {
  InSafe("A", 100'000);
  Patient({{21, 30, 40}});
  Plan(Patient({{21, 30, 40}}), 24, "SEM1");
  Plan(Admit("SEM1", 40), 25, site_);
  const v1::DrugForecast forecast = Of(kSolution, 5);
  EXPECT_EQ(forecast.daily_micrograms(), 360'000 / 5);
  EXPECT_EQ(forecast.patients(), 3);
  EXPECT_EQ(Forecast(5).patients(), 2) << "today";
}

TEST_F(SupplyForecast, EndsWithATreatment) {
  const std::string number = Patient({{21, 30, 40}});
  EXPECT_EQ(Of(kSolution, 5).daily_micrograms(), 40'000);
  v1::EndEpisodeRequest end;
  end.set_request_id(NewId());
  end.set_patient_number(number);
  end.set_reason(v1::END_REASON_COMPLETED);
  end.set_day("2026-11-21");
  link::Link& desk = Desk("prescriber", site_);
  Must(desk.Call(&v1::EnrolmentService::Stub::EndEpisode, end));
  EXPECT_EQ(Of(kSolution, 5).daily_micrograms(), 0);
  EXPECT_EQ(Forecast(5).patients(), 0);
}

// 100 mg a day. OLD holds 300 mg until the 23rd: 100 expire. NEW holds 200 for the 24th and 25th.
TEST_F(SupplyForecast, UsesFirstWhatExpiresFirst) {
  Patient({{21, 30, 100}});
  InSafe("NEW", 40'000);
  StockLot(kFive, absl::StrCat(site_, "-OLD"), "2026-11-23", 60'000, "W1", site_);
  const v1::DrugForecast forecast = Of(kSolution, 8);
  EXPECT_EQ(forecast.on_hand_micrograms(), 500'000) << "safe and window";
  EXPECT_EQ(forecast.expiring_micrograms(), 100'000);
  EXPECT_EQ(InShort(forecast), "4 days until 2026-11-25, critical");
  EXPECT_EQ(forecast.order_micrograms(), 28 * 100'000 - 400'000);
}

TEST_F(SupplyForecast, CountsNeitherHeldNorExpiredLots) {
  Patient({{21, 30, 100}});
  InSafe("GOOD", 40'000);
  InSafe("DOUBT", 60'000);
  InSafe("OVER", 60'000, "2026-11-20");
  EXPECT_EQ(Of(kSolution, 8).on_hand_micrograms(), 500'000);
  EXPECT_EQ(Held("DOUBT"), "accepted");
  EXPECT_EQ(Of(kSolution, 8).on_hand_micrograms(), 200'000);
  EXPECT_EQ(InShort(Of(kSolution, 8)), "2 days until 2026-11-23, critical");
}

TEST_F(SupplyForecast, TakesTheStrengthsOfADrugFormTogether) {
  Patient({{21, 30, 15}}, v1::DRUG_FORM_METHADONE_TABLET);
  InSafe("A", 4, "2027-12-31", "METHADONE-10MG");
  InSafe("A", 5, "2027-12-31", "METHADONE-5MG");
  const v1::DrugForecast forecast = Of(v1::DRUG_FORM_METHADONE_TABLET, 8);
  EXPECT_EQ(forecast.on_hand_micrograms(), 65'000);
  EXPECT_EQ(InShort(forecast), "4 days until 2026-11-25, critical");
}

// The label's week: two in the ten days from the 22nd on; given today, it acts through the 27th.
TEST_F(SupplyForecast, WaitsForADepotThatActs) {
  site_ = "ALA1";  // where the pack holds, and nobody else of this suite is
  Under("us-brixadi-label");
  constexpr auto kWeekly = v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY;
  const std::string number = Admitted();
  v1::SignOrderRequest request = Order(number, 21, {16}, kWeekly);
  request.mutable_steps(0)->set_until_day("2026-12-30");
  request.set_rationale(v1::START_RATIONALE_DOCUMENTED);
  EXPECT_EQ(Sign(request), "accepted");
  EXPECT_EQ(Of(kWeekly, 10).daily_micrograms(), 3'200) << "the 22nd and the 29th";
  Give(number);
  EXPECT_EQ(Of(kWeekly, 10).daily_micrograms(), 1'600) << "the 28th";
}

TEST_F(SupplyForecast, TellsOfLicenceAndPlaces) {
  const v1::ForecastSupplyResponse far = Forecast(5);
  EXPECT_EQ(far.licence_until(), "2028-01-01");
  EXPECT_EQ(far.licence_days(), 406);
  EXPECT_EQ(far.licence_warning(), v1::SUPPLY_WARNING_NONE);
  EXPECT_EQ(far.capacity(), 40);
  EXPECT_EQ(far.patients(), 0);
  const std::vector<std::pair<const char*, v1::SupplyWarning>> table = {
      {"2027-02-19", v1::SUPPLY_WARNING_NONE},      // 90 days
      {"2027-02-18", v1::SUPPLY_WARNING_LOW},       // 89
      {"2026-12-21", v1::SUPPLY_WARNING_LOW},       // 30
      {"2026-12-20", v1::SUPPLY_WARNING_CRITICAL},  // 29
  };
  for (const auto& [until, warning] : table) {
    EXPECT_EQ(Forecast(5, NewSite(until)).licence_warning(), warning) << until;
  }
}

TEST_F(SupplyForecast, TellsOfForms) {
  EXPECT_THAT(Forecast(5).forms(), IsEmpty());
  EXPECT_EQ(Forecast(5).forms_warning(), v1::SUPPLY_WARNING_NONE);
  link::Link& desk = Desk("stock_custodian", site_);
  v1::ReceiveFormsRequest receive;
  receive.set_request_id(NewId());
  receive.mutable_range()->set_series(site_);
  receive.mutable_range()->set_first(1);
  receive.mutable_range()->set_last(4);
  receive.set_note("ministry");
  Must(desk.Call(&v1::FormService::Stub::ReceiveForms, receive));
  EXPECT_EQ(Forecast(5).forms_warning(), v1::SUPPLY_WARNING_NONE) << "none was used";
  const std::vector<v1::SupplyWarning> after = {
      v1::SUPPLY_WARNING_NONE,      // 3 left at 1 in 28 days: 84
      v1::SUPPLY_WARNING_NONE,      // 2 at 2: 28
      v1::SUPPLY_WARNING_LOW,       // 1 at 3: 9
      v1::SUPPLY_WARNING_CRITICAL,  // none
  };
  for (int number = 1; number <= 4; ++number) {
    v1::EndFormRequest end;
    end.set_request_id(NewId());
    end.set_series(site_);
    end.set_number(number);
    end.set_end(v1::FORM_END_SPOILT);
    end.set_note("printed twice");
    Must(desk.Call(&v1::FormService::Stub::EndForm, end));
    EXPECT_EQ(Forecast(5).forms_warning(), after[static_cast<size_t>(number - 1)]) << number;
  }
  EXPECT_EQ(Forecast(5).forms(0).days_left(), 0);
  EXPECT_EQ(Forecast(5).forms(0).used_last_28_days(), 4);
}

}  // namespace
}  // namespace oat::test
