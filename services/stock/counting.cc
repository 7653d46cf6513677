// Counts: two people measure what is there, and the book follows.
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/call_checks.h"
#include "services/stock/count_store.h"
#include "services/stock/counts.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;
using Lots = std::map<std::pair<std::string, std::string>, StockQuantity>;

const char* AccountOf(const std::string& station) { return station.empty() ? kSafe : kStation; }

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

Lots LoadExpected(Call& call, const std::string& station) {
  Lots expected;
  for (const Balance& balance : LoadBalances(call.transaction, call.site().code)) {
    if (balance.account != AccountOf(station) || balance.station != station) continue;
    expected[{balance.product_code, balance.lot_number}] = balance.quantity;
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

// Brings the book to what was measured: a difference is the station's, or the safe's.
std::vector<Movement> Differences(const Count& count) {
  std::vector<Movement> movements;
  for (const CountLine& line : count.lines) {
    const StockQuantity more = line.Difference();
    if (more == StockQuantity(0)) continue;
    Movement move{AccountOf(count.station), count.station,   kVariance, count.station,
                  line.product_code,        line.lot_number, -more};
    if (more > StockQuantity(0)) {
      std::swap(move.from, move.to);
      move.quantity = more;
    }
    movements.push_back(std::move(move));
  }
  return movements;
}

// Tells the auditor of what a count found beyond the rules, and of a place that is off time after
// time.
void Alarm(Call& call, const Count& count) {
  access::Alarm alarm{.kind = "stock_variance",
                      .at = call.now,
                      .staff = call.caller.staff,
                      .device = call.caller.device,
                      .site_code = call.site().code,
                      .occasion = count.id.text()};
  std::set<std::string> products;
  bool is_beyond = false;
  for (const CountLine& line : count.lines) {
    is_beyond = is_beyond || !line.IsWithin();
    products.insert(line.product_code);
  }
  if (is_beyond) {
    alarm.id = MakeUuid(call.now);
    access::RaiseAlarm(call.transaction, alarm);
  }
  alarm.kind = "stock_drift";
  for (const std::string& product : products) {
    const auto differences =
        LastDifferences(call.transaction, call.site().code, count.station, product, kCountsOfDrift);
    if (!Drifts(differences)) continue;
    alarm.id = MakeUuid(call.now);
    alarm.occasion = absl::StrCat(count.id.text(), " ", product);
    access::RaiseAlarm(call.transaction, alarm);
  }
}

void Fill(const CountLine& line, v1::CountLine* out) {
  out->set_product_code(line.product_code);
  out->set_lot_number(line.lot_number);
  out->set_counted(line.counted.count());
  out->set_expected(line.expected.count());
  out->set_tolerance(line.tolerance.count());
  if (line.cause) out->set_cause(contract::FromCode<v1::VarianceCause>(*line.cause));
  out->set_note(line.note);
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
  const Lots expected = LoadExpected(call, request.station());
  const std::vector<std::string> left_out = LeftOut(counted, expected);
  if (!left_out.empty()) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_COUNT_INCOMPLETE,
           {{"lots", absl::StrJoin(left_out, ", ")}});
    return absl::OkStatus();
  }

  const auto rules = book_.Of(call);
  const bool has_tolerance = rules.ok() && (*rules)->liquid_tolerance_per_mille;
  const int64_t per_mille = has_tolerance ? (*rules)->liquid_tolerance_per_mille->value : 0;
  const Drawn drawn = DrawnSinceCount(call.transaction, site, request.station());
  Count count{.id = call.request_id,
              .station = request.station(),
              .staff = call.caller.staff,
              .second = *call.second,
              .at = call.now};
  for (const auto& [lot, quantity] : counted) {
    const auto booked = expected.find(lot);
    const auto taken = drawn.find(lot);
    count.lines.push_back(
        {.product_code = lot.first,
         .lot_number = lot.second,
         .counted = quantity,
         .expected = booked == expected.end() ? StockQuantity(0) : booked->second,
         .tolerance =
             ToleranceOf(*LoadProduct(call.transaction, lot.first),
                         taken == drawn.end() ? StockQuantity(0) : taken->second, per_mille)});
  }
  RecordCount(call.transaction, site, count);
  Entry entry = EntryOf(call, "count");
  entry.count = count.id;
  Post(call.transaction, entry, Differences(count), call.now);
  Alarm(call, count);
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
