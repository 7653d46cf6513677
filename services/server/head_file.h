// Files of kept heads, a line each. A copy of one on another machine is what holds the database to
// its past.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/tree_head.h"

namespace oat::server {

// Behind what is there, on the disk when it returns. Several servers may append to one file.
absl::Status AppendHead(const std::string& path, const TreeHead& head);

// NOT_FOUND; INVALID_ARGUMENT names file and line of what is no head.
absl::StatusOr<std::vector<TreeHead>> ReadHeads(const std::string& path);

}  // namespace oat::server
