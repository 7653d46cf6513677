#include "services/access/store.h"

#include <tuple>

#include "absl/strings/str_split.h"
#include "services/access/rules.h"
#include "services/sites/store.h"

namespace oat::access {
namespace {

// $1 is what the device is known by, $2 its session's token, $3 the oldest last use of a session
// that is still open, $4 whether the call reaches everyone: from here on the row-level policies
// hold the transaction to that, and to the device's site.
#define OAT_IDENTIFY(by)                                                                    \
  "SELECT d.device_id, d.site_code, d.station, s.staff_id, f.login, s.last_used_at, "       \
  "  (SELECT string_agg(DISTINCT r.role, ' ') FROM role_now r "                             \
  "    WHERE r.staff_id = s.staff_id AND r.site_code IN ('', coalesce(d.site_code, ''))), " \
  "  set_config('oat.site', coalesce(d.site_code, ''), true) "                              \
  "    || set_config('oat.reach', CASE WHEN $4 THEN 'everyone' ELSE '' END, true) "         \
  "  FROM device d "                                                                        \
  "  LEFT JOIN session s ON s.device_id = d.device_id AND s.token_hash = $2 "               \
  "                     AND s.ended_at IS NULL AND s.last_used_at > $3 "                    \
  "  LEFT JOIN staff f ON f.staff_id = s.staff_id "                                         \
  " WHERE " by                                                                              \
  "   AND NOT EXISTS (SELECT FROM device_revocation v WHERE v.device_id = d.device_id)"
constexpr db::Statement kIdentifyByToken{"access_identify_by_token",
                                         OAT_IDENTIFY("d.token_hash = $1")};
constexpr db::Statement kIdentifyByCertificate{
    "access_identify_by_certificate",
    OAT_IDENTIFY("d.device_id = (SELECT c.device_id FROM device_certificate c "
                 "WHERE c.fingerprint = $1 AND c.expires_at > $5)")};
constexpr db::Statement kUseSession{"access_use_session",
                                    "UPDATE session SET last_used_at = $2 WHERE token_hash = $1"};
constexpr db::Statement kCredential{"access_credential", R"(
    SELECT f.staff_id, p.hash FROM staff f JOIN staff_password p USING (staff_id)
     WHERE f.login = $1 ORDER BY p.revision DESC LIMIT 1)"};
constexpr db::Statement kCountFailures{"access_count_failures", R"(
    SELECT count(*)::int FROM audit
     WHERE device_id = $1 AND subject_id IS NOT DISTINCT FROM $2::bigint AND recorded_at > $3
       AND outcome = 'unauthenticated' AND method IN ('SignIn', 'Approve', 'ChangePassword'))"};
constexpr db::Statement kRolesAt{"access_roles_at", R"(
    SELECT DISTINCT role FROM role_now WHERE staff_id = $1 AND site_code IN ('', $2))"};
constexpr db::Statement kOpenSession{"access_open_session", R"(
    INSERT INTO session (token_hash, staff_id, device_id, opened_at, last_used_at)
    VALUES ($1, $2, $3, $4, $4))"};
constexpr db::Statement kEndSession{
    "access_end_session",
    "UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL"};
constexpr db::Statement kEndSessionsOf{
    "access_end_sessions_of",
    "UPDATE session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL"};
constexpr db::Statement kRecordStaff{"access_record_staff", R"(
    INSERT INTO staff (login, recorded_at) VALUES ($1, $2) ON CONFLICT DO NOTHING
    RETURNING staff_id)"};
constexpr db::Statement kRecordPassword{"access_record_password", R"(
    INSERT INTO staff_password (staff_id, revision, hash, recorded_at)
    SELECT $1::bigint, coalesce(max(revision), 0) + 1, $2, $3::timestamptz
      FROM staff_password WHERE staff_id = $1)"};
constexpr db::Statement kRecordRole{"access_record_role", R"(
    INSERT INTO role_grant (staff_id, role, site_code, revision, granted, recorded_by, recorded_at)
    SELECT $1::bigint, $2, $3, coalesce(max(revision), 0) + 1, $4::boolean, $5::bigint,
           $6::timestamptz
      FROM role_grant WHERE staff_id = $1 AND role = $2 AND site_code = $3)"};
constexpr db::Statement kRecordDevice{"access_record_device", R"(
    INSERT INTO device (device_name, token_hash, site_code, station, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRevokeDevice{"access_revoke_device", R"(
    INSERT INTO device_revocation (device_id, recorded_by, recorded_at)
    SELECT device_id, $2::bigint, $3::timestamptz FROM device WHERE device_name = $1
    ON CONFLICT (device_id) DO NOTHING RETURNING 1)"};
constexpr db::Statement kRecordCertificate{"access_record_certificate", R"(
    INSERT INTO device_certificate (fingerprint, device_id, expires_at, recorded_by, recorded_at)
    SELECT $2, d.device_id, $3::timestamptz, $4::bigint, $5::timestamptz FROM device d
     WHERE d.device_name = $1 AND d.token_hash IS NULL
       AND NOT EXISTS (SELECT FROM device_revocation v WHERE v.device_id = d.device_id)
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kHasCertificate{"access_has_certificate",
                                        "SELECT 1 FROM device_certificate WHERE fingerprint = $1"};
constexpr db::Statement kListDevices{"access_list_devices", R"(
    SELECT d.device_name, coalesce(d.site_code, ''), coalesce(d.station, ''), d.recorded_at,
           r.device_id IS NOT NULL,
           (SELECT max(c.expires_at) FROM device_certificate c WHERE c.device_id = d.device_id)
      FROM device d LEFT JOIN device_revocation r USING (device_id) ORDER BY d.device_name)"};
constexpr db::Statement kListStaffRoles{"access_list_staff_roles", R"(
    SELECT f.login, f.recorded_at, r.role, coalesce(r.site_code, '')
      FROM staff f LEFT JOIN role_now r USING (staff_id) ORDER BY f.login, r.role, r.site_code)"};
constexpr db::Statement kRecordApproval{"access_record_approval", R"(
    INSERT INTO approval (approval_id, approved_by, requested_by, method, digest, approved_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kLoadApproval{"access_load_approval", R"(
    SELECT approved_by, requested_by, method, digest, approved_at
      FROM approval WHERE approval_id = $1)"};
constexpr db::Statement kUseApproval{"access_use_approval", R"(
    INSERT INTO approval_use (approval_id, request_id) VALUES ($1, $2)
    ON CONFLICT DO NOTHING RETURNING 1)"};

// A session's last use is written once a minute, not with every call.
constexpr absl::Duration kUseGranularity = absl::Minutes(1);

// The caller of a row of OAT_IDENTIFY.
std::optional<Caller> ReadCaller(db::Transaction& transaction, const std::optional<db::Row>& row,
                                 const std::optional<db::Bytes>& session_token, absl::Time now) {
  if (!row) return std::nullopt;
  auto [device, site_code, station, staff, login, last_used, roles, reach] =
      row->As<DeviceId, std::optional<std::string>, std::optional<std::string>,
              std::optional<StaffId>, std::optional<std::string>, std::optional<absl::Time>,
              std::optional<std::string>, std::string>();
  Caller caller{.device = device, .station = station.value_or("")};
  if (site_code) caller.site = sites::Load(transaction, *site_code);
  if (!staff) return caller;
  caller.has_session = true;
  caller.session = *session_token;
  caller.staff = *staff;
  caller.login = *login;
  for (absl::string_view role : absl::StrSplit(roles.value_or(""), ' ', absl::SkipEmpty())) {
    caller.roles.emplace(role);
  }
  if (now - *last_used > kUseGranularity) transaction.Run(kUseSession, *session_token, now);
  return caller;
}

}  // namespace

std::optional<Caller> IdentifyByToken(db::Transaction& transaction, const db::Bytes& device_token,
                                      const std::optional<db::Bytes>& session_token,
                                      bool reaches_everyone, absl::Time now) {
  return ReadCaller(transaction,
                    transaction.RunForOne(kIdentifyByToken, device_token, session_token,
                                          now - kSessionIdle, reaches_everyone),
                    session_token, now);
}

std::optional<Caller> IdentifyByCertificate(db::Transaction& transaction,
                                            const db::Bytes& fingerprint,
                                            const std::optional<db::Bytes>& session_token,
                                            bool reaches_everyone, absl::Time now) {
  return ReadCaller(transaction,
                    transaction.RunForOne(kIdentifyByCertificate, fingerprint, session_token,
                                          now - kSessionIdle, reaches_everyone, now),
                    session_token, now);
}

std::optional<StaffCredential> LoadCredential(db::Transaction& transaction,
                                              const std::string& login) {
  auto row = transaction.RunForOne(kCredential, login);
  if (!row) return std::nullopt;
  auto [staff, hash] = row->As<StaffId, std::string>();
  return StaffCredential{staff, hash};
}

int32_t CountFailures(db::Transaction& transaction, DeviceId device, std::optional<StaffId> subject,
                      absl::Time since) {
  auto row = transaction.RunForOne(kCountFailures, device, subject, since);
  return std::get<0>(row->As<int32_t>());
}

std::set<std::string> RolesAt(db::Transaction& transaction, StaffId staff,
                              const std::string& site_code) {
  std::set<std::string> roles;
  for (const db::Row& row : transaction.Run(kRolesAt, staff, site_code)) {
    roles.insert(std::get<0>(row.As<std::string>()));
  }
  return roles;
}

void OpenSession(db::Transaction& transaction, const db::Bytes& token, StaffId staff,
                 DeviceId device, absl::Time now) {
  transaction.Run(kOpenSession, token, staff, device, now);
}

void EndSession(db::Transaction& transaction, const db::Bytes& token, absl::Time now) {
  transaction.Run(kEndSession, token, now);
}

void EndSessionsOf(db::Transaction& transaction, StaffId staff, absl::Time now) {
  transaction.Run(kEndSessionsOf, staff, now);
}

std::optional<StaffId> RecordStaff(db::Transaction& transaction, const std::string& login,
                                   absl::Time now) {
  auto row = transaction.RunForOne(kRecordStaff, login, now);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<StaffId>());
}

void RecordPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
                    absl::Time now) {
  transaction.Run(kRecordPassword, staff, hash, now);
}

void RecordRole(db::Transaction& transaction, StaffId staff, const std::string& role,
                const std::string& site_code, bool granted, std::optional<StaffId> by,
                absl::Time now) {
  transaction.Run(kRecordRole, staff, role, site_code, granted, by, now);
}

bool RecordDevice(db::Transaction& transaction, const NewDevice& device, std::optional<StaffId> by,
                  absl::Time now) {
  return transaction
      .RunForOne(kRecordDevice, device.name, device.token, device.site_code, device.station, by,
                 now)
      .has_value();
}

bool RevokeDevice(db::Transaction& transaction, const std::string& name, StaffId by,
                  absl::Time now) {
  return transaction.RunForOne(kRevokeDevice, name, by, now).has_value();
}

absl::Status RecordCertificate(db::Transaction& transaction, const std::string& device_name,
                               const db::Bytes& fingerprint, absl::Time expires_at, StaffId by,
                               absl::Time now) {
  if (transaction.RunForOne(kRecordCertificate, device_name, fingerprint, expires_at, by, now)) {
    return absl::OkStatus();
  }
  if (transaction.RunForOne(kHasCertificate, fingerprint)) {
    return absl::AlreadyExistsError("fingerprint: this certificate is known");
  }
  return absl::NotFoundError(
      "device_name: no such device, or it is revoked, or it is known by a token");
}

std::vector<KnownDevice> ListDevices(db::Transaction& transaction) {
  std::vector<KnownDevice> devices;
  for (const db::Row& row : transaction.Run(kListDevices)) {
    KnownDevice& one = devices.emplace_back();
    std::tie(one.name, one.site_code, one.station, one.registered_at, one.revoked,
             one.certificate_until) = row.As<std::string, std::string, std::string, absl::Time,
                                             bool, std::optional<absl::Time>>();
  }
  return devices;
}

std::vector<StaffRole> ListStaffRoles(db::Transaction& transaction) {
  std::vector<StaffRole> staff;
  for (const db::Row& row : transaction.Run(kListStaffRoles)) {
    StaffRole& one = staff.emplace_back();
    std::tie(one.login, one.created_at, one.role, one.site_code) =
        row.As<std::string, absl::Time, std::optional<std::string>, std::string>();
  }
  return staff;
}

void RecordApproval(db::Transaction& transaction, const Approval& approval) {
  transaction.Run(kRecordApproval, approval.id, approval.approved_by, approval.requested_by,
                  approval.method, approval.digest, approval.approved_at);
}

std::optional<Approval> LoadApproval(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kLoadApproval, id);
  if (!row) return std::nullopt;
  Approval approval{.id = id};
  std::tie(approval.approved_by, approval.requested_by, approval.method, approval.digest,
           approval.approved_at) = row->As<StaffId, StaffId, std::string, db::Bytes, absl::Time>();
  return approval;
}

bool UseApproval(db::Transaction& transaction, const Uuid& id, const Uuid& request_id) {
  return transaction.RunForOne(kUseApproval, id, request_id).has_value();
}

}  // namespace oat::access
