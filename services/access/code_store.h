// Keys of one-time codes, as kept: sealed, and which step's code was used last.
#pragma once

#include <optional>

#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::access {

struct CodeKey {
  int32_t revision = 0;
  identity::Sealed sealed;
  int64_t last_step = 0;  // whose code was used; 0: none yet
};

// Waits for whoever begins, confirms or ends a key of hers at this moment, until the transaction
// ends.
void LockCodeKeys(db::Transaction& transaction, StaffId staff);

// The one in force.
std::optional<CodeKey> LoadCodeKey(db::Transaction& transaction, StaffId staff);
// The one begun last in a session, as long as the key that it is to replace (or none) is in force
// still.
std::optional<CodeKey> LoadBegunCodeKey(db::Transaction& transaction, StaffId staff,
                                        int64_t session_number);

void BeginCodeKey(db::Transaction& transaction, StaffId staff, const db::Bytes& sealed,
                  int64_t session_number, absl::Time now);
void StartCodeKey(db::Transaction& transaction, StaffId staff, int32_t revision, absl::Time now);
// Ends the one in force and every one that was begun.
void EndCodeKeys(db::Transaction& transaction, StaffId staff, StaffId by, absl::Time now);

// False when this step, or a later one, was used before: also by a call at the same moment.
bool UseCodeStep(db::Transaction& transaction, StaffId staff, int32_t revision, int64_t step,
                 absl::Time now);

}  // namespace oat::access
