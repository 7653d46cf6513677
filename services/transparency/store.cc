#include "services/transparency/store.h"

#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::transparency {
namespace {

// Beside the advisory locks of migrations and request ids.
constexpr db::Statement kTryToBeTheSealer{"transparency_lock",
                                          "SELECT pg_try_advisory_xact_lock(6911303)"};
constexpr db::Statement kHorizon{"transparency_horizon", R"(
    SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint
      FROM pg_current_snapshot() now)"};
// A superuser can write NULL where the tables of the log take none: that is no hash and no name,
// and must not keep the row from being read and found.
#define OAT_LEAF                                                             \
  "SELECT leaf_index, coalesce(recorded_in, -1), coalesce(table_name, ''), " \
  "       coalesce(row_key, ''), coalesce(hash, '') FROM public.sealed_leaf "
constexpr db::Statement kLastLeaf{"transparency_last_leaf", OAT_LEAF
                                  "WHERE leaf_index IS NOT NULL ORDER BY leaf_index DESC LIMIT 1"};
constexpr db::Statement kLeaves{"transparency_leaves", OAT_LEAF
                                "WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index"};
constexpr db::Statement kRecordLeaves{"transparency_record_leaves", R"(
    INSERT INTO public.sealed_leaf (leaf_index, recorded_in, table_name, row_key, hash)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bytea[]))"};
constexpr db::Statement kRecordNodes{"transparency_record_nodes", R"(
    INSERT INTO public.sealed_node (level, node_index, hash)
    SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]))"};
constexpr db::Statement kNodes{"transparency_nodes", R"(
    SELECT node_index, coalesce(hash, '') FROM public.sealed_node
     WHERE level = $1::smallint AND node_index >= $2 AND node_index < $3 ORDER BY node_index)"};
constexpr db::Statement kCountNodes{"transparency_count_nodes",
                                    "SELECT count(*) FROM public.sealed_node"};
constexpr db::Statement kRecordHead{"transparency_record_head", R"(
    INSERT INTO public.tree_head (size, root, sealed_at, key_id, signature)
    VALUES ($1, $2, $3, $4, $5))"};
#define OAT_HEAD                                                                          \
  "SELECT size, coalesce(root, ''), coalesce(sealed_at, 'epoch'), coalesce(key_id, ''), " \
  "       coalesce(signature, '') FROM public.tree_head "
constexpr db::Statement kNewestHead{"transparency_newest_head",
                                    OAT_HEAD "WHERE size IS NOT NULL ORDER BY size DESC LIMIT 1"};
constexpr db::Statement kHeadsAbove{"transparency_heads_above",
                                    OAT_HEAD "WHERE size > $1 ORDER BY size LIMIT $2"};

constexpr int kLevelsBetween = 8;
// One statement's worth.
constexpr size_t kLeavesAtOnce = 10'000;

// Bytes of another length, which no table of ours takes, are no hash of anything.
merkle::Hash HashIn(const db::Bytes& bytes) {
  return merkle::FromBytes(bytes.value).value_or(merkle::Hash{});
}
db::Bytes BytesOf(const merkle::Hash& hash) { return {merkle::ToBytes(hash)}; }

Leaf LeafOf(const db::Row& row) {
  Leaf leaf;
  db::Bytes hash;
  std::tie(leaf.index, leaf.place.recorded_in, leaf.place.table, leaf.place.key, hash) =
      row.As<int64_t, int64_t, std::string, std::string, db::Bytes>();
  leaf.hash = HashIn(hash);
  return leaf;
}

TreeHead HeadOf(const db::Row& row) {
  TreeHead head;
  db::Bytes root;
  db::Bytes key_id;
  db::Bytes signature;
  std::tie(head.size, root, head.sealed_at, key_id, signature) =
      row.As<int64_t, db::Bytes, absl::Time, db::Bytes, db::Bytes>();
  head.root = HashIn(root);
  head.key_id = HashIn(key_id);
  head.signature = signature.value;
  return head;
}

// The hash of a full subtree, from the nodes of the next kept level below it.
absl::StatusOr<merkle::Hash> LoadSubtree(db::Transaction& transaction,
                                         const merkle::Subtree& subtree) {
  const int level = subtree.level / kLevelsBetween * kLevelsBetween;
  const int64_t width = int64_t{1} << (subtree.level - level);
  const int64_t from = subtree.index * width;
  const Nodes nodes = LoadNodes(transaction, level, from, from + width);
  if (static_cast<int64_t>(nodes.size()) != width) {
    return absl::DataLossError(
        absl::StrCat("the sealed log lacks nodes of level ", level, " from ", from, " on"));
  }
  std::vector<merkle::Hash> hashes;
  for (const auto& node : nodes) hashes.push_back(node.hash);
  for (; hashes.size() > 1; hashes.resize(hashes.size() / 2)) {
    for (size_t i = 0; i + 1 < hashes.size(); i += 2) {
      hashes[i / 2] = merkle::NodeHash(hashes[i], hashes[i + 1]);
    }
  }
  return hashes.front();
}

