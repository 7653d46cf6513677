// The evening's signature: a day of the stock is closed over what was counted.
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/call_checks.h"
#include "services/stock/day_store.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

bool IsOnHand(const Balance& balance) {
  return balance.account == kSafe || balance.account == kStation || balance.account == kOpenBottle;
}

// The day whose stock may be signed for. INVALID_ARGUMENT: it has not begun.
absl::StatusOr<Day> ReadDay(const Call& call, const std::string& text) {
  OAT_ASSIGN_OR_RETURN(const Day day, ParseDay(text));
  if (day > call.today())
    return Invalid("day", text, absl::StrCat(FormatDay(call.today()), " or before"));
  return day;
}

// What is open of the stock as it stands.
std::optional<Reason> WhyNotClosed(Call& call, const std::vector<Balance>& balances,
                                   absl::Time until) {
  const std::string& site = call.site().code;
  if (const int32_t open = CountOpenDosesAt(call.transaction, site); open > 0) {
    return Reason{reason::kCountOpenDoses, {{"count", absl::StrCat(open)}}};
  }
  std::set<std::string> held;
  for (const Balance& one : balances) {
    if (one.account == kHeldForWaste) held.insert(one.station.empty() ? kSafe : one.station);
  }
  if (!held.empty()) return Reason{reason::kWasteUnsigned, {{"places", absl::StrJoin(held, ", ")}}};
  const auto uncounted = PlacesNotCounted(call.transaction, site, until);
  if (uncounted.empty()) return std::nullopt;
  return Reason{reason::kPlaceNotCounted, {{"places", absl::StrJoin(uncounted, ", ")}}};
}

}  // namespace

absl::Status Service::CloseStockDay(Call& call, const v1::CloseStockDayRequest& request,
                                    v1::CloseStockDayResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Day day, ReadDay(call, request.day()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  // Under the lock of the safe: two who close, or one who issues, wait for each other.
  LockStation(call.transaction, call.site().code, "");
  const absl::Time until = BeginningOf(day + 1, call.reckoning());
  const std::vector<Balance> balances = LoadBalances(call.transaction, call.site().code);
  if (const auto why_not = WhyNotClosed(call, balances, until)) {
    Refuse(response->mutable_outcome(), *why_not);
    return absl::OkStatus();
  }
  StockDay closed{.site_code = call.site().code,
                  .day = day,
                  .staff = call.caller.staff,
                  .second = *call.second};
  CountDay(call.transaction, BeginningOf(day, call.reckoning()), until, &closed);
  for (const Balance& one : balances) {
    if (IsOnHand(one)) closed.on_hand.push_back(one);
  }
  if (!RecordDay(call.transaction, closed, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "closed"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  response->set_entries(closed.entries);
  response->set_unexplained(closed.unexplained);
  for (const Balance& one : closed.on_hand) Fill(one, response->add_on_hand());
  return absl::OkStatus();
}

absl::Status Service::ReturnStock(Call& call, const v1::ReturnStockRequest& request,
                                  v1::ReturnStockResponse* response) const {
  OAT_RETURN_IF_ERROR(CheckLot(call, request.product_code(), request.lot_number()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  LockStation(call.transaction, call.site().code, "");
  const Movement move{kSafe,
                      "",
                      kReturned,
                      "",
                      request.product_code(),
                      request.lot_number(),
                      StockQuantity(request.quantity())};
  const StockQuantity on_hand = LoadBalance(call.transaction, call.site().code,
                                            {kSafe, "", move.product_code, move.lot_number, {}});
  if (on_hand < move.quantity) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  const Uuid entry = Post(call.transaction, EntryOf(call, "return"), {move}, call.now);
  RecordReturn(call.transaction, entry, request.recipient(), request.reason());
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::stock
