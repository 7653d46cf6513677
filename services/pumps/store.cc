#include "services/pumps/store.h"

#include <tuple>

namespace oat::pumps {
namespace {

constexpr db::Statement kLockPump{"pumps_lock",
                                  "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', "
                                  "'pump', $1::text, $2::text), 0))::text"};
#define OAT_PUMP_COLUMNS                                                                          \
  "SELECT n.site_code, n.pump_id, n.revision, n.station, coalesce(n.product_code, ''), n.model, " \
  "n.verification, n.verified_on, n.verified_at, "                                                \
  "(SELECT o.quantity FROM pour o WHERE o.site_code = n.site_code AND o.pump_id = n.pump_id "     \
  "AND NOT EXISTS (SELECT FROM pour_end e WHERE e.site_code = o.site_code "                       \
  "AND e.pump_id = o.pump_id AND e.turn = o.turn)) FROM pump_now n "
constexpr db::Statement kLoadPump{"pumps_load_one",
                                  OAT_PUMP_COLUMNS "WHERE n.site_code = $1 AND n.pump_id = $2"};
constexpr db::Statement kLoadPumps{"pumps_load",
                                   OAT_PUMP_COLUMNS "WHERE n.site_code = $1 ORDER BY n.pump_id"};
constexpr db::Statement kLoadTestPours{"pumps_load_test_pours", R"(
    SELECT asked, measured, tolerance FROM pump_test_pour
     WHERE site_code = $1 AND pump_id = $2 AND sequence = $3 ORDER BY number)"};
constexpr db::Statement kRecordPlacement{"pumps_record_placement", R"(
    INSERT INTO pump_placement (site_code, pump_id, revision, station, product_code, model,
                                staff_id, recorded_at)
    SELECT $1, $2, coalesce(max(revision), 0) + 1, $3, nullif($4, ''), $5, $6::bigint,
           $7::timestamptz
      FROM pump_placement WHERE site_code = $1 AND pump_id = $2)"};
constexpr db::Statement kRecordVerification{"pumps_record_verification", R"(
    WITH next AS (
      SELECT coalesce(max(sequence), 0) + 1 AS sequence FROM pump_verification
       WHERE site_code = $1 AND pump_id = $2),
    verification AS (
      INSERT INTO pump_verification (site_code, pump_id, sequence, revision, kind, product_code,
                                     lot_number, clinical_day, staff_id, second_id, request_id,
                                     recorded_at)
      SELECT $1, $2, next.sequence, $3::integer, $4, $5, $6, $7::date, $8::bigint, $9::bigint,
             $10::uuid, $11::timestamptz FROM next)
    INSERT INTO pump_test_pour (site_code, pump_id, sequence, number, asked, measured, tolerance)
    SELECT $1, $2, next.sequence, p.number, p.asked, p.measured, p.tolerance
      FROM next, unnest($12::bigint[], $13::bigint[], $14::bigint[])
           WITH ORDINALITY p (asked, measured, tolerance, number))"};
constexpr db::Statement kRecordCycle{"pumps_record_cycle", R"(
    INSERT INTO pump_cycle (cycle_id, site_code, pump_id, revision, cycle, product_code, lot_number,
                            wasted, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kRecordPour{"pumps_record_pour", R"(
    INSERT INTO pour (site_code, pump_id, turn, settled_turn, pour_id, revision, dose_id, line,
                      quantity, staff_id, recorded_at)
    SELECT $1, $2, coalesce(max(turn) + 1, 0), max(turn), $3::uuid, $4::integer, $5::uuid,
           $6::smallint, $7::bigint, $8::bigint, $9::timestamptz
      FROM pour WHERE site_code = $1 AND pump_id = $2)"};
constexpr db::Statement kRecordPourEnd{"pumps_record_pour_end", R"(
    INSERT INTO pour_end (site_code, pump_id, turn, poured, fault, staff_id, second_id, request_id,
                          recorded_at)
    SELECT site_code, pump_id, turn, $2::bigint, $3, $4::bigint, $5::bigint, $6::uuid,
           $7::timestamptz
      FROM pour WHERE pour_id = $1)"};
#define OAT_POURS                                                                                \
  "SELECT o.pour_id, o.pump_id, p.station, l.lot_number, o.dose_id, o.quantity, o.recorded_at, " \
  "s.login, e.poured FROM pour o JOIN pump_placement p USING (site_code, pump_id, revision) "    \
  "JOIN dose_line l USING (dose_id, line) JOIN staff s ON s.staff_id = o.staff_id "              \
  "LEFT JOIN pour_end e USING (site_code, pump_id, turn) "
constexpr db::Statement kLoadPour{"pumps_load_pour",
                                  OAT_POURS "WHERE o.site_code = $1 AND o.pour_id = $2"};
constexpr db::Statement kLoadUnresolved{"pumps_load_unresolved", OAT_POURS
                                        "WHERE o.site_code = $1 AND e.turn IS NULL "
                                        "ORDER BY o.recorded_at, o.pour_id"};
constexpr db::Statement kLoadPoured{"pumps_load_poured", R"(
    SELECT o.quantity, e.poured FROM pour o LEFT JOIN pour_end e USING (site_code, pump_id, turn)
     WHERE o.dose_id = $1 AND o.line = $2 ORDER BY o.recorded_at, o.pour_id)"};

Pump ReadPump(db::Transaction& transaction, const db::Row& row) {
  Pump pump;
  Placement& at = pump.placement;
  std::optional<int32_t> verification;
  std::optional<Day> verified_on;
  std::optional<absl::Time> verified_at;
  std::tie(at.site_code, at.pump_id, at.revision, at.station, at.product_code, at.model,
           verification, verified_on, verified_at, pump.unresolved) =
      row.As<std::string, std::string, int32_t, std::string, std::string, std::string,
             std::optional<int32_t>, std::optional<Day>, std::optional<absl::Time>,
             std::optional<StockQuantity>>();
  if (!verification) return pump;
  pump.last = Verification{.clinical_day = *verified_on, .at = *verified_at};
  for (const db::Row& one :
       transaction.Run(kLoadTestPours, at.site_code, at.pump_id, *verification)) {
    TestPour& pour = pump.last->pours.emplace_back();
    std::tie(pour.asked, pour.measured, pour.tolerance) =
        one.As<StockQuantity, StockQuantity, StockQuantity>();
  }
  return pump;
}

Pour ReadPour(const db::Row& row) {
  Pour pour;
  std::tie(pour.id, pour.pump_id, pour.station, pour.lot_number, pour.dose, pour.quantity,
           pour.begun_at, pour.begun_by, pour.poured) =
      row.As<Uuid, std::string, std::string, std::string, Uuid, StockQuantity, absl::Time,
             std::string, std::optional<StockQuantity>>();
  return pour;
}

}  // namespace

void LockPump(db::Transaction& transaction, const std::string& site_code,
              const std::string& pump_id) {
  transaction.Run(kLockPump, site_code, pump_id);
}

std::optional<Pump> LoadPump(db::Transaction& transaction, const std::string& site_code,
                             const std::string& pump_id) {
  const auto row = transaction.RunForOne(kLoadPump, site_code, pump_id);
  if (!row) return std::nullopt;
  return ReadPump(transaction, *row);
}

std::vector<Pump> LoadPumps(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Pump> pumps;
  for (const db::Row& row : transaction.Run(kLoadPumps, site_code)) {
    pumps.push_back(ReadPump(transaction, row));
  }
  return pumps;
}

void RecordPlacement(db::Transaction& transaction, const Placement& placement, StaffId staff,
                     absl::Time now) {
  transaction.Run(kRecordPlacement, placement.site_code, placement.pump_id, placement.station,
                  placement.product_code, placement.model, staff, now);
}

void RecordVerification(db::Transaction& transaction, const Placement& at, const std::string& kind,
                        const std::string& lot_number, const Verification& verification,
                        const Signed& by) {
  std::vector<StockQuantity> asked, measured, tolerances;
  for (const TestPour& pour : verification.pours) {
    asked.push_back(pour.asked);
    measured.push_back(pour.measured);
    tolerances.push_back(pour.tolerance);
  }
  transaction.Run(kRecordVerification, at.site_code, at.pump_id, at.revision, kind, at.product_code,
                  lot_number, verification.clinical_day, by.staff, by.second, by.request,
                  verification.at, asked, measured, tolerances);
}

void RecordCycle(db::Transaction& transaction, const Placement& at, const std::string& cycle,
                 const std::string& lot_number, StockQuantity wasted, const Signed& by) {
  transaction.Run(kRecordCycle, by.request, at.site_code, at.pump_id, at.revision, cycle,
                  at.product_code, lot_number, wasted, by.staff, by.at);
}

void RecordPour(db::Transaction& transaction, const Placement& at, const Uuid& dose, int32_t line,
                StockQuantity quantity, const Signed& by) {
  transaction.Run(kRecordPour, at.site_code, at.pump_id, by.request, at.revision, dose, line,
                  quantity, by.staff, by.at);
}

void RecordPourEnd(db::Transaction& transaction, const Uuid& pour, StockQuantity poured,
                   const std::string& fault, const Signed& by) {
  transaction.Run(kRecordPourEnd, pour, poured, fault, by.staff, by.second, by.request, by.at);
}

std::optional<Pour> LoadPour(db::Transaction& transaction, const std::string& site_code,
                             const Uuid& id) {
  const auto row = transaction.RunForOne(kLoadPour, site_code, id);
  if (!row) return std::nullopt;
  return ReadPour(*row);
}

std::vector<Pour> LoadUnresolved(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Pour> pours;
  for (const db::Row& row : transaction.Run(kLoadUnresolved, site_code)) {
    pours.push_back(ReadPour(row));
  }
  return pours;
}

std::vector<Poured> LoadPoured(db::Transaction& transaction, const Uuid& dose, int32_t line) {
  std::vector<Poured> pours;
  for (const db::Row& row : transaction.Run(kLoadPoured, dose, line)) {
    Poured& pour = pours.emplace_back();
    std::tie(pour.asked, pour.poured) = row.As<StockQuantity, std::optional<StockQuantity>>();
  }
  return pours;
}

}  // namespace oat::pumps
