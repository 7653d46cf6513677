// Holds a database to its sealed log, and the log to the heads that others kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/tree_head.h"
#include "services/db/transaction.h"

namespace oat::transparency {

// What is not as it was sealed, the first of the log's order.
struct Difference {
  // Of the row; empty where the difference is the log's alone.
  std::string table;
  std::string key;
  std::string what;
};

struct Verdict {
  int64_t rows = 0;      // that are as they were sealed
  int64_t heads = 0;     // that hold, the database's own and others that were kept
  int64_t unsealed = 0;  // rows younger than the newest head
  std::optional<Difference> difference;
};

// Reads every row and every leaf once. `kept` in any order.
Verdict Verify(db::Transaction& transaction, const std::string& public_key,
               std::vector<TreeHead> kept);

}  // namespace oat::transparency
