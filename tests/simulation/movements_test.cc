// The ledger under many hands: several windows draw on one safe at once, every kind of movement
// there is, PostgreSQL killed in the middle. Each thread keeps a book of its own of what was
// committed; at the end the balances are those books together, to the microlitre.
//
// OAT_MOVEMENTS says how many; without it 20,000.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/base/uuid.h"
#include "services/stock/store.h"
#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/own_cluster.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using stock::Balance;
using stock::Movement;

constexpr int kThreads = 4;
constexpr int kMovementsOfTransaction = 20;
constexpr int kMost = 20'000;  // of one movement

// Every way that stock goes; the station stays the same but from and to the safe.
struct Way {
  const char* kind;
  const char* from;
  const char* to;
};
constexpr Way kWays[] = {{"receipt", stock::kSupplier, stock::kSafe},
                         {"issue", stock::kSafe, stock::kStation},
                         {"issue", stock::kSafe, stock::kStation},
                         {"return_to_safe", stock::kStation, stock::kSafe},
                         {"bottle_change", stock::kStation, stock::kOpenBottle},
                         {"reservation", stock::kStation, stock::kReserved},
                         {"reservation", stock::kOpenBottle, stock::kReserved},
                         {"confirmation", stock::kReserved, stock::kGiven},
                         {"confirmation", stock::kReserved, stock::kHeldForWaste},
                         {"void", stock::kReserved, stock::kStation},
                         {"bottle_supplied", stock::kReserved, stock::kTakenHome},
                         {"bottle_returned", stock::kTakenHome, stock::kHeldForWaste},
                         {"waste", stock::kHeldForWaste, stock::kWaste},
                         {"overage", stock::kVariance, stock::kStation},
                         {"count", stock::kStation, stock::kVariance},
                         {"carriage", stock::kReserved, stock::kInTransit},
                         {"confirmation", stock::kInTransit, stock::kGiven},
                         {"loss", stock::kStation, stock::kLost},
                         {"return", stock::kSafe, stock::kReturned},
                         {"shipment", stock::kSafe, stock::kInTransit},
                         {"acknowledgement", stock::kInTransit, stock::kTransferred},
                         {"acknowledgement", stock::kTransferred, stock::kSafe}};

bool IsBottomless(const std::string& account) {
  return account == stock::kSupplier || account == stock::kVariance ||
         account == stock::kTransferred;
}
bool IsOfSafe(const std::string& account) {
  return account == stock::kSupplier || account == stock::kSafe || account == stock::kReturned ||
         account == stock::kTransferred;
}

// What a thread's committed movements did to each account, as "account station product".
using Ledger = std::map<std::string, int64_t>;

int HowMany() {
  int movements = 20'000;
  const char* wanted = std::getenv("OAT_MOVEMENTS");
  if (wanted != nullptr && !absl::SimpleAtoi(wanted, &movements)) {
    throw std::invalid_argument(absl::StrCat("OAT_MOVEMENTS: ", wanted));
  }
  return movements;
}

class Movements : public testing::Test {
 protected:
  static constexpr char kSite[] = "ALA1";

  // One person at one window, until all together made so many movements.
  void Work(int thread, uint64_t seed) {
    std::mt19937_64 engine(seed);
    db::Connection connection(DatabaseUrl(clinic_, "oat_service"));
    const std::string station = thread % 2 == 0 ? "W1" : "W2";
    Ledger mine;
    while (made_ < wanted_) {
      Ledger effect;
      Uuid first;
      const absl::Status status = connection.Run([&](db::Transaction& transaction) {
        effect.clear();
        first = Uuid();
        return Attempt(transaction, engine, station, &effect, &first);
      });
      // Killed at the commit: whether it stands is asked of the book.
      const bool stands =
          status.ok() || (absl::IsUnavailable(status) && IsWritten(connection, first));
      if (!stands) continue;
      for (const auto& [account, quantity] : effect) mine[account] += quantity;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [account, quantity] : mine) book_[account] += quantity;
  }

