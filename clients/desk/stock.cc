#include "clients/desk/stock.h"

#include <set>

#include "absl/strings/match.h"
#include "oat/v1/stock_account.pb.h"

namespace oat::desk {
namespace {

bool IsAt(const v1::StockAccount& account, const std::string& station) {
  return account.station() == station &&
         (account.account() == v1::ACCOUNT_STATION || account.account() == v1::ACCOUNT_OPEN_BOTTLE);
}

}  // namespace

bool IsLiquid(const std::string& product_code) { return absl::EndsWith(product_code, "-ML"); }

std::vector<v1::CountedLot> LotsAt(const v1::GetBalancesResponse& book,
                                   const std::string& station) {
  std::set<std::pair<std::string, std::string>> lots;
  for (const v1::StockAccount& account : book.accounts()) {
    if (IsAt(account, station)) lots.emplace(account.product_code(), account.lot_number());
  }
  std::vector<v1::CountedLot> counted;
  for (const auto& [product, lot] : lots) {
    counted.emplace_back().set_product_code(product);
    counted.back().set_lot_number(lot);
  }
  return counted;
}

std::vector<std::string> LiquidsAt(const v1::GetBalancesResponse& book,
                                   const std::string& station) {
  std::set<std::string> liquids;
  for (const v1::StockAccount& account : book.accounts()) {
    if (IsAt(account, station) && IsLiquid(account.product_code())) {
      liquids.insert(account.product_code());
    }
  }
  return {liquids.begin(), liquids.end()};
}

BottlesAt BottlesOf(const std::string& product_code, const v1::GetBalancesResponse& book,
                    const std::string& station) {
  BottlesAt bottles;
  for (const v1::StockAccount& account : book.accounts()) {
    if (!IsAt(account, station) || account.product_code() != product_code) continue;
    if (account.account() == v1::ACCOUNT_OPEN_BOTTLE) {
      bottles.open = account.lot_number();
    } else {
      bottles.closed.push_back(account.lot_number());
    }
  }
  return bottles;
}

}  // namespace oat::desk
