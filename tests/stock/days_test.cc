// The evening's signature, what goes back to its sender, and what counts say together.
#include <gmock/gmock.h>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

constexpr char kTenPerMl[] = "METHADONE-10MG-ML";

class StockDay : public WindowTest {
 protected:
  using Stub = v1::StockService::Stub;

  template <class Request, class Response>
  static Response ByCustodian(const std::string& method, Method<Stub, Request, Response> call,
                              Request request, bool by_two = true) {
    request.set_request_id(NewId());
    link::Link& desk = Desk("stock_custodian");
    if (by_two) {
      request.set_approval_id(
          clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService." + method, request));
    }
    return Must(desk.Call(call, request));
  }
  static v1::CloseStockDayResponse Close(const std::string& day, bool by_two = true) {
    v1::CloseStockDayRequest request;
    request.set_day(day);
    return ByCustodian("CloseStockDay", &Stub::CloseStockDay, request, by_two);
  }
  static std::string Answer(const std::string& day) { return InWords(Close(day).outcome()); }
  // Two people measure what the book has, with so much of a product less.
  static void Count(const std::string& station, int64_t missing = 0) {
    v1::CountStockRequest request;
    request.set_request_id(NewId());
    request.set_station(station);
    const v1::Account account = station.empty() ? v1::ACCOUNT_SAFE : v1::ACCOUNT_STATION;
    const auto balances = Must(Stock(&Stub::GetBalances, v1::GetBalancesRequest()));
    for (const v1::StockAccount& one : balances.accounts()) {
      if (one.account() != account || one.station() != station) continue;
      v1::CountedLot* lot = request.add_lots();
      lot->set_product_code(one.product_code());
      lot->set_lot_number(one.lot_number());
      lot->set_quantity(one.quantity() - (one.product_code() == kTenPerMl ? missing : 0));
    }
    EXPECT_EQ(
        Reasons(
            Must(Stock(&Stub::CountStock, ByTwo("StockService.CountStock", request))).outcome()),
        "accepted");
  }
  static void SignWaste(const std::string& station) {
    v1::SignWasteRequest request;
    request.set_request_id(NewId());
    request.set_station(station);
    Must(Stock(&Stub::SignWaste, ByTwo("StockService.SignWaste", request)));
  }
  static v1::ReturnStockRequest Returned(const std::string& lot, int64_t quantity) {
    v1::ReturnStockRequest request;
    request.set_product_code(kTenPerMl);
    request.set_lot_number(lot);
    request.set_quantity(quantity);
    request.set_recipient("Pharma, Abai 1, Almaty");
    request.set_reason("expired, paper 17");
    return request;
  }
};

// One day from the morning on: each thing that is open is named in turn.
TEST_F(StockDay, IsClosedOnceEverythingIsCountedSettledAndDestroyed) {
  EXPECT_EQ(Reasons(Close("2026-11-21", false).outcome()), "same_person");
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(Answer("2026-11-21"), "count_open_doses 1");
  Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 40'000, true));
  EXPECT_EQ(Answer("2026-11-21"), "waste_unsigned W1");
  SignWaste("W1");
  EXPECT_EQ(Answer("2026-11-21"), "place_not_counted W1, W2, safe");
  At(21, 18, 0);
  Count("W2");
  EXPECT_EQ(Answer("2026-11-21"), "place_not_counted W1, safe");
  Count("W1", 1'000);
  Count("");
  At(21, 18, 30);
  Give(Admit());
  EXPECT_EQ(Answer("2026-11-21"), "place_not_counted W1");
  At(21, 18, 40);
  Count("W1");
  const auto closed = Close("2026-11-21");
  EXPECT_EQ(InWords(closed.outcome()), "accepted");
  EXPECT_EQ(closed.unexplained(), 1) << "the millilitre at W1";
  EXPECT_EQ(std::to_string(closed.entries()),
            clinic().Sql("SELECT count(*) FROM stock_entry WHERE site_code = 'ALA1'"));
  // What was signed is what the book has.
  int64_t signed_for = 0;
  for (const v1::StockAccount& one : closed.on_hand()) {
    if (one.product_code() == kTenPerMl) signed_for += one.quantity();
  }
  EXPECT_EQ(signed_for, Balance("safe", "", kTenPerMl) + Balance("station", "W1", kTenPerMl) +
                            Balance("station", "W2", kTenPerMl));
  EXPECT_EQ(clinic().Sql("SELECT sum(quantity) FROM stock_day_line WHERE site_code = 'ALA1' AND "
                         "product_code = 'METHADONE-10MG-ML'"),
            std::to_string(signed_for));
  EXPECT_EQ(Answer("2026-11-21"), "wrong_state closed");
}

// What moves after midnight is the next day's.
TEST_F(StockDay, OfYesterdayIsClosedByACountOfThisMorning) {
  At(24, 18, 0);
  Give(Admit());
  At(25, 7, 0);
  EXPECT_THAT(Answer("2026-11-24"), HasSubstr("place_not_counted"));
  for (const char* place : {"W1", "W2", ""}) Count(place);
  At(25, 8, 0);
  Give(Admit());
  EXPECT_EQ(Answer("2026-11-24"), "accepted");
  EXPECT_EQ(Answer("2026-11-25"), "place_not_counted W1");
}

TEST_F(StockDay, ThatHasNotBegunIsNotClosed) {
  v1::CloseStockDayRequest request;
  request.set_request_id(NewId());
  request.set_day("2026-11-22");
  EXPECT_THAT(
      std::string(Stock(&Stub::CloseStockDay, request, "stock_custodian").status().message()),
      HasSubstr("day: got 2026-11-22, wanted 2026-11-21 or before"));
}

TEST_F(StockDay, ReturnsALotToItsSender) {
  v1::ReceiveStockRequest receive;
  receive.set_request_id(NewId());
  receive.set_product_code(kTenPerMl);
  receive.set_lot_number("BACK");
  receive.set_expires_on("2026-11-30");
  receive.set_quantity(5'000);
  receive.set_supplier("Pharma, Abai 1, Almaty");
  Must(Stock(&Stub::ReceiveStock, receive, "stock_custodian"));
  const auto send = [](const v1::ReturnStockRequest& request, bool by_two = true) {
    return Reasons(ByCustodian("ReturnStock", &Stub::ReturnStock, request, by_two).outcome());
  };
  EXPECT_EQ(send(Returned("BACK", 5'000), false), "same_person");
  EXPECT_EQ(send(Returned("BACK", 5'001)), "stock_short");
  EXPECT_EQ(send(Returned("BACK", 4'000)), "accepted");
  EXPECT_EQ(Balance("safe", "", kTenPerMl, "BACK"), 1'000);
  EXPECT_EQ(Balance("returned", "", kTenPerMl, "BACK"), 4'000);
  EXPECT_EQ(clinic().Sql("SELECT recipient || '; ' || reason FROM stock_return"),
            "Pharma, Abai 1, Almaty; expired, paper 17");
  EXPECT_EQ(clinic().Sql("SELECT supplier FROM stock_receipt r JOIN posting USING (entry_id) "
                         "WHERE lot_number = 'BACK' AND account = 'safe'"),
            "Pharma, Abai 1, Almaty");
}

TEST_F(StockDay, LearnsWhatAWindowLosesInAPour) {
  At(26, 8, 0);
  Count("W2");
  At(26, 9, 0);
  for (int i = 0; i < 4; ++i) {
    const std::string number = Admit();
    const std::string dose = Open(number, "ALA1", "W2");
    Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN));
  }
  At(26, 10, 0);
  Count("W2", 200);
  v1::GetStockPatternsRequest request;
  request.set_from_day("2026-11-26");
  request.set_until_day("2026-11-26");
  const auto patterns = Must(Stock(&Stub::GetStockPatterns, request, "stock_custodian"));
  const v1::HandlingLoss* loss = nullptr;
  for (const v1::HandlingLoss& one : patterns.losses()) {
    if (one.station() == "W2" && one.product_code() == kTenPerMl) loss = &one;
  }
  ASSERT_NE(loss, nullptr);
  EXPECT_EQ(loss->counts(), 2);
  EXPECT_EQ(loss->pours(), 4);
  EXPECT_EQ(loss->poured(), 32'000);
  EXPECT_EQ(loss->missing(), 200);
  EXPECT_EQ(loss->missing_per_pour(), 50);
  ASSERT_EQ(patterns.people_size(), 1);
  EXPECT_EQ(patterns.people(0).login(), Clinic::LoginOf("nurse", "ALA1"));
  EXPECT_EQ(patterns.people(0).short_counts(), 1);
  EXPECT_FALSE(patterns.people(0).stands_out());
  request.set_until_day("2026-11-25");
  EXPECT_EQ(Stock(&Stub::GetStockPatterns, request, "stock_custodian").status().code(),
            absl::StatusCode::kInvalidArgument);
}

class StockPattern : public StockDay {
 protected:
  // The nurse of the desk is this one from now on.
  static void Takes(const std::string& login) { clinic().SignIn(Desk(), login); }
  static int Alarms() {
    return std::stoi(clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'stock_pattern'"));
  }
};

// After each of hers a tenth of a millilitre is missing, after each of the other's nothing is. With
// six short of six and none of five the chance is 1 in 462, twice that for two people; with five of
// five and none of four 1 in 126.
TEST_F(StockPattern, IsToldToTheAuditorOnceAMonth) {
  const std::string hers = Clinic::LoginOf("nurse", "ALA1");
  Count("W1");  // which the second nurse signs too: she is there from now on
  for (int i = 0; i < 7; ++i) {
    At(21 + i, 9, 0);
    Takes(hers);
    Give(Admit());
    At(21 + i, 10, 0);
    Count("W1", 100);
    EXPECT_EQ(Alarms(), i < 5 ? 0 : 1) << i;
    At(21 + i, 11, 0);
    Takes(hers + "-2");
    Give(Admit());
    Takes(hers);
    At(21 + i, 12, 0);
    Count("W1");
  }
  EXPECT_EQ(clinic().Sql("SELECT login FROM alarm JOIN staff USING (staff_id) "
                         "WHERE kind = 'stock_pattern'"),
            hers);
}

}  // namespace
}  // namespace oat::test
