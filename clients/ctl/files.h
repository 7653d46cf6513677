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

// Keeps other programs that ask the same from working in a folder, until it ends; waits for them.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  const int folder_;
};

}  // namespace oat::ctl
