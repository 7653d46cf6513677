// The stock of a site, through the real RPCs: what comes in, moves, is measured, is destroyed, and
// what a dose is made of.
#include <functional>
#include <mutex>
#include <thread>

#include "oat/v1/dosing.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "tests/support/window.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr char kSolution[] = "METHADONE-10MG-ML";
constexpr char kFive[] = "METHADONE-5MG";
constexpr char kTen[] = "METHADONE-10MG";
constexpr int kHands = 8;

class StockRoom : public WindowTest {
 protected:
  static v1::ReceiveStockRequest Receipt(const std::string& product, const std::string& lot,
                                         const std::string& expires_on, int64_t quantity) {
    v1::ReceiveStockRequest request;
    request.set_request_id(NewId());
    request.set_product_code(product);
    request.set_lot_number(lot);
    request.set_expires_on(expires_on);
    request.set_quantity(quantity);
    return request;
  }
  static absl::StatusOr<v1::ReceiveStockResponse> Send(const v1::ReceiveStockRequest& request) {
    return Stock(&v1::StockService::Stub::ReceiveStock, request, "stock_custodian");
  }
  static v1::MoveStockRequest Move(const std::string& product, const std::string& lot,
                                   int64_t quantity, bool back_to_safe = false,
                                   const std::string& station = "W1") {
    v1::MoveStockRequest request;
    request.set_request_id(NewId());
    request.set_product_code(product);
    request.set_lot_number(lot);
    request.set_station(station);
    request.set_quantity(quantity);
    request.set_back_to_safe(back_to_safe);
    return request;
  }
  static absl::StatusOr<v1::MoveStockResponse> Send(const v1::MoveStockRequest& request) {
    return Stock(&v1::StockService::Stub::MoveStock, request, "stock_custodian");
  }
  static std::string MoveAnswer(const v1::MoveStockRequest& request) {
    return Reasons(Must(Send(request)).outcome());
  }
  static v1::RecordOverageRequest Overage(const std::string& product, const std::string& lot,
                                          int64_t quantity, const std::string& station = "W1") {
    v1::RecordOverageRequest request;
    request.set_request_id(NewId());
    request.set_station(station);
    request.set_product_code(product);
    request.set_lot_number(lot);
    request.set_quantity(quantity);
    return request;
  }
  static absl::StatusOr<v1::RecordOverageResponse> Send(const v1::RecordOverageRequest& request) {
    return Stock(&v1::StockService::Stub::RecordOverage, request);
  }
  static v1::RecordOverageRequest ByTwo(const v1::RecordOverageRequest& request) {
    return WindowTest::ByTwo("StockService.RecordOverage", request);
  }
  // The lines of a dose that must be accepted, as "quantity x product lot".
  static std::vector<std::string> LinesOf(const std::string& number,
                                          const std::string& station = "W1") {
    auto authorised = Authorise(Clinic::AuthoriseRequest(number, station));
    EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
    std::vector<std::string> lines;
    for (const v1::DoseLine& line : authorised.lines()) {
      lines.push_back(
          absl::StrCat(line.quantity(), " x ", line.product_code(), " ", line.lot_number()));
    }
    return lines;
  }
  // How often each answer came when custodians, each at a desk of his own, send so many moves each
  // at the same time.
  static std::map<std::string, int64_t> AllAtOnce(
      int moves, const std::function<v1::MoveStockRequest(int hand)>& make) {
    Desk();
    std::vector<std::unique_ptr<link::Link>> desks(kHands);
    for (auto& desk : desks) desk = clinic().NewDesk("stock_custodian", "ALA1", "");
    std::mutex mutex;
    std::map<std::string, int64_t> answers;
    std::vector<std::thread> hands;
    for (int hand = 0; hand < kHands; ++hand) {
      hands.emplace_back([&, hand] {
        for (int i = 0; i < moves; ++i) {
          auto response = desks[hand]->Call(&v1::StockService::Stub::MoveStock, make(hand));
          std::lock_guard lock(mutex);
          ++answers[response.ok() ? Reasons(response->outcome()) : response.status().ToString()];
        }
      });
    }
    for (std::thread& hand : hands) hand.join();
    return answers;
  }
  // A lot of the safe that no other test touches.
  static std::string NewLot(const std::string& product, int64_t quantity) {
    const std::string lot = absl::StrCat("LOT-", NewId());
    Must(Send(Receipt(product, lot, "2028-06-30", quantity)));
    return lot;
  }
};

