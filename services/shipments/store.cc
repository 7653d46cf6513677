#include "services/shipments/store.h"

#include <map>
#include <tuple>

namespace oat::shipments {
namespace {

constexpr db::Statement kRecord{"shipments_record", R"(
    INSERT INTO shipment (shipment_id, from_site, to_site, purpose, seal, carrier, due_back_on,
                          repays, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))"};
constexpr db::Statement kRecordLots{"shipments_record_lots", R"(
    INSERT INTO shipment_lot (shipment_id, product_code, lot_number, quantity)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::bigint[]))"};
constexpr db::Statement kRecordEntry{
    "shipments_record_entry", "INSERT INTO shipment_entry (shipment_id, entry_id) VALUES ($1, $2)"};
#define OAT_SHIPMENTS                                                                  \
  "SELECT s.shipment_id, s.from_site, s.to_site, s.purpose, s.seal, s.carrier, "       \
  "s.due_back_on, s.repays, a.login, s.recorded_at, coalesce(e.state, 'in_transit'), " \
  "coalesce(b.login, ''), e.recorded_at "                                              \
  "FROM shipment s JOIN staff a ON a.staff_id = s.staff_id "                           \
  "LEFT JOIN shipment_end e USING (shipment_id) LEFT JOIN staff b ON b.staff_id = e.staff_id "
constexpr db::Statement kLoad{"shipments_load", OAT_SHIPMENTS "WHERE s.shipment_id = $1"};
constexpr db::Statement kLoadOfSite{"shipments_load_of_site", OAT_SHIPMENTS
                                    "WHERE s.from_site = $1 OR s.to_site = $1 "
                                    "ORDER BY s.recorded_at DESC, s.shipment_id"};
constexpr db::Statement kLoadRepayments{"shipments_load_repayments",
                                        OAT_SHIPMENTS "WHERE s.repays = $1 ORDER BY s.recorded_at"};
constexpr db::Statement kLoadLots{"shipments_load_lots", R"(
    SELECT l.shipment_id, l.product_code, l.lot_number, l.quantity, c.quantity
      FROM shipment_lot l LEFT JOIN shipment_count c USING (shipment_id, product_code, lot_number)
     WHERE l.shipment_id = ANY ($1::uuid[]))"};
constexpr db::Statement kRecordEnd{"shipments_record_end", R"(
    INSERT INTO shipment_end (shipment_id, state, differs, seal, seal_broken, reason, staff_id,
                              second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
constexpr db::Statement kRecordCount{"shipments_record_count", R"(
    INSERT INTO shipment_count (shipment_id, product_code, lot_number, quantity)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::bigint[]))"};

void RecordLots(db::Transaction& transaction, const db::Statement& statement, const Uuid& shipment,
                const Lots& lots) {
  std::vector<std::string> products, numbers;
  std::vector<StockQuantity> quantities;
  for (const auto& [lot, quantity] : lots) {
    products.push_back(lot.first);
    numbers.push_back(lot.second);
    quantities.push_back(quantity);
  }
  transaction.Run(statement, shipment, products, numbers, quantities);
}

Shipment ReadShipment(const db::Row& row) {
  Shipment shipment;
  std::tie(shipment.id, shipment.from_site, shipment.to_site, shipment.purpose, shipment.seal,
           shipment.carrier, shipment.due_back_on, shipment.repays, shipment.sent_by,
           shipment.sent_at, shipment.state, shipment.ended_by, shipment.ended_at) =
      row.As<Uuid, std::string, std::string, std::string, std::string, std::string,
             std::optional<Day>, std::optional<Uuid>, std::string, absl::Time, std::string,
             std::string, std::optional<absl::Time>>();
  return shipment;
}

std::vector<Shipment> ReadShipments(db::Transaction& transaction,
                                    const std::vector<db::Row>& rows) {
  std::vector<Shipment> shipments;
  std::vector<Uuid> ids;
  std::map<Uuid, size_t> places;
  for (const db::Row& row : rows) {
    shipments.push_back(ReadShipment(row));
    places[shipments.back().id] = ids.size();
    ids.push_back(shipments.back().id);
  }
  for (const db::Row& row : transaction.Run(kLoadLots, ids)) {
    const auto [id, product, lot, sent, counted] =
        row.As<Uuid, std::string, std::string, StockQuantity, std::optional<StockQuantity>>();
    Shipment& shipment = shipments[places.at(id)];
    shipment.lots[{product, lot}] = sent;
    if (counted) shipment.acknowledged[{product, lot}] = *counted;
  }
  return shipments;
}

}  // namespace

void RecordShipment(db::Transaction& transaction, const Shipment& shipment, const Signed& by) {
  transaction.Run(kRecord, shipment.id, shipment.from_site, shipment.to_site, shipment.purpose,
                  shipment.seal, shipment.carrier, shipment.due_back_on, shipment.repays, by.staff,
                  by.second, by.at);
  RecordLots(transaction, kRecordLots, shipment.id, shipment.lots);
}

void RecordEntry(db::Transaction& transaction, const Uuid& shipment, const Uuid& entry) {
  transaction.Run(kRecordEntry, shipment, entry);
}

std::optional<Shipment> LoadShipment(db::Transaction& transaction, const Uuid& id) {
  std::vector<Shipment> shipments = ReadShipments(transaction, transaction.Run(kLoad, id));
  if (shipments.empty()) return std::nullopt;
  return std::move(shipments.front());
}

std::vector<Shipment> LoadShipments(db::Transaction& transaction, const std::string& site_code) {
  return ReadShipments(transaction, transaction.Run(kLoadOfSite, site_code));
}

std::vector<Shipment> LoadRepayments(db::Transaction& transaction, const Uuid& loan) {
  return ReadShipments(transaction, transaction.Run(kLoadRepayments, loan));
}

void RecordAcknowledgement(db::Transaction& transaction, const Uuid& shipment,
                           const Arrival& arrival, const Signed& by) {
  transaction.Run(kRecordEnd, shipment, std::string(kAcknowledged), arrival.differs,
                  std::optional(arrival.seal.number), std::optional(arrival.seal.is_broken),
                  std::optional<std::string>(), by.staff, by.second, by.at);
  RecordLots(transaction, kRecordCount, shipment, arrival.counted);
}

void RecordTakenBack(db::Transaction& transaction, const Uuid& shipment, const std::string& reason,
                     const Signed& by) {
  transaction.Run(kRecordEnd, shipment, std::string(kTakenBack), false,
                  std::optional<std::string>(), std::optional<bool>(), std::optional(reason),
                  by.staff, by.second, by.at);
}

}  // namespace oat::shipments
