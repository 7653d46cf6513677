// Sealing: what was written since the last time is appended to the log, and the new head is signed.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/tree_head.h"
#include "services/db/transaction.h"
#include "services/transparency/seal_key.h"

namespace oat::transparency {

struct Pass {
  std::optional<TreeHead> head;  // absent: nothing was ready, or another server seals
  bool has_more = false;         // more is ready than one pass takes
  // Of the rows that are written and not sealed, the lowest transaction.
  std::optional<int64_t> oldest_unsealed;
  int64_t next_transaction = 0;  // none from here on has written yet
};

// One pass: at most `most` rows. Costs what is new, not what there is. FAILED_PRECONDITION or
// DATA_LOSS when the log cannot be continued; the words say why.
absl::StatusOr<Pass> Seal(db::Transaction& transaction, const SealKey& key, absl::Time now,
                          int64_t most = 100'000);

}  // namespace oat::transparency
