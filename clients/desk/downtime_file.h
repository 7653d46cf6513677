// The list for the time without a server, on the desk's disk: encrypted with a random key that
// lives in memory while the desk is unlocked, and lies beside the list wrapped under the password
// of the nurse who took it (Argon2id). A copy of the disk without her password opens nothing.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "oat/v1/downtime.pb.h"
#include "services/base/secret.h"

namespace oat::desk {

class DowntimeFile {
 public:
  explicit DowntimeFile(std::string path) : path_(std::move(path)) {}

  // A new key for what is written from now on.
  absl::Status MakeKey(const Secret& password);
  // The whole file or, after a power cut, the one before.
  absl::Status Write(const v1::DowntimeList& list);
  // Absent: there is none, or it opens to another password, or it was changed.
  std::optional<v1::DowntimeList> Open(const Secret& password);

  // When the list is to be deleted, readable without a key; absent where there is none.
  std::optional<absl::Time> KeepUntil() const;
  bool Exists() const { return KeepUntil().has_value(); }
  bool HasKey() const { return !key_.empty(); }
  void ForgetKey();
  // The key stays for a list that this session is given later.
  void Delete();

 private:
  std::string path_;
  Secret key_;
  std::string wrapped_;  // salt, nonce and the key in its box, as they stand in the file
};

// The whole text or none of it, readable by its owner alone.
absl::Status ReplaceFile(const std::string& path, const std::string& text);

}  // namespace oat::desk
