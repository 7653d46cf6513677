// oatd as a running server.
#pragma once

#include "absl/status/status.h"
#include "services/server/configuration.h"

namespace oat::server {

// Listens until SIGTERM or SIGINT, then takes no new call, finishes those it has, and returns.
absl::Status Serve(const Configuration& configuration);

}  // namespace oat::server
