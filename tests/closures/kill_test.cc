// The closing of a site, with the server killed at random moments of it: nobody is left behind and
// nobody has two sites. OAT_CLOSING_PATIENTS says how many there are, OAT_CLOSING_KILLS how often
// it is killed.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "absl/strings/numbers.h"
#include "tests/closures/closing.h"
#include "tests/simulation/dice.h"
#include "tests/support/sites.h"

namespace oat::test {
namespace {

class AClosingThatIsKilled : public Closing {
 protected:
  static int NumberOf(const char* name, int usually) {
    const char* wanted = std::getenv(name);
    if (wanted == nullptr) return usually;
    int number = 0;
    EXPECT_TRUE(absl::SimpleAtoi(wanted, &number)) << name;
    return number;
  }
  // Moves everybody, by two hands; one of them kills the server when it comes to a person. False:
  // not everybody was moved.
  static bool MoveAll(const std::string& closure, const std::vector<std::string>& numbers,
                      size_t kill_at) {
    std::atomic<size_t> next = 0;
    std::atomic<bool> is_whole = true;
    const auto hand = [&](link::Link& desk) {
      for (size_t i = next++; i < numbers.size(); i = next++) {
        if (i == kill_at) clinic().KillServer();
        const auto moved =
            desk.Call(&Closures::MovePatient, Of<v1::MovePatientRequest>(closure, numbers[i]));
        if (!moved.ok()) is_whole = false;
      }
    };
    const auto one = clinic().NewDesk("site_manager", "ALA1", "");
    const auto other = clinic().NewDesk("site_manager", "ALA1", "");
    std::jthread second([&] { hand(*other); });
    hand(*one);
    second.join();
    return is_whole;
  }
  static std::vector<std::string> Waiting(const std::string& closure) {
    std::vector<std::string> numbers;
    const auto board = Board(closure);
    for (const v1::Placement& one : board.placements()) {
      if (one.state() == v1::PLACEMENT_STATE_PLANNED) numbers.push_back(one.patient_number());
    }
    return numbers;
  }
};

TEST_F(AClosingThatIsKilled, LeavesNobodyBehindAndGivesNobodyTwoSites) {
  Dice dice;
  SCOPED_TRACE(dice.name());
  const int people = NumberOf("OAT_CLOSING_PATIENTS", 40);
  const int kills = NumberOf("OAT_CLOSING_KILLS", 4);
  // Room for all of them.
  AddPlace(clinic(), "SEM1", "clinic", 2 * people);
  for (int i = 0; i < people; ++i) Admit();
  const std::string closure = Declared();
  for (int kill = 0; kill < kills; ++kill) {
    std::vector<std::string> waiting = Waiting(closure);
    waiting.resize(std::min(waiting.size(), static_cast<size_t>(people / kills)));
    if (waiting.empty()) break;
    const int at = dice.Below(static_cast<int>(waiting.size()));
    EXPECT_FALSE(MoveAll(closure, waiting, static_cast<size_t>(at)));
    clinic().StartServer();
  }
  const std::vector<std::string> left = Waiting(closure);
  EXPECT_FALSE(left.empty()) << "whom a kill met waits still";
  const absl::Time begun = absl::Now();
  ASSERT_TRUE(MoveAll(closure, left, left.size()));
  std::cout << left.size() << " moved by two hands in " << absl::Now() - begun << "\n";
  EXPECT_EQ(Board(closure).closure().counts().moved(), people);
  EXPECT_EQ(Stranded(), "0");
  EXPECT_EQ(
      clinic().Sql("SELECT count(*) FROM (SELECT FROM closure_move m WHERE NOT EXISTS (SELECT "
                   "FROM closure_undo u WHERE (u.closure_id, u.person_id, u.turn) = "
                   "(m.closure_id, m.person_id, m.turn)) GROUP BY person_id HAVING count(*) > "
                   "1) twice"),
      "0");
  // Each can be dosed, at one site and once.
  int dosed = 0;
  const auto board = Board(closure);
  for (const v1::Placement& one : board.placements()) {
    EXPECT_EQ(Ask(one.patient_number()), "other_site");
    if (dosed < 10) Give(one.patient_number(), one.to_site());
    ++dosed;
  }
  EXPECT_EQ(dosed, people);
}

}  // namespace
}  // namespace oat::test
