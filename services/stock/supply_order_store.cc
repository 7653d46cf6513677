#include "services/stock/supply_order_store.h"

#include <tuple>

namespace oat::stock {
namespace {

#define OAT_SUPPLY_ORDER                                                                 \
  "SELECT o.supply_order_id, o.site_code, o.product_code, o.quantity, o.supplier, "      \
  "o.expected_on, o.reference, o.staff_id, a.login, o.recorded_at, o.received, o.ended " \
  "FROM supply_order_now o JOIN staff a USING (staff_id) "
constexpr db::Statement kRecord{"stock_record_supply_order", R"(
    INSERT INTO supply_order (supply_order_id, site_code, product_code, quantity, supplier,
                              expected_on, reference, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
constexpr db::Statement kLoad{"stock_load_supply_order",
                              OAT_SUPPLY_ORDER "WHERE o.supply_order_id = $1"};
constexpr db::Statement kLoadAll{
    "stock_load_supply_orders",
    OAT_SUPPLY_ORDER "WHERE o.site_code = $1 ORDER BY o.recorded_at DESC, o.supply_order_id DESC"};
constexpr db::Statement kRecordEnd{"stock_record_supply_order_end", R"(
    INSERT INTO supply_order_end (supply_order_id, reason, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1)"};

SupplyOrder ReadOrder(const db::Row& row) {
  SupplyOrder order;
  std::tie(order.id, order.site_code, order.product_code, order.quantity, order.supplier,
           order.expected_on, order.reference, order.staff, order.login, order.at, order.received,
           order.ended) =
      row.As<Uuid, std::string, std::string, StockQuantity, std::string, Day, std::string, StaffId,
             std::string, absl::Time, StockQuantity, bool>();
  return order;
}

}  // namespace

void RecordSupplyOrder(db::Transaction& transaction, const SupplyOrder& order) {
  transaction.Run(kRecord, order.id, order.site_code, order.product_code, order.quantity,
                  order.supplier, order.expected_on, order.reference, order.staff, order.at);
}

std::optional<SupplyOrder> LoadSupplyOrder(db::Transaction& transaction, const Uuid& id) {
  const auto row = transaction.RunForOne(kLoad, id);
  if (!row) return std::nullopt;
  return ReadOrder(*row);
}

std::vector<SupplyOrder> LoadSupplyOrders(db::Transaction& transaction,
                                          const std::string& site_code) {
  std::vector<SupplyOrder> orders;
  for (const db::Row& row : transaction.Run(kLoadAll, site_code)) {
    orders.push_back(ReadOrder(row));
  }
  return orders;
}

bool RecordSupplyOrderEnd(db::Transaction& transaction, const Uuid& id, const std::string& reason,
                          StaffId by, absl::Time now) {
  return transaction.RunForOne(kRecordEnd, id, reason, by, now).has_value();
}

}  // namespace oat::stock
