// Counts at a real clinic: what two people measure, what the book becomes, and who hears of it.
#include <gmock/gmock.h>

#include <map>

#include "absl/strings/str_join.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kTenPerMl[] = "METHADONE-10MG-ML";

class Counting : public UnderPacks {
 protected:
  using Stub = v1::StockService::Stub;
  // What a place has by the book, with what was measured otherwise.
  static v1::CountStockRequest Measured(const std::string& station,
                                        const std::map<std::string, int64_t>& more = {}) {
    v1::CountStockRequest request;
    request.set_request_id(NewId());
    request.set_station(station);
    const auto balances = Must(Stock(&Stub::GetBalances, v1::GetBalancesRequest()));
    const v1::Account account = station.empty() ? v1::ACCOUNT_SAFE : v1::ACCOUNT_STATION;
    for (const v1::StockAccount& one : balances.accounts()) {
      if (one.account() != account || one.station() != station) continue;
      v1::CountedLot* lot = request.add_lots();
      lot->set_product_code(one.product_code());
      lot->set_lot_number(one.lot_number());
      const auto found = more.find(one.product_code());
      lot->set_quantity(one.quantity() + (found == more.end() ? 0 : found->second));
    }
    return request;
  }
  static v1::CountStockResponse Count(const v1::CountStockRequest& request) {
    return Must(Stock(&Stub::CountStock, ByTwo("StockService.CountStock", request)));
  }
  // "METHADONE-10MG-ML -1000": what differed.
  static std::string Differed(const v1::CountStockResponse& answer) {
    if (!answer.outcome().accepted()) return InWords(answer.outcome());
    std::vector<std::string> words;
    for (const v1::CountLine& line : answer.lines()) {
      const int64_t difference = line.counted() - line.expected();
      if (difference != 0) words.push_back(absl::StrCat(line.product_code(), " ", difference));
    }
    return absl::StrJoin(words, ", ");
  }
  static int Alarms(const std::string& kind, const std::string& count) {
    return std::stoi(clinic().Sql("SELECT count(*) FROM alarm WHERE kind = '" + kind +
                                  "' AND occasion LIKE '" + count + "%'"));
  }
  static v1::ExplainVarianceRequest Explanation(const std::string& count) {
    v1::ExplainVarianceRequest request;
    request.set_request_id(NewId());
    request.set_count_id(count);
    request.set_product_code(kTenPerMl);
    request.set_lot_number("LOT-1");
    request.set_cause(v1::VARIANCE_CAUSE_HANDLING_LOSS);
    request.set_note("what stayed in the cups");
    return request;
  }
  static absl::StatusOr<v1::ExplainVarianceResponse> Explain(v1::ExplainVarianceRequest request,
                                                             bool by_two = true) {
    link::Link& desk = Desk("stock_custodian");
    if (by_two) {
      request.set_approval_id(
          clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService.ExplainVariance", request));
    }
    return desk.Call(&Stub::ExplainVariance, request);
  }
  static std::vector<std::string> Unexplained() {
    v1::ListCountsRequest request;
    request.set_unexplained_only(true);
    request.set_limit(400);
    std::vector<std::string> ids;
    const auto listed = Must(Stock(&Stub::ListCounts, request));
    for (const v1::StockCount& count : listed.counts()) {
      ids.push_back(count.count_id());
    }
    return ids;
  }
};

TEST_F(Counting, FindsNothingWhereTheBookIsRight) {
  for (const char* station : {"W1", "W2", ""}) {
    const auto request = Measured(station);
    EXPECT_EQ(Differed(Count(request)), "") << station;
    EXPECT_EQ(clinic().Sql("SELECT count(*) FROM stock_entry WHERE count_id = '" +
                           request.request_id() + "'"),
              "0");
    EXPECT_EQ(Alarms("stock_variance", request.request_id()), 0);
  }
}

TEST_F(Counting, BringsTheBookToWhatIsThereAndAsksForTheCause) {
  const int64_t booked = Balance("station", "W1", kTenPerMl);
  const int64_t variance = Balance("variance", "W1", kTenPerMl);
  const auto request = Measured("W1", {{kTenPerMl, -1'000}});
  EXPECT_EQ(Differed(Count(request)), "METHADONE-10MG-ML -1000");
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), booked - 1'000);
  EXPECT_EQ(Balance("variance", "W1", kTenPerMl), variance + 1'000);
  EXPECT_EQ(Alarms("stock_variance", request.request_id()), 1);
  EXPECT_THAT(Unexplained(), testing::Contains(request.request_id()));

  const auto explanation = Explanation(request.request_id());
  EXPECT_EQ(Reasons(Must(Explain(explanation, /*by_two=*/false)).outcome()), "same_person");
  EXPECT_EQ(Reasons(Must(Explain(Explanation(request.request_id()))).outcome()), "accepted");
  EXPECT_EQ(Reasons(Must(Explain(Explanation(request.request_id()))).outcome()), "wrong_state")
      << "it is said once";
  EXPECT_THAT(Unexplained(), Not(testing::Contains(request.request_id())));
  auto other = Explanation(request.request_id());
  other.set_product_code("METHADONE-5MG");
  EXPECT_EQ(Explain(other).status().code(), absl::StatusCode::kNotFound) << "it did not differ";
}

TEST_F(Counting, FindsMoreThanTheBookToo) {
  const int64_t booked = Balance("safe", "", "METHADONE-10MG");
  EXPECT_EQ(Differed(Count(Measured("", {{"METHADONE-10MG", 3}}))), "METHADONE-10MG 3");
  EXPECT_EQ(Balance("safe", "", "METHADONE-10MG"), booked + 3);
}

// Whoever counts hears which lots were left out, and not how much of them there should be.
TEST_F(Counting, IsWholeOrNone) {
  auto request = Measured("W1", {{kTenPerMl, -1'000}});
  const int64_t booked = Balance("station", "W1", kTenPerMl);
  v1::CountStockRequest part = request;
  part.mutable_lots()->Clear();
  for (const v1::CountedLot& lot : request.lots()) {
    if (lot.product_code() != kTenPerMl) *part.add_lots() = lot;
  }
  const std::string answer = Differed(Count(part));
  EXPECT_EQ(answer, "count_incomplete METHADONE-10MG-ML LOT-1");
  EXPECT_EQ(Balance("station", "W1", kTenPerMl), booked);
  *part.add_lots() = part.lots(0);
  part.set_request_id(NewId());
  EXPECT_THAT(
      std::string(
          Stock(&Stub::CountStock, ByTwo("StockService.CountStock", part)).status().message()),
      HasSubstr("each lot once"));
}

TEST_F(Counting, TakesTwo) {
  EXPECT_EQ(Reasons(Must(Stock(&Stub::CountStock, Measured("W1"))).outcome()), "same_person");
}

TEST_F(Counting, WaitsForTheDosesThatAreOpenAtTheWindow) {
  At(21, 9, 0);
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(Differed(Count(Measured("W1"))), "count_open_doses 1");
  EXPECT_EQ(Differed(Count(Measured("W2"))), "");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_EQ(Differed(Count(Measured("W1"))), "");
}

// What was carried out stands at no window: whoever counts does not wait for who walks.
TEST_F(Counting, DoesNotWaitForADoseThatWasCarriedOut) {
  At(21, 9, 0);
  const std::string number = Admit();
  const std::string dose = Open(number);
  v1::CarryDoseRequest carriage;
  carriage.set_request_id(NewId());
  carriage.set_patient_number(number);
  carriage.set_dose_id(dose);
  carriage.set_destination("ward 3");
  carriage.set_seal("PL-7");
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::CarryDose,
                                ByTwo("DosingService.CarryDose", carriage)))
                        .outcome()),
            "accepted");
  EXPECT_EQ(Differed(Count(Measured("W1"))), "") << "and nothing of it is missed";
  const std::string waits = Admit();
  const std::string open = Open(waits);
  EXPECT_EQ(Differed(Count(Measured("W1"))), "count_open_doses 1");
  for (const auto& [who, what] : {std::pair(number, dose), std::pair(waits, open)}) {
    EXPECT_EQ(Confirm(Confirmation(who, what, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  }
  EXPECT_EQ(Differed(Count(Measured("W1"))), "");
}

TEST_F(Counting, ToleratesOfALiquidWhatTheRulesLetBe) {
  UnderText("tolerant", TextOf("tolerant", absl::StrCat("stock_keeping { "
                                                        "liquid_tolerance_per_mille ",
                                                        Says(50), " }")));
  At(21, 9, 0);
  Count(Measured("W1"));
  clinic().Advance(absl::Minutes(1));
  Give(Admit("ALA1", 80));  // 8 mL of 10 mg/mL
  const auto within = Measured("W1", {{kTenPerMl, -400}});
  const auto answer = Count(within);
  EXPECT_EQ(Differed(answer), "METHADONE-10MG-ML -400");
  for (const v1::CountLine& line : answer.lines()) {
    EXPECT_EQ(line.tolerance(), line.product_code() == kTenPerMl ? 400 : 0);
  }
  EXPECT_EQ(Alarms("stock_variance", within.request_id()), 0);
  clinic().Advance(absl::Minutes(1));
  const auto beyond = Measured("W1", {{kTenPerMl, -1}});
  EXPECT_EQ(Differed(Count(beyond)), "METHADONE-10MG-ML -1") << "nothing was drawn since";
  EXPECT_EQ(Alarms("stock_variance", beyond.request_id()), 1);
}

// Little by little, always less: each count alone is nothing, three in a row are told.
TEST_F(Counting, TellsOfAPlaceThatDrifts) {
  At(21, 11, 0);  // after the counts of the other tests
  std::vector<std::string> counts;
  for (int i = 0; i < 4; ++i) {
    clinic().Advance(absl::Minutes(1));
    const auto request = Measured("W2", {{kTenPerMl, i == 0 ? 0 : -100}});
    counts.push_back(request.request_id());
    Count(request);
  }
  EXPECT_EQ(Alarms("stock_drift", counts[2]), 0);
  EXPECT_EQ(Alarms("stock_drift", counts[3]), 1);
}

}  // namespace
}  // namespace oat::test
