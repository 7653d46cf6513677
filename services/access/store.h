// Staff, devices, sessions, approvals, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/access/caller.h"
#include "services/db/transaction.h"

namespace oat::access {

// The device of a token, or of a certificate by its fingerprint, and, where its session is open,
// the staff member behind it. Absent: no such device, or revoked, or the certificate has run out.
// Marks the session as used. Until the transaction ends the database shows it the device's site's
// lists and the people it names, or everyone.
std::optional<Caller> IdentifyByToken(db::Transaction& transaction, const db::Bytes& device_token,
                                      const std::optional<db::Bytes>& session_token,
                                      bool reaches_everyone, absl::Time now);
std::optional<Caller> IdentifyByCertificate(db::Transaction& transaction,
                                            const db::Bytes& fingerprint,
                                            const std::optional<db::Bytes>& session_token,
                                            bool reaches_everyone, absl::Time now);

struct StaffCredential {
  StaffId staff;
  std::string password_hash;
};
std::optional<StaffCredential> LoadCredential(db::Transaction& transaction,
                                              const std::string& login);
// Failed sign-ins of a person (absent: of unknown logins) on a device since an instant.
int32_t CountFailures(db::Transaction& transaction, DeviceId device, std::optional<StaffId> subject,
                      absl::Time since);
// The codes of the roles a staff member holds at a site, network-wide ones included.
std::set<std::string> RolesAt(db::Transaction& transaction, StaffId staff,
                              const std::string& site_code);

void OpenSession(db::Transaction& transaction, const db::Bytes& token, StaffId staff,
                 DeviceId device, absl::Time now);
void EndSession(db::Transaction& transaction, const db::Bytes& token, absl::Time now);
void EndSessionsOf(db::Transaction& transaction, StaffId staff, absl::Time now);

// Absent when the login is taken.
std::optional<StaffId> RecordStaff(db::Transaction& transaction, const std::string& login,
                                   absl::Time now);
void RecordPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
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
