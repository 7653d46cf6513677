// `oatd keys`: new master and index keys while the servers run. Each is three steps, so that
// several servers can be given the file in between (ops/runbooks/keys.md).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/server/configuration.h"

namespace oat::server {

// Each returns what to say, and reaches the database as the owner of its schema.

// What the key file holds, what is in force, and how many need it.
absl::StatusOr<std::string> KeyStatus(const Configuration& configuration);

// First: a new version in the key file, which nothing uses yet. FAILED_PRECONDITION where the file
// lacks one that is in force.
absl::StatusOr<std::string> AddMaster(const Configuration& configuration);
absl::StatusOr<std::string> AddIndex(const Configuration& configuration);
// A server makes and reads by the file that it was started with.
absl::StatusOr<std::string> AddCardKey(const Configuration& configuration);

// Second, once every server has the file: the newest of the file is in force, and what was done by
// older ones is done again by it. May be stopped, and run again.
absl::StatusOr<std::string> RewrapKeys(const Configuration& configuration);
absl::StatusOr<std::string> ReindexPeople(const Configuration& configuration);

// Third: an old version is taken out of the database, which refuses as long as anything needs it,
// and then out of the file.
absl::StatusOr<std::string> RetireMasterKey(const Configuration& configuration, int32_t version);
absl::StatusOr<std::string> RetireIndexKey(const Configuration& configuration, int32_t version);

}  // namespace oat::server
