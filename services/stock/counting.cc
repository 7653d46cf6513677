// Counts: two people measure what is there, and the book follows.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/call_checks.h"
#include "services/stock/count_findings.h"
#include "services/stock/count_store.h"
#include "services/stock/counts.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;
using Lots = std::map<std::pair<std::string, std::string>, StockQuantity>;

// What was measured; INVALID_ARGUMENT or NOT_FOUND: a lot twice, or one that nobody received.
absl::StatusOr<Lots> ReadCounted(Call& call, const v1::CountStockRequest& request) {
  Lots counted;
  for (const v1::CountedLot& lot : request.lots()) {
    OAT_RETURN_IF_ERROR(CheckLot(call, lot.product_code(), lot.lot_number()));
    const bool is_new =
        counted.try_emplace({lot.product_code(), lot.lot_number()}, StockQuantity(lot.quantity()))
            .second;
    if (!is_new) return Invalid("lots.lot_number", lot.lot_number(), "each lot once");
  }
  return counted;
}

// What the book has at a place: in the safe; at a window in closed bottles, and in open ones.
struct Expected {
  Lots all;
  Lots in_open_bottles;
};
Expected LoadExpected(Call& call, const std::string& station) {
  Expected expected;
  for (const Balance& balance : LoadBalances(call.transaction, call.site().code)) {
    if (balance.station != station) continue;
    const bool is_open = balance.account == kOpenBottle;
    if (balance.account != (station.empty() ? kSafe : kStation) && !is_open) continue;
    const std::pair lot = {balance.product_code, balance.lot_number};
    expected.all[lot] += balance.quantity;
    if (is_open) expected.in_open_bottles[lot] = balance.quantity;
  }
  return expected;
}

// The lots of the book that nobody measured, by name: how much there should be is not said.
std::vector<std::string> LeftOut(const Lots& counted, const Lots& expected) {
  std::vector<std::string> left_out;
  for (const auto& [lot, quantity] : expected) {
    if (!counted.contains(lot)) left_out.push_back(absl::StrCat(lot.first, " ", lot.second));
  }
  return left_out;
}

// Brings the book to what was measured. What is missing at a window is missing from the open bottle
// as far as that held it, and what is over is in it.
std::vector<Movement> Differences(const Count& count, const Lots& in_open_bottles) {
  std::vector<Movement> movements;
  const std::string& place = count.station;
  const auto move = [&](const CountLine& line, const char* account, StockQuantity more) {
    const bool is_over = more > StockQuantity(0);
    if (more == StockQuantity(0)) return;
    movements.push_back({is_over ? kVariance : account, place, is_over ? account : kVariance, place,
                         line.product_code, line.lot_number, is_over ? more : -more});
  };
  for (const CountLine& line : count.lines) {
    const auto open = in_open_bottles.find({line.product_code, line.lot_number});
    StockQuantity of_open;
    if (open != in_open_bottles.end()) of_open = std::max(line.Difference(), -open->second);
    move(line, kOpenBottle, of_open);
    move(line, place.empty() ? kSafe : kStation, line.Difference() - of_open);
  }
  return movements;
}

}  // namespace

absl::Status Service::CountStock(Call& call, const v1::CountStockRequest& request,
                                 v1::CountStockResponse* response) const {
  if (!request.station().empty()) OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  OAT_ASSIGN_OR_RETURN(const Lots counted, ReadCounted(call, request));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const std::string& site = call.site().code;
  LockStation(call.transaction, site, request.station());
  const int32_t open =
      request.station().empty() ? 0 : CountOpenDoses(call.transaction, site, request.station());
  if (open > 0) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_COUNT_OPEN_DOSES,
           {{"count", absl::StrCat(open)}});
    return absl::OkStatus();
  }
  const Expected expected = LoadExpected(call, request.station());
  const std::vector<std::string> left_out = LeftOut(counted, expected.all);
  if (!left_out.empty()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_COUNT_INCOMPLETE,
           {{"lots", absl::StrJoin(left_out, ", ")}});
    return absl::OkStatus();
  }

  const int64_t per_mille = LiquidTolerance(call, book_);
  const Drawn drawn = DrawnSinceCount(call.transaction, site, request.station());
  Count count{.id = call.request_id,
              .station = request.station(),
              .staff = call.caller.staff,
              .second = *call.second,
              .at = call.now};
  for (const auto& [lot, quantity] : counted) {
    const auto booked = expected.all.find(lot);
    const auto taken = drawn.find(lot);
    count.lines.push_back(
        {.product_code = lot.first,
         .lot_number = lot.second,
         .counted = quantity,
         .expected = booked == expected.all.end() ? StockQuantity(0) : booked->second,
         .tolerance =
             ToleranceOf(*LoadProduct(call.transaction, lot.first),
                         taken == drawn.end() ? StockQuantity(0) : taken->second, per_mille)});
  }
  RecordCount(call.transaction, site, count);
  Entry entry = EntryOf(call, "count");
  entry.count = count.id;
  Post(call.transaction, entry, Differences(count, expected.in_open_bottles), call.now);
  TellAuditor(call, count);
  Accept(response->mutable_outcome());
  for (const CountLine& line : count.lines) Fill(line, response->add_lines());
  return absl::OkStatus();
}

absl::Status Service::ExplainVariance(Call& call, const v1::ExplainVarianceRequest& request,
                                      v1::ExplainVarianceResponse* response) const {
  const Uuid count(request.count_id());
  const auto line = LoadCountLine(call.transaction, call.site().code, count, request.product_code(),
                                  request.lot_number());
  if (!line || line->Difference() == StockQuantity(0)) {
    return absl::NotFoundError("count_id: no count of this site found this lot to differ");
  }
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const bool is_new = RecordVariance(call.transaction,
                                     {.count = count,
                                      .product_code = request.product_code(),
                                      .lot_number = request.lot_number(),
                                      .cause = contract::Code(request.cause()),
                                      .note = request.note(),
                                      .staff = call.caller.staff,
                                      .second = *call.second},
                                     call.now);
  if (!is_new) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "explained"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListCounts(Call& call, const v1::ListCountsRequest& request,
                                 v1::ListCountsResponse* response) const {
  for (const Count& count : LoadCounts(call.transaction, call.site().code,
                                       request.unexplained_only(), request.limit())) {
    v1::StockCount* out = response->add_counts();
    out->set_count_id(count.id.text());
    out->set_station(count.station);
    *out->mutable_at() = contract::ToTimestamp(count.at);
    out->set_counted_by(count.login);
    out->set_second(count.second_login);
    for (const CountLine& line : count.lines) Fill(line, out->add_lines());
  }
  return absl::OkStatus();
}

}  // namespace oat::stock
