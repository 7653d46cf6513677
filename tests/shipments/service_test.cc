// Stock between two real sites: what leaves, what arrives, and what both books say of it.
#include "oat/v1/shipment.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "tests/shipments/shipments_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Code = absl::StatusCode;

class Shipments : public Between {};

TEST_F(Shipments, AreInTransitInTheBookOfTheSenderUntilTheyArrive) {
  for (const char* site : {"ALA1", "SEM1"}) EXPECT_EQ(Moved(site, kTen), "");
  const std::string id = Sent({{kTen, 100}});
  EXPECT_EQ(Moved("ALA1", kTen), "safe -100 in_transit 100");
  EXPECT_EQ(Moved("SEM1", kTen), "");
  clinic().Advance(absl::Minutes(1));
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 100}})), "accepted")
      << "one suffices for what is right";
  EXPECT_EQ(Moved("ALA1", kTen), "safe -100 transferred 100");
  EXPECT_EQ(Moved("SEM1", kTen), "safe 100 transferred -100");
  EXPECT_EQ(Alarms(id), 0);
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 100}})), "wrong_state acknowledged");
  EXPECT_EQ(TakeBack(id), "wrong_state acknowledged");
  EXPECT_EQ(Moved("SEM1", kTen), "safe 100 transferred -100") << "it ends once";
}

TEST_F(Shipments, AreListedAtBothSitesTheNewestFirst) {
  At(21, 9, 0);  // after the shipments of the other tests
  const std::string first = Sent({{kTen, 1}});
  clinic().Advance(absl::Minutes(1));
  const std::string second = Sent({{kTen, 2}, {kLiquid, 500}});
  EXPECT_EQ(List("ALA1")[0].shipment_id(), second);
  EXPECT_EQ(List("ALA1")[1].shipment_id(), first);
  clinic().Advance(absl::Minutes(1));
  EXPECT_EQ(AcknowledgeByTwo(Arrival(second, {{kTen, 2}, {kLiquid, 400}})), "accepted");
  for (const char* site : {"ALA1", "SEM1"}) {
    const v1::Shipment one = Listed(second, site);
    EXPECT_EQ(one.from_site(), "ALA1");
    EXPECT_EQ(one.to_site(), "SEM1");
    EXPECT_EQ(one.purpose(), v1::SHIPMENT_PURPOSE_TRANSFER);
    EXPECT_EQ(one.state(), v1::SHIPMENT_STATE_ACKNOWLEDGED);
    EXPECT_EQ(one.seal(), "PL-4711");
    EXPECT_EQ(one.carrier(), "courier Altyn");
    EXPECT_EQ(one.sent_by(), Clinic::LoginOf("stock_custodian", "ALA1"));
    EXPECT_EQ(one.ended_by(), Clinic::LoginOf("stock_custodian", "SEM1"));
    EXPECT_EQ(one.ended_at().seconds() - one.sent_at().seconds(), 60);
    ASSERT_EQ(one.lots_size(), 2);
    ASSERT_EQ(one.acknowledged_size(), 2);
    EXPECT_EQ(one.lots(1).product_code(), kLiquid);
    EXPECT_EQ(one.lots(1).quantity(), 500) << "as sent";
    EXPECT_EQ(one.acknowledged(1).quantity(), 400) << "as counted";
  }
  EXPECT_EQ(Listed(first, "SEM1", /*open_only=*/true).shipment_id(), first);
  EXPECT_EQ(Listed(second, "SEM1", /*open_only=*/true).shipment_id(), "");
  EXPECT_EQ(Listed(first, "ALA1").state(), v1::SHIPMENT_STATE_IN_TRANSIT);
  EXPECT_FALSE(Listed(first, "ALA1").has_ended_at());
  EXPECT_EQ(TakeBack(first), "accepted");
}

