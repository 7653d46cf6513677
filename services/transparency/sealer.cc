#include "services/transparency/sealer.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/transparency/rows.h"
#include "services/transparency/store.h"

namespace oat::transparency {
namespace {

// The tree as the newest head has it: on anything else no head would be worth its signature.
absl::StatusOr<merkle::Frontier> Continue(db::Transaction& transaction, int64_t size) {
  OAT_ASSIGN_OR_RETURN(merkle::Frontier frontier, LoadFrontier(transaction, size));
  const auto head = LoadNewestHead(transaction);
  const bool is_as_signed = head ? head->size == size && head->root == frontier.Root() : size == 0;
  if (is_as_signed) return frontier;
  return absl::DataLossError(
      "the sealed log is not as its newest head has it, nothing is sealed any more: run oatd "
      "verify");
}

// A dump that is read back starts counting transactions anew, below those that are sealed.
absl::Status CheckCounting(const Place& last, const Horizon& horizon) {
  if (last.recorded_in < horizon.next) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the sealed log ends at transaction ", last.recorded_in,
                   " and this database is at ", horizon.next,
                   ": it was restored from a dump; restore a physical backup, or stop the "
                   "database and let pg_resetwal move its transactions beyond"));
}

absl::StatusOr<TreeHead> Append(db::Transaction& transaction, const std::vector<Row>& rows,
                                int64_t size, const SealKey& key, absl::Time now) {
  OAT_ASSIGN_OR_RETURN(merkle::Frontier frontier, Continue(transaction, size));
  std::vector<Leaf> leaves;
  Nodes kept;
  std::vector<merkle::Frontier::Completed> completed;
  for (const Row& row : rows) {
    leaves.push_back({frontier.size(), row.place, HashOf(row)});
    completed.clear();
    frontier.Append(leaves.back().hash, &completed);
    for (const auto& node : completed) {
      if (IsKept(node.place)) kept.push_back(node);
    }
  }
  // PostgreSQL keeps whole microseconds; what is signed must be what is kept.
  TreeHead head{.size = frontier.size(),
                .root = frontier.Root(),
                .sealed_at = absl::FromUnixMicros(absl::ToUnixMicros(now))};
  key.Sign(&head);
  RecordLeaves(transaction, leaves);
  RecordNodes(transaction, kept);
  RecordHead(transaction, head);
  return head;
}

}  // namespace

absl::StatusOr<Pass> Seal(db::Transaction& transaction, const SealKey& key, absl::Time now,
                          int64_t most) {
  ReachEveryRow(transaction);
  const bool is_sealer = TryToBeTheSealer(transaction);
  // Read behind the lock, each in a statement of its own: the log as the sealer before has left it,
  // then the transactions that have ended, then their rows.
  const auto last = LoadLastLeaf(transaction);
  const Place end = last ? last->place : Place();
  const Horizon horizon = LoadHorizon(transaction);
  OAT_RETURN_IF_ERROR(CheckCounting(end, horizon));
  Pass pass{.next_transaction = horizon.next};
  int64_t sealed_up_to = end.recorded_in;
  if (is_sealer) {
    const std::vector<Row> rows = LoadRows(transaction, end, horizon.settled, most);
    if (!rows.empty()) {
      OAT_ASSIGN_OR_RETURN(pass.head,
                           Append(transaction, rows, last ? last->index + 1 : 0, key, now));
      pass.has_more = static_cast<int64_t>(rows.size()) == most;
      sealed_up_to = rows.back().place.recorded_in;
    }
  }
  pass.oldest_unsealed = LoadFirstTransactionAfter(transaction, sealed_up_to);
  return pass;
}

}  // namespace oat::transparency
