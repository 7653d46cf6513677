#include "services/stock/store.h"

#include <algorithm>
#include <tuple>

#include "services/base/uuid.h"

namespace oat::stock {
namespace {

#define OAT_PRODUCT_COLUMNS                                                                \
  "SELECT p.product_code, p.drug_form, p.atc, p.strength, p.unit, p.micrograms_per_unit, " \
  "p.smallest_measure FROM product p "
constexpr db::Statement kLoadProducts{"stock_load_products",
                                      OAT_PRODUCT_COLUMNS "ORDER BY p.product_code"};
constexpr db::Statement kLoadProduct{"stock_load_product",
                                     OAT_PRODUCT_COLUMNS "WHERE p.product_code = $1"};
constexpr db::Statement kLoadStrengths{
    "stock_load_strengths", OAT_PRODUCT_COLUMNS
    "WHERE p.drug_form = $2 AND EXISTS (SELECT FROM balance b WHERE b.site_code = $1 "
    "AND b.station = '' AND b.account = 'safe' AND b.product_code = p.product_code) "
    "ORDER BY p.product_code"};
constexpr db::Statement kLockStation{"stock_lock_station",
                                     "SELECT lock_station_balances($1, $2)::text"};
// Of a product with an open bottle that bottle alone.
constexpr db::Statement kLoadOnHand{"stock_load_on_hand", R"(
    SELECT b.product_code, b.lot_number, l.expires_on, b.quantity, b.account = 'open_bottle'
      FROM product p
      LEFT JOIN LATERAL (SELECT c.lot_number FROM bottle_change c
             WHERE c.site_code = $1 AND c.station = $2 AND c.product_code = p.product_code
             ORDER BY c.turn DESC LIMIT 1) open ON true
      JOIN balance b ON b.site_code = $1 AND b.station = $2 AND b.product_code = p.product_code
       AND b.account = CASE WHEN open.lot_number IS NULL THEN 'station' ELSE 'open_bottle' END
       AND (open.lot_number IS NULL OR b.lot_number = open.lot_number)
      JOIN lot l ON l.product_code = b.product_code AND l.lot_number = b.lot_number
     WHERE p.drug_form = $3
       AND NOT EXISTS (SELECT FROM lot_held h WHERE h.product_code = b.product_code
                          AND h.lot_number = b.lot_number)
     ORDER BY l.expires_on, b.product_code, b.lot_number)"};
constexpr db::Statement kRecordLot{"stock_record_lot", R"(
    INSERT INTO lot (product_code, lot_number, expires_on, recorded_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING)"};
constexpr db::Statement kLotExpiry{
    "stock_lot_expiry", "SELECT expires_on FROM lot WHERE product_code = $1 AND lot_number = $2"};
constexpr db::Statement kRecordEntry{"stock_record_entry", R"(
    WITH entry AS (
      INSERT INTO stock_entry (entry_id, site_code, kind, dose_id, staff_id, second_id, recorded_at,
                               bottle_id, count_id, corrects, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $13, $14, $15, $16))
    INSERT INTO posting (entry_id, line, account, station, product_code, lot_number, quantity)
    SELECT $1, line, account, station, product_code, lot_number, quantity
      FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[])
           WITH ORDINALITY p (account, station, product_code, lot_number, quantity, line)
     ORDER BY line)"};
constexpr db::Statement kLoadBalances{"stock_load_balances", R"(
    SELECT account, station, product_code, lot_number, quantity FROM balance
     WHERE site_code = $1 AND quantity <> 0
     ORDER BY product_code, lot_number, account, station)"};
constexpr db::Statement kLoadBalance{"stock_load_balance", R"(
    SELECT quantity FROM balance WHERE site_code = $1 AND account = $2 AND station = $3
       AND product_code = $4 AND lot_number = $5)"};
constexpr db::Statement kIsBalanced{"stock_is_balanced", R"(
    SELECT NOT EXISTS (SELECT FROM balance WHERE site_code = $1
                        GROUP BY product_code, lot_number HAVING sum(quantity) <> 0)
       AND NOT EXISTS (SELECT FROM (
             SELECT account, station, product_code, lot_number, quantity FROM balance
              WHERE site_code = $1 AND quantity <> 0
             EXCEPT
             SELECT p.account, p.station, p.product_code, p.lot_number, sum(p.quantity)
               FROM posting p JOIN stock_entry e USING (entry_id) WHERE e.site_code = $1
              GROUP BY 1, 2, 3, 4) unexplained))"};

Product ReadProduct(const db::Row& row) {
  Product product;
  std::tie(product.code, product.drug_form, product.atc, product.strength, product.unit,
           product.micrograms_per_unit, product.smallest_measure) =
      row.As<std::string, std::string, std::string, std::string, std::string, Micrograms,
             StockQuantity>();
  return product;
}

std::vector<Product> ReadProducts(const std::vector<db::Row>& rows) {
  std::vector<Product> products;
  for (const db::Row& row : rows) products.push_back(ReadProduct(row));
  return products;
}

bool IsOpen(const LotOnHand& lot) { return lot.is_open_bottle; }

struct Posting {
  std::string account;
  std::string station;
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
  auto Key() const { return std::tie(station, account, product_code, lot_number); }
};

}  // namespace

std::vector<Product> LoadProducts(db::Transaction& transaction) {
  return ReadProducts(transaction.Run(kLoadProducts));
}

std::optional<Product> LoadProduct(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.RunForOne(kLoadProduct, code);
  if (!row) return std::nullopt;
  return ReadProduct(*row);
}

std::vector<Product> LoadStrengths(db::Transaction& transaction, const std::string& site_code,
                                   const std::string& drug_form) {
  return ReadProducts(transaction.Run(kLoadStrengths, site_code, drug_form));
}

void LockStation(db::Transaction& transaction, const std::string& site_code,
                 const std::string& station) {
  transaction.Run(kLockStation, site_code, station);
}

std::vector<LotOnHand> LoadOnHand(db::Transaction& transaction, const std::string& site_code,
                                  const std::string& station, const std::string& drug_form) {
  std::vector<LotOnHand> lots;
  for (const db::Row& row : transaction.Run(kLoadOnHand, site_code, station, drug_form)) {
    LotOnHand& lot = lots.emplace_back();
    std::tie(lot.product_code, lot.lot_number, lot.expires_on, lot.quantity, lot.is_open_bottle) =
        row.As<std::string, std::string, Day, StockQuantity, bool>();
  }
  // With a bottle open nothing is poured from a sealed one, of whatever strength.
  if (std::any_of(lots.begin(), lots.end(), IsOpen)) {
    std::erase_if(lots, [](const LotOnHand& lot) { return !IsOpen(lot); });
  }
  return lots;
}

Day RecordLot(db::Transaction& transaction, const Lot& lot, absl::Time now) {
  transaction.Run(kRecordLot, lot.product_code, lot.lot_number, lot.expires_on, now);
  auto row = transaction.RunForOne(kLotExpiry, lot.product_code, lot.lot_number);
  return std::get<0>(row->As<Day>());
}

std::optional<Day> ExpiryOf(db::Transaction& transaction, const std::string& product_code,
                            const std::string& lot_number) {
  const auto row = transaction.RunForOne(kLotExpiry, product_code, lot_number);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<Day>());
}

