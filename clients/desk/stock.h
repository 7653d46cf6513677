// What stands at this window by the book, for whoever counts it or opens its next bottle: which
// lots, and never how much of them. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.pb.h"
#include "oat/v1/stock_count.pb.h"

namespace oat::desk {

// The contract has no unit beside a line; the code of a product counted in millilitres says so.
bool IsLiquid(const std::string& product_code);

// Every lot that a count of the window has to name, each without its quantity.
std::vector<v1::CountedLot> LotsAt(const v1::GetBalancesResponse& book, const std::string& station);

// The liquids that stand at the window, in bottles open or closed.
std::vector<std::string> LiquidsAt(const v1::GetBalancesResponse& book, const std::string& station);

// The lots of a liquid at the window: of the bottle that stands open, and of the closed ones.
struct BottlesAt {
  std::optional<std::string> open;
  std::vector<std::string> closed;
};
BottlesAt BottlesOf(const std::string& product_code, const v1::GetBalancesResponse& book,
                    const std::string& station);

}  // namespace oat::desk