// The sender's book is closed with what was sent; what is missing or too much is the receiver's.
TEST_F(Shipments, ThatDifferTakeTwoAndAreTheReceiversVariance) {
  for (const char* product : {kTen, kFive}) {
    Moved("ALA1", product);
    Moved("SEM1", product);
  }
  const std::string id = Sent({{kTen, 100}, {kFive, 10}});
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 99}, {kFive, 12}})),
            "shipment_differs METHADONE-10MG LOT-1, METHADONE-5MG LOT-1");
  EXPECT_EQ(Moved("SEM1", kTen), "");
  EXPECT_EQ(Alarms(id), 0);
  EXPECT_EQ(AcknowledgeByTwo(Arrival(id, {{kTen, 99}, {kFive, 12}})), "accepted");
  EXPECT_EQ(Moved("ALA1", kTen), "safe -100 transferred 100");
  EXPECT_EQ(Moved("SEM1", kTen), "safe 99 transferred -100 variance 1");
  EXPECT_EQ(Moved("ALA1", kFive), "safe -10 transferred 10");
  EXPECT_EQ(Moved("SEM1", kFive), "safe 12 transferred -10 variance -2");
  EXPECT_EQ(Alarms(id), 1);
  EXPECT_EQ(clinic().Sql("SELECT site_code FROM alarm WHERE occasion = '" + id + "'"), "SEM1");
}

TEST_F(Shipments, OfWhichNothingArrivesAreAcknowledgedAsNothing) {
  Moved("SEM1", kTen);
  const std::string id = Sent({{kTen, 5}});
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 0}})), "shipment_differs METHADONE-10MG LOT-1");
  EXPECT_EQ(AcknowledgeByTwo(Arrival(id, {{kTen, 0}})), "accepted");
  EXPECT_EQ(Moved("SEM1", kTen), "transferred -5 variance 5");
}

TEST_F(Shipments, WhoseSealDiffersTakeTwo) {
  const std::string id = Sent({{kTen, 5}});
  auto broken = Arrival(id, {{kTen, 5}});
  broken.set_seal_broken(true);
  EXPECT_EQ(Acknowledge(broken), "shipment_differs seal");
  auto other = Arrival(id, {{kTen, 5}});
  other.set_seal("PL-4712");
  EXPECT_EQ(Acknowledge(other), "shipment_differs seal");
  other.set_request_id(NewId());
  EXPECT_EQ(AcknowledgeByTwo(other), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT seal || ' ' || differs FROM shipment_end WHERE shipment_id = '" +
                         id + "'"),
            "PL-4712 true");
  EXPECT_EQ(Alarms(id), 1) << "somebody may have had his hand in it";
}

TEST_F(Shipments, AreAcknowledgedLotByLotAsTheyWereSent) {
  const std::string id = Sent({{kTen, 5}, {kFive, 5}});
  const auto says = [](const v1::AcknowledgeShipmentRequest& request) {
    const auto status = Ask(&Stub::AcknowledgeShipment, request, "SEM1").status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(says(Arrival(id, {{kTen, 5}})), HasSubstr("lots: got no METHADONE-5MG LOT-1"));
  EXPECT_THAT(says(Arrival(id, {{kTen, 5}, {kFive, 5}, {kLiquid, 1}})),
              HasSubstr("lots.lot_number: got METHADONE-10MG-ML LOT-1"));
  auto twice = Arrival(id, {{kTen, 5}, {kFive, 5}});
  *twice.add_lots() = twice.lots(0);
  EXPECT_THAT(says(twice), HasSubstr("each lot once"));
  EXPECT_EQ(
      Ask(&Stub::AcknowledgeShipment, Arrival(id, {{kTen, 5}, {kFive, 5}}), "ALA1").status().code(),
      Code::kNotFound)
      << "who sent it does not acknowledge it";
  EXPECT_EQ(TakeBack(id), "accepted");
}

TEST_F(Shipments, AreTakenBackBySenderAloneWhileTheyAreOnTheirWay) {
  Moved("ALA1", kTen);
  Moved("SEM1", kTen);
  const std::string id = Sent({{kTen, 5}});
  EXPECT_EQ(InWords(Must(Ask(&Stub::TakeBackShipment, Back(id), "ALA1")).outcome()), "same_person");
  EXPECT_EQ(AskByTwo("TakeBackShipment", &Stub::TakeBackShipment, Back(id), "SEM1").status().code(),
            Code::kNotFound);
  EXPECT_EQ(TakeBack(id), "accepted");
  EXPECT_EQ(Moved("ALA1", kTen), "");
  EXPECT_EQ(Moved("SEM1", kTen), "");
  EXPECT_EQ(TakeBack(id), "wrong_state taken_back");
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 5}})), "wrong_state taken_back");
  EXPECT_EQ(Listed(id, "SEM1").state(), v1::SHIPMENT_STATE_TAKEN_BACK);
  EXPECT_EQ(Listed(id, "SEM1").acknowledged_size(), 0);
}

