// A file on the desk's disk that is worth nothing without the secret of one nurse: encrypted with a
// random key that lives in memory while the desk is unlocked, and lies beside it wrapped under her
// password (Argon2id). A copy of the disk without it opens nothing.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/base/secret.h"

namespace oat::desk {

class SealedFile {
 public:
  // `kind` is the file's first line, without its end.
  SealedFile(std::string path, const std::string& kind)
      : path_(std::move(path)), kind_(kind + "\n") {}

  // A new key for what is written from now on.
  absl::Status MakeKey(const Secret& password);
  // The whole file or, after a power cut, the one before.
  absl::Status Write(absl::Time keep_until, const std::string& text);
  // Absent: there is none, or it opens to another password, or it was changed.
  std::optional<std::string> Open(const Secret& password);

  // When it is to be deleted, readable without a key; absent where there is none.
  std::optional<absl::Time> KeepUntil() const;
  bool Exists() const { return KeepUntil().has_value(); }
  bool HasKey() const { return !key_.empty(); }
  void ForgetKey();
  // The key stays for what this session writes later.
  void Delete();

 private:
  std::string path_;
  std::string kind_;
  Secret key_;
  std::string wrapped_;  // salt, nonce and the key in its box, as they stand in the file
};

// The whole text or none of it, readable by its owner alone.
absl::Status ReplaceFile(const std::string& path, const std::string& text);

}  // namespace oat::desk
