// The desk's store of request ids: what a desk is about to ask is on its disk before it is sent, so
// that after a crash the same request can be sent again under the same id. It holds patient numbers
// and no identities.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

struct sqlite3;

namespace oat::desk {

struct KeptRequest {
  std::string request_id;
  std::string method;  // AuthoriseDose, ConfirmDose, ...
  std::string body;    // the request, serialised
  bool settled = false;
};

class Journal {
 public:
  // Opens or creates the file; survives a crash at any moment (WAL, synchronous=FULL).
  static absl::StatusOr<Journal> Open(const std::string& path);

  // Before sending.
  absl::Status Keep(const KeptRequest& request);
  // After an answer, whatever it was.
  absl::Status Settle(const std::string& request_id);
  // Sent or about to be, and never answered; the oldest first.
  absl::StatusOr<std::vector<KeptRequest>> Unanswered();
  // Every one of a method, settled ones too; the oldest first.
  absl::StatusOr<std::vector<KeptRequest>> Of(const std::string& method);
  // Another body for one that is not settled.
  absl::Status Amend(const std::string& request_id, const std::string& body);

  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Journal(std::string path, sqlite3* database) : path_(std::move(path)), database_(database) {}
  absl::StatusOr<std::vector<KeptRequest>> Load(const char* sql,
                                                const std::vector<std::string>& values);
  absl::Status Run(const char* sql, const std::vector<std::string>& values);

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace oat::desk
