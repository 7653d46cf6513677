// Staff, their roles, devices and approvals, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/access/caller.h"
#include "services/db/transaction.h"

namespace oat::access {

// The codes of the roles a staff member holds at a site, network-wide ones included.
std::set<std::string> RolesAt(db::Transaction& transaction, StaffId staff,
                              const std::string& site_code);

// She holds a role at another site, or everywhere.
bool HoldsRoleBeyond(db::Transaction& transaction, StaffId staff, const std::string& site_code);

std::optional<StaffId> FindStaff(db::Transaction& transaction, const std::string& login);
// Absent when the login is taken.
std::optional<StaffId> RecordStaff(db::Transaction& transaction, const std::string& login,
                                   absl::Time now);
void RecordRole(db::Transaction& transaction, StaffId staff, const std::string& role,
                const std::string& site_code, bool granted, std::optional<StaffId> by,
                absl::Time now);

struct NewDevice {
  std::string name;
  std::optional<db::Bytes> token;  // absent: it is known by a certificate alone
  std::optional<std::string> site_code;
  std::optional<std::string> station;
};
// False when the name or the token is taken.
bool RecordDevice(db::Transaction& transaction, const NewDevice& device, std::optional<StaffId> by,
                  absl::Time now);
// False when there is no such device.
bool RevokeDevice(db::Transaction& transaction, const std::string& name, StaffId by,
                  absl::Time now);

// What the authority has issued to a device. ALREADY_EXISTS where it is known, NOT_FOUND where
// there is no such device, it is revoked, or it is known by a token.
absl::Status RecordCertificate(db::Transaction& transaction, const std::string& device_name,
                               const db::Bytes& fingerprint, absl::Time expires_at, StaffId by,
                               absl::Time now);

struct KnownDevice {
  std::string name;
  std::string site_code;  // empty: of no site
  std::string station;    // empty: at no window
  absl::Time registered_at;
  bool revoked = false;
  std::optional<absl::Time> certificate_until;  // of the one that lasts longest
};
// Every device there ever was, by name.
std::vector<KnownDevice> ListDevices(db::Transaction& transaction);

struct StaffRole {
  std::string login;
  absl::Time created_at;
  std::optional<std::string> role;  // absent: a staff member without any
  std::string site_code;
};
std::vector<StaffRole> ListStaffRoles(db::Transaction& transaction);

struct Approval {
  Uuid id;
  StaffId approved_by;
  StaffId requested_by;
  std::string method;
  db::Bytes digest;
  absl::Time approved_at;
};
void RecordApproval(db::Transaction& transaction, const Approval& approval);
std::optional<Approval> LoadApproval(db::Transaction& transaction, const Uuid& id);
// False when it was used before.
bool UseApproval(db::Transaction& transaction, const Uuid& id, const Uuid& request_id);

}  // namespace oat::access
