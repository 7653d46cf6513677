// The file of keys outside the database: master keys, which wrap the keys in it, and index keys,
// with which people are found. Each has a version; a new one is added beside the old, which goes
// when nothing needs it any more (rotation_store.h).
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/secret.h"

namespace oat::identity {

using KeysByVersion = std::map<int32_t, Secret>;

struct KeyFile {
  KeysByVersion masters;
  KeysByVersion indexes;
};

// Writes a new file with a first key of each, readable by its owner alone. ALREADY_EXISTS when
// there is one: keys are never overwritten.
absl::Status CreateKeyFile(const std::string& path);
// NOT_FOUND, or FAILED_PRECONDITION when others can read the file or it is not a key file.
absl::StatusOr<KeyFile> ReadKeyFile(const std::string& path);
// In the place of the one there, at once or not at all. FAILED_PRECONDITION says what went wrong.
absl::Status ReplaceKeyFile(const std::string& path, const KeyFile& keys);

}  // namespace oat::identity
