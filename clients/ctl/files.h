// Files of a folder that its owner alone may read.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace oat::ctl {

// Makes it where there is none, mode 0700.
absl::Status MakeSecretFolder(const std::string& folder);
// Writes a file of mode 0600, all of it or nothing.
absl::Status WriteSecretFile(const std::string& path, const std::string& text);
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace oat::ctl
