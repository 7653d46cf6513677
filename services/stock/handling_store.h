// Counts with who drew before them, as kept.
#pragma once

#include <string>
#include <vector>

#include "services/stock/handling.h"
#include "services/stock/store.h"

namespace oat::stock {

// The counts at windows between two times, product by product, in the order of their times.
std::vector<CountedStretch> LoadStretches(db::Transaction& transaction,
                                          const std::string& site_code, absl::Time from,
                                          absl::Time until);

}  // namespace oat::stock