  absl::Status Attempt(db::Transaction& transaction, std::mt19937_64& engine,
                       const std::string& station, Ledger* effect, Uuid* first) {
    for (const char* place : {"", station.c_str()}) {
      stock::LockStation(transaction, kSite, place);
    }
    std::map<std::string, int64_t> there;
    for (const Balance& one : stock::LoadBalances(transaction, kSite)) {
      there[Key(one.account, one.station, one.product_code)] += one.quantity.count();
    }
    for (int i = 0; i < kMovementsOfTransaction; ++i) {
      const Way& way = kWays[engine() % std::size(kWays)];
      const std::string product = engine() % 2 == 0 ? "METHADONE-5MG-ML" : "METHADONE-10MG";
      const std::string from = IsOfSafe(way.from) ? "" : station;
      const std::string to = IsOfSafe(way.to) ? "" : station;
      int64_t& source = there[Key(way.from, from, product)];
      const int64_t most = IsBottomless(way.from) ? kMost : std::min<int64_t>(source, kMost);
      if (most == 0) continue;
      const int64_t quantity = 1 + static_cast<int64_t>(engine() % static_cast<uint64_t>(most));
      source -= quantity;
      there[Key(way.to, to, product)] += quantity;
      (*effect)[Key(way.from, from, product)] -= quantity;
      (*effect)[Key(way.to, to, product)] += quantity;
      const Uuid id = stock::Post(
          transaction, EntryOf(way.kind),
          {{way.from, from, way.to, to, product, "LOT-1", StockQuantity(quantity)}}, clinic_.now());
      if (first->empty()) *first = id;
      ++made_;
    }
    return absl::OkStatus();
  }

  stock::Entry EntryOf(const std::string& kind) const {
    // The ledger's own conditions on counts and second people are asked elsewhere.
    return {.site_code = kSite, .kind = kind + "_", .staff = staff_};
  }
  static std::string Key(const std::string& account, const std::string& station,
                         const std::string& product) {
    return absl::StrCat(account, " ", station, " ", product);
  }
  // Asked until the server is there again.
  static bool IsWritten(db::Connection& connection, const Uuid& entry) {
    constexpr db::Statement kIsWritten{"movements_is_written",
                                       "SELECT FROM stock_entry WHERE entry_id = $1"};
    bool is_written = false;
    absl::Status status = absl::UnavailableError("not asked yet");
    while (absl::IsUnavailable(status)) {
      status = connection.Run([&](db::Transaction& transaction) {
        is_written = !entry.empty() && transaction.RunForOne(kIsWritten, entry).has_value();
        return absl::OkStatus();
      });
    }
    EXPECT_TRUE(status.ok()) << status;
    return is_written;
  }
  Ledger Balances() const {
    Ledger balances;
    db::Connection connection(DatabaseUrl(clinic_, "oat_service"));
    EXPECT_TRUE(connection
                    .Run([&](db::Transaction& transaction) {
                      balances.clear();
                      for (const Balance& one : stock::LoadBalances(transaction, kSite)) {
                        if (one.lot_number != "LOT-1") continue;
                        balances[Key(one.account, one.station, one.product_code)] +=
                            one.quantity.count();
                      }
                      return absl::OkStatus();
                    })
                    .ok());
    return balances;
  }

  OwnCluster cluster_;
  Dice dice_;
  testing::ScopedTrace trace_{__FILE__, __LINE__, dice_.name()};
  Clinic clinic_{{.cluster = cluster_.folder()}};
  const StaffId staff_{std::stoll(clinic_.Sql("SELECT min(staff_id) FROM staff"))};
  const int wanted_ = HowMany();
  std::atomic<int> made_ = 0;
  std::mutex mutex_;
  Ledger book_;
};

TEST_F(Movements, OfManyHandsAndKillsLeaveNoDrift) {
  constexpr int kKills = 5;
  book_ = Balances();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i, seed = dice_.engine()()] { Work(i, seed); });
  }
  for (int kill = 1; kill <= kKills; ++kill) {
    const int at = wanted_ / (kKills + 1) * kill;
    while (made_ < at) std::this_thread::yield();
    cluster_.Kill();
    cluster_.Start();
  }
  for (std::thread& thread : threads) thread.join();

  const Ledger balances = Balances();
  for (const auto& [account, quantity] : book_) {
    const auto found = balances.find(account);
    EXPECT_EQ(found == balances.end() ? 0 : found->second, quantity) << account;
  }
  EXPECT_EQ(clinic_.Sql(kUnbalanced), "0");
  EXPECT_EQ(clinic_.Sql("SELECT count(*) FROM balance WHERE quantity < 0 AND account NOT IN "
                        "('supplier', 'variance', 'transferred')"),
            "0");
  std::cout << clinic_.Sql("SELECT count(*) FROM stock_entry WHERE kind LIKE '%\\_'")
            << " movements stand" << std::endl;
}

}  // namespace
}  // namespace oat::test
