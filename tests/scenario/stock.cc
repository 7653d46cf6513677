// The stock of a clinic day: one open bottle at each window, and in the evening everything counted
// by two and the day closed. At one site a millilitre is missing, and the count finds it.
#include "absl/strings/str_cat.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

using Stub = v1::StockService::Stub;

constexpr char kLiquid[] = "METHADONE-5MG-ML";
constexpr char kLot[] = "DEMO-2026";
constexpr int64_t kBottle = 1'000'000;  // microlitres
constexpr char kShortSite[] = "KST1";
constexpr int64_t kMissing = 1000;  // microlitres

v1::GetBalancesResponse BalancesOf(link::Link& link) {
  return Must(link.Call(&Stub::GetBalances, v1::GetBalancesRequest()), "balances");
}

}  // namespace

// What is left of the bottle before is measured by two and waits to be destroyed.
bool SiteDay::ChangeBottle(link::Link& link, const std::string& station,
                           const std::string& second) {
  v1::ChangeBottleRequest change;
  change.set_request_id(NewId());
  change.set_station(station);
  change.set_product_code(kLiquid);
  change.set_lot_number(kLot);
  change.set_quantity(kBottle);
  const auto balances = BalancesOf(link);
  for (const v1::StockAccount& account : balances.accounts()) {
    const bool is_it = account.account() == v1::ACCOUNT_OPEN_BOTTLE &&
                       account.station() == station && account.product_code() == kLiquid;
    if (is_it) change.set_residue(account.quantity());
  }
  change.set_approval_id(crew_.Approval(link, second, "oat.v1.StockService.ChangeBottle", change));
  const auto changed = Must(link.Call(&Stub::ChangeBottle, change), "bottle");
  Count(changed.outcome());
  if (!changed.outcome().accepted()) return false;
  absl::MutexLock lock(&mutex_);
  ++tally_.bottles_opened;
  return true;
}

// The first day opens a bottle at each window; later days go on with what stands there.
void SiteDay::OpenBottles() {
  const auto balances = BalancesOf(*custodian_);
  for (const char* station : kStations) {
    bool is_open = false;
    for (const v1::StockAccount& account : balances.accounts()) {
      is_open =
          is_open || (account.account() == v1::ACCOUNT_OPEN_BOTTLE && account.station() == station);
    }
    if (!is_open) ChangeBottle(*custodian_, station, Crew::Nurse(site_, station));
  }
}

// A window, or the safe (the empty station).
void SiteDay::CountPlace(const std::string& station) {
  v1::CountStockRequest count;
  count.set_request_id(NewId());
  count.set_station(station);
  const auto balances = BalancesOf(*custodian_);
  for (const v1::StockAccount& account : balances.accounts()) {
    const bool is_there =
        account.station() == station &&
        (account.account() == v1::ACCOUNT_SAFE || account.account() == v1::ACCOUNT_STATION ||
         account.account() == v1::ACCOUNT_OPEN_BOTTLE);
    if (!is_there) continue;
    v1::CountedLot* lot = count.add_lots();
    lot->set_product_code(account.product_code());
    lot->set_lot_number(account.lot_number());
    const bool is_short =
        site_ == kShortSite && station.empty() && account.product_code() == kLiquid;
    lot->set_quantity(account.quantity() - (is_short ? kMissing : 0));
  }
  if (count.lots().empty()) return;
  count.set_approval_id(crew_.Approval(*custodian_, Crew::Nurse(site_, kStations[0]),
                                       "oat.v1.StockService.CountStock", count));
  const auto counted = Must(custodian_->Call(&Stub::CountStock, count), "count");
  Count(counted.outcome());
  absl::MutexLock lock(&mutex_);
  tally_.lots_counted += counted.lines_size();
  for (const v1::CountLine& line : counted.lines()) {
    const int64_t difference = line.counted() - line.expected();
    if (difference == 0) continue;
    tally_.differences.push_back(
        absl::StrCat(site_, " ", line.product_code(), " ", difference, " microlitres"));
  }
}

void SiteDay::CloseStock() {
  for (const char* station : kStations) CountPlace(station);
  CountPlace("");
  v1::CloseStockDayRequest close;
  close.set_request_id(NewId());
  close.set_day(Today());
  close.set_approval_id(crew_.Approval(*custodian_, Crew::Nurse(site_, kStations[0]),
                                       "oat.v1.StockService.CloseStockDay", close));
  const auto closed = Must(custodian_->Call(&Stub::CloseStockDay, close), "closing");
  Count(closed.outcome());
  absl::MutexLock lock(&mutex_);
  tally_.days_closed += closed.outcome().accepted() ? 1 : 0;
}

}  // namespace oat::scenario
