// Two sites that act on one shipment at the same moment, and lots that are called back meanwhile.
#include <functional>
#include <thread>

#include "oat/v1/shipment.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "tests/shipments/shipments_test.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using testing::UnorderedElementsAre;

class ShipmentRaces : public Between {
 protected:
  using Answer = std::function<std::string()>;

  // Both at once: neither can lock the sender's safe before both are on their way.
  static std::vector<std::string> AtOnce(const Answer& one, const Answer& other) {
    std::vector<std::string> answers(2);
    auto blocker = std::make_unique<Blocker>(clinic(), "SELECT lock_station_balances('ALA1', '')");
    std::thread first([&] { answers[0] = one(); });
    std::thread second([&] { answers[1] = other(); });
    WaitUntilBlocked(clinic(), 2);
    blocker.reset();
    first.join();
    second.join();
    return answers;
  }
  // Made beforehand: the consents, and a desk of its own for each.
  static Answer Acknowledging(const std::string& shipment, const Products& products) {
    auto request = Arrival(shipment, products);
    std::shared_ptr<link::Link> desk = clinic().NewDesk("stock_custodian", "SEM1", "");
    request.set_approval_id(
        clinic().ApprovalFor(*desk, "SEM1", "oat.v1.ShipmentService.AcknowledgeShipment", request));
    return [=] { return InWords(Must(desk->Call(&Stub::AcknowledgeShipment, request)).outcome()); };
  }
  static Answer TakingBack(const std::string& shipment) {
    auto request = Back(shipment);
    std::shared_ptr<link::Link> desk = clinic().NewDesk("stock_custodian", "ALA1", "");
    request.set_approval_id(
        clinic().ApprovalFor(*desk, "ALA1", "oat.v1.ShipmentService.TakeBackShipment", request));
    return [=] { return InWords(Must(desk->Call(&Stub::TakeBackShipment, request)).outcome()); };
  }
};

TEST_F(ShipmentRaces, OfAnAcknowledgementAndATakingBackHaveOneWinner) {
  int arrived = 0;
  for (int i = 0; i < 8; ++i) {
    Moved("ALA1", kTen);
    Moved("SEM1", kTen);
    const std::string id = Sent({{kTen, 10}});
    const auto acknowledging = Acknowledging(id, {{kTen, 9}});
    const auto taking = TakingBack(id);
    // Who is asked first is turn about.
    auto answers = i % 2 == 0 ? AtOnce(acknowledging, taking) : AtOnce(taking, acknowledging);
    const bool is_here = Listed(id, "ALA1").state() == v1::SHIPMENT_STATE_ACKNOWLEDGED;
    EXPECT_THAT(answers, UnorderedElementsAre("accepted", is_here ? "wrong_state acknowledged"
                                                                  : "wrong_state taken_back"));
    arrived += is_here ? 1 : 0;
    EXPECT_EQ(Balance("in_transit", "", kTen), 0);
    EXPECT_EQ(clinic().Sql("SELECT count(*) FROM shipment_end WHERE shipment_id = '" + id + "'"),
              "1");
  }
  EXPECT_EQ(Moved("SEM1", kTen), arrived == 0 ? ""
                                              : absl::StrCat("safe ", 9 * arrived, " transferred ",
                                                             -10 * arrived, " variance ", arrived));
}

TEST_F(ShipmentRaces, OfTwoAcknowledgementsHaveOneWinner) {
  for (int i = 0; i < 4; ++i) {
    Moved("SEM1", kTen);
    const std::string id = Sent({{kTen, 10}});
    EXPECT_THAT(AtOnce(Acknowledging(id, {{kTen, 10}}), Acknowledging(id, {{kTen, 9}})),
                UnorderedElementsAre("accepted", "wrong_state acknowledged"));
  }
  EXPECT_EQ(Balance("in_transit", "", kTen), 0);
}

