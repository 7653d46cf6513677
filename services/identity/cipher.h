// Sealing with a key (XChaCha20-Poly1305) and keyed digests (BLAKE2b), by libsodium.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/base/secret.h"
#include "services/db/value.h"

namespace oat::identity {

// 32 random bytes.
Secret NewKey();

// A nonce of its own, the ciphertext, the tag. What stands beside the box is not in it, and has to
// be the same when it is opened.
db::Bytes Encrypt(const Secret& key, const std::string& plaintext, const std::string& beside = "");
// DATA_LOSS when the box or what stands beside it was altered, or it was sealed under another key.
absl::StatusOr<std::string> Decrypt(const Secret& key, const db::Bytes& box,
                                    const std::string& beside = "");

// Says whether a content is the same, and nothing else; of different purposes it is never the same.
db::Bytes KeyedDigest(const Secret& key, const std::string& purpose, const std::string& content);

}  // namespace oat::identity
