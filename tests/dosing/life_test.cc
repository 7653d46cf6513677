// Random lives at a window: whatever happens, the day, the interval and the slot hold.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <utility>
#include <vector>

#include "tests/dosing/situations.h"

namespace oat::dosing {
namespace {

using prescribing::Supplement;

// A person's record as the stores would keep it, and an account of its own of what was allowed.
class Life {
 public:
  explicit Life(uint64_t seed) : random_(seed) { now_ = At(Day(2026, 11, 2), 8); }

  void Step() {
    now_ += absl::Minutes(Below(9 * 60));
    if (Below(12) == 0) Sign();
    if (Below(25) == 0) {  // a paper dose that no slot speaks of
      facts_.insert(facts_.begin(), Took(now_, Milligrams(1 + Below(120))));
    }
    if (open_) return Settle();
    Situation s = Look();
    const Decision decision = Ask(s);
    ASSERT_NE(decision.authorised.has_value(), !decision.reasons.empty());
    ++(decision.authorised ? given_ : denied_);
    if (decision.authorised) Check(s, *decision.authorised);
  }

  int given() const { return given_; }
  int denied() const { return denied_; }
  int turns() const { return turns_; }

 private:
  using Key = std::pair<Day, int32_t>;

  int64_t Below(uint64_t bound) { return static_cast<int64_t>(random_() % bound); }
  Day Today() const { return ClinicalDay(now_, Almaty()); }

  Situation Look() const {
    Situation s = Good();
    s.now = now_;
    s.today = Today();
    s.order->from_day = Day(2026, 11, 1);
    s.order->until_day = Day(2027, 12, 31);
    s.order->steps = {{s.order->from_day, s.order->until_day, {Milligrams(60), Milligrams(40)}}};
    s.facts = facts_;
    for (const auto& [key, slot] : slots_) s.slots.push_back(slot);
    if (auto found = supplements_.find(s.today); found != supplements_.end()) {
      s.supplements = {found->second};
    }
    return s;
  }

  void Sign() {
    supplements_.emplace(Today(), Addition(1 + Below(30), now_ + absl::Minutes(Below(90))));
  }

  void Check(const Situation& s, const Authorisation& authorised) {
    auto [slot, fresh] = slots_.try_emplace({s.today, authorised.portion});
    ASSERT_TRUE(fresh || slot->second.released) << "two live claims of one slot";
    ASSERT_EQ(authorised.turn, fresh ? 0 : slot->second.turn + 1);
    turns_ += authorised.turn > 0 ? 1 : 0;
    slot->second = Slot(authorised.portion, authorised.turn, false, s.today);
    int64_t allowed = 100000;
    for (const Supplement& one : s.supplements) allowed += one.micrograms.count();
    int64_t today = authorised.micrograms.count();
    int64_t rolling = today;
    for (const slots::Fact& fact : facts_) {
      const absl::Duration ago = now_ - *fact.taken_at;
      if (fact.clinical_day == s.today) today += fact.micrograms.count();
      if (ago < absl::Hours(24)) rolling += fact.micrograms.count();
      // Of a split order what is no larger than a portion is one, on whichever day.
      const bool portion = fact.clinical_day == s.today || fact.micrograms <= Milligrams(60);
      const auto interval = portion ? absl::Hours(3) : absl::Hours(16);
      ASSERT_TRUE(authorised.supplement || ago >= interval) << absl::FormatDuration(ago);
    }
    ASSERT_LE(today, allowed);
    ASSERT_LE(rolling, 2 * allowed);
    open_ = UnsettledDose{.clinical_day = s.today, .micrograms = authorised.micrograms};
    open_slot_ = {s.today, authorised.portion};
  }

  void Settle() {
    Situation s = Look();
    s.unsettled = {*open_};
    ASSERT_FALSE(Ask(s).authorised.has_value()) << "beside an open dose";
    const int64_t outcome = Below(4);
    Micrograms swallowed = open_->micrograms;
    if (outcome == 0) swallowed = Micrograms(0);
    if (outcome == 1) swallowed = Micrograms(swallowed.count() / 2);
    if (swallowed.count() > 0) {
      facts_.insert(facts_.begin(), Took(now_, swallowed));
      facts_.front().clinical_day = open_->clinical_day;
    } else {
      slots_[open_slot_].released = true;
    }
    open_.reset();
  }

  std::mt19937_64 random_;
  absl::Time now_;
  std::vector<slots::Fact> facts_;
  std::map<Key, slots::Slot> slots_;
  std::map<Day, Supplement> supplements_;
  std::optional<UnsettledDose> open_;
  Key open_slot_;
  int given_ = 0;
  int denied_ = 0;
  int turns_ = 0;
};

TEST(Decide, NeverPassesTheDayTheIntervalOrTheSlot) {
  int given = 0;
  int denied = 0;
  int turns = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Life life(seed);
    for (int step = 0; step < 150; ++step) {
      life.Step();
      ASSERT_FALSE(HasFatalFailure()) << "seed " << seed << ", step " << step;
    }
    given += life.given();
    denied += life.denied();
    turns += life.turns();
  }
  // Each way was gone often enough to mean something.
  EXPECT_GT(given, 2000);
  EXPECT_GT(denied, 2000);
  EXPECT_GT(turns, 200);
}

}  // namespace
}  // namespace oat::dosing
