// Sealing: every row once, in an order that nobody can come before any more, under heads that
// continue one another.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/transparency/entry.h"
#include "tests/transparency/sealed_clinic.h"

namespace oat::test {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using transparency::kSealedTables;

class SealTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new SealedClinic(12); }
  static void TearDownTestSuite() { delete clinic_; }

  static std::string Sql(const std::string& sql) { return clinic_->clinic().Sql(sql); }
  static int64_t Count(const std::string& table) {
    return std::stoll(Sql("SELECT count(*) FROM " + table));
  }
  // Writes a row of the trail, as a call does.
  static void WriteAudit(db::Transaction& transaction) {
    transaction.RunScript(
        "INSERT INTO audit (recorded_at, method, outcome) VALUES (now(), 'Test', 'read')");
  }

  static inline SealedClinic* clinic_ = nullptr;
};

TEST_F(SealTest, SealsTheTablesThatAreNamedAndNoOthers) {
  std::vector<std::string> names;
  for (const auto& [name, key] : kSealedTables) {
    names.emplace_back(name);
    EXPECT_EQ(Sql(absl::StrCat(
                  "SELECT string_agg(attname, ', ' ORDER BY array_position(indkey, attnum)) FROM "
                  "pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) "
                  "WHERE indisprimary AND indrelid = '",
                  name, "'::regclass")),
              key)
        << name;
    EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM pg_trigger WHERE tgname = 'append_only' AND "
                               "tgrelid = '",
                               name, "'::regclass")),
              "1")
        << name << " is no ledger";
    EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM pg_index WHERE pg_get_indexdef(indexrelid) "
                               "LIKE '%(recorded_in)' AND indrelid = '",
                               name, "'::regclass")),
              "1")
        << name;
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  const std::vector<std::string> recorded = absl::StrSplit(
      Sql("SELECT table_name FROM information_schema.columns WHERE column_name = 'recorded_in' AND "
          "column_default LIKE '%pg_current_xact_id%' AND table_schema = 'public' ORDER BY "
          "table_name COLLATE \"C\""),
      '\n');
  EXPECT_THAT(recorded, ElementsAreArray(names));
}

TEST_F(SealTest, SealsEveryRowOnceAndThenNothing) {
  int64_t rows = 0;
  for (const auto& [name, key] : kSealedTables) rows += Count(name);
  EXPECT_EQ(Count("sealed_leaf"), rows);
  EXPECT_EQ(Count("(SELECT DISTINCT table_name, row_key FROM sealed_leaf) x"), rows);
  EXPECT_FALSE(clinic_->Seal().head);
  const auto verdict = clinic_->Verify({});
  EXPECT_FALSE(verdict.difference);
  EXPECT_EQ(verdict.rows, rows);
  EXPECT_EQ(verdict.heads, Count("tree_head"));
  EXPECT_EQ(verdict.unsealed, 0);
}

