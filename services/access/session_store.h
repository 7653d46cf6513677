// Sessions, as kept: who stands behind a call, and what her session was opened with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/access/caller.h"
#include "services/access/credential_store.h"
#include "services/db/transaction.h"

namespace oat::access {

// The device of a token, or of a certificate by its fingerprint, and, where its session is open,
// the staff member behind it. Absent: no such device, or revoked, or the certificate has run out.
// Marks the session as used. Until the transaction ends the database shows it the device's site's
// lists and the people it names, or everyone; and to a session of somebody who was forced, nobody.
std::optional<Caller> IdentifyByToken(db::Transaction& transaction, const db::Bytes& device_token,
                                      const std::optional<db::Bytes>& session_token,
                                      bool reaches_everyone, absl::Time now);
std::optional<Caller> IdentifyByCertificate(db::Transaction& transaction,
                                            const db::Bytes& fingerprint,
                                            const std::optional<db::Bytes>& session_token,
                                            bool reaches_everyone, absl::Time now);

struct NewSession {
  db::Bytes token;
  StaffId staff;
  DeviceId device;
  bool with_code = false;
  bool under_duress = false;
  std::optional<BadgeId> badge;
};
void OpenSession(db::Transaction& transaction, const NewSession& session, absl::Time now);
// From now on it counts as one that was opened with a one-time code.
void LiftSession(db::Transaction& transaction, int64_t session_number);

void EndSession(db::Transaction& transaction, int64_t session_number, absl::Time now);
// All of a person but one, where one is named.
void EndSessionsOf(db::Transaction& transaction, StaffId staff, std::optional<int64_t> but_one,
                   absl::Time now);
// Those that any badge of hers opened.
void EndSessionsByBadge(db::Transaction& transaction, StaffId staff, absl::Time now);

struct OpenedSession {
  int64_t number;
  std::string device_name;
  std::string site_code;  // empty: a device of no site
  absl::Time opened_at;
  absl::Time last_used_at;
};
// The open ones of a person, the latest first. In a session of somebody who was forced only such.
std::vector<OpenedSession> ListSessions(db::Transaction& transaction, const Caller& caller,
                                        absl::Time now);

}  // namespace oat::access
