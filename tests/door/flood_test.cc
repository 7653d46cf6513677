// Floods against the front door while a window works: a dose passes within two seconds, and memory
// does not grow by 100 MB (security.md, threat 14).
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/link/lists.h"
#include "tests/door/front_door.h"
#include "tests/door/http2.h"

namespace oat::test {
namespace {

constexpr double kMostMegabytes = 100;
constexpr absl::Duration kMostWait = absl::Seconds(2);

struct Damage {
  std::vector<absl::Duration> doses;
  double megabytes = 0;  // more than before, at the worst
};

absl::Duration Percentile99(std::vector<absl::Duration> durations) {
  std::sort(durations.begin(), durations.end());
  return durations[durations.size() * 99 / 100];
}

class FloodTest : public testing::Test {
 protected:
  FloodTest() : door_(clinic_) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);  // a flood writes to connections that are closed
  }

  // A window gives doses while `flood` goes on, and at least `kDoses` of them.
  Damage DoseDuring(const std::function<void()>& flood) {
    constexpr size_t kDoses = 100;
    auto desk = door_.NewDesk("nurse", "ALA1", "W1");
    desk->set_patience({.deadline = absl::Seconds(10), .tries = 5});
    std::vector<std::string> numbers;
    for (size_t i = 0; i < 4 * kDoses; ++i) numbers.push_back(clinic_.Admit());
    const double before = door_.Megabytes();
    Damage damage;
    std::atomic<bool> over = false;
    std::thread attacker([&] {
      flood();
      over = true;
    });
    for (const std::string& number : numbers) {
      if (over && damage.doses.size() >= kDoses) break;
      damage.doses.push_back(GiveOne(*desk, number));
      damage.megabytes = std::max(damage.megabytes, door_.Megabytes() - before);
    }
    attacker.join();
    damage.megabytes = std::max(damage.megabytes, door_.Megabytes() - before);
    return damage;
  }

  static void Expect(const std::string& flood, const Damage& damage) {
    const absl::Duration worst = Percentile99(damage.doses);
    std::cout << flood << ": " << damage.doses.size() << " doses meanwhile, 99th percentile "
              << absl::ToInt64Milliseconds(worst) << " ms, memory +" << damage.megabytes << " MB\n";
    EXPECT_LT(worst, kMostWait) << flood;
    EXPECT_LT(damage.megabytes, kMostMegabytes) << flood;
  }

  Clinic clinic_;
  FrontDoor door_;

 private:
  static absl::Duration GiveOne(link::Link& desk, const std::string& number) {
    const absl::Time begun = absl::Now();
    EXPECT_EQ(GiveDose(desk, number, "W1"), absl::OkStatus());
    return absl::Now() - begun;
  }
};

// By a device that was stolen: nobody else gets as far as a stream.
TEST_F(FloodTest, OfRapidResets) {
  const DoorDevice stolen = door_.NewDevice("ALA1", "W2");
  constexpr int kResets = 100'000;
  int sent = 0;
  const Damage damage = DoseDuring([&] {
    while (sent < kResets) {
      Http2Client client("127.0.0.2", door_.port(), stolen.folder);
      ASSERT_TRUE(client.is_open());
      for (uint32_t stream = 1; sent < kResets && client.is_open(); stream += 2, ++sent) {
        client.OpenStream(stream);
        client.ResetStream(stream);
      }
    }
  });
  EXPECT_EQ(sent, kResets);
  Expect("100,000 rapid resets", damage);
}

TEST_F(FloodTest, OfHeadersThatUnfoldToMegabytes) {
  const DoorDevice stolen = door_.NewDevice("ALA1", "W2");
  // A block ends its connection, sooner or later; they come from many addresses.
  constexpr int kConnections = 500;
  int sent = 0;
  const Damage damage = DoseDuring([&] {
    for (int i = 0; i < kConnections; ++i) {
      Http2Client client(absl::StrCat("127.0.2.", 1 + i % 250), door_.port(), stolen.folder);
      ASSERT_TRUE(client.is_open());
      for (uint32_t stream = 1; stream < 20 && client.is_open(); stream += 2, ++sent) {
        client.OpenStreamWithBomb(stream, 4000);
      }
    }
  });
  EXPECT_GE(sent, kConnections);
  Expect(absl::StrCat(sent, " header blocks of 15 MB each"), damage);
}

// From fifty addresses, each as many as one may have.
TEST_F(FloodTest, OfConnectionsThatSayNothing) {
  constexpr int kConnections = 10'000;
  std::vector<int> connections;
  int most = 0;
  const Damage damage = DoseDuring([&] {
    for (int i = 0; i < kConnections; ++i) {
      const int one =
          ConnectFrom(absl::StrCat("127.0.1.", 1 + i % 50), door_.port(), /*waits=*/false);
      if (one >= 0) connections.push_back(one);
    }
    // As many as it takes, and a window's among them.
    const absl::Time until = absl::Now() + absl::Seconds(15);
    while (most < 1500 && absl::Now() < until) most = std::max(most, door_.Connections());
  });
  EXPECT_EQ(most, 1500) << "it was not full";
  Expect("10,000 idle connections", damage);
  for (int one : connections) close(one);
  auto late = door_.NewDesk("nurse", "ALA1", "W2");
  EXPECT_TRUE(link::ReadWorklist(*late).ok()) << "afterwards others come in again";
}

}  // namespace
}  // namespace oat::test
