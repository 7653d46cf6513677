// Orders to suppliers, as kept. What is received names the order that it answers, so they live
// where stock does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/db/transaction.h"

namespace oat::stock {

struct SupplyOrder {
  Uuid id;
  std::string site_code;
  std::string product_code;
  StockQuantity quantity;
  std::string supplier;
  Day expected_on;
  std::string reference;
  StaffId staff;
  std::string login;
  absl::Time at;
  // What came of it, without receipts that were taken back; more than was ordered may.
  StockQuantity received;
  bool ended = false;  // somebody said that nothing more comes

  bool IsOpen() const { return !ended && received < quantity; }
  // What is still to come.
  StockQuantity Outstanding() const { return IsOpen() ? quantity - received : StockQuantity(0); }
};

void RecordSupplyOrder(db::Transaction& transaction, const SupplyOrder& order);
std::optional<SupplyOrder> LoadSupplyOrder(db::Transaction& transaction, const Uuid& id);
// Of a site, the newest first.
std::vector<SupplyOrder> LoadSupplyOrders(db::Transaction& transaction,
                                          const std::string& site_code);
// False when it was ended before.
bool RecordSupplyOrderEnd(db::Transaction& transaction, const Uuid& id, const std::string& reason,
                          StaffId by, absl::Time now);

}  // namespace oat::stock
