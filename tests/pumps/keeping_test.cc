// Keeping a pump: where it stands, and what two people measured of it.
#include <gmock/gmock.h>

#include "oat/v1/pump.pb.h"
#include "tests/pumps/at_a_pump.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using Code = absl::StatusCode;

class KeepingAPump : public AtAPump {
 protected:
  // Moves so much of a lot at W1 into a bottle that stands open there.
  static void OpenBottle(const std::string& lot, int64_t quantity) {
    clinic().Sql(absl::StrCat(
        "WITH e AS (INSERT INTO stock_entry (entry_id, site_code, kind, staff_id, recorded_at) "
        "SELECT gen_random_uuid(), 'ALA1', 'test', min(staff_id), now() FROM staff RETURNING "
        "entry_id) INSERT INTO posting SELECT entry_id, line, account, 'W1', '",
        kTenPerMl, "', '", lot, "', quantity FROM e, (VALUES (1, 'station', -", quantity,
        "), (2, 'open_bottle', ", quantity, ")) p (line, account, quantity)"));
  }
  static std::string NewLot(int64_t quantity) {
    const std::string lot = "LOT-" + NewId();
    StockLot(kTenPerMl, lot, "2027-12-31", quantity, "W1");
    return lot;
  }
  static v1::RecordPumpCycleRequest Cycle(const std::string& pump, int64_t wasted,
                                          v1::PumpCycle cycle = v1::PUMP_CYCLE_PRIME) {
    v1::RecordPumpCycleRequest request;
    request.set_request_id(NewId());
    request.set_pump_id(pump);
    request.set_cycle(cycle);
    request.set_lot_number("LOT-1");
    request.set_wasted(wasted);
    return request;
  }
};

