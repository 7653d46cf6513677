#include "services/merges/rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::merges {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Day kToday(2026, 11, 21);

Uuid Claimer(int number) {
  return Uuid(absl::StrCat("00000000-0000-7000-8000-00000000000", number));
}
slots::Slot At(Day day, int32_t portion, int32_t turn, int claimer, bool released = false) {
  return {.clinical_day = day,
          .portion = portion,
          .turn = turn,
          .claimed_by = Claimer(claimer),
          .site_code = "ALA1",
          .released = released};
}
// "portion/turn" of each, by day: "21 1/0".
std::vector<std::string> Words(const Slots& claims) {
  std::vector<std::string> words;
  for (const slots::Slot& one : claims) {
    words.push_back(absl::StrCat(one.clinical_day.day(), " ", one.portion, "/", one.turn));
  }
  return words;
}

TEST(ClaimsToTakeOver, TakeTheSamePortionWhereItIsFree) {
  EXPECT_THAT(Words(ClaimsToTakeOver({}, {At(kToday, 1, 2, 1), At(kToday + 1, 2, 0, 2)})),
              ElementsAre("21 1/0", "22 2/0"));
  EXPECT_THAT(Words(ClaimsToTakeOver({At(kToday, 1, 3, 1, true)}, {At(kToday, 1, 0, 2)})),
              ElementsAre("21 1/4"))
      << "a later turn follows the one that was released";
  EXPECT_THAT(ClaimsToTakeOver({}, {At(kToday, 1, 0, 1, true)}), IsEmpty());
}

TEST(ClaimsToTakeOver, TakeTheNextPortionWhereBothHoldOne) {
  EXPECT_THAT(Words(ClaimsToTakeOver({At(kToday, 1, 0, 1), At(kToday, 2, 1, 2, true)},
                                     {At(kToday, 1, 0, 3), At(kToday, 2, 0, 4)})),
              ElementsAre("21 2/2", "21 3/0"));
}

TEST(ClaimsToTakeOver, TakeNothingTwice) {
  EXPECT_THAT(ClaimsToTakeOver({At(kToday, 2, 0, 1)}, {At(kToday, 1, 0, 1)}), IsEmpty());
}

TEST(ReleasesOfSeparation, GiveBackWhatWasTakenOverAndFreeWhatWasUsedUp) {
  const Slots first = {At(kToday, 1, 0, 1), At(kToday, 2, 0, 2), At(kToday, 3, 0, 3, true)};
  const Slots second = {At(kToday, 1, 0, 2), At(kToday, 3, 0, 3), At(kToday, 2, 0, 4, true),
                        At(kToday + 1, 1, 0, 5)};
  const Releases releases = ReleasesOfSeparation(first, second, {});
  EXPECT_THAT(Words(releases.first), ElementsAre("21 2/0"));
  EXPECT_THAT(Words(releases.second), ElementsAre("21 3/0"))
      << "one that was never taken over stays";
}

TEST(ReleasesOfSeparation, LeaveWhatTheFirstWasDosedOf) {
  const Slots first = {At(kToday, 2, 1, 2)};
  const Slots second = {At(kToday, 1, 0, 2)};
  EXPECT_THAT(ReleasesOfSeparation(first, second, {{kToday, 2, 1}}).first, IsEmpty());
  EXPECT_THAT(Words(ReleasesOfSeparation(first, second, {{kToday, 2, 0}}).first),
              ElementsAre("21 2/1"));
}

}  // namespace
}  // namespace oat::merges
