// Photos for the check at the window, sealed, as kept: the newest one, until it is taken away.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

struct Photo {
  std::string jpeg;
  absl::Time taken_at;
};

// In the place of one before.
absl::Status RecordPhoto(db::Transaction& transaction, const Vault& vault, const Uuid& request,
                         PersonId person, const Photo& photo, StaffId by);
absl::StatusOr<std::optional<Photo>> LoadPhoto(db::Transaction& transaction, const Vault& vault,
                                               PersonId person);
// False where there was none.
bool RemovePhoto(db::Transaction& transaction, const Uuid& request, PersonId person, StaffId by,
                 absl::Time now);

}  // namespace oat::identity
