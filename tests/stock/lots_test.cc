// Lots at a real clinic: read off their packs, kept back, traced; and the book, taken back.
#include <gmock/gmock.h>

#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kTen[] = "METHADONE-10MG";
constexpr char kGtin[] = "04012345678901";

class Lots : public UnderPacks {
 protected:
  using Stub = v1::StockService::Stub;

  template <class Request, class Response>
  static Response ByCustodian(Method<Stub, Request, Response> method, Request request,
                              const std::string& second_for = "") {
    link::Link& desk = Desk("stock_custodian");
    request.set_request_id(NewId());
    if constexpr (requires { request.set_approval_id(""); }) {
      if (!second_for.empty()) {
        request.set_approval_id(
            clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService." + second_for, request));
      }
    }
    return Must(desk.Call(method, request));
  }
  // Lets back, or keeps back, by one or by two.
  static std::string Hold(const std::string& lot, v1::LotStanding standing, bool by_two = false) {
    v1::SetLotStandingRequest request;
    request.set_product_code(kTen);
    request.set_lot_number(lot);
    request.set_standing(standing);
    request.set_reason("the maker's letter of today");
    link::Link& desk = Desk("stock_custodian");
    request.set_request_id(NewId());
    if (by_two) {
      const std::string second = Second();
      request.set_approval_id(
          Must(clinic().Approve(desk, second, "oat.v1.StockService.SetLotStanding", request)));
    }
    return InWords(Must(desk.Call(&Stub::SetLotStanding, request)).outcome());
  }
  static std::string Linked(const std::string& gtin, const std::string& product) {
    v1::LinkPackCodeRequest request;
    request.set_gtin(gtin);
    request.set_product_code(product);
    link::Link& desk = Desk("stock_custodian");
    request.set_request_id(NewId());
    const std::string second = Second();
    request.set_approval_id(
        Must(clinic().Approve(desk, second, "oat.v1.StockService.LinkPackCode", request)));
    return Reasons(Must(desk.Call(&Stub::LinkPackCode, request)).outcome());
  }
  static v1::ReceiveStockRequest Pack(const std::string& lot, const std::string& serial,
                                      int64_t quantity) {
    v1::ReceiveStockRequest request;
    request.set_request_id(NewId());
    request.set_pack_code(absl::StrCat("(01)", kGtin, "(17)280630(10)", lot, "(21)", serial));
    request.set_quantity(quantity);
    return request;
  }
  static absl::StatusOr<v1::ReceiveStockResponse> Receive(const v1::ReceiveStockRequest& request) {
    return Stock(&Stub::ReceiveStock, request, "stock_custodian");
  }
  static v1::MoveStockRequest Issue(const std::string& lot, int64_t quantity) {
    v1::MoveStockRequest request;
    request.set_product_code(kTen);
    request.set_lot_number(lot);
    request.set_station("W1");
    request.set_quantity(quantity);
    return request;
  }
  // The entries of today that touch a lot, with the balances after them.
  static std::vector<std::string> Book(const std::string& lot) {
    v1::GetStockBookRequest request;
    request.set_day("2026-11-21");
    std::vector<std::string> lines;
    const auto book = Must(Stock(&Stub::GetStockBook, request));
    for (const v1::StockEntry& entry : book.entries()) {
      for (const v1::StockLine& line : entry.lines()) {
        if (line.lot_number() != lot) continue;
        entry_ = entry.entry_id();
        lines.push_back(absl::StrCat(entry.kind(), " ", contract::Code(line.account()), " ",
                                     line.quantity(), " -> ", line.balance()));
      }
    }
    return lines;
  }
  static v1::CorrectStockEntryRequest Correction(const std::string& entry) {
    v1::CorrectStockEntryRequest request;
    request.set_entry_id(entry);
    request.set_reason("the other lot was meant");
    return request;
  }
  static std::string Corrected(const std::string& entry, bool by_two = true) {
    return InWords(
        ByCustodian(&Stub::CorrectStockEntry, Correction(entry), by_two ? "CorrectStockEntry" : "")
            .outcome());
  }
  static inline std::string entry_;  // the last that Book found
};

TEST_F(Lots, KeptBackGoToNoWindowAndIntoNoDose) {
  At(21, 9, 0);
  StockLot(kTen, "DOUBT", "2026-12-01", 100, "W2");  // expires first, so it would go first
  EXPECT_EQ(Hold("DOUBT", v1::LOT_STANDING_QUARANTINED), "accepted");
  const std::string number = Admit("ALA1", 80, v1::DRUG_FORM_METHADONE_TABLET);
  const auto dose = Authorise(Clinic::AuthoriseRequest(number, "W2"));
  EXPECT_EQ(Reasons(dose.outcome()), "accepted");
  for (const v1::DoseLine& line : dose.lines()) EXPECT_NE(line.lot_number(), "DOUBT");
  EXPECT_EQ(InWords(ByCustodian(&Stub::MoveStock, Issue("DOUBT", 1)).outcome()),
            "lot_held DOUBT quarantined");

  EXPECT_EQ(Hold("DOUBT", v1::LOT_STANDING_RELEASED), "same_person");
  EXPECT_EQ(Hold("DOUBT", v1::LOT_STANDING_RELEASED, /*by_two=*/true), "accepted");
  const std::string other = Admit("ALA1", 80, v1::DRUG_FORM_METHADONE_TABLET);
  const auto after = Authorise(Clinic::AuthoriseRequest(other, "W2"));
  ASSERT_GT(after.lines_size(), 0);
  EXPECT_EQ(after.lines(0).lot_number(), "DOUBT");
}

TEST_F(Lots, AreTracedToThePeopleOfASiteAndInNumbersBeyondIt) {
  At(21, 9, 0);
  StockLot(kTen, "TRACED", "2026-12-01", 100, "W1");
  const std::string number = Admit("ALA1", 80, v1::DRUG_FORM_METHADONE_TABLET);
  Give(number);
  v1::TraceLotRequest request;
  request.set_product_code(kTen);
  request.set_lot_number("TRACED");
  const auto here = Must(Stock(&Stub::TraceLot, request));
  ASSERT_EQ(here.sites_size(), 1);
  EXPECT_EQ(here.sites(0).site_code(), "ALA1");
  EXPECT_EQ(here.sites(0).on_hand(), 92);
  EXPECT_EQ(here.sites(0).given(), 8);
  EXPECT_EQ(here.sites(0).patients(), 1);
  ASSERT_EQ(here.given_size(), 1);
  EXPECT_EQ(here.given(0).patient_number(), number);
  EXPECT_EQ(here.given(0).clinical_day(), "2026-11-21");
  EXPECT_EQ(here.given(0).quantity(), 8);
  EXPECT_EQ(here.standing(), v1::LOT_STANDING_RELEASED);
  const auto elsewhere = Must(Stock(&Stub::TraceLot, request, "nurse", "SEM1"));
  EXPECT_THAT(elsewhere.given(), IsEmpty()) << "another site's people are not named";
  EXPECT_EQ(elsewhere.sites(0).patients(), 1);
}

TEST_F(Lots, AreReadOffTheirPacksAndEachPackOnce) {
  EXPECT_EQ(Receive(Pack("P-1", "S1", 100)).status().code(), absl::StatusCode::kNotFound)
      << "nobody has said what it is";
  EXPECT_EQ(Linked(kGtin, kTen), "accepted");
  EXPECT_EQ(Linked(kGtin, kTen), "accepted") << "the same again says the same";
  EXPECT_EQ(Linked(kGtin, "METHADONE-5MG"), "wrong_state");
  const auto received = Must(Receive(Pack("P-1", "S1", 100)));
  EXPECT_EQ(Reasons(received.outcome()), "accepted");
  EXPECT_EQ(received.product_code(), kTen);
  EXPECT_EQ(received.lot_number(), "P-1");
  EXPECT_EQ(received.expires_on(), "2028-06-30");
  EXPECT_EQ(Balance("safe", "", kTen, "P-1"), 100);
  EXPECT_EQ(InWords(Must(Receive(Pack("P-1", "S1", 100))).outcome()), "pack_known S1");
  EXPECT_EQ(Balance("safe", "", kTen, "P-1"), 100);
  EXPECT_EQ(Reasons(Must(Receive(Pack("P-1", "S2", 100))).outcome()), "accepted");
  auto typed = Pack("P-1", "S3", 100);
  typed.set_product_code("METHADONE-5MG");
  EXPECT_THAT(std::string(Receive(typed).status().message()),
              HasSubstr("product_code: got METHADONE-5MG, wanted METHADONE-10MG"));
}

TEST_F(Lots, ThatAreNotWhatTheirNoteSaysTakeTwo) {
  v1::ReceiveStockRequest request;
  request.set_product_code(kTen);
  request.set_lot_number("SHORT");
  request.set_expires_on("2028-06-30");
  request.set_quantity(99);
  request.set_noted_quantity(100);
  request.set_delivery_note("N-17");
  EXPECT_EQ(InWords(ByCustodian(&Stub::ReceiveStock, request).outcome()), "note_differs 100 99");
  EXPECT_EQ(Balance("safe", "", kTen, "SHORT"), 0);
  EXPECT_EQ(InWords(ByCustodian(&Stub::ReceiveStock, request, "ReceiveStock").outcome()),
            "accepted");
  EXPECT_EQ(Balance("safe", "", kTen, "SHORT"), 99);
  EXPECT_EQ(clinic().Sql("SELECT delivery_note || ' ' || noted_quantity FROM stock_receipt JOIN "
                         "posting USING (entry_id) WHERE lot_number = 'SHORT' AND quantity > 0"),
            "N-17 100");
}

TEST_F(Lots, StandInTheBookWithTheirBalances) {
  At(21, 9, 0);
  v1::ReceiveStockRequest receipt;
  receipt.set_product_code(kTen);
  receipt.set_lot_number("BOOKED");
  receipt.set_expires_on("2028-06-30");
  receipt.set_quantity(500);
  ByCustodian(&Stub::ReceiveStock, receipt);
  clinic().Advance(absl::Minutes(1));
  ByCustodian(&Stub::MoveStock, Issue("BOOKED", 300));
  EXPECT_THAT(Book("BOOKED"),
              ElementsAre("receipt safe 500 -> 500", "receipt supplier -500 -> -500",
                          "issue safe -300 -> 200", "issue station 300 -> 300"));

  EXPECT_EQ(Corrected(entry_, /*by_two=*/false), "same_person");
  clinic().Advance(absl::Minutes(1));
  const std::string issue = entry_;
  EXPECT_EQ(Corrected(issue), "accepted");
  EXPECT_EQ(Balance("safe", "", kTen, "BOOKED"), 500);
  EXPECT_EQ(Balance("station", "W1", kTen, "BOOKED"), 0);
  EXPECT_EQ(Corrected(issue), "wrong_state corrected") << "once";
  EXPECT_THAT(Book("BOOKED"),
              ElementsAre("receipt safe 500 -> 500", "receipt supplier -500 -> -500",
                          "issue safe -300 -> 200", "issue station 300 -> 300",
                          "correction safe 300 -> 500", "correction station -300 -> 0"));
  EXPECT_EQ(Corrected(entry_), "wrong_state correction");
}

TEST_F(Lots, AreNotTakenBackFromWhereTheyAreNoMore) {
  At(21, 9, 0);
  v1::ReceiveStockRequest receipt;
  receipt.set_product_code(kTen);
  receipt.set_lot_number("GONE");
  receipt.set_expires_on("2028-06-30");
  receipt.set_quantity(10);
  ByCustodian(&Stub::ReceiveStock, receipt);
  Book("GONE");
  const std::string entry = entry_;
  clinic().Advance(absl::Minutes(1));
  ByCustodian(&Stub::MoveStock, Issue("GONE", 1));
  EXPECT_EQ(Corrected(entry), "stock_short");
  EXPECT_EQ(Balance("safe", "", kTen, "GONE"), 9);
}

}  // namespace
}  // namespace oat::test
