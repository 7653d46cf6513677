// The stock of the window: counted by two who are not told what the book says, and the bottle that
// stands open changed for the next.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/desk/stock.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::StockService::Stub;

}  // namespace

std::optional<std::string> Terminal::AskLine(const std::vector<std::string>& lines,
                                             const std::string& prompt) {
  Page page;
  for (const std::string& line : lines) page.Add(line, Tone::kStrong);
  page.prompt = prompt;
  auto typed = WaitForLine(page);
  if (!typed || typed->empty()) return std::nullopt;
  return typed;
}

std::optional<int64_t> Terminal::AskQuantity(std::vector<std::string> lines, const Text& prompt,
                                             bool is_liquid) {
  const size_t own = lines.size();
  while (const auto typed = AskLine(lines, say_(prompt))) {
    if (const auto quantity = ReadQuantity(*typed, is_liquid)) return quantity;
    lines.resize(own);
    lines.push_back(say_(text::kNotAQuantity, {{"got", *typed}}));
  }
  return std::nullopt;
}

std::optional<size_t> Terminal::Choose(const std::string& title,
                                       const std::vector<std::string>& options) {
  if (options.size() == 1) return 0;
  size_t from = 0;
  while (from < options.size()) {
    const auto key = WaitForKey([&] { return pages_.Choice(title, options, from); });
    if (!key || *key == "q") return std::nullopt;
    size_t number = 0;
    if (*key == "\n") {
      from += Pages::kMostNumbered;
    } else if (absl::SimpleAtoi(*key, &number) && number > 0 && from + number <= options.size()) {
      return from + number - 1;
    }
  }
  return std::nullopt;
}

void Terminal::SayNotRecorded(const v1::Outcome& outcome) {
  std::vector<std::string> lines = {say_(text::kNothingRecorded)};
  for (const v1::Reason& reason : outcome.reasons()) lines.push_back(say_(reason));
  WaitForKey([&] { return pages_.Plain(lines, say_(text::kAnyKey)); });
}

std::optional<v1::GetBalancesResponse> Terminal::AskBook() {
  return Ask<v1::GetBalancesResponse>(
      [this] { return window_.link().Call(&Stub::GetBalances, v1::GetBalancesRequest()); });
}

void Terminal::CountWindow() {
  const auto book = AskBook();
  if (!book) return;
  const std::vector<v1::CountedLot> lots = LotsAt(*book, window_.station());
  v1::CountStockRequest count;
  count.set_station(window_.station());
  if (!TypeCount(lots, &count)) return;
  while (true) {
    const auto key = WaitForKey([&] { return pages_.CountToSign(count); });
    if (!key || *key == "q") return;
    if (*key == "r" && !TypeCount(lots, &count)) return;
    if (*key == "a") AddAnotherLot(&count);
    if (*key == "s" && count.lots_size() > 0) return SendCount(count);
  }
}

// False: the two went away from it.
bool Terminal::TypeCount(const std::vector<v1::CountedLot>& lots, v1::CountStockRequest* count) {
  count->clear_lots();
  for (v1::CountedLot lot : lots) {
    const bool is_liquid = IsLiquid(lot.product_code());
    const auto quantity =
        AskQuantity({say_(text::kCountTitle, {{"station", window_.station()}}),
                     say_(text::kCountFirst), pages_.Lot(lot.product_code(), lot.lot_number())},
                    is_liquid ? text::kMeasured : text::kCounted, is_liquid);
    if (!quantity) return false;
    lot.set_quantity(*quantity);
    *count->add_lots() = lot;
  }
  return true;
}

