#include "services/shipments/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace oat::shipments {
namespace {

constexpr StockQuantity kNone(0);

void Add(const char* from, const char* to, const Lots::value_type& lot, StockQuantity quantity,
         std::vector<stock::Movement>* movements) {
  if (quantity == kNone) return;
  const auto& [product, number] = lot.first;
  movements->push_back({from, "", to, "", product, number, quantity});
}

StockQuantity CountedOf(const Lots& counted, const Lots::value_type& lot) {
  const auto found = counted.find(lot.first);
  return found == counted.end() ? kNone : found->second;
}

}  // namespace

std::vector<stock::Movement> Moved(const Lots& lots, const char* from, const char* to) {
  std::vector<stock::Movement> movements;
  for (const auto& lot : lots) Add(from, to, lot, lot.second, &movements);
  return movements;
}

std::vector<stock::Movement> Arrived(const Lots& sent, const Lots& counted) {
  std::vector<stock::Movement> movements;
  for (const auto& lot : sent) {
    const StockQuantity arrived = CountedOf(counted, lot);
    const StockQuantity as_sent = std::min(arrived, lot.second);
    Add(stock::kTransferred, stock::kSafe, lot, as_sent, &movements);
    Add(stock::kTransferred, stock::kVariance, lot, lot.second - as_sent, &movements);
    Add(stock::kVariance, stock::kSafe, lot, arrived - as_sent, &movements);
  }
  return movements;
}

std::vector<std::string> Differences(const Lots& sent, const Lots& counted, const std::string& seal,
                                     const SealRead& read) {
  std::vector<std::string> differences;
  for (const auto& lot : sent) {
    if (CountedOf(counted, lot) == lot.second) continue;
    differences.push_back(absl::StrCat(lot.first.first, " ", lot.first.second));
  }
  if (read.is_broken || read.number != seal) differences.push_back("seal");
  return differences;
}

InKind Contents(const Lots& lots, const std::vector<stock::Product>& products) {
  InKind contents;
  for (const auto& [lot, quantity] : lots) {
    for (const stock::Product& product : products) {
      if (product.code == lot.first) contents[product.drug_form] += product.Holds(quantity);
    }
  }
  return contents;
}

bool IsRepaid(const InKind& lent, const std::vector<InKind>& repayments) {
  return std::all_of(lent.begin(), lent.end(), [&](const auto& one) {
    Micrograms back;
    for (const InKind& repayment : repayments) {
      const auto found = repayment.find(one.first);
      if (found != repayment.end()) back += found->second;
    }
    return back >= one.second;
  });
}

}  // namespace oat::shipments
