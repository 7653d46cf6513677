// A superuser edits the past, a thousand times and each time in another way. Every time it is
// found, and undone before the next.
#include <gmock/gmock.h>

#include <map>

#include "tests/transparency/sealed_clinic.h"
#include "tests/transparency/tamperer.h"

namespace oat::test {
namespace {

class TamperTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new SealedClinic(8);
    tamperer_ = new Tamperer(clinic_);
  }
  static void TearDownTestSuite() {
    delete tamperer_;
    delete clinic_;
  }
  TamperTest() {
    // A desk keeps one now and then, and has the last.
    for (size_t i = 0; i < tamperer_->heads().size(); i += 3) {
      kept_.push_back(tamperer_->heads()[i]);
    }
    kept_.push_back(tamperer_->heads().back());
  }

  static inline SealedClinic* clinic_ = nullptr;
  static inline Tamperer* tamperer_ = nullptr;
  std::vector<TreeHead> kept_;
};

TEST_F(TamperTest, AThousandTimesAndIsFoundEachTime) {
  const std::vector<std::pair<int, Tamperer::Tampering>> kinds = {
      {40, &Tamperer::EditARow},      {15, &Tamperer::DeleteARow}, {10, &Tamperer::InsertARow},
      {8, &Tamperer::Truncate},       {8, &Tamperer::RollBack},    {9, &Tamperer::EditTheLog},
      {10, &Tamperer::RewriteTheLog},
  };
  std::map<size_t, int> found;
  for (int i = 0; i < 1000; ++i) {
    int die = tamperer_->dice().Below(100);
    size_t kind = 0;
    while (die >= kinds[kind].first) die -= kinds[kind++].first;
    Tamperer::Done done;
    const auto verdict = clinic_->VerifyBehind(kept_, [&](db::Transaction& transaction) {
      done = (tamperer_->*kinds[kind].second)(transaction);
    });
    ASSERT_TRUE(verdict.difference) << done.what << " " << done.table << " " << done.key << " at "
                                    << i << ", " << tamperer_->dice().name();
    if (!done.table.empty()) {
      EXPECT_EQ(verdict.difference->table, done.table)
          << done.what << " " << tamperer_->dice().name();
      EXPECT_EQ(verdict.difference->key, done.key) << done.what << " " << tamperer_->dice().name();
    }
    ++found[kind];
    if (i % 100 == 0) {
      ASSERT_FALSE(clinic_->Verify(kept_).difference) << "it was undone";
    }
  }
  for (size_t kind = 0; kind < kinds.size(); ++kind) EXPECT_GT(found[kind], 0) << kind;
  const auto verdict = clinic_->Verify(kept_);
  EXPECT_FALSE(verdict.difference) << verdict.difference->what;
  EXPECT_EQ(verdict.rows, static_cast<int64_t>(tamperer_->leaves().size()));
}

TEST_F(TamperTest, IsFoundByTheKeptHeadsAloneWhereTheKeyWasStolenToo) {
  const transparency::Leaf& leaf = tamperer_->leaves()[tamperer_->leaves().size() / 2];
  const auto rewrite = [&](db::Transaction& transaction) {
    tamperer_->EditBesideTheKey(transaction, leaf);
    tamperer_->MakeTheLogFit(transaction, leaf, Tamperer::Signatures::kOfTheStolenKey);
  };
  EXPECT_FALSE(clinic_->VerifyBehind({}, rewrite).difference) << "the database alone is in order";
  EXPECT_TRUE(clinic_->VerifyBehind(kept_, rewrite).difference);
}

TEST_F(TamperTest, IsFoundWhereARowLosesTheNumberOfItsTransaction) {
  const transparency::Leaf& leaf = tamperer_->leaves()[tamperer_->leaves().size() / 2];
  const auto verdict = clinic_->VerifyBehind(kept_, [&](db::Transaction& transaction) {
    tamperer_->TakeTheTransaction(transaction, leaf);
  });
  ASSERT_TRUE(verdict.difference);
  EXPECT_EQ(verdict.difference->table, leaf.place.table);
  EXPECT_EQ(verdict.difference->key, leaf.place.key);
}

TEST_F(TamperTest, IsFoundWhereTheLogItselfIsEmptiedOfAnyValue) {
  const std::vector<std::pair<std::string, std::string>> columns = {
      {"sealed_leaf", "hash"},    {"sealed_leaf", "row_key"},     {"sealed_leaf", "table_name"},
      {"sealed_node", "hash"},    {"sealed_leaf", "recorded_in"}, {"tree_head", "root"},
      {"tree_head", "sealed_at"}, {"tree_head", "key_id"},        {"tree_head", "signature"}};
  for (const auto& [table, column] : columns) {
    const auto verdict = clinic_->VerifyBehind({}, [&](db::Transaction& transaction) {
      transaction.RunScript(absl::StrCat("ALTER TABLE ", table, " ALTER ", column,
                                         " DROP NOT NULL; UPDATE ", table, " SET ", column,
                                         " = NULL"));
    });
    EXPECT_TRUE(verdict.difference) << table << "." << column;
  }
}

TEST_F(TamperTest, IsNotHelpedByAFunctionThatStandsInForPostgresOwn) {
  // It fits the type better than PostgreSQL's, and would be taken where both are in sight.
  const auto verdict = clinic_->VerifyBehind(kept_, [](db::Transaction& transaction) {
    transaction.RunScript(
        "CREATE FUNCTION public.to_jsonb(posting) RETURNS jsonb LANGUAGE sql AS "
        "$$ SELECT '{}'::jsonb $$; SET LOCAL "
        "search_path = public, pg_catalog");
  });
  EXPECT_FALSE(verdict.difference) << "the function was called";
}

TEST_F(TamperTest, NamesTheFirstRowBehindTheLastGoodHead) {
  // A head kept right before the row, and one far behind it.
  const TreeHead& before = tamperer_->heads()[tamperer_->heads().size() / 2];
  const transparency::Leaf& leaf = tamperer_->leaves()[static_cast<size_t>(before.size)];
  const auto verdict =
      clinic_->VerifyBehind({before, tamperer_->heads().back()}, [&](db::Transaction& transaction) {
        tamperer_->EditBesideTheKey(transaction, leaf);
        tamperer_->MakeTheLogFit(transaction, leaf, Tamperer::Signatures::kOfTheStolenKey);
      });
  ASSERT_TRUE(verdict.difference);
  EXPECT_EQ(verdict.difference->table, leaf.place.table);
  EXPECT_EQ(verdict.difference->key, leaf.place.key);
  EXPECT_EQ(verdict.rows, tamperer_->heads().back().size);
}

}  // namespace
}  // namespace oat::test
