// The keys of the cards, in a file outside the database: one a line, the last of which makes cards
// while the others still read those that they made.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/card.h"

namespace oat::cards {

// Writes a file with a new key, for its owner alone. ALREADY_EXISTS where there is one.
absl::Status CreateKeyFile(const std::string& path);
// Adds a new key to it, whole or not at all. Desks of older keys do not read its cards.
absl::Status AddKey(const std::string& path);

class Keys {
 public:
  // NOT_FOUND, or FAILED_PRECONDITION when others can read the file or it is none.
  static absl::StatusOr<Keys> Open(const std::string& path);

  const card::SigningKey& newest() const { return keys_.back(); }
  // Of all of them.
  std::vector<card::OpeningKey> opening_keys() const;

 private:
  explicit Keys(std::vector<card::SigningKey> keys) : keys_(std::move(keys)) {}
  std::vector<card::SigningKey> keys_;
};

}  // namespace oat::cards