TEST_F(StockRoom, ReceivesALotIntoTheSafe) {
  const std::string lot = NewLot(kTen, 500);
  EXPECT_EQ(Balance("safe", "", kTen, lot), 500);
  EXPECT_EQ(Balance("supplier", "", kTen, lot), -500);
  EXPECT_EQ(Reasons(Must(Send(Receipt(kTen, lot, "2028-06-30", 20))).outcome()), "accepted");
  EXPECT_EQ(Balance("safe", "", kTen, lot), 520);
}

TEST_F(StockRoom, NamesTheFirstExpiryOfALotThatComesWithAnother) {
  const std::string lot = NewLot(kTen, 500);
  auto status = Send(Receipt(kTen, lot, "2029-06-30", 20)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("expires_on: got 2029-06-30"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("2028-06-30"));
  EXPECT_EQ(Balance("safe", "", kTen, lot), 500);
}

TEST_F(StockRoom, TakesKnownProductsLotsStationsAndAmounts) {
  EXPECT_EQ(Send(Receipt("METHADONE-7MG", "A", "2028-06-30", 1)).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Send(Receipt(kTen, "A", "2028-06-31", 1)).status().code(),
            absl::StatusCode::kInvalidArgument);
  for (int64_t quantity : {int64_t{0}, int64_t{-1}, int64_t{1'000'000'001}}) {
    EXPECT_EQ(Send(Receipt(kTen, "A", "2028-06-30", quantity)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(Send(Move(kTen, "NO-SUCH-LOT", 1)).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Send(Move(kTen, "LOT-1", 1, false, "W9")).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(StockRoom, MovesToAWindowAndBackAndNeverMoreThanThereIs) {
  const std::string lot = NewLot(kTen, 500);
  EXPECT_EQ(MoveAnswer(Move(kTen, lot, 501)), "stock_short");
  EXPECT_EQ(MoveAnswer(Move(kTen, lot, 300)), "accepted");
  EXPECT_EQ(Balance("safe", "", kTen, lot), 200);
  EXPECT_EQ(Balance("station", "W1", kTen, lot), 300);
  EXPECT_EQ(MoveAnswer(Move(kTen, lot, 301, true)), "stock_short");
  EXPECT_EQ(MoveAnswer(Move(kTen, lot, 1, true, "W2")), "stock_short");
  EXPECT_EQ(MoveAnswer(Move(kTen, lot, 300, true)), "accepted");
  EXPECT_EQ(Balance("safe", "", kTen, lot), 500);
  EXPECT_EQ(Balance("station", "W1", kTen, lot), 0);
}

TEST_F(StockRoom, EntersAMeasuredOverageByTwo) {
  const std::string lot = NewLot(kSolution, 10'000);
  auto request = Overage(kSolution, lot, 700);
  EXPECT_EQ(Reasons(Must(Send(request)).outcome()), "same_person");
  EXPECT_EQ(Balance("station", "W1", kSolution, lot), 0);
  request.set_request_id(NewId());
  EXPECT_EQ(Reasons(Must(Send(ByTwo(request))).outcome()), "accepted");
  EXPECT_EQ(Balance("station", "W1", kSolution, lot), 700);
  EXPECT_EQ(Balance("variance", "W1", kSolution, lot), -700);
}

TEST_F(StockRoom, TakesConsentToThisVeryRequestOfAnotherPersonWithinTenMinutes) {
  const std::string lot = NewLot(kSolution, 10'000);
  auto refused = [&](const v1::RecordOverageRequest& request, const char* why) {
    auto status = Send(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr("approval_id")) << why;
  };
  auto more = ByTwo(Overage(kSolution, lot, 700));
  more.set_quantity(7'000);
  refused(more, "another amount");
  auto again = ByTwo(Overage(kSolution, lot, 700));
  EXPECT_EQ(Reasons(Must(Send(again)).outcome()), "accepted");
  again.set_request_id(NewId());
  refused(again, "a second effect");
  auto waste = v1::SignWasteRequest();
  waste.set_request_id(NewId());
  waste.set_station("W1");
  waste.set_approval_id(ByTwo(Overage(kSolution, lot, 700)).approval_id());
  EXPECT_EQ(Stock(&v1::StockService::Stub::SignWaste, waste).status().code(),
            absl::StatusCode::kFailedPrecondition);
  auto request = Overage(kSolution, lot, 700);
  request.set_approval_id(NewId());
  refused(request, "an approval that there is not");
  auto own = Desk().Approve(Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword,
                            "oat.v1.StockService.RecordOverage", Overage(kSolution, lot, 700));
  EXPECT_EQ(own.status().code(), absl::StatusCode::kPermissionDenied);
  // Consent to a request of the nurse is none to the custodian's.
  auto nurses = ByTwo(Overage(kSolution, lot, 700));
  EXPECT_EQ(
      Stock(&v1::StockService::Stub::RecordOverage, nurses, "stock_custodian").status().code(),
      absl::StatusCode::kFailedPrecondition);
  auto late = ByTwo(Overage(kSolution, lot, 700));
  clinic().Advance(absl::Minutes(10) + absl::Seconds(1));
  refused(late, "run out");
  auto fresh = ByTwo(Overage(kSolution, lot, 700));
  clinic().Advance(absl::Minutes(10));
  EXPECT_EQ(Reasons(Must(Send(fresh)).outcome()), "accepted");
  EXPECT_EQ(Balance("station", "W1", kSolution, lot), 1'400);
}

TEST_F(StockRoom, DestroysByTwoWhatOneWindowHoldsForWaste) {
  for (const char* station : {"W1", "W2"}) {
    const std::string number = Admit();
    auto poured =
        Confirmation(number, Open(number, "ALA1", station), v1::DOSE_OUTCOME_REFUSED, 0, true);
    EXPECT_EQ(Confirm(poured), "accepted");
  }
  const int64_t held = Balance("held_for_waste", "W1", kSolution);
  EXPECT_GE(held, 8'000);
  const int64_t elsewhere = Balance("held_for_waste", "W2", kSolution);
  EXPECT_GE(elsewhere, 8'000);
  v1::SignWasteRequest request;
  request.set_request_id(NewId());
  request.set_station("W1");
  auto alone = Must(Stock(&v1::StockService::Stub::SignWaste, request));
  EXPECT_EQ(Reasons(alone.outcome()), "same_person");
  EXPECT_THAT(alone.lines(), IsEmpty());
  request.set_request_id(NewId());
  auto signed_off = Must(Stock(&v1::StockService::Stub::SignWaste,
                               WindowTest::ByTwo("StockService.SignWaste", request)));
  EXPECT_EQ(Reasons(signed_off.outcome()), "accepted");
  ASSERT_EQ(signed_off.lines_size(), 1);
  EXPECT_EQ(signed_off.lines(0).quantity(), held);
  EXPECT_EQ(Balance("held_for_waste", "W1", kSolution), 0);
  EXPECT_EQ(Balance("waste", "W1", kSolution), held);
  EXPECT_EQ(Balance("held_for_waste", "W2", kSolution), elsewhere);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM stock_entry WHERE kind = 'waste' "
                         "AND second_id <> staff_id"),
            "1");
}

TEST_F(StockRoom, MakesNoDoseOfAnExpiredLotAndFirstOneOfTheLastDay) {
  StockLot(kTen, "LAST-DAY", "2026-11-21", 10, "W2");
  const std::string number = Admit("ALA1", 50, v1::DRUG_FORM_METHADONE_TABLET);
  EXPECT_THAT(LinesOf(number, "W2"), ElementsAre("5 x METHADONE-10MG LAST-DAY"));
  const std::string other = Admit("ALA1", 80, v1::DRUG_FORM_METHADONE_TABLET);
  At(22, 8, 0);
  EXPECT_THAT(LinesOf(other, "W2"), ElementsAre("8 x METHADONE-10MG LOT-1"));
}

TEST_F(StockRoom, MakesTenMilligramsOfBuprenorphineOfAnEightAndATwo) {
  const std::string number = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  EXPECT_THAT(LinesOf(number),
              ElementsAre("1 x BUPRENORPHINE-8MG LOT-1", "1 x BUPRENORPHINE-2MG LOT-1"));
}

TEST_F(StockRoom, NamesTheNearestDosesWhereOneCannotBeMade) {
  Desk("prescriber");
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  auto refused =
      Must(clinic().SignOrder(number, {7}, "2026-11-21", 1, v1::DRUG_FORM_METHADONE_TABLET));
  EXPECT_EQ(Reasons(refused.outcome()), "not_measurable");
  const v1::Reason& reason = refused.outcome().reasons(0);
  EXPECT_EQ(ParameterOf(reason, "dose"), "7 mg");
  EXPECT_EQ(ParameterOf(reason, "below"), "5 mg");
  EXPECT_EQ(ParameterOf(reason, "above"), "10 mg");
  EXPECT_EQ(Ask(number), "no_order");
}

TEST_F(StockRoom, BookThatIsShortIsMeasuredAndThenTheDoseIsGiven) {
  const char* const kCombination = "BUPRENORPHINE-NALOXONE-8MG";  // which no other test uses
  const std::string number = Admit("ALA1", 16, v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL);
  for (const char* product : {"BUPRENORPHINE-NALOXONE-2MG", kCombination}) {
    const int64_t all = Balance("station", "W1", product);
    EXPECT_EQ(MoveAnswer(Move(product, "LOT-1", all, true)), "accepted");
  }
  EXPECT_EQ(Ask(number), "stock_short");
  EXPECT_EQ(ListedAs(number), "still_to_come");
  EXPECT_EQ(Reasons(Must(Send(ByTwo(Overage(kCombination, "LOT-1", 2)))).outcome()), "accepted");
  Give(number);
  EXPECT_EQ(Balance("station", "W1", kCombination), 0);
}

TEST_F(StockRoom, NamesTheNearestDosesAtAWindowThatCannotMakeOne) {
  std::vector<v1::ImportNetworkRequest> rows(2);
  rows[0].mutable_header()->set_request_id(NewId());
  v1::NetworkRow* row = rows[1].mutable_row();
  row->set_line(2);
  row->set_site_code("OSK1");
  row->set_city("Oskemen");
  row->set_region("KZ-63");
  row->set_kind("pharmacy");
  row->set_time_zone("Asia/Almaty");
  row->set_capacity("10");
  row->set_licence_number("N-2");
  row->set_licence_until("2028-01-01");
  Desk();
  link::Link& admin = clinic().admin();
  Must(admin.Stream(&v1::SiteService::Stub::ImportNetwork, rows));
  clinic().NewDevice("OSK1", "W1");
  // Signed before the site held any strength; then it came to hold only one.
  const std::string number = Admit("OSK1", 15, v1::DRUG_FORM_METHADONE_TABLET);
  StockLot(kTen, "LOT-1", "2027-12-31", 100, "W1", "OSK1");
  auto refused = Authorise(Clinic::AuthoriseRequest(number), "OSK1");
  EXPECT_EQ(Reasons(refused.outcome()), "not_measurable");
  EXPECT_EQ(ParameterOf(refused.outcome().reasons(0), "below"), "10 mg");
  EXPECT_EQ(ParameterOf(refused.outcome().reasons(0), "above"), "20 mg");
  EXPECT_EQ(ListedAs(number, "", "OSK1"), "still_to_come");
}

TEST_F(StockRoom, NeverGoesBelowZeroUnderEightHandsAtOnce) {
  constexpr int64_t kTablets = 45;  // for fewer than the eighty that ask
  const std::string lot = NewLot(kFive, kTablets);
  auto answers = AllAtOnce(
      10, [&](int hand) { return Move(kFive, lot, 1, false, hand % 2 == 0 ? "W1" : "W2"); });
  EXPECT_THAT(answers,
              ElementsAre(Pair("accepted", kTablets), Pair("stock_short", kHands * 10 - kTablets)));
  EXPECT_EQ(Balance("safe", "", kFive, lot), 0);
  EXPECT_EQ(Balance("station", "W1", kFive, lot) + Balance("station", "W2", kFive, lot), kTablets);
}

TEST_F(StockRoom, MovesBothWaysAtOnceWithoutOneWaitingForTheOther) {
  const std::string lot = NewLot(kFive, 1'000);
  EXPECT_EQ(MoveAnswer(Move(kFive, lot, 500)), "accepted");
  auto answers = AllAtOnce(20, [&](int hand) { return Move(kFive, lot, 1, hand % 2 == 0); });
  EXPECT_THAT(answers, ElementsAre(Pair("accepted", kHands * 20)));
  EXPECT_EQ(Balance("safe", "", kFive, lot), 500);
  EXPECT_EQ(Balance("station", "W1", kFive, lot), 500);
}

}  // namespace
}  // namespace oat::test
