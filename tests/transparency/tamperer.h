// A superuser who edits the past, each time in another way. What he does stands in a transaction
// that the test takes back.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/transparency/entry.h"
#include "services/transparency/rows.h"
#include "tests/simulation/dice.h"
#include "tests/transparency/sealed_clinic.h"

namespace oat::test {

class Tamperer {
 public:
  using Leaf = transparency::Leaf;

  explicit Tamperer(SealedClinic* clinic)
      : heads_(clinic->Heads()),
        leaves_(clinic->Leaves()),
        key_(clinic->key()),
        foreign_(ForeignKey(clinic->clinic().folder())) {
    // What a superuser would do first: no check stands in his way.
    clinic->clinic().Sql(R"(
        DO $$ DECLARE one record; BEGIN
          FOR one IN SELECT conrelid::regclass AS ledger, conname FROM pg_constraint
                      WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.ledger, one.conname);
          END LOOP;
          ALTER TABLE audit ALTER audit_id DROP IDENTITY;
          ALTER TABLE rule_change ALTER number DROP IDENTITY;
        END $$)");
    for (const auto& [name, key] : transparency::kSealedTables) {
      ReadColumns(clinic->clinic(), name);
    }
  }

  const std::vector<TreeHead>& heads() const { return heads_; }
  const std::vector<Leaf>& leaves() const { return leaves_; }
  Dice& dice() { return dice_; }

  // The row that must be named; no table: any.
  struct Done {
    std::string what;
    std::string table;
    std::string key;
  };
  using Tampering = Done (Tamperer::*)(db::Transaction&);

  Done EditARow(db::Transaction& transaction) {
    const Leaf& leaf = AnyLeaf();
    const auto& columns = columns_[leaf.place.table];
    const Column& column = columns[static_cast<size_t>(dice_.Below(Size(columns)))];
    transaction.RunScript(absl::StrCat("UPDATE ", leaf.place.table, " SET ", column.name, " = ",
                                       column.other, Where(leaf)));
    Done done{absl::StrCat("edited ", leaf.place.table, ".", column.name)};
    if (IsOfKey(leaf.place.table, column.name) || column.name == "recorded_in") return done;
    done.table = leaf.place.table;
    done.key = leaf.place.key;
    return done;
  }

  Done DeleteARow(db::Transaction& transaction) {
    const Leaf& leaf = AnyLeaf();
    transaction.RunScript(absl::StrCat("DELETE FROM ", leaf.place.table, Where(leaf)));
    return {"deleted", leaf.place.table, leaf.place.key};
  }