absl::StatusOr<std::vector<merkle::Hash>> LoadSubtrees(db::Transaction& transaction,
                                                       merkle::Range range) {
  std::vector<merkle::Hash> hashes;
  for (const merkle::Subtree& subtree : merkle::SubtreesOf(range)) {
    OAT_ASSIGN_OR_RETURN(merkle::Hash hash, LoadSubtree(transaction, subtree));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace

bool TryToBeTheSealer(db::Transaction& transaction) {
  return std::get<0>(transaction.RunForOne(kTryToBeTheSealer)->As<bool>());
}

Horizon LoadHorizon(db::Transaction& transaction) {
  Horizon horizon;
  std::tie(horizon.settled, horizon.next) = transaction.RunForOne(kHorizon)->As<int64_t, int64_t>();
  return horizon;
}

std::optional<Leaf> LoadLastLeaf(db::Transaction& transaction) {
  const auto row = transaction.RunForOne(kLastLeaf);
  if (!row) return std::nullopt;
  return LeafOf(*row);
}

std::vector<Leaf> LoadLeaves(db::Transaction& transaction, int64_t from, int64_t until) {
  std::vector<Leaf> leaves;
  for (const db::Row& row : transaction.Run(kLeaves, from, until)) leaves.push_back(LeafOf(row));
  return leaves;
}

void RecordLeaves(db::Transaction& transaction, const std::vector<Leaf>& leaves) {
  for (size_t begin = 0; begin < leaves.size(); begin += kLeavesAtOnce) {
    std::vector<int64_t> indexes;
    std::vector<int64_t> transactions;
    std::vector<std::string> tables;
    std::vector<std::string> keys;
    std::vector<db::Bytes> hashes;
    for (size_t i = begin; i < std::min(begin + kLeavesAtOnce, leaves.size()); ++i) {
      indexes.push_back(leaves[i].index);
      transactions.push_back(leaves[i].place.recorded_in);
      tables.push_back(leaves[i].place.table);
      keys.push_back(leaves[i].place.key);
      hashes.push_back(BytesOf(leaves[i].hash));
    }
    transaction.Run(kRecordLeaves, indexes, transactions, tables, keys, hashes);
  }
}

bool IsKept(const merkle::Subtree& place) {
  return place.level > 0 && place.level % kLevelsBetween == 0;
}

void RecordNodes(db::Transaction& transaction, const Nodes& nodes) {
  if (nodes.empty()) return;
  std::vector<int32_t> levels;
  std::vector<int64_t> indexes;
  std::vector<db::Bytes> hashes;
  for (const auto& [place, hash] : nodes) {
    levels.push_back(place.level);
    indexes.push_back(place.index);
    hashes.push_back(BytesOf(hash));
  }
  transaction.Run(kRecordNodes, levels, indexes, hashes);
}

Nodes LoadNodes(db::Transaction& transaction, int level, int64_t from, int64_t until) {
  Nodes nodes;
  if (level == 0) {
    for (const Leaf& leaf : LoadLeaves(transaction, from, until)) {
      nodes.push_back({{0, leaf.index}, leaf.hash});
    }
    return nodes;
  }
  for (const db::Row& row : transaction.Run(kNodes, level, from, until)) {
    auto [index, hash] = row.As<int64_t, db::Bytes>();
    nodes.push_back({{level, index}, HashIn(hash)});
  }
  return nodes;
}

int64_t CountNodes(db::Transaction& transaction) {
  return std::get<0>(transaction.RunForOne(kCountNodes)->As<int64_t>());
}

void RecordHead(db::Transaction& transaction, const TreeHead& head) {
  transaction.Run(kRecordHead, head.size, BytesOf(head.root), head.sealed_at, BytesOf(head.key_id),
                  db::Bytes{head.signature});
}

std::optional<TreeHead> LoadNewestHead(db::Transaction& transaction) {
  const auto row = transaction.RunForOne(kNewestHead);
  if (!row) return std::nullopt;
  return HeadOf(*row);
}

std::vector<TreeHead> LoadHeadsAbove(db::Transaction& transaction, int64_t size, int64_t most) {
  std::vector<TreeHead> heads;
  for (const db::Row& row : transaction.Run(kHeadsAbove, size, most)) heads.push_back(HeadOf(row));
  return heads;
}

absl::StatusOr<merkle::Frontier> LoadFrontier(db::Transaction& transaction, int64_t size) {
  OAT_ASSIGN_OR_RETURN(std::vector<merkle::Hash> edge, LoadSubtrees(transaction, {0, size}));
  return merkle::Frontier(size, std::move(edge));
}

absl::StatusOr<std::vector<merkle::Hash>> LoadConsistency(db::Transaction& transaction,
                                                          int64_t old_size, int64_t size) {
  std::vector<merkle::Hash> proof;
  for (const merkle::Range& part : merkle::ConsistencyParts(old_size, size)) {
    OAT_ASSIGN_OR_RETURN(std::vector<merkle::Hash> subtrees, LoadSubtrees(transaction, part));
    proof.push_back(merkle::Join(subtrees));
  }
  return proof;
}

}  // namespace oat::transparency
