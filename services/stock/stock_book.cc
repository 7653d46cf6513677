// The book of a day, and entries that are taken back.
#include <set>

#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/stock/book_store.h"
#include "services/stock/call_checks.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// What somebody wrote of the stock alone. What belongs to a dose, a bottle or a count is taken back
// there.
bool MayBeCorrected(const std::string& kind) {
  static const auto* const kinds =
      new std::set<std::string>{"receipt", "issue", "return_to_safe", "overage"};
  return kinds->contains(kind);
}

// The entry's lines the other way round. Whether what it put somewhere is still there is asked
// under the lock of the place.
struct TakenBack {
  std::vector<Movement> movements;
  bool is_there = true;
};
TakenBack TakeBack(Call& call, const BookEntry& entry) {
  TakenBack back;
  const BookLine* from = nullptr;
  const BookLine* to = nullptr;
  for (const BookLine& line : entry.lines) {
    (line.quantity > StockQuantity(0) ? to : from) = &line;
  }
  std::set<std::string> places = {from->station, to->station};
  for (const std::string& place : places) LockStation(call.transaction, call.site().code, place);
  const StockQuantity on_hand =
      LoadBalance(call.transaction, call.site().code,
                  {to->account, to->station, to->product_code, to->lot_number, {}});
  back.is_there = on_hand >= to->quantity;
  back.movements.push_back({to->account.c_str(), to->station, from->account.c_str(), from->station,
                            to->product_code, to->lot_number, to->quantity});
  return back;
}

void Fill(const BookEntry& entry, v1::StockEntry* out) {
  out->set_entry_id(entry.id.text());
  *out->mutable_at() = contract::ToTimestamp(entry.at);
  out->set_kind(entry.kind);
  out->set_staff(entry.login);
  out->set_second(entry.second_login);
  if (entry.corrects) out->set_corrects(entry.corrects->text());
  out->set_reason(entry.reason);
  out->set_delivery_note(entry.delivery_note);
  for (const BookLine& line : entry.lines) {
    v1::StockLine* out_line = out->add_lines();
    out_line->set_account(contract::FromCode<v1::Account>(line.account));
    out_line->set_station(line.station);
    out_line->set_product_code(line.product_code);
    out_line->set_lot_number(line.lot_number);
    out_line->set_quantity(line.quantity.count());
    out_line->set_balance(line.balance.count());
  }
}

}  // namespace

absl::Status Service::GetStockBook(Call& call, const v1::GetStockBookRequest& request,
                                   v1::GetStockBookResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Day day, ParseDay(request.day()));
  const DayReckoning reckoning = call.reckoning();
  for (const BookEntry& entry :
       LoadBook(call.transaction, call.site().code, BeginningOf(day, reckoning),
                BeginningOf(day + 1, reckoning))) {
    Fill(entry, response->add_entries());
  }
  return absl::OkStatus();
}

absl::Status Service::CorrectStockEntry(Call& call, const v1::CorrectStockEntryRequest& request,
                                        v1::CorrectStockEntryResponse* response) const {
  const Uuid id(request.entry_id());
  const auto entry = LoadEntry(call.transaction, call.site().code, id);
  if (!entry) return absl::NotFoundError("entry_id: this site's book has no such entry");
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  if (!MayBeCorrected(entry->kind)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", entry->kind}});
    return absl::OkStatus();
  }
  const TakenBack back = TakeBack(call, *entry);
  if (IsCorrected(call.transaction, id)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "corrected"}});
    return absl::OkStatus();
  }
  if (!back.is_there) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_STOCK_SHORT);
    return absl::OkStatus();
  }
  Entry correction = EntryOf(call, "correction");
  correction.corrects = id;
  correction.reason = request.reason();
  Post(call.transaction, correction, back.movements, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::stock