TEST_F(SealTest, ComesToTheSameLogHoweverManyRowsAPassTakes) {
  for (const int64_t most : {7, 100'000}) {
    const absl::Status undone = clinic_->superuser().Run([&](db::Transaction& transaction) {
      transaction.RunScript(
          "SET LOCAL session_replication_role = replica; DELETE FROM tree_head; DELETE FROM "
          "sealed_node; DELETE FROM sealed_leaf");
      transparency::Pass pass;
      std::optional<TreeHead> head;
      do {
        pass = Must(transparency::Seal(transaction, clinic_->key(), clinic_->clinic().now(), most));
        if (pass.head) head = pass.head;
      } while (pass.has_more);
      EXPECT_EQ(head->size, clinic_->Heads().back().size);
      EXPECT_EQ(head->root, clinic_->Heads().back().root);
      return absl::CancelledError();
    });
    ASSERT_TRUE(absl::IsCancelled(undone)) << undone;
  }
}

TEST_F(SealTest, WaitsForATransactionThatMayStillWriteBefore) {
  db::Connection slow(DatabaseUrl(clinic_->clinic(), "oat_service"));
  db::Connection quick(DatabaseUrl(clinic_->clinic(), "oat_service"));
  const int64_t before = Count("sealed_leaf");
  Must(slow.Run([&](db::Transaction& transaction) {
    WriteAudit(transaction);
    Must(quick.Run([](db::Transaction& other) {
      WriteAudit(other);
      return absl::OkStatus();
    }));
    const auto pass = clinic_->Seal();
    EXPECT_FALSE(pass.head) << "a row of the open transaction belongs before this one";
    EXPECT_TRUE(pass.oldest_unsealed);
    EXPECT_EQ(Count("sealed_leaf"), before);
    return absl::OkStatus();
  }));
  clinic_->SealAll();
  EXPECT_EQ(Count("sealed_leaf"), before + 2);
  EXPECT_FALSE(clinic_->Verify({}).difference);
}

TEST_F(SealTest, LeavesItToTheOneWhoSealsAlready) {
  db::Connection other(DatabaseUrl(clinic_->clinic(), "oat_service"));
  db::Connection writer(DatabaseUrl(clinic_->clinic(), "oat_service"));
  Must(writer.Run([](db::Transaction& transaction) {
    WriteAudit(transaction);
    return absl::OkStatus();
  }));
  Must(other.Run([&](db::Transaction& transaction) {
    EXPECT_TRUE(transparency::TryToBeTheSealer(transaction));
    const auto pass = clinic_->Seal();
    EXPECT_FALSE(pass.head);
    EXPECT_TRUE(pass.oldest_unsealed) << "it still sees what is not sealed";
    return absl::OkStatus();
  }));
  clinic_->SealAll();
}

TEST_F(SealTest, RefusesADatabaseThatCountsItsTransactionsAnew) {
  absl::Status refused;
  static_cast<void>(clinic_->superuser().Run([&](db::Transaction& transaction) {
    transaction.RunScript(
        "INSERT INTO sealed_leaf SELECT leaf_index + 1, pg_current_xact_id()::text::bigint + "
        "1000000, table_name, row_key, hash FROM sealed_leaf ORDER BY leaf_index DESC LIMIT 1");
    refused = transparency::Seal(transaction, clinic_->key(), clinic_->clinic().now()).status();
    return absl::CancelledError();
  }));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("restored from a dump"));
}

TEST_F(SealTest, SignsNothingOnALogThatIsNotAsItsHeadHasIt) {
  Must(clinic_->service().Run([](db::Transaction& transaction) {
    WriteAudit(transaction);
    return absl::OkStatus();
  }));
  for (const char* tampering :
       {"UPDATE sealed_leaf SET hash = sha256('x') WHERE leaf_index = (SELECT max(leaf_index) FROM "
        "sealed_leaf)",
        "DELETE FROM tree_head WHERE size = (SELECT max(size) FROM tree_head)",
        "DELETE FROM sealed_node WHERE node_index = 0"}) {
    absl::Status refused;
    // Until no older transaction keeps the new row from being sealed.
    for (const absl::Time end = absl::Now() + absl::Seconds(30);
         refused.ok() && absl::Now() < end;) {
      static_cast<void>(clinic_->superuser().Run([&](db::Transaction& transaction) {
        transaction.RunScript("SET LOCAL session_replication_role = replica");
        transaction.RunScript(tampering);
        refused = transparency::Seal(transaction, clinic_->key(), absl::Now()).status();
        return absl::CancelledError();
      }));
    }
    EXPECT_TRUE(absl::IsDataLoss(refused)) << tampering << ": " << refused;
  }
  clinic_->SealAll();
}

TEST_F(SealTest, ProvesThatEveryHeadContinuesEveryOneBefore) {
  const auto heads = clinic_->Heads();
  ASSERT_GT(heads.size(), 10U);
  ASSERT_GT(heads.back().size, 300) << "too few for a kept node";
  Must(clinic_->service().Run([&](db::Transaction& transaction) {
    for (size_t older = 0; older < heads.size(); ++older) {
      for (size_t newer = older; newer < heads.size(); ++newer) {
        const auto proof =
            Must(transparency::LoadConsistency(transaction, heads[older].size, heads[newer].size));
        EXPECT_TRUE(merkle::IsContinued(heads[older].size, heads[older].root, heads[newer].size,
                                        heads[newer].root, proof))
            << heads[older].size << " " << heads[newer].size;
      }
    }
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace oat::test
