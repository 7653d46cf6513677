#include "services/access/store.h"

#include <tuple>

namespace oat::access {
namespace {

constexpr db::Statement kRolesAt{"access_roles_at", R"(
    SELECT DISTINCT role FROM role_now WHERE staff_id = $1 AND site_code IN ('', $2))"};
constexpr db::Statement kHoldsRoleBeyond{"access_holds_role_beyond", R"(
    SELECT 1 FROM role_now WHERE staff_id = $1 AND site_code <> $2 LIMIT 1)"};
constexpr db::Statement kFindStaff{"access_find_staff",
                                   "SELECT staff_id FROM staff WHERE login = $1"};
constexpr db::Statement kRecordStaff{"access_record_staff", R"(
    INSERT INTO staff (login, recorded_at) VALUES ($1, $2) ON CONFLICT DO NOTHING
    RETURNING staff_id)"};
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

}  // namespace

std::set<std::string> RolesAt(db::Transaction& transaction, StaffId staff,
                              const std::string& site_code) {
  std::set<std::string> roles;
  for (const db::Row& row : transaction.Run(kRolesAt, staff, site_code)) {
    roles.insert(std::get<0>(row.As<std::string>()));
  }
  return roles;
}

bool HoldsRoleBeyond(db::Transaction& transaction, StaffId staff, const std::string& site_code) {
  return transaction.RunForOne(kHoldsRoleBeyond, staff, site_code).has_value();
}

std::optional<StaffId> FindStaff(db::Transaction& transaction, const std::string& login) {
  auto row = transaction.RunForOne(kFindStaff, login);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<StaffId>());
}

std::optional<StaffId> RecordStaff(db::Transaction& transaction, const std::string& login,
                                   absl::Time now) {
  auto row = transaction.RunForOne(kRecordStaff, login, now);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<StaffId>());
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