bool HasLot(db::Transaction& transaction, const std::string& product_code,
            const std::string& lot_number) {
  return ExpiryOf(transaction, product_code, lot_number).has_value();
}

Uuid Post(db::Transaction& transaction, const Entry& entry, const std::vector<Movement>& movements,
          absl::Time now) {
  const Uuid id = MakeUuid(now);
  if (movements.empty()) return id;
  std::vector<Posting> postings;
  for (const Movement& move : movements) {
    postings.push_back(
        {move.from, move.from_station, move.product_code, move.lot_number, -move.quantity});
    postings.push_back(
        {move.to, move.to_station, move.product_code, move.lot_number, move.quantity});
  }
  // One order of the balance rows for everybody, so that two entries cannot wait for each other.
  std::sort(postings.begin(), postings.end(),
            [](const Posting& a, const Posting& b) { return a.Key() < b.Key(); });
  std::vector<std::string> accounts, stations, products, lots;
  std::vector<StockQuantity> quantities;
  for (const Posting& posting : postings) {
    accounts.push_back(posting.account);
    stations.push_back(posting.station);
    products.push_back(posting.product_code);
    lots.push_back(posting.lot_number);
    quantities.push_back(posting.quantity);
  }
  transaction.Run(kRecordEntry, id, entry.site_code, entry.kind, entry.dose, entry.staff,
                  entry.second, now, accounts, stations, products, lots, quantities, entry.bottle,
                  entry.count, entry.corrects, entry.reason);
  return id;
}

std::vector<Balance> LoadBalances(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Balance> balances;
  for (const db::Row& row : transaction.Run(kLoadBalances, site_code)) {
    Balance& balance = balances.emplace_back();
    std::tie(balance.account, balance.station, balance.product_code, balance.lot_number,
             balance.quantity) =
        row.As<std::string, std::string, std::string, std::string, StockQuantity>();
  }
  return balances;
}

StockQuantity LoadBalance(db::Transaction& transaction, const std::string& site_code,
                          const Balance& account) {
  auto row = transaction.RunForOne(kLoadBalance, site_code, account.account, account.station,
                                   account.product_code, account.lot_number);
  return row ? std::get<0>(row->As<StockQuantity>()) : StockQuantity(0);
}

bool IsBalanced(db::Transaction& transaction, const std::string& site_code) {
  return std::get<0>(transaction.RunForOne(kIsBalanced, site_code)->As<bool>());
}

}  // namespace oat::stock
