// What staff show for who they are, as kept: hashes of passwords, PINs, badges and words of resets.
#pragma once

#include <optional>
#include <string>

#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::access {

using BadgeId = NumericId<struct BadgeTag>;

struct StaffCredential {
  StaffId staff;
  std::string login;
  std::string password_hash;
  std::string duress_hash;  // empty where she chose none
};
std::optional<StaffCredential> LoadCredential(db::Transaction& transaction,
                                              const std::string& login);
void RecordPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
                    absl::Time now);
void RecordDuressPassword(db::Transaction& transaction, StaffId staff, const std::string& hash,
                          absl::Time now);
void RecordPin(db::Transaction& transaction, StaffId staff, const std::string& hash,
               absl::Time now);

// Failures to prove who one is, of a person (absent: of unknown logins) on a device since an
// instant.
int32_t CountFailures(db::Transaction& transaction, DeviceId device, std::optional<StaffId> subject,
                      absl::Time since);

struct Badge {
  BadgeId id;
  StaffId staff;
  std::string login;
  std::string pin_hash;  // empty where she chose none
};
// Absent: unknown, replaced by a later one of its owner's, or revoked.
std::optional<Badge> LoadBadge(db::Transaction& transaction, const db::Bytes& badge);
// False when this badge was issued before.
bool RecordBadge(db::Transaction& transaction, StaffId staff, const db::Bytes& badge, StaffId by,
                 absl::Time now);
// False when she has none.
bool RevokeBadge(db::Transaction& transaction, StaffId staff, StaffId by, absl::Time now);

struct Reset {
  Uuid id;
  StaffId staff;
  std::string site_code;
  db::Bytes word;
  StaffId requested_by;
  StaffId approved_by;
  absl::Time until;
};
void RecordReset(db::Transaction& transaction, const Reset& reset, absl::Time now);
// Uses the latest reset of a person, where it is of this site and word and neither used nor over.
bool UseReset(db::Transaction& transaction, StaffId staff, const std::string& site_code,
              const db::Bytes& word, absl::Time now);

}  // namespace oat::access
