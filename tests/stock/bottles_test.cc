// One open bottle of a product at a window, at a real clinic.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "tests/prescribing/under_packs.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

constexpr char kTenPerMl[] = "METHADONE-10MG-ML";

class OpenBottle : public WindowTest {
 protected:
  using Stub = v1::StockService::Stub;

  static v1::ChangeBottleRequest Change(const std::string& station, int64_t quantity,
                                        int64_t residue = 0, const std::string& lot = "LOT-1") {
    v1::ChangeBottleRequest request;
    request.set_request_id(NewId());
    request.set_station(station);
    request.set_product_code(kTenPerMl);
    if (quantity > 0) request.set_lot_number(lot);
    request.set_quantity(quantity);
    request.set_residue(residue);
    return request;
  }
  static std::string Alone(const v1::ChangeBottleRequest& request) {
    return Reasons(Must(Stock(&Stub::ChangeBottle, request)).outcome());
  }
  static v1::ChangeBottleResponse Both(const v1::ChangeBottleRequest& request) {
    return Must(Stock(&Stub::ChangeBottle, ByTwo("StockService.ChangeBottle", request)));
  }
  static std::string ByBoth(const v1::ChangeBottleRequest& request) {
    return Reasons(Both(request).outcome());
  }
  // Whatever an earlier test left open is closed as the book has it.
  static void CloseAny(const std::string& station) {
    const int64_t left = Balance("open_bottle", station, kTenPerMl);
    Both(Change(station, 0, left));
  }
  void TearDown() override {
    for (const char* station : {"W1", "W2"}) CloseAny(station);
    WindowTest::TearDown();
  }
};

TEST_F(OpenBottle, IsTheOneFromWhichDosesArePoured) {
  const int64_t closed = Balance("station", "W1", kTenPerMl);
  EXPECT_EQ(Alone(Change("W1", 1'000'000)), "accepted");
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), closed - 1'000'000);
  Give(Admit());  // 80 mg are 8 mL
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 992'000);
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), closed - 1'000'000);
  // The other window has no open bottle and pours as before.
  const int64_t other = Balance("station", "W2", kTenPerMl);
  Open(Admit(), "ALA1", "W2");
  EXPECT_EQ(Balance("station", "W2", kTenPerMl), other - 8'000);
}

TEST_F(OpenBottle, TakesBackADoseThatWasNotPoured) {
  EXPECT_EQ(Alone(Change("W1", 1'000'000)), "accepted");
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 992'000);
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_REFUSED)), "accepted");
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 1'000'000);
}

