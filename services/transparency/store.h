// What is kept of the sealed log: leaves, the subtrees that make proofs short, heads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/merkle.h"
#include "services/base/tree_head.h"
#include "services/db/transaction.h"
#include "services/transparency/entry.h"

namespace oat::transparency {

// False: another server seals at this moment. Held until the transaction ends.
bool TryToBeTheSealer(db::Transaction& transaction);

struct Horizon {
  int64_t settled = 0;  // every transaction below has ended
  int64_t next = 0;     // no transaction from here on has written yet
};
Horizon LoadHorizon(db::Transaction& transaction);

std::optional<Leaf> LoadLastLeaf(db::Transaction& transaction);
// From one index up to another, that one left out.
std::vector<Leaf> LoadLeaves(db::Transaction& transaction, int64_t from, int64_t until);
void RecordLeaves(db::Transaction& transaction, const std::vector<Leaf>& leaves);

// Every eighth level above the leaves is kept.
bool IsKept(const merkle::Subtree& place);
using Nodes = std::vector<merkle::Frontier::Completed>;
void RecordNodes(db::Transaction& transaction, const Nodes& nodes);
// The kept nodes of a level, from one index up to another, that one left out.
Nodes LoadNodes(db::Transaction& transaction, int level, int64_t from, int64_t until);
int64_t CountNodes(db::Transaction& transaction);

void RecordHead(db::Transaction& transaction, const TreeHead& head);
std::optional<TreeHead> LoadNewestHead(db::Transaction& transaction);
// At most so many heads of more leaves than `size`, the smallest first.
std::vector<TreeHead> LoadHeadsAbove(db::Transaction& transaction, int64_t size, int64_t most);

// DATA_LOSS where the log lacks what they are made of.
absl::StatusOr<merkle::Frontier> LoadFrontier(db::Transaction& transaction, int64_t size);
absl::StatusOr<std::vector<merkle::Hash>> LoadConsistency(db::Transaction& transaction,
                                                          int64_t old_size, int64_t size);

}  // namespace oat::transparency
