// The key that signs the heads of the sealed log (Ed25519). It lives in a file outside the
// database; the public key stands in a file beside it, PATH.pub, so that who verifies needs no
// secret.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/secret.h"
#include "services/base/tree_head.h"

namespace oat::transparency {

class SealKey {
 public:
  // Writes both files, the secret one for its owner alone. ALREADY_EXISTS when there is one: keys
  // are never overwritten.
  static absl::Status CreateKeyFile(const std::string& path);
  // NOT_FOUND, or FAILED_PRECONDITION when others can read the file or it is not a key file.
  static absl::StatusOr<SealKey> Open(const std::string& path);

  const std::string& public_key() const { return public_key_; }
  // Fills in key id and signature.
  void Sign(TreeHead* head) const;

 private:
  SealKey(std::string public_key, Secret secret_key)
      : public_key_(std::move(public_key)), secret_key_(std::move(secret_key)) {}

  std::string public_key_;
  Secret secret_key_;
};

std::string PublicKeyFileOf(const std::string& path);
// NOT_FOUND, or FAILED_PRECONDITION when it is not a public key's file.
absl::StatusOr<std::string> ReadPublicKey(const std::string& path);

}  // namespace oat::transparency
