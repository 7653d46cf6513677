#include "services/losses/store.h"

#include <map>
#include <tuple>

namespace oat::losses {
namespace {

constexpr db::Statement kRecord{"losses_record", R"(
    INSERT INTO loss (loss_id, site_code, kind, station, discovered_at, note, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kRecordLots{"losses_record_lots", R"(
    INSERT INTO loss_lot (loss_id, product_code, lot_number, quantity)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::bigint[]))"};
constexpr db::Statement kRecordStep{
    "losses_record_step",
    "INSERT INTO loss_step (loss_id, name, due_on, pack) VALUES ($1, $2, $3, $4)"};
#define OAT_LOSSES                                                                             \
  "SELECT l.loss_id, l.site_code, l.kind, l.station, l.discovered_at, l.note, l.staff_id, "    \
  "s.login, c.recorded_at, coalesce(c.finding, '') FROM loss l JOIN staff s USING (staff_id) " \
  "LEFT JOIN loss_close c USING (loss_id) WHERE l.site_code = $1 "
constexpr db::Statement kLoadAll{"losses_load_all", OAT_LOSSES
                                 "AND (NOT $2 OR c.loss_id IS NULL) "
                                 "ORDER BY l.discovered_at DESC, l.loss_id DESC"};
constexpr db::Statement kLoad{"losses_load", OAT_LOSSES "AND l.loss_id = $2"};
// A ledger's rows take no row lock from the service; the case's number does as well.
constexpr db::Statement kLock{"losses_lock",
                              "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text"};
constexpr db::Statement kLoadLots{"losses_load_lots", R"(
    SELECT loss_id, product_code, lot_number, quantity FROM loss_lot
     WHERE loss_id = ANY ($1::uuid[]) ORDER BY product_code, lot_number)"};
constexpr db::Statement kLoadSteps{"losses_load_steps", R"(
    SELECT t.loss_id, t.name, t.due_on, d.recorded_at, coalesce(s.login, ''),
           coalesce(d.reference, '')
      FROM loss_step t LEFT JOIN loss_step_done d USING (loss_id, name)
      LEFT JOIN staff s ON s.staff_id = d.staff_id
     WHERE t.loss_id = ANY ($1::uuid[]) ORDER BY t.due_on, t.name)"};
constexpr db::Statement kRecordStepDone{"losses_record_step_done", R"(
    INSERT INTO loss_step_done (loss_id, name, reference, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRecordClose{"losses_record_close", R"(
    INSERT INTO loss_close (loss_id, finding, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5))"};

Loss ReadLoss(const db::Row& row) {
  Loss loss;
  std::tie(loss.id, loss.site_code, loss.kind, loss.station, loss.discovered_at, loss.note,
           loss.staff, loss.login, loss.closed_at, loss.finding) =
      row.As<Uuid, std::string, std::string, std::string, absl::Time, std::string, StaffId,
             std::string, std::optional<absl::Time>, std::string>();
  return loss;
}

std::vector<Loss> WithDetails(db::Transaction& transaction, const std::vector<db::Row>& rows) {
  std::vector<Loss> losses;
  std::vector<Uuid> ids;
  std::map<std::string, size_t> places;
  for (const db::Row& row : rows) {
    losses.push_back(ReadLoss(row));
    places[losses.back().id.text()] = ids.size();
    ids.push_back(losses.back().id);
  }
  for (const db::Row& row : transaction.Run(kLoadLots, ids)) {
    const auto [id, product, lot, quantity] =
        row.As<Uuid, std::string, std::string, StockQuantity>();
    losses[places.at(id.text())].lots.push_back({product, lot, quantity});
  }
  for (const db::Row& row : transaction.Run(kLoadSteps, ids)) {
    Uuid id;
    Step step;
    std::tie(id, step.name, step.due, step.done_at, step.done_by, step.reference) =
        row.As<Uuid, std::string, Day, std::optional<absl::Time>, std::string, std::string>();
    losses[places.at(id.text())].steps.push_back(std::move(step));
  }
  return losses;
}

}  // namespace

void Record(db::Transaction& transaction, const Loss& loss,
            const std::vector<policy::LossStep>& steps, absl::Time now) {
  transaction.Run(kRecord, loss.id, loss.site_code, loss.kind, loss.station, loss.discovered_at,
                  loss.note, loss.staff, now);
  std::vector<std::string> products, lots;
  std::vector<StockQuantity> quantities;
  for (const LostLot& lot : loss.lots) {
    products.push_back(lot.product_code);
    lots.push_back(lot.lot_number);
    quantities.push_back(lot.quantity);
  }
  transaction.Run(kRecordLots, loss.id, products, lots, quantities);
  for (const policy::LossStep& step : steps) {
    transaction.Run(kRecordStep, loss.id, step.name, step.due, step.pack);
  }
}

std::vector<Loss> LoadAll(db::Transaction& transaction, const std::string& site_code,
                          bool open_only) {
  return WithDetails(transaction, transaction.Run(kLoadAll, site_code, open_only));
}

std::optional<Loss> Lock(db::Transaction& transaction, const std::string& site_code,
                         const Uuid& id) {
  transaction.Run(kLock, id.text());
  auto losses = WithDetails(transaction, transaction.Run(kLoad, site_code, id));
  if (losses.empty()) return std::nullopt;
  return std::move(losses.front());
}

bool RecordStepDone(db::Transaction& transaction, const Uuid& loss, const std::string& name,
                    const std::string& reference, StaffId staff, absl::Time now) {
  return transaction.RunForOne(kRecordStepDone, loss, name, reference, staff, now).has_value();
}

void RecordClose(db::Transaction& transaction, const Uuid& loss, const std::string& finding,
                 StaffId staff, StaffId second, absl::Time now) {
  transaction.Run(kRecordClose, loss, finding, staff, second, now);
}

}  // namespace oat::losses
