// What opens a sealed record, and what finds a person. Everybody's records are sealed with a key of
// their own, which stands in the database wrapped by a master key; a person is found by tokens made
// with an index key. Master and index keys live in a file outside the database, so that a dump of
// it names nobody; and once the key of a person is gone, nobody can.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/ids.h"
#include "services/db/value.h"
#include "services/identity/particulars.h"

namespace oat::identity {

// Whose a key is: a person's; a newcomer's who is held for review; or, with neither, the house's
// own, for what is about nobody who is treated.
struct Owner {
  std::optional<PersonId> person;
  std::optional<Uuid> review;
};

// A key of an owner as the database keeps it. Nothing in it: it was shredded.
struct WrappedKey {
  std::optional<int32_t> master_version;
  std::optional<db::Bytes> key;
};

// A sealed record with the key that opens it, read together.
struct Sealed {
  Owner owner;
  WrappedKey key;
  db::Bytes ciphertext;
};

// A keyed token by which particulars are found again.
struct Token {
  std::string kind;  // document, uic, name_and_birth_date, name
  int32_t index_version = 0;
  db::Bytes value;
};

class Vault {
 public:
  // As ReadKeyFile. Of a version that it does not know the vault looks into the file again, so a
  // key that is added needs no new start.
  static absl::StatusOr<Vault> Open(const std::string& path);

  // INTERNAL where the file has no master key of the version.
  absl::StatusOr<WrappedKey> Wrap(const Secret& key, const Owner& owner,
                                  int32_t master_version) const;
  // DATA_LOSS when it was altered, is another owner's, or was wrapped by another key.
  absl::StatusOr<Secret> Unwrap(const WrappedKey& wrapped, const Owner& owner) const;

  // Absent when the key was shredded. DATA_LOSS when the record was altered.
  absl::StatusOr<std::optional<std::string>> Unseal(const Sealed& sealed) const;
  absl::StatusOr<std::optional<Particulars>> UnsealParticulars(const Sealed& sealed) const;

  // Tokens of every key that the particulars have, after folding (folding.h), under each of the
  // versions. INTERNAL where the file has no index key of one.
  using Tokens = absl::StatusOr<std::vector<Token>>;
  Tokens TokensOf(const Particulars& particulars, const std::vector<int32_t>& versions) const;
  Tokens DocumentTokens(const Secret& kind, const Secret& number,
                        const std::vector<int32_t>& versions) const;
  Tokens UicTokens(const Secret& uic, const std::vector<int32_t>& versions) const;
  Tokens NameAndBirthDateTokens(const Particulars& particulars,
                                const std::vector<int32_t>& versions) const;

 private:
  class Ring;
  explicit Vault(std::shared_ptr<Ring> ring) : ring_(std::move(ring)) {}

  std::shared_ptr<Ring> ring_;
};

// As it is sealed.
std::string ToText(const Particulars& particulars);

}  // namespace oat::identity
