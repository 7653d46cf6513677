// The hash tree, held against the definitions of RFC 9162 as they stand there: recursive, over the
// whole list, and shared with nothing that is tested.
#include "services/base/merkle.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace oat::merkle {
namespace {

using Hashes = std::vector<Hash>;
constexpr int kLargest = 70;

// 2.1.1: the largest power of two smaller than n.
size_t Split(size_t n) {
  size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
Hashes Slice(const Hashes& d, size_t from, size_t until) {
  return {d.begin() + static_cast<long>(from), d.begin() + static_cast<long>(until)};
}
Hash Mth(const Hashes& d) {
  if (d.empty()) return Sha256("");
  if (d.size() == 1) return d[0];
  const size_t k = Split(d.size());
  return NodeHash(Mth(Slice(d, 0, k)), Mth(Slice(d, k, d.size())));
}
// 2.1.3.1.
Hashes Path(size_t m, const Hashes& d) {
  if (d.size() == 1) return {};
  const size_t k = Split(d.size());
  Hashes path = m < k ? Path(m, Slice(d, 0, k)) : Path(m - k, Slice(d, k, d.size()));
  path.push_back(m < k ? Mth(Slice(d, k, d.size())) : Mth(Slice(d, 0, k)));
  return path;
}
// 2.1.4.1.
Hashes SubProof(size_t m, const Hashes& d, bool is_whole) {
  if (m == d.size()) return is_whole ? Hashes{} : Hashes{Mth(d)};
  const size_t k = Split(d.size());
  Hashes proof = m <= k ? SubProof(m, Slice(d, 0, k), is_whole)
                        : SubProof(m - k, Slice(d, k, d.size()), false);
  proof.push_back(m <= k ? Mth(Slice(d, k, d.size())) : Mth(Slice(d, 0, k)));
  return proof;
}

Hashes Leaves(int count) {
  Hashes leaves;
  for (int i = 0; i < count; ++i) leaves.push_back(LeafHash(absl::StrCat("entry ", i)));
  return leaves;
}

// The hashes of a proof's parts, each made of its full subtrees.
Hashes HashesOf(const std::vector<Range>& parts, const Hashes& leaves) {
  Hashes hashes;
  for (const Range& part : parts) {
    Hashes subtrees;
    for (const Subtree& subtree : SubtreesOf(part)) {
      const size_t width = size_t{1} << subtree.level;
      const size_t begin = static_cast<size_t>(subtree.index) * width;
      subtrees.push_back(Mth(Slice(leaves, begin, begin + width)));
    }
    hashes.push_back(Join(subtrees));
  }
  return hashes;
}

// Every proof that is wrong in one place, too long or too short.
std::vector<Hashes> Spoilt(const Hashes& proof) {
  std::vector<Hashes> all;
  for (size_t i = 0; i < proof.size(); ++i) {
    Hashes one = proof;
    one[i][i % 32] ^= 1;
    all.push_back(one);
    one = proof;
    one.erase(one.begin() + static_cast<long>(i));
    all.push_back(one);
  }
  all.push_back(proof);
  all.back().push_back(LeafHash("more"));
  return all;
}

TEST(Merkle, HashesAsTheStandardSays) {
  // FIPS 180-2, the empty message and B.1.
  EXPECT_EQ(ToHex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string nothing(1, '\0');
  EXPECT_EQ(LeafHash("x"), Sha256(nothing + "x"));
  const Hash a = LeafHash("a");
  const Hash b = LeafHash("b");
  EXPECT_EQ(NodeHash(a, b), Sha256("\x01" + ToBytes(a) + ToBytes(b)));
  EXPECT_EQ(Frontier().Root(), Sha256(""));
}

TEST(Merkle, ReadsBackWhatItWrites) {
  const Hash hash = LeafHash("x");
  EXPECT_EQ(FromBytes(ToBytes(hash)), hash);
  EXPECT_EQ(FromHex(ToHex(hash)), hash);
  EXPECT_EQ(FromBytes(ToBytes(hash).substr(1)), std::nullopt);
  EXPECT_EQ(FromHex(ToHex(hash).substr(2)), std::nullopt);
  EXPECT_EQ(FromHex(std::string(64, 'g')), std::nullopt);
  EXPECT_EQ(FromHex(std::string(64, 'A')), std::nullopt);
}

TEST(Merkle, GrowsByOneLeafToTheRootOfTheWholeList) {
  const Hashes leaves = Leaves(kLargest);
  Frontier frontier;
  std::vector<Frontier::Completed> completed;
  for (int size = 0; size <= kLargest; ++size) {
    EXPECT_EQ(frontier.size(), size);
    EXPECT_EQ(frontier.Root(), Mth(Slice(leaves, 0, static_cast<size_t>(size)))) << size;
    if (size < kLargest) frontier.Append(leaves[static_cast<size_t>(size)], &completed);
  }
  // Every full subtree was told, once, with its hash.
  size_t expected = 0;
  for (size_t width = 1; width <= kLargest; width *= 2) expected += kLargest / width;
  EXPECT_EQ(completed.size(), expected);
  for (const auto& [place, hash] : completed) {
    const size_t width = size_t{1} << place.level;
    const size_t begin = static_cast<size_t>(place.index) * width;
    EXPECT_EQ(hash, Mth(Slice(leaves, begin, begin + width))) << place.level << " " << place.index;
  }
}

TEST(Merkle, GoesOnFromTheSubtreesAtTheEdge) {
  const Hashes leaves = Leaves(kLargest);
  std::vector<Frontier::Completed> completed;
  for (int size = 0; size < kLargest; ++size) {
    Hashes edge;
    for (const Subtree& subtree : SubtreesOf({0, size})) {
      const auto begin = static_cast<size_t>(subtree.index << subtree.level);
      edge.push_back(Mth(Slice(leaves, begin, begin + (size_t{1} << subtree.level))));
    }
    Frontier frontier(size, edge);
    frontier.Append(leaves[static_cast<size_t>(size)], &completed);
    EXPECT_EQ(frontier.Root(), Mth(Slice(leaves, 0, static_cast<size_t>(size) + 1))) << size;
  }
}

TEST(Merkle, ProvesThatALeafIsIn) {
  const Hashes all = Leaves(kLargest);
  for (int size = 1; size <= kLargest; ++size) {
    const Hashes leaves = Slice(all, 0, static_cast<size_t>(size));
    const Hash root = Mth(leaves);
    for (int index = 0; index < size; ++index) {
      const Hash& leaf = leaves[static_cast<size_t>(index)];
      const Hashes proof = HashesOf(InclusionParts(index, size), leaves);
      ASSERT_EQ(proof, Path(static_cast<size_t>(index), leaves)) << index << " of " << size;
      ASSERT_TRUE(IsIncluded(leaf, index, size, proof, root)) << index << " of " << size;
      for (const Hashes& spoilt : Spoilt(proof)) {
        ASSERT_FALSE(IsIncluded(leaf, index, size, spoilt, root)) << index << " of " << size;
      }
      ASSERT_FALSE(IsIncluded(LeafHash("another"), index, size, proof, root));
      ASSERT_FALSE(IsIncluded(leaf, index, size, proof, LeafHash("another")));
      ASSERT_FALSE(IsIncluded(leaf, size, size, proof, root));
      ASSERT_FALSE(IsIncluded(leaf, -1, size, proof, root));
      for (int other = 0; other < size; ++other) {
        ASSERT_EQ(IsIncluded(leaf, other, size, proof, root), other == index) << other;
      }
    }
  }
}

TEST(Merkle, ProvesThatALongerListBeginsWithAShorterOne) {
  const Hashes all = Leaves(kLargest);
  for (int size = 1; size <= kLargest; ++size) {
    const Hashes leaves = Slice(all, 0, static_cast<size_t>(size));
    const Hash root = Mth(leaves);
    for (int old_size = 1; old_size <= size; ++old_size) {
      const Hash old_root = Mth(Slice(leaves, 0, static_cast<size_t>(old_size)));
      const Hashes proof = HashesOf(ConsistencyParts(old_size, size), leaves);
      ASSERT_EQ(proof, SubProof(static_cast<size_t>(old_size), leaves, true))
          << old_size << " of " << size;
      ASSERT_TRUE(IsContinued(old_size, old_root, size, root, proof)) << old_size << " " << size;
      for (const Hashes& spoilt : Spoilt(proof)) {
        ASSERT_FALSE(IsContinued(old_size, old_root, size, root, spoilt))
            << old_size << " of " << size;
      }
      // A list that was another one up to there.
      Hashes rewritten = leaves;
      rewritten[static_cast<size_t>(old_size) - 1] = LeafHash("rewritten");
      ASSERT_FALSE(IsContinued(old_size, old_root, size, Mth(rewritten),
                               HashesOf(ConsistencyParts(old_size, size), rewritten)));
      ASSERT_FALSE(IsContinued(old_size, LeafHash("another"), size, root, proof));
      ASSERT_FALSE(IsContinued(old_size, old_root, size, LeafHash("another"), proof));
    }
  }
}

TEST(Merkle, LetsEveryListContinueTheEmptyOneAndNoneALongerOne) {
  const Hash root = LeafHash("x");
  EXPECT_TRUE(IsContinued(0, Sha256(""), 1, root, {}));
  EXPECT_FALSE(IsContinued(0, Sha256(""), 1, root, {root}));
  EXPECT_FALSE(IsContinued(0, root, 1, root, {}));
  EXPECT_FALSE(IsContinued(2, root, 1, root, {}));
  EXPECT_FALSE(IsContinued(-1, root, 1, root, {}));
}

TEST(Merkle, CountsLeavesBeyondAnyLog) {
  const int64_t size = (int64_t{1} << 62) + 5;
  EXPECT_EQ(SubtreesOf({0, size}).size(), 3U);
  EXPECT_EQ(InclusionParts(0, size).size(), 63U);
}

}  // namespace
}  // namespace oat::merkle
