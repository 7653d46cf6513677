#include "services/stock/lot_store.h"

#include <tuple>

namespace oat::stock {
namespace {

constexpr db::Statement kStanding{"stock_lot_standing", R"(
    SELECT standing FROM lot_held WHERE product_code = $1 AND lot_number = $2)"};
constexpr db::Statement kRecordStanding{"stock_record_lot_standing", R"(
    INSERT INTO lot_standing (product_code, lot_number, revision, standing, reason, staff_id,
                              second_id, recorded_at)
    SELECT $1, $2, coalesce(max(revision), 0) + 1, $3, $4, $5::bigint, $6::bigint,
           $7::timestamptz
      FROM lot_standing WHERE product_code = $1 AND lot_number = $2)"};
constexpr db::Statement kProductOfGtin{"stock_product_of_gtin",
                                       "SELECT product_code FROM product_gtin WHERE gtin = $1"};
constexpr db::Statement kLinkGtin{"stock_link_gtin", R"(
    INSERT INTO product_gtin (gtin, product_code, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kIsPackKnown{"stock_is_pack_known", R"(
    SELECT EXISTS (SELECT FROM stock_receipt WHERE gtin = $1 AND serial = $2))"};
constexpr db::Statement kRecordReceipt{"stock_record_receipt", R"(
    INSERT INTO stock_receipt (entry_id, delivery_note, noted_quantity, gtin, serial, supplier,
                               supply_order_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLotEverywhere{
    "stock_lot_everywhere",
    "SELECT site_code, on_hand, given, taken_home, patients FROM lot_everywhere($1, $2)"};
constexpr db::Statement kLotGivenHere{
    "stock_lot_given_here",
    "SELECT patient_number, clinical_day, serial, quantity FROM lot_given_here($1, $2)"};

}  // namespace

std::string StandingOf(db::Transaction& transaction, const std::string& product_code,
                       const std::string& lot_number) {
  const auto row = transaction.RunForOne(kStanding, product_code, lot_number);
  return row ? std::get<0>(row->As<std::string>()) : "released";
}

void RecordStanding(db::Transaction& transaction, const std::string& product_code,
                    const std::string& lot_number, const std::string& standing,
                    const std::string& reason, const Signed& by) {
  transaction.Run(kRecordStanding, product_code, lot_number, standing, reason, by.staff, by.second,
                  by.at);
}

std::optional<std::string> ProductOfGtin(db::Transaction& transaction, const std::string& gtin) {
  const auto row = transaction.RunForOne(kProductOfGtin, gtin);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<std::string>());
}

std::string LinkGtin(db::Transaction& transaction, const std::string& gtin,
                     const std::string& product_code, const Signed& by) {
  transaction.Run(kLinkGtin, gtin, product_code, by.staff, by.second, by.at);
  return *ProductOfGtin(transaction, gtin);
}

bool IsPackKnown(db::Transaction& transaction, const std::optional<std::string>& gtin,
                 const std::string& serial) {
  return std::get<0>(transaction.RunForOne(kIsPackKnown, gtin, serial)->As<bool>());
}

bool RecordReceipt(db::Transaction& transaction, const Receipt& receipt) {
  return transaction
      .RunForOne(kRecordReceipt, receipt.entry, receipt.delivery_note, receipt.noted, receipt.gtin,
                 receipt.serial, receipt.supplier, receipt.supply_order)
      .has_value();
}

std::vector<LotAtSite> LotEverywhere(db::Transaction& transaction, const std::string& product_code,
                                     const std::string& lot_number) {
  std::vector<LotAtSite> sites;
  for (const db::Row& row : transaction.Run(kLotEverywhere, product_code, lot_number)) {
    LotAtSite& one = sites.emplace_back();
    std::tie(one.site_code, one.on_hand, one.given, one.taken_home, one.patients) =
        row.As<std::string, StockQuantity, StockQuantity, StockQuantity, int32_t>();
  }
  return sites;
}

std::vector<LotGiven> LotGivenHere(db::Transaction& transaction, const std::string& product_code,
                                   const std::string& lot_number) {
  std::vector<LotGiven> given;
  for (const db::Row& row : transaction.Run(kLotGivenHere, product_code, lot_number)) {
    LotGiven& one = given.emplace_back();
    std::tie(one.patient_number, one.clinical_day, one.serial, one.quantity) =
        row.As<std::string, Day, std::optional<std::string>, StockQuantity>();
  }
  return given;
}

}  // namespace oat::stock
