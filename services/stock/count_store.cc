#include "services/stock/count_store.h"

#include <tuple>

namespace oat::stock {
namespace {

constexpr db::Statement kRecordCount{"stock_record_count", R"(
    INSERT INTO stock_count (count_id, site_code, station, staff_id, second_id, recorded_at, of_bottle)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr db::Statement kRecordLines{"stock_record_count_lines", R"(
    INSERT INTO stock_count_line (count_id, product_code, lot_number, counted, expected, tolerance)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[],
                                   $6::bigint[]))"};
#define OAT_COUNT_LINES                                                                   \
  "SELECT l.count_id, l.product_code, l.lot_number, l.counted, l.expected, l.tolerance, " \
  "v.cause, coalesce(v.note, '') FROM stock_count_line l "                                \
  "LEFT JOIN stock_variance v USING (count_id, product_code, lot_number) "
constexpr db::Statement kLoadCounts{"stock_load_counts", R"(
    SELECT c.count_id, c.station, c.staff_id, c.second_id, a.login, b.login, c.recorded_at
      FROM stock_count c JOIN staff a ON a.staff_id = c.staff_id
      JOIN staff b ON b.staff_id = c.second_id
     WHERE c.site_code = $1
       AND (NOT $2 OR EXISTS (SELECT FROM stock_count_line l
              LEFT JOIN stock_variance v USING (count_id, product_code, lot_number)
             WHERE l.count_id = c.count_id AND l.counted <> l.expected AND v.cause IS NULL))
     ORDER BY c.recorded_at DESC, c.count_id LIMIT $3)"};
constexpr db::Statement kLoadLines{"stock_load_count_lines", OAT_COUNT_LINES
                                   "WHERE l.count_id = ANY ($1::uuid[]) "
                                   "ORDER BY l.product_code, l.lot_number"};
constexpr db::Statement kLoadLine{"stock_load_count_line", OAT_COUNT_LINES R"(
      JOIN stock_count c USING (count_id)
     WHERE c.site_code = $1 AND l.count_id = $2 AND l.product_code = $3 AND l.lot_number = $4)"};
constexpr db::Statement kRecordVariance{"stock_record_variance", R"(
    INSERT INTO stock_variance (count_id, product_code, lot_number, cause, note, staff_id,
                                second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING 1)"};
// What left the place since: a count's own entry is as old as the count, and no use of the stock;
// nor is the opening of a bottle.
constexpr db::Statement kDrawn{"stock_drawn_since_count", R"(
    SELECT p.product_code, p.lot_number, (-sum(p.quantity))::bigint
      FROM stock_entry e JOIN posting p USING (entry_id)
     WHERE e.site_code = $1 AND p.station = $2 AND e.kind <> 'bottle_change'
       AND p.account = ANY (CASE WHEN $2 = '' THEN '{safe}'::text[]
                                 ELSE '{station,open_bottle}' END)
       AND p.quantity < 0
       AND e.recorded_at > coalesce((SELECT max(recorded_at) FROM stock_count
                                      WHERE site_code = $1 AND station = $2 AND of_bottle IS NOT TRUE),
                                    '-infinity')
     GROUP BY 1, 2)"};
constexpr db::Statement kLastDifferences{"stock_last_differences", R"(
    SELECT sum(l.counted - l.expected)::bigint
      FROM stock_count c JOIN stock_count_line l USING (count_id)
     WHERE c.site_code = $1 AND c.station = $2 AND l.product_code = $3
     GROUP BY c.count_id, c.recorded_at ORDER BY c.recorded_at DESC, c.count_id LIMIT $4)"};
// Of a dose of which nobody will ever say it the bottle does: it holds the liquid, or it does not.
// Of one that was carried out it is known where its stock is: not at the window.
constexpr db::Statement kCountOpen{"stock_count_open_doses", R"(
    SELECT count(*)::int FROM unsettled_dose u JOIN dose_now d USING (dose_id)
     WHERE u.site_code = $1 AND d.station = $2 AND d.state = 'open' AND d.bottle_id IS NULL
       AND NOT EXISTS (SELECT FROM dose_carriage c WHERE c.dose_id = u.dose_id))"};

CountLine ReadLine(const db::Row& row, Uuid* count) {
  CountLine line;
  std::tie(*count, line.product_code, line.lot_number, line.counted, line.expected, line.tolerance,
           line.cause, line.note) =
      row.As<Uuid, std::string, std::string, StockQuantity, StockQuantity, StockQuantity,
             std::optional<std::string>, std::string>();
  return line;
}

}  // namespace

void RecordCount(db::Transaction& transaction, const std::string& site_code, const Count& count) {
  transaction.Run(kRecordCount, count.id, site_code, count.station, count.staff, count.second,
                  count.at, count.of_bottle);
  std::vector<std::string> products, lots;
  std::vector<StockQuantity> counted, expected, tolerances;
  for (const CountLine& line : count.lines) {
    products.push_back(line.product_code);
    lots.push_back(line.lot_number);
    counted.push_back(line.counted);
    expected.push_back(line.expected);
    tolerances.push_back(line.tolerance);
  }
  transaction.Run(kRecordLines, count.id, products, lots, counted, expected, tolerances);
}

std::vector<Count> LoadCounts(db::Transaction& transaction, const std::string& site_code,
                              bool unexplained_only, int32_t limit) {
  std::vector<Count> counts;
  std::vector<Uuid> ids;
  std::map<std::string, size_t> places;
  for (const db::Row& row : transaction.Run(kLoadCounts, site_code, unexplained_only, limit)) {
    Count& count = counts.emplace_back();
    std::tie(count.id, count.station, count.staff, count.second, count.login, count.second_login,
             count.at) =
        row.As<Uuid, std::string, StaffId, StaffId, std::string, std::string, absl::Time>();
    places[count.id.text()] = ids.size();
    ids.push_back(count.id);
  }
  for (const db::Row& row : transaction.Run(kLoadLines, ids)) {
    Uuid of;
    CountLine line = ReadLine(row, &of);
    counts[places.at(of.text())].lines.push_back(std::move(line));
  }
  return counts;
}

std::optional<CountLine> LoadCountLine(db::Transaction& transaction, const std::string& site_code,
                                       const Uuid& count, const std::string& product_code,
                                       const std::string& lot_number) {
  const auto row = transaction.RunForOne(kLoadLine, site_code, count, product_code, lot_number);
  if (!row) return std::nullopt;
  Uuid of;
  return ReadLine(*row, &of);
}

bool RecordVariance(db::Transaction& transaction, const Variance& variance, absl::Time now) {
  return transaction
      .RunForOne(kRecordVariance, variance.count, variance.product_code, variance.lot_number,
                 variance.cause, variance.note, variance.staff, variance.second, now)
      .has_value();
}

Drawn DrawnSinceCount(db::Transaction& transaction, const std::string& site_code,
                      const std::string& station) {
  Drawn drawn;
  for (const db::Row& row : transaction.Run(kDrawn, site_code, station)) {
    const auto [product, lot, quantity] = row.As<std::string, std::string, StockQuantity>();
    drawn[{product, lot}] = quantity;
  }
  return drawn;
}

std::vector<StockQuantity> LastDifferences(db::Transaction& transaction,
                                           const std::string& site_code, const std::string& station,
                                           const std::string& product_code, int32_t limit) {
  std::vector<StockQuantity> differences;
  for (const db::Row& row :
       transaction.Run(kLastDifferences, site_code, station, product_code, limit)) {
    differences.push_back(std::get<0>(row.As<StockQuantity>()));
  }
  return differences;
}

int32_t CountOpenDoses(db::Transaction& transaction, const std::string& site_code,
                       const std::string& station) {
  return std::get<0>(transaction.RunForOne(kCountOpen, site_code, station)->As<int32_t>());
}

}  // namespace oat::stock
