// Master and index keys put in force and retired, beside whatever the services do meanwhile: for
// `oatd keys`, as the owner of the schema. A key is in the key file of every server before it is
// put in force, and stays there until it is retired.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

// A version in force, and how many need it: keys that a master wraps, people with tokens.
struct KeyUse {
  std::string kind;  // master, index
  int32_t version = 0;
  int64_t needed_by = 0;
};
std::vector<KeyUse> ListKeyUse(db::Transaction& transaction);

// From here on every new key is wrapped by it.
void PutMasterInForce(db::Transaction& transaction, int32_t version, absl::Time now);
// Rewraps by `version` up to `most` of the keys that another wraps; how many.
absl::StatusOr<int64_t> Rewrap(db::Transaction& transaction, const Vault& vault, int32_t version,
                               int64_t most);
// NOT_FOUND for one that is not in force; FAILED_PRECONDITION for the newest, and as long as it
// wraps any key.
absl::Status RetireMaster(db::Transaction& transaction, int32_t version);

// From here on everybody new is found by it too.
void PutIndexInForce(db::Transaction& transaction, int32_t version, absl::Time now);
// Makes the tokens of `version` for up to `most` of those who have none yet, from `after` on in the
// order of their ids; the last of them, or absent when nobody was left.
absl::StatusOr<std::optional<PersonId>> Reindex(db::Transaction& transaction, const Vault& vault,
                                                int32_t version, PersonId after, int64_t most,
                                                absl::Time now);
// Takes its tokens away. NOT_FOUND for one that is not in force; FAILED_PRECONDITION for the
// newest, and as long as anybody is found by it alone.
absl::Status RetireIndex(db::Transaction& transaction, int32_t version);

}  // namespace oat::identity
