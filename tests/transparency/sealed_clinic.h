// A clinic whose server is away, so that a test seals when it wants and tampers in between: as the
// service, and as the database's superuser.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/transparency/sealer.h"
#include "services/transparency/store.h"
#include "services/transparency/verifier.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class SealedClinic {
 public:
  // Some days of doses, each sealed by itself.
  explicit SealedClinic(int days = 0)
      : service_(DatabaseUrl(clinic_, "oat_service")),
        superuser_(DatabaseUrl(clinic_, "postgres")),
        key_(Must(transparency::SealKey::Open(clinic_.folder() + "/keys.seal"))) {
    std::vector<std::string> numbers;
    for (int i = 0; i < 3 && days > 0; ++i) numbers.push_back(clinic_.Admit());
    for (int day = 0; day < days; ++day) {
      LetTimePass(clinic_, absl::Hours(24), {"nurse"});
      for (const std::string& number : numbers) clinic_.Give(number);
      SealAll();
    }
    clinic_.StopServer();
    SealAll();
  }

  // What is written by now is sealed when it returns. Elsewhere in the cluster transactions may run
  // that are older: theirs is the time.
  void SealAll() {
    for (const absl::Time end = absl::Now() + absl::Seconds(30); absl::Now() < end;) {
      if (!Seal().oldest_unsealed) return;
    }
    throw std::runtime_error("a transaction holds the sealing back for 30 s");
  }
  transparency::Pass Seal(int64_t most = 100'000) {
    transparency::Pass pass;
    Must(service_.Run([&](db::Transaction& transaction) {
      auto sealed = transparency::Seal(transaction, key_, clinic_.now(), most);
      if (sealed.ok()) pass = *sealed;
      return sealed.status();
    }));
    return pass;
  }
  transparency::Verdict Verify(const std::vector<TreeHead>& kept) {
    return Verdict(service_, kept, [](db::Transaction&) {});
  }

  // What a verification finds behind a superuser's work, which is then undone.
  transparency::Verdict VerifyBehind(const std::vector<TreeHead>& kept,
                                     const std::function<void(db::Transaction&)>& tampering) {
    return Verdict(superuser_, kept, [&](db::Transaction& transaction) {
      transaction.RunScript("SET LOCAL session_replication_role = replica");
      tampering(transaction);
    });
  }

  // The heads of the database, as somebody may have kept them.
  std::vector<TreeHead> Heads() {
    std::vector<TreeHead> heads;
    Must(service_.Run([&](db::Transaction& transaction) {
      heads = transparency::LoadHeadsAbove(transaction, 0, 100'000);
      return absl::OkStatus();
    }));
    return heads;
  }
  std::vector<transparency::Leaf> Leaves() {
    std::vector<transparency::Leaf> leaves;
    Must(service_.Run([&](db::Transaction& transaction) {
      leaves = transparency::LoadLeaves(transaction, 0, 1'000'000);
      return absl::OkStatus();
    }));
    return leaves;
  }

  Clinic& clinic() { return clinic_; }
  db::Connection& service() { return service_; }
  db::Connection& superuser() { return superuser_; }
  const transparency::SealKey& key() const { return key_; }

 private:
  transparency::Verdict Verdict(db::Connection& connection, const std::vector<TreeHead>& kept,
                                const std::function<void(db::Transaction&)>& before) {
    transparency::Verdict verdict;
    const absl::Status undone = connection.Run([&](db::Transaction& transaction) {
      before(transaction);
      verdict = transparency::Verify(transaction, key_.public_key(), kept);
      return absl::CancelledError();
    });
    if (!absl::IsCancelled(undone)) throw std::runtime_error(undone.ToString());
    return verdict;
  }

  Clinic clinic_;
  db::Connection service_;
  db::Connection superuser_;
  const transparency::SealKey key_;
};

}  // namespace oat::test
