// Orders to suppliers: placed, answered by what arrives, ended, late.
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/supply.pb.h"
#include "tests/supply/supply_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SupplyOrders : public Supplies {
 protected:
  static v1::PlaceSupplyOrderRequest Wanted(int64_t quantity,
                                            const std::string& expected_on = "2026-12-01") {
    v1::PlaceSupplyOrderRequest request;
    request.set_product_code(kFive);
    request.set_quantity(quantity);
    request.set_supplier("Pharma depot, Almaty");
    request.set_expected_on(expected_on);
    request.set_reference("PO 17");
    return request;
  }
  // The order's id.
  static std::string Placed(int64_t quantity, const std::string& expected_on = "2026-12-01") {
    EXPECT_EQ(InWords(Must(Call(&Stub::PlaceSupplyOrder, Wanted(quantity, expected_on))).outcome()),
              "accepted");
    return clinic().Sql(
        "SELECT supply_order_id FROM supply_order ORDER BY supply_order_id DESC LIMIT 1");
  }
  static std::string Ended(const std::string& order, const std::string& site = site_) {
    v1::EndSupplyOrderRequest request;
    request.set_supply_order_id(order);
    request.set_reason("the supplier has none");
    const auto response = Call(&Stub::EndSupplyOrder, request, site);
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  }
  static v1::ReceiveStockRequest Answer(const std::string& order, const std::string& lot,
                                        int64_t quantity, const std::string& product = kFive) {
    v1::ReceiveStockRequest request = Arrival(lot, quantity, "2027-12-31", product);
    request.set_supply_order_id(order);
    return request;
  }
  static std::string Arrived(const v1::ReceiveStockRequest& request,
                             const std::string& site = site_) {
    const auto response = Receive(request, site);
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  }
  // "100 of 500 open", the newest first.
  static std::vector<std::string> Listed(bool open_only = false, const std::string& site = site_) {
    v1::ListSupplyOrdersRequest request;
    request.set_open_only(open_only);
    std::vector<std::string> listed;
    const auto orders = Must(Call(&Stub::ListSupplyOrders, request, site));
    for (const v1::SupplyOrder& one : orders.orders()) {
      listed.push_back(absl::StrCat(one.received(), " of ", one.quantity(),
                                    one.is_open() ? " open" : " closed",
                                    one.is_late() ? " late" : ""));
    }
    return listed;
  }
};

TEST_F(SupplyOrders, AreListedWithWhatCameOfThem) {
  const std::string first = Placed(500'000);
  clinic().Advance(absl::Minutes(1));
  Placed(70'000);
  EXPECT_THAT(Listed(), ElementsAre("0 of 70000 open", "0 of 500000 open"));
  EXPECT_THAT(Listed(false, "ALA1"), IsEmpty());
  EXPECT_EQ(Arrived(Answer(first, "A", 200'000)), "accepted");
  EXPECT_EQ(Arrived(Answer(first, "B", 299'999)), "accepted");
  EXPECT_THAT(Listed(), ElementsAre("0 of 70000 open", "499999 of 500000 open"));
  EXPECT_EQ(Arrived(Answer(first, "B", 5)), "accepted") << "more than was ordered may come";
  EXPECT_THAT(Listed(), ElementsAre("0 of 70000 open", "500004 of 500000 closed"));
  EXPECT_THAT(Listed(true), ElementsAre("0 of 70000 open"));
}

TEST_F(SupplyOrders, AreAnsweredByTheirSiteWithTheirProduct) {
  const std::string order = Placed(500'000);
  const std::string no = absl::StrCat("supply_order_id: this site has no such order of ", kFive);
  EXPECT_EQ(Arrived(Answer(NewId(), "A", 1'000)), no);
  EXPECT_EQ(Arrived(Answer(order, "A", 1'000), "ALA1"), no);
  EXPECT_EQ(Arrived(Answer(order, "A", 10, "METHADONE-10MG")),
            "supply_order_id: this site has no such order of METHADONE-10MG");
  EXPECT_THAT(Listed(), ElementsAre("0 of 500000 open"));
}

TEST_F(SupplyOrders, AreNotAnsweredByAReceiptThatWasTakenBack) {
  const std::string order = Placed(500'000);
  EXPECT_EQ(Arrived(Answer(order, "A", 200'000)), "accepted");
  v1::CorrectStockEntryRequest back;
  back.set_request_id(NewId());
  back.set_entry_id(clinic().Sql(
      absl::StrCat("SELECT entry_id FROM stock_receipt WHERE supply_order_id = '", order, "'")));
  back.set_reason("the other lot was meant");
  link::Link& desk = Desk("stock_custodian", site_);
  Desk("nurse", site_);
  back.set_approval_id(
      Must(clinic().Approve(desk, Second(), "oat.v1.StockService.CorrectStockEntry", back)));
  EXPECT_EQ(InWords(Must(desk.Call(&v1::StockService::Stub::CorrectStockEntry, back)).outcome()),
            "accepted");
  EXPECT_THAT(Listed(), ElementsAre("0 of 500000 open"));
}

TEST_F(SupplyOrders, EndOnceAndNotWhereAllHasCome) {
  const std::string order = Placed(500'000);
  EXPECT_EQ(Ended(order, "ALA1"), "supply_order_id: this site has no such order");
  EXPECT_EQ(Ended(order), "accepted");
  EXPECT_THAT(Listed(), ElementsAre("0 of 500000 closed"));
  EXPECT_EQ(Ended(order), "wrong_state ended");
  EXPECT_EQ(Arrived(Answer(order, "A", 500'000)), "accepted") << "what came is here all the same";
  EXPECT_EQ(Ended(order), "wrong_state ended");
  const std::string full = Placed(1'000);
  EXPECT_EQ(Arrived(Answer(full, "A", 1'000)), "accepted");
  EXPECT_EQ(Ended(full), "wrong_state received");
}

TEST_F(SupplyOrders, AreLateAfterTheDayOnWhichTheyShouldBeHere) {
  Placed(1'000, "2026-11-22");
  At(22, 20, 0);
  EXPECT_THAT(Listed(), ElementsAre("0 of 1000 open"));
  At(23, 8, 0);
  EXPECT_THAT(Listed(), ElementsAre("0 of 1000 open late"));
}

TEST_F(SupplyOrders, AreOfAKnownProductForADayToCome) {
  EXPECT_THAT(
      std::string(Call(&Stub::PlaceSupplyOrder, Wanted(1, "2026-11-20")).status().message()),
      HasSubstr("expected_on: got 2026-11-20"));
  EXPECT_EQ(InWords(Must(Call(&Stub::PlaceSupplyOrder, Wanted(1, "2026-11-21"))).outcome()),
            "accepted");
  v1::PlaceSupplyOrderRequest unknown = Wanted(1);
  unknown.set_product_code("MORPHINE");
  EXPECT_EQ(Call(&Stub::PlaceSupplyOrder, unknown).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SupplyOrders, CountInTheForecastUntilTheyCome) {
  const std::string order = Placed(500'000);
  EXPECT_EQ(Of(kSolution, 5).ordered_micrograms(), 2'500'000);
  EXPECT_EQ(Arrived(Answer(order, "A", 200'000)), "accepted");
  EXPECT_EQ(Of(kSolution, 5).ordered_micrograms(), 1'500'000);
  EXPECT_EQ(Of(kSolution, 5).on_hand_micrograms(), 1'000'000);
  EXPECT_EQ(Ended(order), "accepted");
  EXPECT_EQ(Of(kSolution, 5).ordered_micrograms(), 0);
}

}  // namespace
}  // namespace oat::test
