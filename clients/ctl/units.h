// The unit in which each product is counted, as the server says.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "clients/ctl/terminal.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.pb.h"

namespace oat::ctl {

// By product code.
using Units = std::map<std::string, v1::StockUnit>;

absl::StatusOr<v1::ListProductsResponse> LoadProducts(Terminal& terminal);
absl::StatusOr<Units> LoadUnits(Terminal& terminal);
// INVALID_ARGUMENT: there is no such product.
absl::StatusOr<v1::StockUnit> UnitOf(const Units& units, const std::string& product_code);

// How much of a lot, as PRODUCT/LOT=QUANTITY; 0 alone where there is none.
struct LotQuantity {
  std::string product_code;
  std::string lot_number;
  int64_t quantity = 0;
};
absl::StatusOr<LotQuantity> ReadLot(const Units& units, const std::string& text);
// The same into a message that has these fields.
template <class Message>
absl::Status ReadLot(const Units& units, const std::string& text, Message* message) {
  const absl::StatusOr<LotQuantity> lot = ReadLot(units, text);
  if (!lot.ok()) return lot.status();
  message->set_product_code(lot->product_code);
  message->set_lot_number(lot->lot_number);
  message->set_quantity(lot->quantity);
  return absl::OkStatus();
}

}  // namespace oat::ctl
