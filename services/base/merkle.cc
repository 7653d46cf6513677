#include "services/base/merkle.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace oat::merkle {
namespace {

constexpr char kLeaf[] = {0};
constexpr char kNode[] = {1};

static_assert(sizeof(Hash) == crypto_hash_sha256_BYTES);

absl::string_view View(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash HashOf(std::initializer_list<absl::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (absl::string_view part : parts) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  Hash hash;
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

// Where a list of so many leaves is cut in two: the largest power of two below their number.
int64_t Cut(int64_t leaves) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(leaves - 1)));
}

bool IsPowerOfTwo(int64_t number) { return std::has_single_bit(static_cast<uint64_t>(number)); }

}  // namespace

std::string ToBytes(const Hash& hash) { return std::string(View(hash)); }
std::string ToHex(const Hash& hash) { return absl::BytesToHexString(View(hash)); }

std::optional<Hash> FromBytes(absl::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::optional<Hash> FromHex(absl::string_view text) {
  const auto is_digit = [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); };
  if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  if (text.size() != 2 * sizeof(Hash)) return std::nullopt;
  return FromBytes(absl::HexStringToBytes(text));
}

Hash Sha256(absl::string_view bytes) { return HashOf({bytes}); }
Hash LeafHash(absl::string_view entry) { return HashOf({{kLeaf, 1}, entry}); }
Hash NodeHash(const Hash& left, const Hash& right) {
  return HashOf({{kNode, 1}, View(left), View(right)});
}

std::vector<Subtree> SubtreesOf(Range range) {
  std::vector<Subtree> subtrees;
  while (range.begin < range.end) {
    const auto leaves = static_cast<uint64_t>(range.end - range.begin);
    const int level = std::bit_width(leaves) - 1;
    subtrees.push_back({level, range.begin >> level});
    range.begin += int64_t{1} << level;
  }
  return subtrees;
}

Hash Join(const std::vector<Hash>& subtrees) {
  if (subtrees.empty()) return HashOf({});
  Hash hash = subtrees.back();
  for (size_t i = subtrees.size() - 1; i > 0; --i) hash = NodeHash(subtrees[i - 1], hash);
  return hash;
}

// From the root down to the leaf, the half left aside each time; a proof has them the other way.
std::vector<Range> InclusionParts(int64_t index, int64_t size) {
  std::vector<Range> parts;
  for (Range whole{0, size}; whole.end - whole.begin > 1;) {
    const int64_t cut = whole.begin + Cut(whole.end - whole.begin);
    parts.push_back(index < cut ? Range{cut, whole.end} : Range{whole.begin, cut});
    (index < cut ? whole.end : whole.begin) = cut;
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

// From the root down to where the old list ends on a cut. What is left there belongs to the proof
// unless it is the whole old list, whose hash the reader has.
std::vector<Range> ConsistencyParts(int64_t old_size, int64_t size) {
  std::vector<Range> parts;
  if (old_size == 0 || old_size == size) return parts;
  Range whole{0, size};
  while (whole.end != old_size) {
    const int64_t cut = whole.begin + Cut(whole.end - whole.begin);
    parts.push_back(old_size <= cut ? Range{cut, whole.end} : Range{whole.begin, cut});
    (old_size <= cut ? whole.end : whole.begin) = cut;
  }
  if (whole.begin != 0) parts.push_back(whole);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

bool IsIncluded(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& proof,
                const Hash& root) {
  if (index < 0 || index >= size) return false;
  int64_t node = index;
  int64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      hash = NodeHash(sibling, hash);
      // A node at the right edge has no sibling on these levels.
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool IsContinued(int64_t old_size, const Hash& old_root, int64_t size, const Hash& root,
                 const std::vector<Hash>& proof) {
  if (old_size < 0 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (old_size == 0) return proof.empty() && old_root == Join({});
  std::vector<Hash> path = proof;
  if (IsPowerOfTwo(old_size)) path.insert(path.begin(), old_root);
  if (path.empty()) return false;
  int64_t node = old_size - 1;
  int64_t last = size - 1;
  while (node % 2 == 1) {
    node >>= 1;
    last >>= 1;
  }
  Hash old_hash = path.front();
  Hash hash = path.front();
  for (size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      old_hash = NodeHash(path[i], old_hash);
      hash = NodeHash(path[i], hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

void Frontier::Append(const Hash& leaf, std::vector<Completed>* completed) {
  Hash hash = leaf;
  completed->push_back({{0, size_}, hash});
  // As in adding one: every full subtree at the edge that meets its like becomes one with it.
  for (int level = 1; (size_ >> (level - 1)) % 2 == 1; ++level) {
    hash = NodeHash(edge_.back(), hash);
    edge_.pop_back();
    completed->push_back({{level, size_ >> level}, hash});
  }
  edge_.push_back(hash);
  ++size_;
}

}  // namespace oat::merkle
