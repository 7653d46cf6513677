#include "services/access/code_store.h"

#include <tuple>

namespace oat::access {
namespace {

constexpr db::Statement kLockCodeKeys{
    "access_lock_code_keys",
    "SELECT pg_advisory_xact_lock(hashtextextended('one_time_key ' || $1::bigint, 0))::text"};

// $1 a person: the revision that is in force, 0 where none is.
#define OAT_KEY_IN_FORCE                                                                      \
  "coalesce((SELECT max(s.revision) FROM one_time_key_start s WHERE s.staff_id = $1::bigint " \
  "  AND NOT EXISTS (SELECT FROM one_time_key_end e "                                         \
  "                   WHERE e.staff_id = s.staff_id AND e.revision >= s.revision)), 0)"
#define OAT_LAST_STEP                                      \
  "coalesce((SELECT max(u.step) FROM one_time_code_use u " \
  "           WHERE u.staff_id = k.staff_id AND u.revision = k.revision), 0)"

constexpr db::Statement kLoadCodeKey{
    "access_load_code_key",
    "SELECT k.revision, h.master_version, h.wrapped_key, k.ciphertext, " OAT_LAST_STEP
    "  FROM one_time_key k CROSS JOIN house_key h WHERE k.staff_id = $1 AND k.revision "
    "= " OAT_KEY_IN_FORCE};
constexpr db::Statement kLoadBegunCodeKey{
    "access_load_begun_code_key",
    "SELECT k.revision, h.master_version, h.wrapped_key, k.ciphertext, " OAT_LAST_STEP
    "  FROM one_time_key k CROSS JOIN house_key h "
    " WHERE k.staff_id = $1 AND k.session_number = $2 AND k.replaces = " OAT_KEY_IN_FORCE
    "   AND k.revision > k.replaces "
    "   AND NOT EXISTS (SELECT FROM one_time_key_start s "
    "                    WHERE s.staff_id = k.staff_id AND s.revision = k.revision) "
    "   AND NOT EXISTS (SELECT FROM one_time_key_end e "
    "                    WHERE e.staff_id = k.staff_id AND e.revision >= k.revision) "
    " ORDER BY k.revision DESC LIMIT 1"};
constexpr db::Statement kBeginCodeKey{
    "access_begin_code_key",
    "INSERT INTO one_time_key (staff_id, revision, ciphertext, session_number, replaces, "
    "                          recorded_at) "
    "SELECT $1::bigint, coalesce(max(revision), 0) + 1, $2, $3::bigint, " OAT_KEY_IN_FORCE
    ", $4::timestamptz FROM one_time_key WHERE staff_id = $1"};
constexpr db::Statement kStartCodeKey{"access_start_code_key", R"(
    INSERT INTO one_time_key_start (staff_id, revision, recorded_at) VALUES ($1, $2, $3))"};
constexpr db::Statement kEndCodeKeys{"access_end_code_keys", R"(
    INSERT INTO one_time_key_end (staff_id, revision, recorded_by, recorded_at)
    SELECT $1::bigint, max(revision), $2::bigint, $3::timestamptz FROM one_time_key
     WHERE staff_id = $1 HAVING max(revision) IS NOT NULL
    ON CONFLICT DO NOTHING)"};
constexpr db::Statement kUseCodeStep{"access_use_code_step", R"(
    INSERT INTO one_time_code_use (staff_id, revision, step, recorded_at)
    SELECT $1::bigint, $2::integer, $3::bigint, $4::timestamptz
     WHERE NOT EXISTS (SELECT FROM one_time_code_use
                        WHERE staff_id = $1 AND revision = $2 AND step >= $3)
    ON CONFLICT DO NOTHING RETURNING 1)"};

std::optional<CodeKey> KeyOf(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  CodeKey key;
  std::tie(key.revision, key.sealed.key.master_version, key.sealed.key.key, key.sealed.ciphertext,
           key.last_step) =
      row->As<int32_t, std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes, int64_t>();
  return key;
}

}  // namespace

void LockCodeKeys(db::Transaction& transaction, StaffId staff) {
  transaction.Run(kLockCodeKeys, staff);
}

std::optional<CodeKey> LoadCodeKey(db::Transaction& transaction, StaffId staff) {
  return KeyOf(transaction.RunForOne(kLoadCodeKey, staff));
}

std::optional<CodeKey> LoadBegunCodeKey(db::Transaction& transaction, StaffId staff,
                                        int64_t session_number) {
  return KeyOf(transaction.RunForOne(kLoadBegunCodeKey, staff, session_number));
}

void BeginCodeKey(db::Transaction& transaction, StaffId staff, const db::Bytes& sealed,
                  int64_t session_number, absl::Time now) {
  transaction.Run(kBeginCodeKey, staff, sealed, session_number, now);
}

void StartCodeKey(db::Transaction& transaction, StaffId staff, int32_t revision, absl::Time now) {
  transaction.Run(kStartCodeKey, staff, revision, now);
}

void EndCodeKeys(db::Transaction& transaction, StaffId staff, StaffId by, absl::Time now) {
  transaction.Run(kEndCodeKeys, staff, by, now);
}

bool UseCodeStep(db::Transaction& transaction, StaffId staff, int32_t revision, int64_t step,
                 absl::Time now) {
  return transaction.RunForOne(kUseCodeStep, staff, revision, step, now).has_value();
}

}  // namespace oat::access
