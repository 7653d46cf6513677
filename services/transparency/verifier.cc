#include "services/transparency/verifier.h"

#include <algorithm>
#include <deque>

#include "absl/strings/str_cat.h"
#include "services/transparency/rows.h"
#include "services/transparency/store.h"

namespace oat::transparency {
namespace {

constexpr int64_t kLeavesAtOnce = 8192;
constexpr int64_t kHeadsAtOnce = 1000;

std::string InWords(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E6S UTC", time, absl::UTCTimeZone());
}

// One verification, leaf by leaf. What is found first ends it.
class Verification {
 public:
  Verification(db::Transaction& transaction, const std::string& public_key,
               std::vector<TreeHead> kept)
      : transaction_(transaction), public_key_(public_key), kept_(std::move(kept)) {
    std::sort(kept_.begin(), kept_.end(),
              [](const TreeHead& a, const TreeHead& b) { return a.size < b.size; });
  }

  Verdict Run() {
    ReachEveryRow(transaction_);
    // A log that is in use grows meanwhile: what is read later may be more than the head tells of,
    // never less.
    const int64_t nodes = CountNodes(transaction_);
    if (const auto head = LoadNewestHead(transaction_)) size_ = head->size;
    if (CheckKept() && CheckLeaves() && CheckEnd(nodes)) CheckRest();
    return verdict_;
  }

 private:
  bool Differs(const Place& place, const std::string& what) {
    verdict_.difference = {place.table, place.key, what};
    return false;
  }

  // Whether they are heads of this key at all. One of them that is not says that somebody wrote it.
  bool CheckKept() {
    for (const TreeHead& head : kept_) {
      if (IsSignedBy(head, public_key_)) continue;
      return Differs({}, absl::StrCat("the kept head of ", InWords(head.sealed_at), " over ",
                                      head.size, " rows is not signed by this key"));
    }
    return true;
  }

  bool CheckLeaves() {
    rows_.emplace(&transaction_);
    row_ = rows_->Next();
    if (!CheckHeads()) return false;
    while (frontier_.size() < size_) {
      const int64_t until = std::min(frontier_.size() + kLeavesAtOnce, size_);
      const auto leaves = LoadLeaves(transaction_, frontier_.size(), until);
      if (leaves.empty()) {
        return Differs(row_ ? row_->place : Place(),
                       absl::StrCat("is not in the log, which ends at ", frontier_.size(), " of ",
                                    size_, " rows"));
      }
      for (const Leaf& leaf : leaves) {
        if (!CheckLeaf(leaf) || !CheckHeads()) return false;
      }
      if (!CheckNodes()) return false;
    }
    return true;
  }

  bool CheckLeaf(const Leaf& leaf) {
    if (row_ && row_->place < leaf.place) return Differs(row_->place, "was never sealed");
    if (!row_ || leaf.place < row_->place) return Differs(leaf.place, "is missing");
    if (leaf.index != frontier_.size() || leaf.place < last_) {
      return Differs(leaf.place, "does not stand at its place in the log");
    }
    if (leaf.hash != HashOf(*row_)) return Differs(leaf.place, "is not as it was sealed");
    if (!after_head_) after_head_ = leaf.place;
    if (!after_kept_) after_kept_ = leaf.place;
    last_ = leaf.place;
    completed_.clear();
    frontier_.Append(leaf.hash, &completed_);
    for (const auto& node : completed_) {
      if (IsKept(node.place)) nodes_.push_back(node);
    }
    ++verdict_.rows;
    row_ = rows_->Next();
    return true;
  }

  // Those over as many rows as were read by now.
  bool CheckHeads() {
    const int64_t size = frontier_.size();
    while (next_kept_ < kept_.size() && kept_[next_kept_].size <= size) {
      const TreeHead& head = kept_[next_kept_++];
      if (head.size != size || head.root != frontier_.Root()) {
        // Heads of the database itself that held since are no better than the rest of it.
        return HeadFails(head, "kept", after_kept_);
      }
      CountHead(head);
      after_kept_.reset();
    }
    if (heads_.empty()) LoadHeads();
    while (!heads_.empty() && heads_.front().size <= size) {
      const TreeHead head = heads_.front();
      heads_.pop_front();
      // The very head that somebody kept was looked at already, and signatures take their time.
      const bool is_kept = last_head_ == head;
      if (!is_kept && !IsSignedBy(head, public_key_))
        return HeadFails(head, "unsigned", after_head_);
      if (head.root != frontier_.Root()) return HeadFails(head, "database's own", after_head_);
      if (!is_kept) CountHead(head);
    }
    return true;
  }