  // A row of long ago that nobody wrote then.
  Done InsertARow(db::Transaction& transaction) {
    // In the last transaction it would stand behind all that is sealed, as what is new does.
    const Leaf* chosen = &AnyLeaf();
    while (chosen->place.recorded_in == leaves_.back().place.recorded_in) chosen = &AnyLeaf();
    const Leaf& leaf = *chosen;
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const Column& column : columns_[leaf.place.table]) {
      names.push_back(column.name);
      values.push_back(column.name == "recorded_in" ? column.name : column.other);
    }
    transaction.RunScript(absl::StrCat(
        "INSERT INTO ", leaf.place.table, " (", absl::StrJoin(names, ", "), ") SELECT ",
        absl::StrJoin(values, ", "), " FROM ", leaf.place.table, Where(leaf)));
    return {"inserted into " + leaf.place.table};
  }

  Done Truncate(db::Transaction& transaction) {
    const int64_t size = AnyOlderHead().size;
    CutTheLog(transaction, size);
    return {absl::StrCat("cut off at ", size)};
  }
  // The whole database as it was when that head was new.
  Done RollBack(db::Transaction& transaction) {
    const int64_t size = AnyOlderHead().size;
    for (const auto& [name, key] : transparency::kSealedTables) {
      transaction.RunScript(
          absl::StrCat("DELETE FROM ", name, " WHERE concat_ws(' ', ", key,
                       ") IN (SELECT row_key FROM sealed_leaf WHERE table_name = '", name,
                       "' AND leaf_index >= ", size, ")"));
    }
    CutTheLog(transaction, size);
    return {absl::StrCat("rolled back to ", size)};
  }

  // The log of its own, each kind of row.
  Done EditTheLog(db::Transaction& transaction) {
    const Leaf& leaf = AnyLeaf();
    const std::string this_leaf = absl::StrCat(" WHERE leaf_index = ", leaf.index);
    const std::string this_head = absl::StrCat(" WHERE size = ", AnyOlderHead().size);
    const std::vector<std::string> edits = {
        "UPDATE sealed_leaf SET hash = sha256(hash)" + this_leaf,
        "UPDATE sealed_leaf SET row_key = row_key || 'x'" + this_leaf,
        "UPDATE sealed_leaf SET table_name = table_name || 'x'" + this_leaf,
        "UPDATE sealed_leaf SET recorded_in = recorded_in - 1" + this_leaf,
        "DELETE FROM sealed_leaf" + this_leaf,
        "UPDATE tree_head SET root = sha256(root)" + this_head,
        "UPDATE tree_head SET sealed_at = sealed_at + interval '1 microsecond'" + this_head,
        "UPDATE tree_head SET signature = sha512(signature)" + this_head,
        "UPDATE tree_head SET key_id = sha256(key_id)" + this_head,
        "DELETE FROM tree_head WHERE size = (SELECT max(size) FROM tree_head)",
        "UPDATE sealed_node SET hash = sha256(hash) WHERE node_index = 0",
        "DELETE FROM sealed_node WHERE node_index = 0",
        "INSERT INTO sealed_node VALUES (8, 1000000, sha256('x'))"};
    const std::string& edit = edits[static_cast<size_t>(dice_.Below(Size(edits)))];
    transaction.RunScript(edit);
    return {edit};
  }

  // So that the row keeps its place in the log.
  void EditBesideTheKey(db::Transaction& transaction, const Leaf& leaf) {
    for (const Column& column : columns_[leaf.place.table]) {
      if (IsOfKey(leaf.place.table, column.name)) continue;
      return transaction.RunScript(absl::StrCat("UPDATE ", leaf.place.table, " SET ", column.name,
                                                " = ", column.other, Where(leaf)));
    }
  }

  void TakeTheTransaction(db::Transaction& transaction, const Leaf& leaf) {
    transaction.RunScript(absl::StrCat("ALTER TABLE ", leaf.place.table,
                                       " ALTER recorded_in DROP NOT NULL; UPDATE ",
                                       leaf.place.table, " SET recorded_in = NULL", Where(leaf)));
  }

  // Everything that the database has is made to fit the edited row. Only a signature cannot be: it
  // is left, or made with a key of the tamperer's own; or he has stolen the key, and nothing in the
  // database tells.
  enum class Signatures { kOld, kForeign, kOfTheStolenKey };
  Done RewriteTheLog(db::Transaction& transaction) {
    const Leaf& leaf = AnyLeaf();
    EditBesideTheKey(transaction, leaf);
    const int how = dice_.Below(3);
    MakeTheLogFit(transaction, leaf, static_cast<Signatures>(how));
    return {absl::StrCat("rewrote the log behind ", leaf.place.table, ", signatures ", how)};
  }

  void MakeTheLogFit(db::Transaction& transaction, const Leaf& edited, Signatures how) {
    transparency::ReachEveryRow(transaction);
    const auto rows = transparency::LoadRows(transaction, {}, INT64_MAX, 1'000'000);
    merkle::Frontier frontier;
    std::vector<merkle::Frontier::Completed> completed;
    std::string sql;
    size_t next_head = 0;
    for (const auto& row : rows) {
      completed.clear();
      frontier.Append(HashOf(row), &completed);
      for (const auto& [place, hash] : completed) {
        if (!transparency::IsKept(place)) continue;
        absl::StrAppend(&sql, "UPDATE public.sealed_node SET hash = '\\x", merkle::ToHex(hash),
                        "' WHERE level = ", place.level, " AND node_index = ", place.index, ";");
      }
      if (frontier.size() == edited.index + 1) {
        absl::StrAppend(&sql, "UPDATE public.sealed_leaf SET hash = '\\x",
                        merkle::ToHex(HashOf(row)), "' WHERE leaf_index = ", edited.index, ";");
      }
      if (next_head < heads_.size() && heads_[next_head].size == frontier.size()) {
        TreeHead head = heads_[next_head++];
        if (head.size <= edited.index) continue;
        head.root = frontier.Root();
        if (how == Signatures::kForeign) foreign_.Sign(&head);
        head.key_id = heads_.front().key_id;
        if (how == Signatures::kOfTheStolenKey) key_.Sign(&head);
        absl::StrAppend(&sql, "UPDATE public.tree_head SET root = '\\x", merkle::ToHex(head.root),
                        "', signature = '\\x", absl::BytesToHexString(head.signature),
                        "' WHERE size = ", head.size, ";");
      }
    }
    transaction.RunScript(sql);
  }

 private:
  struct Column {
    std::string name;
    std::string other;  // the expression of another value
  };

  // Another value of a type, which meets no other row's key.
  static inline const std::map<std::string, std::string> kOtherValues = {
      {"text", "coalesce({c} || 'x', 'x')"},
      {"int8", "coalesce({c} + 1000003, 1)"},
      {"int4", "coalesce({c} + 1000003, 1)"},
      {"int2", "coalesce({c} + 1003, 1)"},
      {"bool", "coalesce(NOT {c}, true)"},
      {"timestamptz", "coalesce({c} + interval '1 microsecond', now())"},
      {"date", "coalesce({c} + 10000, current_date)"},
      {"uuid", "gen_random_uuid()"},
      {"bytea", "coalesce({c} || '\\x00', '\\x00')"},
      {"_int2", "{c} || 1::smallint"},
      {"_text", "{c} || 'x'::text"},
      {"_int8", "{c} || 1::bigint"}};

  void ReadColumns(const Clinic& clinic, const std::string& table) {
    const std::string read = clinic.Sql(
        absl::StrCat("SELECT column_name || ' ' || udt_name FROM "
                     "information_schema.columns WHERE table_schema = 'public' AND table_name = '",
                     table, "' ORDER BY ordinal_position"));
    for (const auto& line : absl::StrSplit(read, '\n')) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      columns_[table].push_back(
          {words[0], absl::StrReplaceAll(kOtherValues.at(words[1]), {{"{c}", words[0]}})});
    }
  }

  static std::string KeyColumnsOf(const std::string& table) {
    for (const auto& [name, key] : transparency::kSealedTables) {
      if (table == name) return key;
    }
    return "";
  }
  // A row as SQL finds it.
  static std::string Where(const Leaf& leaf) {
    return absl::StrCat(" WHERE concat_ws(' ', ", KeyColumnsOf(leaf.place.table), ") = '",
                        leaf.place.key, "'");
  }
  static bool IsOfKey(const std::string& table, const std::string& column) {
    const std::vector<std::string> names = absl::StrSplit(KeyColumnsOf(table), ", ");
    return std::find(names.begin(), names.end(), column) != names.end();
  }
  const Leaf& AnyLeaf() { return leaves_[static_cast<size_t>(dice_.Below(Size(leaves_)))]; }
  // A head with something behind it.
  const TreeHead& AnyOlderHead() {
    return heads_[static_cast<size_t>(dice_.Below(Size(heads_) - 1))];
  }
  template <class T>
  static int Size(const std::vector<T>& list) {
    return static_cast<int>(list.size());
  }

  void CutTheLog(db::Transaction& transaction, int64_t size) {
    transaction.RunScript(absl::StrCat(
        "DELETE FROM tree_head WHERE size > ", size, "; DELETE FROM sealed_leaf WHERE leaf_index ",
        ">= ", size, "; DELETE FROM sealed_node WHERE (node_index + 1) << level > ", size));
  }
  static transparency::SealKey ForeignKey(const std::string& folder) {
    Must(transparency::SealKey::CreateKeyFile(folder + "/foreign"));
    return Must(transparency::SealKey::Open(folder + "/foreign"));
  }

  Dice dice_;
  const std::vector<TreeHead> heads_;
  const std::vector<Leaf> leaves_;
  std::map<std::string, std::vector<Column>> columns_;
  const transparency::SealKey& key_;
  const transparency::SealKey foreign_;
};

}  // namespace oat::test
