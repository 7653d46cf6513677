// The rows of the sealed tables, read in the log's order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/db/transaction.h"
#include "services/transparency/entry.h"

namespace oat::transparency {

// First in every transaction that reads them: settled here is how PostgreSQL writes values, and
// that no row is hidden. Functions come from PostgreSQL itself: whoever may add his own finds them
// unused.
void ReachEveryRow(db::Transaction& transaction);

// At most so many rows that stand behind a place and were written by transactions below one.
std::vector<Row> LoadRows(db::Transaction& transaction, const Place& after, int64_t below,
                          int64_t most);

// The lowest transaction above one that wrote a row.
std::optional<int64_t> LoadFirstTransactionAfter(db::Transaction& transaction, int64_t after);

// Every row there is, some thousands in memory at a time. One a transaction.
class RowStream {
 public:
  explicit RowStream(db::Transaction* transaction);

  // The next row of the log's order; absent at the end.
  std::optional<Row> Next();

 private:
  // One table's rows, as far as they were fetched.
  struct Source {
    std::vector<Row> rows;
    size_t next = 0;
  };
  void Fetch(size_t table);

  db::Transaction* transaction_;
  std::vector<Source> sources_;
};

}  // namespace oat::transparency