  void CountHead(const TreeHead& head) {
    last_head_ = head;
    ++verdict_.heads;
    after_head_.reset();
  }

  void LoadHeads() {
    const auto heads = LoadHeadsAbove(transaction_, last_loaded_head_, kHeadsAtOnce);
    heads_.assign(heads.begin(), heads.end());
    if (!heads_.empty()) last_loaded_head_ = heads_.back().size;
  }

  // Rows and leaves agree with one another and not with the head: both were rewritten, somewhere
  // from the first row on behind the last head that held.
  bool HeadFails(const TreeHead& head, const std::string& whose,
                 const std::optional<Place>& first) {
    return Differs(
        first.value_or(last_),
        absl::StrCat("or a row behind it is not as it was sealed: the ", whose, " head of ",
                     InWords(head.sealed_at), " over ", head.size, " rows does not hold"));
  }

  bool CheckNodes() {
    for (size_t begin = 0; begin < nodes_.size();) {
      // Of one level and one behind the other, as they were completed.
      const merkle::Subtree first = nodes_[begin].place;
      size_t end = begin + 1;
      while (end < nodes_.size() && nodes_[end].place.level == first.level) ++end;
      const int64_t until = nodes_[end - 1].place.index + 1;
      const Nodes stored = LoadNodes(transaction_, first.level, first.index, until);
      for (size_t i = begin; i < end; ++i) {
        const size_t at = i - begin;
        if (at < stored.size() && stored[at].place == nodes_[i].place &&
            stored[at].hash == nodes_[i].hash) {
          continue;
        }
        return Differs({}, absl::StrCat("the log's node ", nodes_[i].place.index, " of level ",
                                        first.level, " is not that of its leaves"));
      }
      begin = end;
    }
    count_of_nodes_ += static_cast<int64_t>(nodes_.size());
    nodes_.clear();
    return true;
  }

  bool CheckEnd(int64_t nodes) {
    if (next_kept_ < kept_.size()) {
      const TreeHead& head = kept_.back();
      return Differs({}, absl::StrCat("the log ends at ", size_, " rows, and the head kept of ",
                                      InWords(head.sealed_at), " is over ", head.size,
                                      ": it was cut off or rolled back"));
    }
    if (nodes > count_of_nodes_) return Differs({}, "the log has nodes over leaves that are not");
    const auto leaf = LoadLastLeaf(transaction_);
    const auto head = LoadNewestHead(transaction_);
    if (leaf && (!head || leaf->index >= head->size)) {
      return Differs(leaf->place, "stands in the log under no head");
    }
    return true;
  }

  // What is left is younger than the log, and is sealed next.
  void CheckRest() {
    const Horizon horizon = LoadHorizon(transaction_);
    for (; row_; row_ = rows_->Next()) {
      if (row_->place.recorded_in >= horizon.next) {
        Differs(row_->place, "says it was written by a transaction that has not been");
        return;
      }
      ++verdict_.unsealed;
    }
  }

  db::Transaction& transaction_;
  const std::string& public_key_;
  std::vector<TreeHead> kept_;
  size_t next_kept_ = 0;
  int64_t size_ = 0;
  std::optional<RowStream> rows_;
  std::optional<Row> row_;
  merkle::Frontier frontier_;
  std::vector<merkle::Frontier::Completed> completed_;
  Place last_;
  // The first row behind the last head that held, and behind the last kept one.
  std::optional<Place> after_head_;
  std::optional<Place> after_kept_;
  std::deque<TreeHead> heads_;
  int64_t last_loaded_head_ = 0;
  std::optional<TreeHead> last_head_;
  Nodes nodes_;
  int64_t count_of_nodes_ = 0;
  Verdict verdict_;
};

}  // namespace

Verdict Verify(db::Transaction& transaction, const std::string& public_key,
               std::vector<TreeHead> kept) {
  return Verification(transaction, public_key, std::move(kept)).Run();
}

}  // namespace oat::transparency
