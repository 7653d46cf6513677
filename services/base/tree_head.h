// A head of the sealed log: a signed promise about everything that was written up to a time. It is
// kept apart from the database, at the desks and in files, and whoever kept one can hold the
// database to it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/merkle.h"

namespace oat {

struct TreeHead {
  int64_t size = 0;  // leaves
  merkle::Hash root = {};
  absl::Time sealed_at;      // in whole microseconds
  merkle::Hash key_id = {};  // SHA-256 of the public key
  std::string signature;
  bool operator==(const TreeHead&) const = default;
};

// What is signed, with Ed25519: one line without its end,
//   jalgas-head-1 SIZE ROOT TIME KEY
// ROOT and KEY in hexadecimal, TIME as 2026-11-21T03:00:00.000000Z. The first word is the version.
std::string SignedWords(const TreeHead& head);

merkle::Hash KeyIdOf(absl::string_view public_key);
// By this key, and over these words.
bool IsSignedBy(const TreeHead& head, absl::string_view public_key);

// A head as files keep it: the words that are signed, a blank and the signature in hexadecimal.
std::string HeadLine(const TreeHead& head);
// The heads of a file's text, one a line. INVALID_ARGUMENT names the line that is none; a last line
// that has no end was cut off while it was written and counts as none.
absl::StatusOr<std::vector<TreeHead>> ParseHeads(absl::string_view text);

}  // namespace oat