TEST_F(KeepingAPump, PassesToTheSmallestMeasureWhereNoRuleSaysHowFar) {
  const std::string pump = NewPump();
  for (const auto& [measured, passed] : std::map<int64_t, bool>{
           {4'900, true}, {5'100, true}, {4'899, false}, {5'101, false}, {0, false}}) {
    const auto answer = Verify(pump, {{10'000, 10'000}, {5'000, measured}});
    EXPECT_EQ(answer.passed(), passed) << measured;
    EXPECT_EQ(answer.largest_error(), std::abs(measured - 5'000));
    EXPECT_EQ(answer.tolerance(), 100);
    EXPECT_EQ(StandingOf(pump), passed ? "verified" : "out_of_tolerance");
    EXPECT_EQ(Listed(pump, "ALA1").largest_error(), std::abs(measured - 5'000));
  }
}

TEST_F(KeepingAPump, PassesToAPartOfWhatWasAskedWhereAPackSaysSo) {
  UnderText("pumped", TextOf("pumped", absl::StrCat("stock_keeping { pump_tolerance_per_mille ",
                                                    Says(20), " }")));
  const std::string pump = NewPump();
  EXPECT_TRUE(Verify(pump, {{5'000, 5'100}}).passed()) << "at the very edge";
  EXPECT_FALSE(Verify(pump, {{5'000, 5'101}}).passed());
  const auto small = Verify(pump, {{10'000, 10'150}, {1'000, 1'021}});
  EXPECT_FALSE(small.passed());
  EXPECT_EQ(small.largest_error(), 21) << "of the pour that failed";
  EXPECT_EQ(small.tolerance(), 20);
}

TEST_F(KeepingAPump, HoldsForWasteWhatTwoPeopleMeasured) {
  const std::string pump = NewPump();
  const int64_t station = Balance("station", "W1", kTenPerMl);
  const int64_t waste = Balance("held_for_waste", "W1", kTenPerMl);
  Verify(pump, {{5'000, 4'950}, {1'000, 1'010}});
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), station - 5'960);
  EXPECT_EQ(Balance("held_for_waste", "W1", kTenPerMl), waste + 5'960);
  EXPECT_FALSE(Verify(pump, {{5'000, 0}}).passed()) << "nothing came";
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), station - 5'960);
}

TEST_F(KeepingAPump, TakesItOutOfTheBottleThatStandsOpen) {
  const std::string pump = NewPump();
  const std::string lot = NewLot(20'000);
  OpenBottle(lot, 6'000);
  auto request = Verification(pump, {{5'000, 5'000}});
  request.set_lot_number(lot);
  EXPECT_TRUE(Verify(request).passed());
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl, lot), 1'000);
  EXPECT_EQ(Balance("station", "W1", kTenPerMl, lot), 14'000);
  request.set_request_id(NewId());
  request.clear_approval_id();
  EXPECT_TRUE(Verify(request).passed()) << "the open one has not so much: the next was opened";
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl, lot), 1'000);
  EXPECT_EQ(Balance("station", "W1", kTenPerMl, lot), 9'000);
  EXPECT_EQ(Balance("held_for_waste", "W1", kTenPerMl, lot), 10'000);
}

TEST_F(KeepingAPump, NeedsThatMuchAtTheWindow) {
  const std::string pump = NewPump();
  const std::string lot = NewLot(5'000);
  auto request = Verification(pump, {{5'000, 5'001}});
  request.set_lot_number(lot);
  EXPECT_EQ(InWords(Verify(request).outcome()), "stock_short");
  EXPECT_EQ(StandingOf(pump), "unverified") << "it is not recorded";
  request = Verification(pump, {{5'000, 5'000}});
  request.set_lot_number(lot);
  EXPECT_TRUE(Verify(request).passed());
  EXPECT_EQ(Balance("station", "W1", kTenPerMl, lot), 0);
}

TEST_F(KeepingAPump, IsVerifiedByTwo) {
  const std::string pump = NewPump();
  const auto alone = Ask(&Pumps::VerifyPump, Verification(pump, {{5'000, 5'000}}));
  EXPECT_EQ(InWords(Must(alone).outcome()), "same_person");
  EXPECT_EQ(StandingOf(pump), "unverified");
  EXPECT_THAT(std::string(Ask(&Pumps::VerifyPump, Verification(pump, {})).status().message()),
              HasSubstr("pours"));
}

TEST_F(KeepingAPump, StandsAtOneWindowWithOneSolution) {
  const std::string pump = absl::AsciiStrToUpper(NewId());
  const auto fails = [&](const v1::PlacePumpRequest& request) { return Place(request).status(); };
  EXPECT_THAT(std::string(fails(Placement(pump, "W77")).message()), HasSubstr("station: got W77"));
  EXPECT_THAT(std::string(fails(Placement(pump, "W1", "METHADONE-10MG")).message()),
              HasSubstr("wanted a solution"));
  EXPECT_THAT(std::string(fails(Placement(pump, "W1", "")).message()), HasSubstr("product_code"));
  EXPECT_EQ(fails(Placement(pump, "W1", "METHADONE-7MG-ML")).code(), Code::kNotFound);
  EXPECT_EQ(fails(Placement(pump, "")).code(), Code::kNotFound) << "it never stood anywhere";
  EXPECT_EQ(Listed(pump, "ALA1").pump_id(), "");

  EXPECT_EQ(InWords(Must(Place(Placement(pump, "W1"))).outcome()), "accepted");
  EXPECT_EQ(InWords(Must(Place(Placement(pump, "W2", "METHADONE-5MG-ML"))).outcome()), "accepted");
  const v1::Pump moved = Listed(pump, "ALA1");
  EXPECT_EQ(moved.station(), "W2");
  EXPECT_EQ(moved.product_code(), "METHADONE-5MG-ML");
  EXPECT_EQ(moved.model(), "Maker, model 9");
  EXPECT_EQ(moved.standing(), v1::PUMP_STANDING_UNVERIFIED);
  EXPECT_EQ(Listed(pump, "SEM1").pump_id(), "") << "another site's";
}

TEST_F(KeepingAPump, IsOutOfUseUntilItIsPlacedAgain) {
  const std::string pump = VerifiedPump();
  EXPECT_EQ(InWords(Must(Place(Placement(pump, ""))).outcome()), "accepted");
  EXPECT_EQ(StandingOf(pump), "out_of_use");
  EXPECT_EQ(Listed(pump, "ALA1").product_code(), "");
  EXPECT_EQ(Ask(&Pumps::VerifyPump, Verification(pump, {{1, 1}})).status().code(), Code::kNotFound);
  EXPECT_EQ(Ask(&Pumps::RecordPumpCycle, Cycle(pump, 0)).status().code(), Code::kNotFound);
  EXPECT_EQ(InWords(Must(Place(Placement(pump, "W1"))).outcome()), "accepted");
  EXPECT_EQ(StandingOf(pump), "unverified") << "what was measured before it was moved says nothing";
}

TEST_F(KeepingAPump, KnowsThePumpsAndTheLotsOfItsSiteAlone) {
  const std::string pump = NewPump("W1", "SEM1");
  EXPECT_EQ(Ask(&Pumps::VerifyPump, Verification(pump, {{1, 1}})).status().code(), Code::kNotFound);
  EXPECT_EQ(Ask(&Pumps::RecordPumpCycle, Cycle(pump, 0)).status().code(), Code::kNotFound);
  auto request = Verification(NewPump(), {{1, 1}});
  request.set_lot_number("NO-SUCH-LOT");
  EXPECT_EQ(Ask(&Pumps::VerifyPump, request).status().code(), Code::kNotFound);
}

TEST_F(KeepingAPump, RecordsWhatACycleOfItsTubesCost) {
  const std::string pump = NewPump();
  const int64_t station = Balance("station", "W1", kTenPerMl);
  const int64_t waste = Balance("held_for_waste", "W1", kTenPerMl);
  EXPECT_EQ(InWords(Must(Ask(&Pumps::RecordPumpCycle, Cycle(pump, 2'500))).outcome()), "accepted");
  EXPECT_EQ(
      InWords(Must(Ask(&Pumps::RecordPumpCycle, Cycle(pump, 0, v1::PUMP_CYCLE_EMPTY))).outcome()),
      "accepted");
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), station - 2'500);
  EXPECT_EQ(Balance("held_for_waste", "W1", kTenPerMl), waste + 2'500);
  EXPECT_EQ(clinic().Sql("SELECT string_agg(cycle || ' ' || wasted, ', ' ORDER BY wasted) FROM "
                         "pump_cycle WHERE pump_id = '" +
                         pump + "'"),
            "empty 0, prime 2500");
  auto short_of_it = Cycle(pump, 5'001);
  short_of_it.set_lot_number(NewLot(5'000));
  EXPECT_EQ(InWords(Must(Ask(&Pumps::RecordPumpCycle, short_of_it)).outcome()), "stock_short");
}

}  // namespace
}  // namespace oat::test
