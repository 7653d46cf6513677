// `oatd shred`: the end of records whose legal time is over.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/server/configuration.h"

namespace oat::server {

// Takes away what opens the records of whoever was last in contact more than `retention_years` ago,
// and says of how many; unless `really`, it only counts. FAILED_PRECONDITION where no such time is
// configured: the law says it, not this program.
absl::StatusOr<std::string> ShredRecords(const Configuration& configuration, bool really);

}  // namespace oat::server
