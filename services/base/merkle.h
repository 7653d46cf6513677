// The hash tree of RFC 9162, 2.1, with SHA-256: one hash that tells a whole list of entries, and
// short proofs that an entry is in it and that a longer list begins with a shorter one. Whoever
// keeps the hash of yesterday can tell whether today's list still begins as it did.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace oat::merkle {

using Hash = std::array<uint8_t, 32>;

std::string ToBytes(const Hash& hash);
std::string ToHex(const Hash& hash);
std::optional<Hash> FromBytes(absl::string_view bytes);
// Lower-case digits alone.
std::optional<Hash> FromHex(absl::string_view text);

Hash Sha256(absl::string_view bytes);
// An entry can never pass for a node: each is hashed behind another first byte.
Hash LeafHash(absl::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);

// A full subtree: the 2^level leaves from index * 2^level on. A leaf is one of level 0.
struct Subtree {
  int level = 0;
  int64_t index = 0;
  bool operator==(const Subtree&) const = default;
};

// Leaves `begin` up to `end`, that one left out.
struct Range {
  int64_t begin = 0;
  int64_t end = 0;
};

// The full subtrees that a range is made of, from the left. The range is that of a whole tree or of
// a part of a proof.
std::vector<Subtree> SubtreesOf(Range range);
// The hash of a range from those of its full subtrees; of none, that of the empty list.
Hash Join(const std::vector<Hash>& subtrees);

// What a proof is made of, in the order of its hashes.
std::vector<Range> InclusionParts(int64_t index, int64_t size);
std::vector<Range> ConsistencyParts(int64_t old_size, int64_t size);

// RFC 9162, 2.1.3.2.
bool IsIncluded(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& proof,
                const Hash& root);
// RFC 9162, 2.1.4.2; further, every list continues the empty one and itself, which takes no proof.
bool IsContinued(int64_t old_size, const Hash& old_root, int64_t size, const Hash& root,
                 const std::vector<Hash>& proof);

// The right edge of a growing tree: all that its next leaf and its root need.
class Frontier {
 public:
  Frontier() = default;
  // Of a tree of `size` leaves; `subtrees` as SubtreesOf({0, size}) names them.
  Frontier(int64_t size, std::vector<Hash> subtrees) : size_(size), edge_(std::move(subtrees)) {}

  // Each full subtree that the leaf completes, the leaf itself first.
  struct Completed {
    Subtree place;
    Hash hash;
  };
  void Append(const Hash& leaf, std::vector<Completed>* completed);

  int64_t size() const { return size_; }
  Hash Root() const { return Join(edge_); }

 private:
  int64_t size_ = 0;
  std::vector<Hash> edge_;
};

}  // namespace oat::merkle
