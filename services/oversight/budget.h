// The watch over how many people somebody looks at, beside the calls: a look is never slower and a
// dose never blocked for it.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"

namespace oat::oversight {

class BudgetWatch {
 public:
  // One pass: looks at what the trail has got since the last, and counts the days of those who
  // looked beyond their site's people. Of several servers one passes at a time, and the others see
  // the same rows later to no effect.
  absl::Status Pass(db::Connection& connection, absl::Time now);

 private:
  // Rows of the trail up to here were looked at twice. A row gets its number a moment before it can
  // be seen; one that takes longer than a pass is counted with that person's next look.
  int64_t settled_ = 0;
  int64_t seen_ = 0;
};

}  // namespace oat::oversight
