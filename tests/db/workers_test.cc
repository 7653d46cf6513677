#include "services/db/workers.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tests/support/process.h"

namespace oat::db {
namespace {

std::string ServiceUrl() {
  const std::string url =
      test::Run(absl::StrCat(OAT_SOURCE_DIR, "/ops/cluster url ", std::getenv("OAT_TEST_CLUSTER"),
                             " oat_service postgres"));
  return std::string(absl::StripAsciiWhitespace(url));
}

constexpr Statement kBackend{"workers_test_backend", "SELECT pg_backend_pid()"};

int32_t BackendOf(Connection& connection) {
  int32_t backend = 0;
  EXPECT_TRUE(connection
                  .Run([&](Transaction& transaction) {
                    backend = std::get<0>(transaction.RunForOne(kBackend)->As<int32_t>());
                    return absl::OkStatus();
                  })
                  .ok());
  return backend;
}

// Jobs that wait at a gate: until it opens, no worker is free.
class Gate {
 public:
  void Open() { opened_.set_value(); }
  Workers::Job Wait(std::promise<void>* arrived) {
    return [gate = gate_, arrived](Connection&) {
      arrived->set_value();
      gate.wait();
    };
  }

 private:
  std::promise<void> opened_;
  std::shared_future<void> gate_ = opened_.get_future().share();
};

// As many jobs as there are workers, all of them begun.
void Occupy(Workers& workers, Gate& gate, int threads) {
  std::vector<std::promise<void>> arrived(threads);
  for (auto& one : arrived) ASSERT_TRUE(workers.TryAdd(gate.Wait(&one)));
  for (auto& one : arrived) one.get_future().wait();
}

TEST(Workers, RunEveryJobOnceWhoeverBringsIt) {
  constexpr int kGivers = 8;
  constexpr int kJobs = 200;
  std::vector<std::atomic<int>> runs(kGivers * kJobs);
  {
    Workers workers(ServiceUrl(), 4, kGivers * kJobs);
    std::vector<std::thread> givers;
    for (int giver = 0; giver < kGivers; ++giver) {
      givers.emplace_back([&, giver] {
        for (int job = 0; job < kJobs; ++job) {
          EXPECT_TRUE(workers.TryAdd([&run = runs[giver * kJobs + job]](Connection& connection) {
            EXPECT_GT(BackendOf(connection), 0);
            ++run;
          }));
        }
      });
    }
    for (std::thread& giver : givers) giver.join();
  }
  EXPECT_THAT(runs, testing::Each(testing::Eq(1)))
      << "what was taken in is finished before the end";
}

TEST(Workers, TakeNoMoreThanTheQueueHolds) {
  Gate gate;
  std::atomic<int> run = 0;
  {
    Workers workers(ServiceUrl(), 2, 3);
    Occupy(workers, gate, 2);
    const auto count = [&](Connection&) { ++run; };
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(workers.TryAdd(count));
    EXPECT_FALSE(workers.TryAdd(count));
    EXPECT_EQ(workers.Waiting(), 3U);
    gate.Open();
  }
  EXPECT_EQ(run, 3);
}

TEST(Workers, EndWhileNobodyHasWork) {
  for (int i = 0; i < 20; ++i) Workers(ServiceUrl(), 8, 1);
}

}  // namespace
}  // namespace oat::db