// Something that the book does not have here.
void Terminal::AddAnotherLot(v1::CountStockRequest* count) {
  const auto products = Ask<v1::ListProductsResponse>(
      [this] { return window_.link().Call(&Stub::ListProducts, v1::ListProductsRequest()); });
  if (!products) return;
  std::vector<std::string> names;
  for (const v1::Product& product : products->products()) {
    names.push_back(say_.Product(product.product_code()));
  }
  const auto chosen = Choose(say_(text::kWhichProduct), names);
  if (!chosen) return;
  const std::string& code = products->products(static_cast<int>(*chosen)).product_code();
  const auto lot = AskLine({names[*chosen]}, say_(text::kLotNumber));
  if (!lot) return;
  const bool is_liquid = IsLiquid(code);
  const auto quantity = AskQuantity({pages_.Lot(code, *lot)},
                                    is_liquid ? text::kMeasured : text::kCounted, is_liquid);
  if (!quantity) return;
  v1::CountedLot* counted = count->add_lots();
  counted->set_product_code(code);
  counted->set_lot_number(*lot);
  counted->set_quantity(*quantity);
}

// Sent under one id however often: an answer that was lost is asked for again.
void Terminal::SendCount(v1::CountStockRequest count) {
  count.set_request_id(MakeUuid(clock_.Now()).text());
  const auto approval = AskApproval("oat.v1.StockService.CountStock", count);
  if (!approval) return Notice(say_(text::kNothingRecorded));
  count.set_approval_id(*approval);
  const auto counted =
      Ask<v1::CountStockResponse>([&] { return window_.link().Call(&Stub::CountStock, count); });
  if (!counted) return;
  if (!counted->outcome().accepted()) return SayNotRecorded(counted->outcome());
  WaitForKey([&] { return pages_.Counted(*counted); });
}

void Terminal::ChangeBottle() {
  const auto book = AskBook();
  if (!book) return;
  const std::vector<std::string> liquids = LiquidsAt(*book, window_.station());
  if (liquids.empty()) return Notice(say_(text::kNoLiquid));
  std::vector<std::string> names;
  for (const std::string& liquid : liquids) names.push_back(say_.Product(liquid));
  const auto chosen = Choose(say_(text::kWhichProduct), names);
  if (!chosen) return;
  v1::ChangeBottleRequest change;
  change.set_station(window_.station());
  change.set_product_code(liquids[*chosen]);
  const BottlesAt bottles = BottlesOf(liquids[*chosen], *book, window_.station());
  if (bottles.open) {
    const auto residue = AskQuantity(
        {say_(text::kStandsOpen, {{"product", names[*chosen]}, {"lot", *bottles.open}})},
        text::kResidue, /*is_liquid=*/true);
    if (!residue) return;
    change.set_residue(*residue);
  }
  if (AskNextBottle(bottles, &change)) SendBottle(change, bottles.open.has_value());
}

bool Terminal::AskNextBottle(const BottlesAt& bottles, v1::ChangeBottleRequest* change) {
  std::vector<std::string> options;
  for (const std::string& lot : bottles.closed) {
    options.push_back(pages_.Lot(change->product_code(), lot));
  }
  if (bottles.open) options.push_back(say_(text::kNoneIsOpened));
  const auto chosen = Choose(say_(text::kWhichIsOpened), options);
  if (!chosen) return false;
  if (*chosen == bottles.closed.size()) return true;
  const auto holds = AskQuantity({options[*chosen]}, text::kHolds, /*is_liquid=*/true);
  if (!holds) return false;
  change->set_lot_number(bottles.closed[*chosen]);
  change->set_quantity(*holds);
  return true;
}

void Terminal::SendBottle(v1::ChangeBottleRequest change, bool is_open) {
  change.set_request_id(MakeUuid(clock_.Now()).text());
  if (is_open) {
    const auto approval = AskApproval("oat.v1.StockService.ChangeBottle", change);
    if (!approval) return Notice(say_(text::kNothingRecorded));
    change.set_approval_id(*approval);
  }
  const auto changed = Ask<v1::ChangeBottleResponse>(
      [&] { return window_.link().Call(&Stub::ChangeBottle, change); });
  if (!changed) return;
  if (!changed->outcome().accepted()) return SayNotRecorded(changed->outcome());
  if (changed->has_closed()) {
    Notice(say_(text::kClosed, {{"lot", changed->closed().lot_number()},
                                {"difference", pages_.Difference(changed->closed())}}));
  }
  if (change.lot_number().empty()) return;
  Notice(say_(text::kOpened,
              {{"product", say_.Product(change.product_code())}, {"lot", change.lot_number()}}));
}

}  // namespace oat::desk
