// The unit in which each product is counted, as the server says.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "clients/ctl/terminal.h"
#include "oat/v1/stock.pb.h"

namespace oat::ctl {

// By product code.
using Units = std::map<std::string, v1::StockUnit>;

absl::StatusOr<v1::ListProductsResponse> LoadProducts(Terminal& terminal);
absl::StatusOr<Units> LoadUnits(Terminal& terminal);
// INVALID_ARGUMENT: there is no such product.
absl::StatusOr<v1::StockUnit> UnitOf(const Units& units, const std::string& product_code);

}  // namespace oat::ctl
