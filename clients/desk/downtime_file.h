// The list for the time without a server, in a file that her secret alone opens.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/desk/sealed_file.h"
#include "oat/v1/downtime.pb.h"

namespace oat::desk {

class DowntimeFile {
 public:
  explicit DowntimeFile(std::string path) : file_(std::move(path), "oat downtime list 1") {}

  // A new key for what is written from now on.
  absl::Status MakeKey(const Secret& password) { return file_.MakeKey(password); }
  // The whole list or, after a power cut, the one before.
  absl::Status Write(const v1::DowntimeList& list);
  // Absent: there is none, or it opens to another password, or it was changed.
  std::optional<v1::DowntimeList> Open(const Secret& password);

  // When the list is to be deleted, readable without a key; absent where there is none.
  std::optional<absl::Time> KeepUntil() const { return file_.KeepUntil(); }
  bool Exists() const { return file_.Exists(); }
  bool HasKey() const { return file_.HasKey(); }
  void ForgetKey() { file_.ForgetKey(); }
  // The key stays for a list that this session is given later.
  void Delete() { file_.Delete(); }

 private:
  SealedFile file_;
};

}  // namespace oat::desk
