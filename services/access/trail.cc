#include "services/access/trail.h"

#include <tuple>

namespace oat::access {
namespace {

constexpr db::Statement kRecordAudit{"trail_record", R"(
    INSERT INTO audit (recorded_at, method, outcome, staff_id, device_id, site_code, person_id,
                       subject_id, request_id, purpose)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kLockRequest{
    "trail_lock_request",
    "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))::text"};
constexpr db::Statement kLoadAnswer{
    "trail_load_answer", "SELECT method, digest, answer FROM request WHERE request_id = $1"};
constexpr db::Statement kRecordAnswer{"trail_record_answer", R"(
    INSERT INTO request (request_id, method, digest, answer, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1)"};

}  // namespace

void RecordAudit(db::Transaction& transaction, const AuditRow& row) {
  transaction.Run(kRecordAudit, row.at, row.method, row.outcome, row.staff, row.device,
                  row.site_code, row.person, row.subject, row.request_id, row.purpose);
}

void LockRequest(db::Transaction& transaction, const Uuid& request_id) {
  transaction.Run(kLockRequest, request_id);
}

std::optional<GivenAnswer> LoadAnswer(db::Transaction& transaction, const Uuid& request_id) {
  auto row = transaction.RunForOne(kLoadAnswer, request_id);
  if (!row) return std::nullopt;
  GivenAnswer given;
  std::tie(given.method, given.digest, given.answer) = row->As<std::string, db::Bytes, db::Bytes>();
  return given;
}

bool RecordAnswer(db::Transaction& transaction, const Uuid& request_id, const GivenAnswer& answer,
                  StaffId staff, absl::Time now) {
  return transaction
      .RunForOne(kRecordAnswer, request_id, answer.method, answer.digest, answer.answer, staff, now)
      .has_value();
}

}  // namespace oat::access
