// The bottle of a product that stands open at a window.
#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/stock/bottle_store.h"
#include "services/stock/call_checks.h"
#include "services/stock/count_findings.h"
#include "services/stock/counts.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

BottlePlace PlaceOf(const Call& call, const v1::ChangeBottleRequest& request) {
  return {call.site().code, request.station(), request.product_code()};
}

// A lot and what is opened of it go together, and only liquids stand in bottles.
absl::Status CheckRequest(Call& call, const v1::ChangeBottleRequest& request) {
  OAT_RETURN_IF_ERROR(CheckStation(call, request.station()));
  const auto product = LoadProduct(call.transaction, request.product_code());
  if (!product || !product->is_solution()) {
    return Invalid("product_code", request.product_code(), "a solution, which comes in bottles");
  }
  if (request.lot_number().empty() != (request.quantity() == 0)) {
    return Invalid("quantity", absl::StrCat(request.quantity()),
                   "what the opened bottle holds, and 0 where none is opened");
  }
  if (request.lot_number().empty()) return absl::OkStatus();
  return CheckLot(call, request.product_code(), request.lot_number());
}

// What speaks against opening the next one, whatever stands open.
std::optional<Reason> WhyNotOpened(Call& call, const v1::ChangeBottleRequest& request) {
  const std::string& lot = request.lot_number();
  if (lot.empty()) return std::nullopt;
  if (auto why_not = WhyNotUsed(call, request.product_code(), lot)) return why_not;
  const StockQuantity closed =
      LoadBalance(call.transaction, call.site().code,
                  {kStation, request.station(), request.product_code(), lot, {}});
  if (closed < StockQuantity(request.quantity())) return Reason{reason::kStockShort, {}};
  return std::nullopt;
}

// What speaks against the change, with this bottle open.
std::optional<Reason> WhyNotChanged(Call& call, const v1::ChangeBottleRequest& request,
                                    const std::optional<std::string>& open) {
  if (!open && (request.lot_number().empty() || request.residue() > 0)) {
    return Reason{reason::kWrongState, {{"state", "no_bottle_open"}}};
  }
  if (open && !call.second) return Reason{reason::kBottleOpen, {{"lot", *open}}};
  // What is poured and not yet told of is neither in the bottle nor gone.
  const int32_t unsettled = open ? CountOpenDosesOf(call.transaction, PlaceOf(call, request)) : 0;
  if (unsettled > 0) {
    return Reason{reason::kCountOpenDoses, {{"count", absl::StrCat(unsettled)}}};
  }
  return WhyNotOpened(call, request);
}

// What was left in the open bottle, as a count of it, and as waste.
CountLine CloseBottle(Call& call, const v1::ChangeBottleRequest& request, const std::string& lot,
                      int64_t per_mille) {
  const std::string& station = request.station();
  const std::string& product = request.product_code();
  const Drawn drawn = DrawnSinceCount(call.transaction, call.site().code, station);
  const auto taken = drawn.find({product, lot});
  CountLine line{
      .product_code = product,
      .lot_number = lot,
      .counted = StockQuantity(request.residue()),
      .expected =
          LoadBalance(call.transaction, call.site().code, {kOpenBottle, station, product, lot, {}}),
      .tolerance = ToleranceOf(*LoadProduct(call.transaction, product),
                               taken == drawn.end() ? StockQuantity(0) : taken->second, per_mille)};
  const Count count{.id = call.request_id,
                    .station = station,
                    .of_bottle = true,
                    .staff = call.caller.staff,
                    .second = *call.second,
                    .at = call.now,
                    .lines = {line}};
  RecordCount(call.transaction, call.site().code, count);
  const StockQuantity more = line.Difference();
  const bool is_over = more > StockQuantity(0);
  if (more != StockQuantity(0)) {
    Entry entry = EntryOf(call, "count");
    entry.count = count.id;
    Post(call.transaction, entry,
         {{is_over ? kVariance : kOpenBottle, station, is_over ? kOpenBottle : kVariance, station,
           product, lot, is_over ? more : -more}},
         call.now);
  }
  TellAuditor(call, count);
  return line;
}

std::vector<Movement> MovementsOf(const v1::ChangeBottleRequest& request,
                                  const std::optional<std::string>& open) {
  const std::string& station = request.station();
  std::vector<Movement> movements;
  if (open && request.residue() > 0) {
    movements.push_back({kOpenBottle, station, kHeldForWaste, station, request.product_code(),
                         *open, StockQuantity(request.residue())});
  }
  if (!request.lot_number().empty()) {
    movements.push_back({kStation, station, kOpenBottle, station, request.product_code(),
                         request.lot_number(), StockQuantity(request.quantity())});
  }
  return movements;
}

}  // namespace

absl::Status Service::ChangeBottle(Call& call, const v1::ChangeBottleRequest& request,
                                   v1::ChangeBottleResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckRequest(call, request));
  const BottlePlace place = PlaceOf(call, request);
  LockStation(call.transaction, place.site_code, place.station);
  const auto open = LotOfOpenBottle(call.transaction, place);
  if (const auto why_not = WhyNotChanged(call, request, open)) {
    Refuse(response->mutable_outcome(), *why_not);
    return absl::OkStatus();
  }
  if (open) {
    Fill(CloseBottle(call, request, *open, LiquidTolerance(call, book_)),
         response->mutable_closed());
  }
  BottleChange change{.place = place, .staff = call.caller.staff, .second = call.second};
  if (!request.lot_number().empty()) {
    change.lot_number = request.lot_number();
    change.quantity = StockQuantity(request.quantity());
  }
  if (!RecordBottleChange(call.transaction, change, call.now)) {
    return absl::AbortedError("the bottle was changed at this moment: look again");
  }
  Post(call.transaction, EntryOf(call, "bottle_change"), MovementsOf(request, open), call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::stock
