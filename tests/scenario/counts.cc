// The count that ends a clinic day: the safe of every site, measured by two. At one site a
// millilitre is missing, and the count finds it.
#include "absl/strings/str_cat.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

constexpr char kShortSite[] = "KST1";
constexpr char kShortProduct[] = "METHADONE-5MG-ML";
constexpr int64_t kMissing = 1000;  // microlitres

}  // namespace

void SiteDay::CountSafe() {
  const auto balances =
      Must(custodian_->Call(custodian_->stock(), &v1::StockService::Stub::GetBalances,
                            v1::GetBalancesRequest()),
           "balances");
  v1::CountStockRequest count;
  count.set_request_id(NewId());
  for (const v1::StockAccount& account : balances.accounts()) {
    if (account.account() != v1::ACCOUNT_SAFE) continue;
    v1::CountedLot* lot = count.add_lots();
    lot->set_product_code(account.product_code());
    lot->set_lot_number(account.lot_number());
    const bool is_short = site_ == kShortSite && account.product_code() == kShortProduct;
    lot->set_quantity(account.quantity() - (is_short ? kMissing : 0));
  }
  count.set_approval_id(crew_.Approval(*custodian_, Crew::Nurse(site_, kStations[0]),
                                       "oat.v1.StockService.CountStock", count));
  const auto counted = Must(
      custodian_->Call(custodian_->stock(), &v1::StockService::Stub::CountStock, count), "count");
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

}  // namespace oat::scenario
