#include "services/stock/handling_store.h"

#include <tuple>

namespace oat::stock {
namespace {

// A stretch begins with the count before, or with the period.
constexpr db::Statement kLoadStretches{"stock_load_stretches", R"(
    WITH counted AS (
      SELECT c.count_id, c.station, l.product_code, c.recorded_at,
             sum(l.counted - l.expected)::bigint AS difference,
             lag(c.recorded_at, 1, $2) OVER (PARTITION BY c.station, l.product_code
                                             ORDER BY c.recorded_at, c.count_id) AS since
        FROM stock_count c JOIN stock_count_line l USING (count_id)
       WHERE c.site_code = $1 AND c.station <> '' AND c.recorded_at >= $2 AND c.recorded_at < $3
       GROUP BY c.count_id, c.station, l.product_code, c.recorded_at),
    drawn AS (
      SELECT k.count_id, k.product_code, e.staff_id, count(DISTINCT e.entry_id)::int AS pours,
             (-sum(p.quantity))::bigint AS poured
        FROM counted k
        JOIN stock_entry e ON e.site_code = $1 AND e.recorded_at >= k.since
                          AND e.recorded_at < k.recorded_at
                          AND e.kind IN ('reservation', 'bottle_filled', 'administration')
        JOIN posting p ON p.entry_id = e.entry_id AND p.station = k.station
                      AND p.product_code = k.product_code AND p.quantity < 0
                      AND p.account IN ('station', 'open_bottle')
       GROUP BY 1, 2, 3)
    SELECT k.count_id, k.station, k.product_code, p.unit = 'microlitre', k.difference, s.staff_id, s.login,
           d.pours, d.poured
      FROM counted k JOIN product p USING (product_code)
      LEFT JOIN drawn d USING (count_id, product_code)
      LEFT JOIN staff s USING (staff_id)
     ORDER BY k.recorded_at, k.count_id, k.product_code, s.login)"};

}  // namespace

std::vector<CountedStretch> LoadStretches(db::Transaction& transaction,
                                          const std::string& site_code, absl::Time from,
                                          absl::Time until) {
  std::vector<CountedStretch> stretches;
  std::string last;
  for (const db::Row& row : transaction.Run(kLoadStretches, site_code, from, until)) {
    Uuid count;
    CountedStretch stretch;
    std::optional<StaffId> staff;
    std::optional<std::string> login;
    std::optional<int32_t> pours;
    std::optional<StockQuantity> poured;
    std::tie(count, stretch.station, stretch.product_code, stretch.is_solution, stretch.difference,
             staff, login, pours, poured) =
        row.As<Uuid, std::string, std::string, bool, StockQuantity, std::optional<StaffId>,
               std::optional<std::string>, std::optional<int32_t>, std::optional<StockQuantity>>();
    const std::string key = count.text() + " " + stretch.product_code;
    if (key != last) stretches.push_back(std::move(stretch));
    last = key;
    if (login) stretches.back().drawers.push_back({*staff, *login, *pours, *poured});
  }
  return stretches;
}

}  // namespace oat::stock