// Crosswise: each site's shipment is acknowledged by the other, both locking both safes.
TEST_F(ShipmentRaces, OfShipmentsThatCrossHaveTwo) {
  for (int i = 0; i < 4; ++i) {
    const std::string there = Sent({{kTen, 10}});
    const std::string back = Sent(Parcel("ALA1", {{kTen, 10}}), "SEM1");
    auto request = Arrival(back, {{kTen, 10}});
    std::shared_ptr<link::Link> desk = clinic().NewDesk("stock_custodian", "ALA1", "");
    EXPECT_THAT(
        AtOnce(Acknowledging(there, {{kTen, 10}}),
               [&] {
                 return InWords(Must(desk->Call(&Stub::AcknowledgeShipment, request)).outcome());
               }),
        UnorderedElementsAre("accepted", "accepted"));
  }
}

// A lot that is called back while it is on its way arrives, and goes no further.
class RecalledLots : public Between {
 protected:
  static void Recall(const std::string& lot) {
    v1::SetLotStandingRequest request;
    request.set_request_id(NewId());
    request.set_product_code(kTen);
    request.set_lot_number(lot);
    request.set_standing(v1::LOT_STANDING_RECALLED);
    request.set_reason("the maker's letter of today");
    EXPECT_EQ(
        InWords(Must(Stock(&v1::StockService::Stub::SetLotStanding, request, "stock_custodian"))
                    .outcome()),
        "accepted");
  }
  static void Receive(const std::string& lot, const std::string& expires_on) {
    v1::ReceiveStockRequest receipt;
    receipt.set_request_id(NewId());
    receipt.set_product_code(kTen);
    receipt.set_lot_number(lot);
    receipt.set_expires_on(expires_on);
    receipt.set_quantity(100);
    EXPECT_EQ(InWords(Must(Stock(&v1::StockService::Stub::ReceiveStock, receipt, "stock_custodian"))
                          .outcome()),
              "accepted");
  }
  static std::string IssuedAt(const std::string& site, const std::string& lot) {
    v1::MoveStockRequest move;
    move.set_request_id(NewId());
    move.set_product_code(kTen);
    move.set_lot_number(lot);
    move.set_station("W1");
    move.set_quantity(1);
    return InWords(
        Must(Stock(&v1::StockService::Stub::MoveStock, move, "stock_custodian", site)).outcome());
  }
  // "ALA1 100": who has it on hand, as the trace says.
  static std::string Traced(const std::string& lot) {
    v1::TraceLotRequest request;
    request.set_product_code(kTen);
    request.set_lot_number(lot);
    std::vector<std::string> sites;
    const auto traced = Must(Stock(&v1::StockService::Stub::TraceLot, request));
    for (const v1::LotAtSite& site : traced.sites()) {
      sites.push_back(absl::StrCat(site.site_code(), " ", site.on_hand()));
    }
    return absl::StrJoin(sites, ", ");
  }
};

TEST_F(RecalledLots, ArriveAndGoToNoWindowAndAreSentBack) {
  Receive("CALLED", "2028-06-30");
  const std::string id = Sent(Parcel("SEM1", {{kTen, 60}}, "CALLED"));
  EXPECT_EQ(Traced("CALLED"), "ALA1 100") << "what is on its way is still the sender's";
  Recall("CALLED");
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 60}}, "CALLED")), "accepted");
  EXPECT_EQ(Traced("CALLED"), "ALA1 40, SEM1 60");
  EXPECT_EQ(IssuedAt("SEM1", "CALLED"), "lot_held CALLED recalled");
  const std::string back = Sent(Parcel("ALA1", {{kTen, 60}}, "CALLED"), "SEM1");
  EXPECT_EQ(Acknowledge(Arrival(back, {{kTen, 60}}, "CALLED"), "ALA1"), "accepted");
  EXPECT_EQ(Traced("CALLED"), "ALA1 100, SEM1 0");
}

TEST_F(RecalledLots, ThatHaveExpiredAreSentToo) {
  Receive("PAST", "2026-11-21");
  At(22, 9, 0);
  const std::string id = Sent(Parcel("SEM1", {{kTen, 100}}, "PAST"));
  EXPECT_EQ(Acknowledge(Arrival(id, {{kTen, 100}}, "PAST")), "accepted");
}

}  // namespace
}  // namespace oat::test
