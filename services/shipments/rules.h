// Stock between sites: what both books say of it, what differs on arrival, and when a loan is given
// back.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/stock/store.h"

namespace oat::shipments {

// (product, lot) to quantity.
using Lots = std::map<std::pair<std::string, std::string>, StockQuantity>;

// All of it from one account of a site to another.
std::vector<stock::Movement> Moved(const Lots& lots, const char* from, const char* to);

// What the receiving site's book says of what arrived. It takes over all that was sent, so that the
// network has nothing left between two sites; what is missing, or too much, is its own variance.
std::vector<stock::Movement> Arrived(const Lots& sent, const Lots& counted);

// A seal as it is read on arrival.
struct SealRead {
  std::string number;
  bool is_broken = false;
};
// What is not as it was sent: lots by name, how much there should be is not said, and "seal".
std::vector<std::string> Differences(const Lots& sent, const Lots& counted, const std::string& seal,
                                     const SealRead& read);

// What lots hold of each drug form: a loan is given back in kind, and in whatever strength.
using InKind = std::map<std::string, Micrograms>;
InKind Contents(const Lots& lots, const std::vector<stock::Product>& products);
// Whether what came back, all repayments together, reaches what was lent. A loan of which nothing
// arrived owes nothing.
bool IsRepaid(const InKind& lent, const std::vector<InKind>& repayments);

}  // namespace oat::shipments