TEST_F(OpenBottle, SaysThatItIsShortAndHowMuch) {
  EXPECT_EQ(Alone(Change("W1", 7'000)), "accepted");
  const auto answer = Authorise(Clinic::AuthoriseRequest(Admit()));
  ASSERT_EQ(Reasons(answer.outcome()), "open_bottle_short");
  EXPECT_EQ(InWords(answer.outcome()), "open_bottle_short 7 mL 8 mL");
}

TEST_F(OpenBottle, IsChangedByTwoWhoMeasureWhatIsLeft) {
  EXPECT_EQ(Alone(Change("W1", 100'000)), "accepted");
  EXPECT_EQ(Alone(Change("W1", 50'000)), "bottle_open");
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(ByBoth(Change("W1", 50'000, 91'000)), "count_open_doses");
  Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN));
  const int64_t held = Balance("held_for_waste", "W1", kTenPerMl);
  const int64_t variance = Balance("variance", "W1", kTenPerMl);
  const auto change = Change("W1", 50'000, 91'000);
  const auto answer = Both(change);
  EXPECT_EQ(Reasons(answer.outcome()), "accepted");
  EXPECT_EQ(answer.closed().expected(), 92'000);
  EXPECT_EQ(answer.closed().counted(), 91'000);
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 50'000);
  EXPECT_EQ(Balance("held_for_waste", "W1", kTenPerMl), held + 91'000);
  EXPECT_EQ(Balance("variance", "W1", kTenPerMl), variance + 1'000);
  // A lost millilitre is a count's difference: it waits for its cause, and the auditor hears of it.
  EXPECT_EQ(
      clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'stock_variance' AND occasion = '" +
                   change.request_id() + "'"),
      "1");
  v1::ListCountsRequest counts;
  counts.set_unexplained_only(true);
  counts.set_limit(1);
  EXPECT_EQ(Must(Stock(&Stub::ListCounts, counts)).counts(0).count_id(), change.request_id());
}

TEST_F(OpenBottle, HoldsMoreThanTheBookSays) {
  EXPECT_EQ(Alone(Change("W1", 100'000)), "accepted");
  const int64_t variance = Balance("variance", "W1", kTenPerMl);
  EXPECT_EQ(ByBoth(Change("W1", 0, 101'500)), "accepted");
  EXPECT_EQ(Balance("variance", "W1", kTenPerMl), variance - 1'500);
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 0);
}

TEST_F(OpenBottle, EmptyToTheLastDropStaysTheOpenOne) {
  EXPECT_EQ(Alone(Change("W1", 8'000)), "accepted");
  Give(Admit());
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 0);
  // The sealed bottles beside it are not poured from.
  EXPECT_EQ(Ask(Admit()), "open_bottle_short");
  EXPECT_EQ(ByBoth(Change("W1", 100'000)), "accepted");
  Give(Admit());
}

TEST_F(OpenBottle, IsNotOpenedOfWhatMayNotBeUsedOrIsNotThere) {
  EXPECT_EQ(Alone(Change("W1", 0)), "wrong_state") << "none is open";
  EXPECT_EQ(Alone(Change("W1", 0, 500)), "wrong_state");
  EXPECT_EQ(Stock(&Stub::ChangeBottle, Change("W1", 1'000, 0, "NEVER-CAME")).status().code(),
            absl::StatusCode::kNotFound);
  StockLot(kTenPerMl, "SMALL", "2027-12-31", 1'000, "W1");
  EXPECT_EQ(Alone(Change("W1", 1'001, 0, "SMALL")), "stock_short");
  EXPECT_EQ(Alone(Change("W1", 1'000, 0, "SMALL")), "accepted");
  EXPECT_EQ(ByBoth(Change("W1", 0, 1'000)), "accepted");
}

TEST_F(OpenBottle, OfAHeldOrExpiredLotIsNotOpened) {
  StockLot(kTenPerMl, "CLOUDY", "2026-12-31", 10'000, "W1");
  v1::SetLotStandingRequest hold;
  hold.set_request_id(NewId());
  hold.set_product_code(kTenPerMl);
  hold.set_lot_number("CLOUDY");
  hold.set_standing(v1::LOT_STANDING_QUARANTINED);
  hold.set_reason("seen at W1");
  Must(Stock(&Stub::SetLotStanding, hold, "stock_custodian"));
  EXPECT_EQ(Alone(Change("W1", 10'000, 0, "CLOUDY")), "lot_held");
  StockLot(kTenPerMl, "LAST-DAY", "2026-11-21", 10'000, "W1");
  At(22, 8, 0);
  EXPECT_EQ(Alone(Change("W1", 10'000, 0, "LAST-DAY")), "lot_expired");
  v1::MoveStockRequest move;
  move.set_request_id(NewId());
  move.set_product_code(kTenPerMl);
  move.set_lot_number("LAST-DAY");
  move.set_station("W1");
  move.set_quantity(10'000);
  move.set_back_to_safe(true);
  EXPECT_EQ(Reasons(Must(Stock(&Stub::MoveStock, move)).outcome()), "accepted");
  move.set_request_id(NewId());
  move.set_back_to_safe(false);
  EXPECT_EQ(Reasons(Must(Stock(&Stub::MoveStock, move)).outcome()), "lot_expired");
}

TEST_F(OpenBottle, ThatExpiresOvernightIsPouredFromNoMore) {
  StockLot(kTenPerMl, "OVERNIGHT", "2026-11-21", 100'000, "W2");
  const std::string number = Admit();
  EXPECT_EQ(Alone(Change("W2", 100'000, 0, "OVERNIGHT")), "accepted");
  At(22, 8, 0);
  const auto answer = Authorise(Clinic::AuthoriseRequest(number, "W2"));
  EXPECT_EQ(InWords(answer.outcome()), "lot_expired OVERNIGHT 2026-11-21");
  Both(Change("W2", 0, 100'000));
}

TEST_F(OpenBottle, SaysWhatIsWrongWithARequest) {
  auto tablets = Change("W1", 1'000);
  tablets.set_product_code("METHADONE-10MG");
  EXPECT_THAT(std::string(Stock(&Stub::ChangeBottle, tablets).status().message()),
              testing::HasSubstr("product_code: got METHADONE-10MG, wanted a solution"));
  auto none = Change("W1", 0);
  none.set_quantity(5);
  EXPECT_THAT(std::string(Stock(&Stub::ChangeBottle, none).status().message()),
              testing::HasSubstr("quantity: got 5"));
  EXPECT_EQ(Stock(&Stub::ChangeBottle, Change("W9", 1'000)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// A count of the window takes what is missing from the open bottle.
TEST_F(OpenBottle, IsCountedWithItsWindow) {
  EXPECT_EQ(Alone(Change("W1", 100'000)), "accepted");
  const int64_t closed = Balance("station", "W1", kTenPerMl);
  v1::CountStockRequest count;
  count.set_request_id(NewId());
  count.set_station("W1");
  const auto balances = Must(Stock(&Stub::GetBalances, v1::GetBalancesRequest()));
  for (const v1::StockAccount& one : balances.accounts()) {
    if (one.account() != v1::ACCOUNT_STATION || one.station() != "W1") continue;
    v1::CountedLot* lot = count.add_lots();
    lot->set_product_code(one.product_code());
    lot->set_lot_number(one.lot_number());
    lot->set_quantity(one.quantity());
    const bool is_open = one.product_code() == kTenPerMl && one.lot_number() == "LOT-1";
    if (is_open) lot->set_quantity(one.quantity() + 99'000);
  }
  const auto answer = Must(Stock(&Stub::CountStock, ByTwo("StockService.CountStock", count)));
  EXPECT_EQ(Reasons(answer.outcome()), "accepted");
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 99'000);
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), closed);
}

TEST_F(OpenBottle, IsOneWhereManyOpenAtOnce) {
  Desk();
  std::vector<std::string> answers(8);
  std::vector<std::thread> threads;
  for (std::string& answer : answers) {
    threads.emplace_back([&answer] { answer = Alone(Change("W1", 10'000)); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "accepted"), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "bottle_open"), 7);
  EXPECT_EQ(Balance("open_bottle", "W1", kTenPerMl), 10'000);
}

}  // namespace
}  // namespace oat::test
