// Sealing and keyed tokens. Each person's particulars are sealed with a key of their own, which the
// master key wraps; tokens for look-up are made with an index key. Both keys live in a file outside
// the database, so that a dump of it names nobody.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/db/value.h"
#include "services/identity/particulars.h"

namespace oat::identity {

struct Sealed {
  db::Bytes wrapped_key;
  db::Bytes ciphertext;
};

// A keyed token by which particulars are found again.
struct Token {
  std::string kind;  // document, uic, name_and_birth_date, name
  db::Bytes value;
};

class Vault {
 public:
  // Writes a new key file, readable by its owner alone. ALREADY_EXISTS when there is one: keys are
  // never overwritten.
  static absl::Status CreateKeyFile(const std::string& path);
  // NOT_FOUND, or FAILED_PRECONDITION when others can read the file or it is not a key file.
  static absl::StatusOr<Vault> Open(const std::string& path);

  int32_t index_key_version() const { return 1; }

  Sealed Seal(const std::string& plaintext) const;
  // DATA_LOSS when the box was tampered with or sealed under another master key.
  absl::StatusOr<std::string> Unseal(const Sealed& sealed) const;

  Sealed SealParticulars(const Particulars& particulars) const;
  absl::StatusOr<Particulars> UnsealParticulars(const Sealed& sealed) const;

  // Tokens of every key that the particulars have, after folding (folding.h).
  std::vector<Token> TokensOf(const Particulars& particulars) const;
  Token DocumentToken(const Secret& kind, const Secret& number) const;
  Token UicToken(const Secret& uic) const;
  Token NameAndBirthDateToken(const Particulars& particulars) const;
  // A keyed digest of any content: says whether it is the same, and nothing else.
  db::Bytes KeyedDigest(const std::string& purpose, const std::string& content) const;

 private:
  Vault(Secret master_key, Secret index_key)
      : master_key_(std::move(master_key)), index_key_(std::move(index_key)) {}

  Secret master_key_;
  Secret index_key_;
};

}  // namespace oat::identity
