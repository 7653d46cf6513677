#include "services/stock/bottle_store.h"

namespace oat::stock {
namespace {

constexpr db::Statement kLotOfOpen{"stock_lot_of_open_bottle", R"(
    SELECT lot_number FROM bottle_change
     WHERE site_code = $1 AND station = $2 AND product_code = $3 ORDER BY turn DESC LIMIT 1)"};
constexpr db::Statement kRecordChange{"stock_record_bottle_change", R"(
    INSERT INTO bottle_change (site_code, station, product_code, turn, lot_number, quantity, staff_id,
                               second_id, recorded_at)
    SELECT $1, $2, $3, coalesce(max(turn), 0) + 1, $4, $5, $6, $7, $8 FROM bottle_change
     WHERE site_code = $1 AND station = $2 AND product_code = $3
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kCountOpenDosesOf{"stock_count_open_doses_of", R"(
    SELECT count(*)::int FROM unsettled_dose u JOIN dose_now d USING (dose_id)
     WHERE u.site_code = $1 AND d.station = $2 AND d.state = 'open' AND d.bottle_id IS NULL
       AND NOT EXISTS (SELECT FROM dose_carriage c WHERE c.dose_id = u.dose_id)
       AND EXISTS (SELECT FROM dose_line l WHERE l.dose_id = u.dose_id AND l.product_code = $3))"};

}  // namespace

std::optional<std::string> LotOfOpenBottle(db::Transaction& transaction, const BottlePlace& place) {
  const auto row =
      transaction.RunForOne(kLotOfOpen, place.site_code, place.station, place.product_code);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<std::optional<std::string>>());
}

bool RecordBottleChange(db::Transaction& transaction, const BottleChange& change, absl::Time now) {
  return transaction
      .RunForOne(kRecordChange, change.place.site_code, change.place.station,
                 change.place.product_code, change.lot_number, change.quantity, change.staff,
                 change.second, now)
      .has_value();
}

const char* DrawnFrom(db::Transaction& transaction, const BottlePlace& place,
                      const std::string& lot_number) {
  return LotOfOpenBottle(transaction, place) == lot_number ? kOpenBottle : kStation;
}

int32_t CountOpenDosesOf(db::Transaction& transaction, const BottlePlace& place) {
  const auto row =
      transaction.RunForOne(kCountOpenDosesOf, place.site_code, place.station, place.product_code);
  return std::get<0>(row->As<int32_t>());
}

}  // namespace oat::stock
