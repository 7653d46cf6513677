// Random days of people with several numbers: merged, taken apart, and at a window under any of
// them. After every step a window says what a plain list of doses says.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

#include "tests/merges/merging.h"

namespace oat::test {
namespace {

class NumbersTest : public MergingTest {
 protected:
  struct Number {
    std::string text;
    std::string home;
    int means;                    // whom it means
    std::set<int> dosed_on = {};  // days of November on which this one was dosed
  };

  void AddPeople() {
    for (const char* site : {"ALA1", "SEM1", "ALA1", "SEM1"}) {
      const int place = static_cast<int>(numbers_.size());
      numbers_.push_back({Admit(site), site, place});
    }
  }
  int Pick() { return static_cast<int>(random_() % numbers_.size()); }

  bool IsDosed(int number) const {
    const int whom = numbers_[number].means;
    for (const Number& one : numbers_) {
      if (one.means == whom && one.dosed_on.contains(day_)) return true;
    }
    return false;
  }
  bool StandsForOthers(int number) const {
    for (size_t i = 0; i < numbers_.size(); ++i) {
      if (static_cast<int>(i) != number && numbers_[i].means == number) return true;
    }
    return false;
  }

  // At the window of the site that has whomever the number means.
  void Visit(int number) {
    const Number& whom = numbers_[numbers_[number].means];
    SCOPED_TRACE(absl::StrCat("number ", number, " of ", numbers_[number].means, " on ", day_));
    if (IsDosed(number)) {
      EXPECT_EQ(Ask(numbers_[number].text, whom.home), "already_dosed");
      return;
    }
    Give(numbers_[number].text, whom.home);
    numbers_[numbers_[number].means].dosed_on.insert(day_);
  }
  void TryMerge(int first, int second) {
    SCOPED_TRACE(absl::StrCat("merge ", first, " ", second));
    const bool may = numbers_[first].means != numbers_[second].means &&
                     numbers_[first].means == first && numbers_[second].means == second &&
                     !StandsForOthers(second);
    // A second number names whom it means: that is another merge, which other steps try.
    if (numbers_[first].means != first || numbers_[second].means != second) return;
    const std::string& site = numbers_[first].home;
    EXPECT_EQ(Merged(numbers_[first].text, numbers_[second].text, site),
              may ? "accepted" : "wrong_state");
    if (!may) return;
    numbers_[second].means = first;
    LookAt(numbers_[first].text, site);
  }
  void TrySeparate(int second) {
    const int first = numbers_[second].means;
    if (first == second) return;
    SCOPED_TRACE(absl::StrCat("separate ", first, " ", second));
    EXPECT_EQ(Separated(numbers_[first].text, numbers_[second].text, numbers_[first].home),
              "accepted");
    numbers_[second].means = second;
    for (int one : {first, second}) LookAt(numbers_[one].text, numbers_[one].home);
  }

  void Step() {
    switch (random_() % 4) {
      case 0:
        return TryMerge(Pick(), Pick());
      case 1:
        return TrySeparate(Pick());
      default:
        return Visit(Pick());
    }
  }
  // Whoever missed nothing is asked nothing the next day.
  void EndDay() {
    for (size_t i = 0; i < numbers_.size(); ++i) {
      if (!IsDosed(static_cast<int>(i))) Visit(static_cast<int>(i));
    }
    At(++day_, 9, 0);
  }

  std::mt19937 random_;
  std::vector<Number> numbers_;
  int day_ = 21;
};

TEST_F(NumbersTest, MeanOnePersonOrSeveralWhateverHappens) {
  constexpr int kHistories = 4;
  for (int seed = 0; seed < kHistories; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    random_.seed(seed);
    numbers_.clear();
    day_ = 21;
    At(day_, 8, 0);
    AddPeople();
    for (int day = 0; day < 3; ++day) {
      for (int step = 0; step < 12; ++step) Step();
      EndDay();
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace oat::test
