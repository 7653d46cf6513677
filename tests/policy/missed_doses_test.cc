// After missed doses: what every shipped pack answers, as the tables of its source have it, and how
// packs that disagree are put together.
#include "services/policy/missed_doses.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/policy/packs.h"

namespace oat::policy {
namespace {

using test::StackOf;

constexpr Drug kMethadone = rules::v1::DRUG_METHADONE;
constexpr Drug kBuprenorphine = rules::v1::DRUG_BUPRENORPHINE;

// "reduced 60 mg, consulted": what is to be done, how much at most, who must agree.
std::string InWords(const std::optional<MissedAnswer>& answer) {
  if (!answer) return "nothing said";
  static const char* const kActions[] = {"same",          "reduced",      "ask",
                                         "new induction", "cancel order", "withhold"};
  static const char* const kApprovers[] = {"", ", consulted", ", sees"};
  return absl::StrCat(kActions[static_cast<int>(answer->action)],
                      answer->most ? " " + FormatDose(*answer->most) : "",
                      kApprovers[static_cast<int>(answer->approver)]);
}

MissedQuestion Missed(Drug drug, int32_t count, int64_t last_milligrams) {
  return {.drug = drug,
          .days = count,
          .doses = count,
          .last_taken =
              last_milligrams == 0 ? std::nullopt : std::optional(Milligrams(last_milligrams))};
}

struct Vector {
  const char* pack;
  Drug drug;
  int32_t missed;
  int64_t last_milligrams;
  const char* answer;
};
// So that a failure names the case.
std::ostream& operator<<(std::ostream& out, const Vector& vector) {
  return out << vector.pack << " after " << vector.missed << " of " << vector.last_milligrams;
}

class OfAPack : public testing::TestWithParam<Vector> {};

TEST_P(OfAPack, IsWhatItsSourceSays) {
  const Vector& vector = GetParam();
  const MissedQuestion question = Missed(vector.drug, vector.missed, vector.last_milligrams);
  EXPECT_EQ(InWords(AfterMissed(StackOf({vector.pack}), question)), vector.answer);
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, OfAPack,
    testing::Values(
        // Commonwealth 2003, section 3.5: MISS-AU. Two missed depend on what is seen; see below.
        Vector{"au-2003", kMethadone, 1, 120, "same"},
        Vector{"au-2003", kMethadone, 3, 120, "reduced 60 mg, consulted"},
        Vector{"au-2003", kMethadone, 4, 120, "reduced 40 mg, sees"},
        Vector{"au-2003", kMethadone, 4, 60, "reduced 30 mg, sees"},
        Vector{"au-2003", kMethadone, 5, 120, "new induction, sees"},
        Vector{"au-2003", kMethadone, 300, 120, "new induction, sees"},
        // META:PHI: MISS-METAPHI. The floor of 30 mg is above a last dose of 20: no more than that,
        // and the prescriber is asked.
        Vector{"ca-metaphi", kMethadone, 3, 120, "same"},
        Vector{"ca-metaphi", kMethadone, 4, 120, "reduced 60 mg"},
        Vector{"ca-metaphi", kMethadone, 4, 50, "reduced 30 mg"},
        Vector{"ca-metaphi", kMethadone, 4, 30, "reduced 30 mg"},
        Vector{"ca-metaphi", kMethadone, 4, 20, "reduced 20 mg, consulted"},
        Vector{"ca-metaphi", kMethadone, 5, 120, "new induction 30 mg"},
        // BCCSU 2023: the floor is a range, and nobody but a prescriber chooses in it.
        Vector{"ca-bccsu-2023", kMethadone, 3, 120, "same"},
        Vector{"ca-bccsu-2023", kMethadone, 4, 120, "ask, consulted"},
        Vector{"ca-bccsu-2023", kMethadone, 5, 120, "new induction"},
        // PPP-66 of British Columbia, methadone.
        Vector{"ca-bc-ppp66", kMethadone, 3, 80, "nothing said"},
        Vector{"ca-bc-ppp66", kMethadone, 4, 80, "cancel order"},
        // Home Office wording: MISS-UK.
        Vector{"uk-instalment", kMethadone, 2, 80, "same"},
        Vector{"uk-instalment", kMethadone, 3, 80, "same, consulted"},
        Vector{"uk-instalment", kBuprenorphine, 3, 16, "same, consulted"},
        // Kyrgyz prisons: MISS-KG-PRISON. Of exactly two the source says nothing.
        Vector{"kg-prison-2015", kMethadone, 1, 80, "same, consulted"},
        Vector{"kg-prison-2015", kMethadone, 2, 80, "ask, consulted"},
        Vector{"kg-prison-2015", kMethadone, 3, 80, "new induction, sees"},
        // Monash, Victoria.
        Vector{"au-vic-monash", kMethadone, 4, 120, "reduced 40 mg"},
        Vector{"au-vic-monash", kMethadone, 5, 120, "new induction 40 mg, sees"},
        Vector{"au-vic-monash", kMethadone, 6, 120, "new induction 40 mg, sees"},
        Vector{"au-vic-monash", kMethadone, 7, 120, "withhold, sees"},
        Vector{"au-vic-monash", kBuprenorphine, 3, 16, "same"},
        Vector{"au-vic-monash", kBuprenorphine, 4, 16, "new induction, sees"},
        Vector{"au-vic-monash", kBuprenorphine, 28, 16, "new induction, sees"},
        Vector{"au-vic-monash", kBuprenorphine, 29, 16, "nothing said"},
        // Bay of Plenty.
        Vector{"nz-bop", kMethadone, 2, 80, "nothing said"},
        Vector{"nz-bop", kMethadone, 3, 80, "same, sees"},
        // This software's own.
        Vector{"jalgas", kMethadone, 2, 80, "same"},
        Vector{"jalgas", kMethadone, 3, 80, "same, sees"},
        Vector{"jalgas", kBuprenorphine, 3, 16, "same, sees"}));

TEST(MissedDoses, OfNobodyAreNoQuestion) {
  EXPECT_EQ(InWords(AfterMissed(StackOf({"au-2003", "jalgas"}), Missed(kMethadone, 0, 80))),
            "nothing said");
}

TEST(MissedDoses, AskWhereTheLastDoseIsNotKnown) {
  EXPECT_EQ(InWords(AfterMissed(StackOf({"au-2003"}), Missed(kMethadone, 3, 0))), "ask, consulted");
  EXPECT_EQ(InWords(AfterMissed(StackOf({"au-2003"}), Missed(kMethadone, 4, 0))), "ask, sees");
  EXPECT_EQ(InWords(AfterMissed(StackOf({"au-2003"}), Missed(kMethadone, 1, 0))), "same");
}

// MISS-AU: two missed, and whether the person is intoxicated.
TEST(MissedDoses, DependOnWhatIsSeen) {
  MissedQuestion question = Missed(kMethadone, 2, 120);
  const Stack stack = StackOf({"au-2003"});
  question.is_intoxicated = false;
  EXPECT_EQ(InWords(AfterMissed(stack, question)), "same");
  question.is_intoxicated = true;
  EXPECT_EQ(InWords(AfterMissed(stack, question)), "withhold");
  question.is_intoxicated.reset();
  EXPECT_EQ(InWords(AfterMissed(stack, question)), "ask, consulted");
}

// MISS-BC-BUP: a return to full agonists, known or not, and where it makes no difference.
TEST(MissedDoses, DependOnWhatThePersonUsedMeanwhile) {
  const Stack stack = StackOf({"ca-bc-ppp66"});
  const auto after = [&](int32_t missed, std::optional<bool> used) {
    MissedQuestion question = Missed(kBuprenorphine, missed, 16);
    question.used_full_agonist = used;
    return InWords(AfterMissed(stack, question));
  };
  EXPECT_EQ(after(5, false), "same");
  EXPECT_EQ(after(6, false), "cancel order");
  EXPECT_EQ(after(3, true), "same");
  EXPECT_EQ(after(4, true), "cancel order");
  EXPECT_EQ(after(5, std::nullopt), "ask, consulted");
  EXPECT_EQ(after(3, std::nullopt), "same");
  EXPECT_EQ(after(6, std::nullopt), "cancel order");
}

// META:PHI counts doses, the others days.
TEST(MissedDoses, AreCountedInTheUnitOfThePack) {
  MissedQuestion question = Missed(kMethadone, 4, 120);
  question.doses = 2;
  EXPECT_EQ(InWords(AfterMissed(StackOf({"ca-metaphi"}), question)), "same");
  EXPECT_EQ(InWords(AfterMissed(StackOf({"au-2003"}), question)), "reduced 40 mg, sees");
}

TEST(MissedDoses, AreJudgedByTheStrictestPackWhicheverComesFirst) {
  struct Case {
    std::vector<std::string> packs;
    int32_t missed;
    const char* answer;
    const char* decided_by;
  };
  // For 120 mg after four days one takes the lower of 40 mg and half, the other the higher of 30 mg
  // and half.
  const Case cases[] = {
      {{"au-2003", "ca-metaphi"}, 4, "reduced 40 mg, sees", "au-2003/1"},
      {{"ca-metaphi", "uk-instalment"},
       4,
       "reduced 60 mg, consulted",
       "ca-metaphi/1 uk-instalment/1"},
      {{"jalgas", "uk-instalment"}, 3, "same, sees", "jalgas/3"},
      {{"uk-instalment", "kg-prison-2015"}, 2, "ask, consulted", "kg-prison-2015/1"},
      {{"ca-bccsu-2023", "ca-metaphi"}, 4, "ask, consulted", "ca-bccsu-2023/1"},
      {{"au-vic-monash", "au-2003"}, 7, "withhold, sees", "au-vic-monash/1"},
      {{"ca-bc-ppp66", "jalgas"}, 2, "same", "jalgas/3"}};
  for (const Case& one : cases) {
    std::vector<std::string> packs = one.packs;
    for (int turn = 0; turn < 2; ++turn) {
      const auto answer = AfterMissed(StackOf(packs), Missed(kMethadone, one.missed, 120));
      EXPECT_EQ(InWords(answer), one.answer) << packs[0] << " " << packs[1];
      EXPECT_EQ(answer->packs, one.decided_by);
      std::reverse(packs.begin(), packs.end());
    }
  }
}

TEST(MissedDoses, NameTheSourceOfTheAnswer) {
  const auto answer = AfterMissed(StackOf({"uk-instalment"}), Missed(kMethadone, 3, 80));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "Circular 027/2015");
}

// Whatever the packs, the last dose taken is never exceeded, and another pack never loosens an
// answer.
TEST(MissedDoses, NeverRiseAboveTheLastDoseAndAPackMoreNeverLoosens) {
  const std::vector<std::string> packs = {"au-2003",       "ca-metaphi",    "ca-bccsu-2023",
                                          "ca-bc-ppp66",   "uk-instalment", "kg-prison-2015",
                                          "au-vic-monash", "nz-bop",        "jalgas"};
  for (const std::string& a : packs) {
    for (const std::string& b : packs) {
      const Stack alone = StackOf({a});
      const Stack both = StackOf({a, b});
      for (int32_t missed = 1; missed <= 31; ++missed) {
        for (int64_t last : {1, 7, 20, 39, 40, 41, 60, 61, 80, 120, 300}) {
          MissedQuestion question = Missed(kMethadone, missed, last);
          question.is_intoxicated = false;
          const auto by_one = AfterMissed(alone, question);
          const auto by_both = AfterMissed(both, question);
          if (!by_one) continue;
          ASSERT_TRUE(by_both);
          SCOPED_TRACE(absl::StrCat(a, " ", b, " ", missed, " ", last));
          ASSERT_GE(by_both->action, by_one->action);
          ASSERT_GE(by_both->approver, by_one->approver);
          if (by_both->action == MissedAction::kReduced) {
            ASSERT_LE(*by_both->most, Milligrams(last));
            ASSERT_LE(*by_both->most, by_one->most.value_or(*by_both->most));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace oat::policy