TEST_F(Shipments, LeaveByTwoAndOutOfWhatIsThere) {
  Moved("ALA1", kTen);
  EXPECT_EQ(InWords(Must(Ask(&Stub::SendStock, Parcel("SEM1", {{kTen, 5}}), "ALA1")).outcome()),
            "same_person");
  const int64_t safe = Balance("safe", "", kTen);
  EXPECT_EQ(InWords(Must(Send(Parcel("SEM1", {{kFive, 1}, {kTen, safe + 1}}))).outcome()),
            "stock_short");
  EXPECT_EQ(Moved("ALA1", kTen), "") << "all of it or none";
  EXPECT_EQ(TakeBack(Sent({{kTen, safe}})), "accepted") << "to the last tablet";
}

TEST_F(Shipments, HaveToBePlainlySaid) {
  const auto says = [](const v1::SendStockRequest& request, Code code = Code::kInvalidArgument) {
    const auto status = Send(request).status();
    EXPECT_EQ(status.code(), code) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(says(Parcel("ALA1", {{kTen, 1}})), HasSubstr("to_site: got ALA1"));
  EXPECT_THAT(says(Parcel("XXX9", {{kTen, 1}})), HasSubstr("to_site: got XXX9"));
  EXPECT_THAT(says(Parcel("SEM1", {{kTen, 0}})), HasSubstr("lots.quantity: got 0"));
  EXPECT_THAT(says(Parcel("SEM1", {{kTen, 1}}, "NEVER"), Code::kNotFound),
              HasSubstr("lots.lot_number"));
  auto twice = Parcel("SEM1", {{kTen, 1}});
  *twice.add_lots() = twice.lots(0);
  EXPECT_THAT(says(twice), HasSubstr("each lot once"));
}

TEST_F(Shipments, StandInBothBooksUnderTheirOwnNames) {
  const std::string id = Sent({{kTen, 7}});
  clinic().Advance(absl::Minutes(1));
  EXPECT_EQ(AcknowledgeByTwo(Arrival(id, {{kTen, 6}})), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT string_agg(site_code || ' ' || kind, ', ' ORDER BY recorded_at, "
                         "site_code) FROM shipment_entry JOIN stock_entry USING (entry_id) WHERE "
                         "shipment_id = '" +
                         id + "'"),
            "ALA1 shipment_sent, ALA1 shipment_handed_over, SEM1 shipment_received");
  // Nobody takes back one side of it.
  v1::CorrectStockEntryRequest correction;
  correction.set_request_id(NewId());
  correction.set_entry_id(clinic().Sql(
      "SELECT entry_id FROM shipment_entry JOIN stock_entry USING (entry_id) WHERE kind = "
      "'shipment_received' AND shipment_id = '" +
      id + "'"));
  correction.set_reason("meant to be seven");
  link::Link& desk = Desk("stock_custodian", "SEM1");
  correction.set_approval_id(
      clinic().ApprovalFor(desk, "SEM1", "oat.v1.StockService.CorrectStockEntry", correction));
  EXPECT_EQ(
      InWords(Must(desk.Call(&v1::StockService::Stub::CorrectStockEntry, correction)).outcome()),
      "wrong_state shipment_received");
}

// The strengths of which a site makes doses are those that its safe has known.
TEST_F(Shipments, BringASiteAStrengthThatItNeverHeld) {
  const char* kWeekly = "BUPRENORPHINE-DEPOT-WEEKLY-8MG";
  const auto knows = [&](const std::string& site) {
    return clinic().Sql(absl::StrCat("SELECT count(*) FROM balance WHERE site_code = '", site,
                                     "' AND account = 'safe' AND product_code = '", kWeekly, "'"));
  };
  v1::ReceiveStockRequest receipt;
  receipt.set_request_id(NewId());
  receipt.set_product_code(kWeekly);
  receipt.set_lot_number("W-8");
  receipt.set_expires_on("2028-01-31");
  receipt.set_quantity(10);
  Must(Stock(&v1::StockService::Stub::ReceiveStock, receipt, "stock_custodian"));
  EXPECT_EQ(knows("ALA1"), "1");
  EXPECT_EQ(knows("SEM1"), "0");
  const std::string id = Sent(Parcel("SEM1", {{kWeekly, 10}}, "W-8"));
  EXPECT_EQ(knows("SEM1"), "0");
  EXPECT_EQ(Acknowledge(Arrival(id, {{kWeekly, 10}}, "W-8")), "accepted");
  EXPECT_EQ(knows("SEM1"), "1");
}

}  // namespace
}  // namespace oat::test
