// The keys of owners, as kept: one row each, wrapped by a master key.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

// Keeps a new key for each owner, none of whom has one yet; they stand in the owners' order.
absl::Status RecordKeys(db::Transaction& transaction, const Vault& vault,
                        const std::vector<Owner>& owners, const std::vector<Secret>& keys);

// The key of an owner, to seal with; that of the house is made at its first use.
// FAILED_PRECONDITION when it was shredded.
absl::StatusOr<Secret> KeyOf(db::Transaction& transaction, const Vault& vault, const Owner& owner);
// Sealed with it.
absl::StatusOr<db::Bytes> SealFor(db::Transaction& transaction, const Vault& vault,
                                  const Owner& owner, const std::string& plaintext);

// Of a row with the columns of `sealing_key` and the box: master_version, wrapped_key, ciphertext.
Sealed ReadSealed(const db::Row& row, const Owner& owner);

// The key of a review is needed until its verdict.
void ShredReviewKey(db::Transaction& transaction, const Uuid& review, absl::Time now);

// The record's time has run out: there is nothing left to open.
bool IsShredded(db::Transaction& transaction, PersonId person);

}  // namespace oat::identity
