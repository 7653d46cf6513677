// Whether the database is what it was when it was sealed.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/server/configuration.h"

namespace oat::server {

// Holds the database to its sealed log and to the heads of these files and of the configured one.
// What to say when all holds; DATA_LOSS names the first row that differs, and how.
absl::StatusOr<std::string> Verify(const Configuration& configuration,
                                   const std::vector<std::string>& head_files);

}  // namespace oat::server
