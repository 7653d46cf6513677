#include "services/stock/day_store.h"

#include <tuple>

namespace oat::stock {
namespace {

// A count's own entry changes the book and not the shelf.
constexpr db::Statement kNotCounted{"stock_places_not_counted", R"(
    SELECT CASE WHEN place.station = '' THEN 'safe' ELSE place.station END
      FROM (SELECT DISTINCT station FROM balance
             WHERE site_code = $1 AND account IN ('safe', 'station', 'open_bottle')) place
     WHERE EXISTS (SELECT FROM stock_entry e JOIN posting p USING (entry_id)
            WHERE e.site_code = $1 AND e.kind <> 'count' AND e.recorded_at < $2
              AND e.recorded_at > coalesce((SELECT max(c.recorded_at) FROM stock_count c
                     WHERE c.site_code = $1 AND c.station = place.station AND c.of_bottle IS NOT TRUE),
                    '-infinity')
              AND p.station = place.station
              AND p.account IN ('safe', 'station', 'open_bottle'))
     ORDER BY 1)"};
constexpr db::Statement kCountOpen{"stock_count_open_doses_of_site", R"(
    SELECT count(*)::int FROM unsettled_dose u JOIN dose_now d USING (dose_id)
     WHERE u.site_code = $1 AND d.state = 'open' AND d.bottle_id IS NULL)"};
constexpr db::Statement kCountDay{"stock_count_day", R"(
    SELECT (SELECT count(*)::int FROM stock_entry
             WHERE site_code = $1 AND recorded_at >= $2 AND recorded_at < $3),
           (SELECT count(*)::int FROM stock_count c JOIN stock_count_line l USING (count_id)
             WHERE c.site_code = $1 AND c.recorded_at >= $2 AND c.recorded_at < $3
               AND l.counted <> l.expected
               AND NOT EXISTS (SELECT FROM stock_variance v WHERE v.count_id = l.count_id
                      AND v.product_code = l.product_code AND v.lot_number = l.lot_number)))"};
constexpr db::Statement kRecordDay{"stock_record_day", R"(
    INSERT INTO stock_day (site_code, day, entries, unexplained, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRecordLines{"stock_record_day_lines", R"(
    INSERT INTO stock_day_line (site_code, day, account, station, product_code, lot_number, quantity)
    SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[]))"};
constexpr db::Statement kRecordReturn{
    "stock_record_return",
    "INSERT INTO stock_return (entry_id, recipient, reason) VALUES ($1, $2, $3)"};

}  // namespace

std::vector<std::string> PlacesNotCounted(db::Transaction& transaction,
                                          const std::string& site_code, absl::Time until) {
  std::vector<std::string> places;
  for (const db::Row& row : transaction.Run(kNotCounted, site_code, until)) {
    places.push_back(std::get<0>(row.As<std::string>()));
  }
  return places;
}

int32_t CountOpenDosesAt(db::Transaction& transaction, const std::string& site_code) {
  return std::get<0>(transaction.RunForOne(kCountOpen, site_code)->As<int32_t>());
}

void CountDay(db::Transaction& transaction, absl::Time from, absl::Time until, StockDay* day) {
  std::tie(day->entries, day->unexplained) =
      transaction.RunForOne(kCountDay, day->site_code, from, until)->As<int32_t, int32_t>();
}

bool RecordDay(db::Transaction& transaction, const StockDay& day, absl::Time now) {
  const bool is_new = transaction
                          .RunForOne(kRecordDay, day.site_code, day.day, day.entries,
                                     day.unexplained, day.staff, day.second, now)
                          .has_value();
  if (!is_new) return false;
  std::vector<std::string> accounts, stations, products, lots;
  std::vector<StockQuantity> quantities;
  for (const Balance& one : day.on_hand) {
    accounts.push_back(one.account);
    stations.push_back(one.station);
    products.push_back(one.product_code);
    lots.push_back(one.lot_number);
    quantities.push_back(one.quantity);
  }
  transaction.Run(kRecordLines, day.site_code, day.day, accounts, stations, products, lots,
                  quantities);
  return true;
}

void RecordReturn(db::Transaction& transaction, const Uuid& entry, const std::string& recipient,
                  const std::string& reason) {
  transaction.Run(kRecordReturn, entry, recipient, reason);
}

}  // namespace oat::stock
