// What the commands beside `oatd serve` share.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/server/configuration.h"

namespace oat::server {

// As the owner of the schema; what the database says of a failure goes to standard error.
// INVALID_ARGUMENT where the configuration does not say how.
absl::StatusOr<std::unique_ptr<db::Connection>> ConnectAsOwner(const Configuration& configuration);

absl::Time NowOf(const Configuration& configuration);

}  // namespace oat::server
