#include "services/access/credential_store.h"

#include <tuple>

namespace oat::access {
namespace {

constexpr db::Statement kCredential{"access_credential", R"(
    SELECT f.staff_id, f.login, p.hash,
           coalesce((SELECT d.hash FROM staff_duress_password d WHERE d.staff_id = f.staff_id
                      ORDER BY d.revision DESC LIMIT 1), '')
      FROM staff f JOIN staff_password p USING (staff_id)
     WHERE f.login = $1 ORDER BY p.revision DESC LIMIT 1)"};
#define OAT_RECORD_HASH(table)                                              \
  "INSERT INTO " table                                                      \
  " (staff_id, revision, hash, recorded_at) "                               \
  "SELECT $1::bigint, coalesce(max(revision), 0) + 1, $2, $3::timestamptz " \
  "  FROM " table " WHERE staff_id = $1"
constexpr db::Statement kRecordPassword{"access_record_password",
                                        OAT_RECORD_HASH("staff_password")};
constexpr db::Statement kRecordDuressPassword{"access_record_duress_password",
                                              OAT_RECORD_HASH("staff_duress_password")};
constexpr db::Statement kRecordPin{"access_record_pin", OAT_RECORD_HASH("staff_pin")};
constexpr db::Statement kCountFailures{"access_count_failures", R"(
    SELECT count(*)::int FROM audit
     WHERE device_id = $1 AND subject_id IS NOT DISTINCT FROM $2::bigint AND recorded_at > $3
       AND outcome = 'unauthenticated'
       AND method IN ('SignIn', 'Approve', 'ChangePassword', 'BeginOneTimeCode',
                      'ConfirmOneTimeCode', 'ChoosePin', 'ChooseDuressPassword', 'RedeemReset'))"};
constexpr db::Statement kLoadBadge{"access_load_badge", R"(
    SELECT b.badge_id, f.staff_id, f.login,
           coalesce((SELECT p.hash FROM staff_pin p WHERE p.staff_id = f.staff_id
                      ORDER BY p.revision DESC LIMIT 1), '')
      FROM badge b JOIN staff f USING (staff_id)
     WHERE b.badge_hash = $1
       AND b.badge_id = (SELECT max(l.badge_id) FROM badge l WHERE l.staff_id = b.staff_id)
       AND NOT EXISTS (SELECT FROM badge_revocation r WHERE r.badge_id = b.badge_id))"};
constexpr db::Statement kRecordBadge{"access_record_badge", R"(
    INSERT INTO badge (staff_id, badge_hash, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRevokeBadge{"access_revoke_badge", R"(
    INSERT INTO badge_revocation (badge_id, recorded_by, recorded_at)
    SELECT max(badge_id), $2::bigint, $3::timestamptz FROM badge WHERE staff_id = $1
    HAVING max(badge_id) IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRecordReset{"access_record_reset", R"(
    INSERT INTO password_reset (reset_id, staff_id, site_code, word_hash, requested_by, approved_by,
                                until, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kUseReset{"access_use_reset", R"(
    INSERT INTO password_reset_use (reset_id, recorded_at)
    SELECT r.reset_id, $4::timestamptz
      FROM (SELECT * FROM password_reset WHERE staff_id = $1
             ORDER BY recorded_at DESC, reset_id DESC LIMIT 1) r
     WHERE r.site_code = $2 AND r.word_hash = $3 AND r.until > $4
    ON CONFLICT DO NOTHING RETURNING 1)"};

}  // namespace

std::optional<StaffCredential> LoadCredential(db::Transaction& transaction,
                                              const std::string& login) {
  auto row = transaction.RunForOne(kCredential, login);
  if (!row) return std::nullopt;
  StaffCredential credential;
  std::tie(credential.staff, credential.login, credential.password_hash, credential.duress_hash) =
      row->As<StaffId, std::string, std::string, std::string>();
  return credential;
}

void RecordPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
                    absl::Time now) {
  transaction.Run(kRecordPassword, staff, hash, now);
}

void RecordDuressPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
                          absl::Time now) {
  transaction.Run(kRecordDuressPassword, staff, hash, now);
}

void RecordPin(db::Transaction& transaction, StaffId staff, const std::string& hash,
               absl::Time now) {
  transaction.Run(kRecordPin, staff, hash, now);
}

int32_t CountFailures(db::Transaction& transaction, DeviceId device, std::optional<StaffId> subject,
                      absl::Time since) {
  auto row = transaction.RunForOne(kCountFailures, device, subject, since);
  return std::get<0>(row->As<int32_t>());
}

std::optional<Badge> LoadBadge(db::Transaction& transaction, const db::Bytes& badge) {
  auto row = transaction.RunForOne(kLoadBadge, badge);
  if (!row) return std::nullopt;
  Badge loaded;
  std::tie(loaded.id, loaded.staff, loaded.login, loaded.pin_hash) =
      row->As<BadgeId, StaffId, std::string, std::string>();
  return loaded;
}

bool RecordBadge(db::Transaction& transaction, StaffId staff, const db::Bytes& badge, StaffId by,
                 absl::Time now) {
  return transaction.RunForOne(kRecordBadge, staff, badge, by, now).has_value();
}

bool RevokeBadge(db::Transaction& transaction, StaffId staff, StaffId by, absl::Time now) {
  return transaction.RunForOne(kRevokeBadge, staff, by, now).has_value();
}

void RecordReset(db::Transaction& transaction, const Reset& reset, absl::Time now) {
  transaction.Run(kRecordReset, reset.id, reset.staff, reset.site_code, reset.word,
                  reset.requested_by, reset.approved_by, reset.until, now);
}

bool UseReset(db::Transaction& transaction, StaffId staff, const std::string& site_code,
              const db::Bytes& word, absl::Time now) {
  return transaction.RunForOne(kUseReset, staff, site_code, word, now).has_value();
}

}  // namespace oat::access
