// What is proposed for somebody displaced: what agrees, what contradicts itself, what nothing
// supports.
#include "services/transfers/displaced_rules.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/transfer.pb.h"
#include "services/contract/code.h"
#include "tests/policy/packs.h"

namespace oat::transfers {
namespace {

using packet::Confidence;

const Day kToday(2026, 11, 22);
constexpr char kSolution[] = "methadone_oral_solution";
constexpr char kTablet[] = "methadone_tablet";
constexpr char kSublingual[] = "buprenorphine_sublingual";
constexpr char kWeekly[] = "buprenorphine_depot_weekly";

// Numbers of its own, so that a change of the shipped packs changes no test: a dose of the last 5
// days counts, and a start with methadone is at most 30 mg, on its first day 40 mg.
policy::Rules InForce() {
  policy::Rules rules = test::DefaultRules();
  rules.covered_within_days.value = 5;
  rules.stack = {
      test::Made("start", absl::StrCat("starts { drug: DRUG_METHADONE first_dose_mg ",
                                       test::Says(30), " first_day_mg ", test::Says(40), " }"))};
  return rules;
}

// An order of 80 mg, and a dose seen yesterday.
Recorded Good() {
  return {.today = kToday,
          .order = Recorded::Ordered{kSolution, Milligrams(80)},
          .last = Recorded::Last{kToday - 1, kToday - 1, Confidence::kObserved}};
}
Told Piece(const std::string& kind, int64_t milligrams = 0, std::optional<Day> last_day = {},
           const std::string& drug_form = kSolution) {
  Told told{.kind = kind, .last_day = last_day};
  if (milligrams != 0) {
    told.drug_form = drug_form;
    told.micrograms = Milligrams(milligrams);
  }
  return told;
}
// Nothing was seen of late.
void Forget(Recorded* recorded) {
  recorded->last = Recorded::Last{kToday - 5, kToday - 5, Confidence::kObserved};
}

// "60 mg by 2 assumed start/7: other_amount 2": the amount, on which piece it rests, how well that
// is known, whose limit lowered it, and what is asked of which piece.
std::string InWords(const Proposed& proposed) {
  std::string words =
      absl::StrCat(FormatDose(proposed.micrograms), " by ", proposed.rests_on, " ",
                   std::vector<std::string>{"", "observed", "afterwards", "reported", "assumed",
                                            "unknown"}[static_cast<size_t>(proposed.confidence)],
                   proposed.pack.empty() ? "" : " ", proposed.pack);
  for (const Doubt& doubt : proposed.doubts) {
    absl::StrAppend(&words, ", ", doubt.code);
    if (doubt.piece != 0) absl::StrAppend(&words, " ", doubt.piece);
  }
  return words;
}

struct ProposalCase {
  const char* name;
  const char* words;
  std::vector<Told> pieces;
  std::function<void(Recorded*)> spoil = [](Recorded*) {};
};

std::vector<ProposalCase> Agreeing() {
  return {
      {"the record alone", "80 mg by 0 observed", {}},
      {"words alone say nothing", "80 mg by 0 observed", {Piece("statement")}},
      {"all agree",
       "80 mg by 0 observed",
       {Piece("card", 80, kToday - 1), Piece("bottle", 80), Piece("statement", 80, kToday - 1)}},
      {"another form of the drug", "80 mg by 0 observed", {Piece("statement", 80, {}, kTablet)}},
      {"a card knows of no later dose", "80 mg by 0 observed", {Piece("card", 80, kToday - 9)}},
      {"a bottle is not the last", "80 mg by 0 observed", {Piece("bottle", 80, kToday - 3)}},
      // The home site was not heard of since.
      {"a bottle of a later day than the record's",
       "80 mg by 0 observed",
       {Piece("bottle", 80, kToday - 1)},
       [](Recorded* r) { r->last->day = r->last->covers_until = kToday - 2; }},
      {"the last day that counts",
       "80 mg by 0 observed",
       {},
       [](Recorded* r) { r->last->day = r->last->covers_until = kToday - 4; }},
      {"a depot that acts",
       "16 mg by 0 observed",
       {},
       [](Recorded* r) {
         r->order = {kWeekly, Milligrams(16)};
         r->last = {kToday - 6, kToday, Confidence::kObserved};
       }},
      {"a card where the record knows nothing of late",
       "80 mg by 2 afterwards",
       {Piece("statement", 80, kToday - 1), Piece("card", 80, kToday - 1)},
       Forget},
      {"a card without a day", "80 mg by 1 afterwards", {Piece("card")}, Forget},
  };
}

std::vector<ProposalCase> Contradicting() {
  return {
      {"less is told", "60 mg by 1 unknown, other_amount 1", {Piece("statement", 60)}},
      {"a microgram less is another amount",
       "79.999 mg by 1 assumed, other_amount 1",
       {{.kind = "bottle", .drug_form = kSolution, .micrograms = Micrograms(79999)}}},
      {"more is told", "80 mg by 0 observed, other_amount 1", {Piece("paper", 100)}},
      {"the lowest of several",
       "50 mg by 3 reported, other_amount 1, other_amount 2, other_amount 3",
       {Piece("bottle", 60), Piece("card", 70), Piece("telephone", 50)}},
      {"another drug",
       "0 mg by 0 observed, other_drug 1",
       {Piece("statement", 8, {}, kSublingual)}},
      {"a depot beside an order of every day",
       "0 mg by 0 observed, other_drug 1",
       {{.kind = "paper", .drug_form = kWeekly}}},
      {"another drug hides no other amount's piece",
       "0 mg by 0 observed, other_drug 2",
       {Piece("bottle", 80), Piece("statement", 8, {}, kSublingual)}},
      {"she says that she missed a day that the record has",
       "80 mg by 0 observed, other_last_day 1",
       {Piece("statement", 80, kToday - 2)}},
      {"her site says so",
       "80 mg by 0 observed, other_last_day 1",
       {Piece("telephone", 0, kToday - 2)}},
      {"her bottle knows better than she",
       "80 mg by 0 observed, other_last_day 1",
       {Piece("statement", 0, kToday - 3), Piece("bottle", 80, kToday - 2)},
       [](Recorded* r) { r->last->day = r->last->covers_until = kToday - 3; }},
      {"a dose of today is told of",
       "0 mg by 0 observed, told_of_today 1",
       {Piece("telephone", 80, kToday)}},
      {"so it is by a card", "0 mg by 0 observed, told_of_today 1", {Piece("card", 80, kToday)}},
  };
}

std::vector<ProposalCase> Unsupported() {
  return {
      {"a statement", "30 mg by 0 unknown start/7, unsupported", {Piece("statement", 80)}, Forget},
      {"nothing", "30 mg by 0 unknown start/7, unsupported", {}, Forget},
      {"nothing, and never a dose",
       "30 mg by 0 unknown start/7, unsupported",
       {},
       [](Recorded* r) { r->last.reset(); }},
      {"a bottle is no card",
       "30 mg by 0 unknown start/7, unsupported",
       {Piece("bottle", 80, kToday - 1)},
       Forget},
      {"a card that is too old",
       "30 mg by 0 unknown start/7, unsupported",
       {Piece("card", 80, kToday - 5)},
       Forget},
      {"less than a start's dose",
       "20 mg by 1 unknown, other_amount 1, unsupported",
       {Piece("statement", 20)},
       Forget},
      {"the rules say no most for it",
       "0 mg by 0 unknown, unsupported, no_limit",
       {},
       [](Recorded* r) {
         Forget(r);
         r->order = {kSublingual, Milligrams(16)};
       }},
      {"a depot's milligrams compare with none",
       "0 mg by 0 unknown, unsupported, no_limit",
       {},
       [](Recorded* r) {
         Forget(r);
         r->order = {kWeekly, Milligrams(16)};
       }},
      {"no order, and nobody says a dose",
       "0 mg by 0 unknown, no_order",
       {Piece("statement")},
       [](Recorded* r) { r->order.reset(); }},
      {"no order: the surest piece",
       "60 mg by 2 afterwards, no_order, other_amount 1",
       {Piece("statement", 80), Piece("card", 60, kToday - 1)},
       [](Recorded* r) { r->order.reset(); }},
      {"no order and no card",
       "30 mg by 1 reported start/7, no_order, unsupported",
       {Piece("paper", 60)},
       [](Recorded* r) {
         Forget(r);
         r->order.reset();
       }},
  };
}

void ExpectAsTheTableSays(const std::vector<ProposalCase>& cases) {
  for (const ProposalCase& c : cases) {
    Recorded recorded = Good();
    c.spoil(&recorded);
    EXPECT_EQ(InWords(Propose(recorded, c.pieces, InForce())), c.words) << c.name;
  }
}

TEST(Propose, IsWhatTheOrderGivesWhereAllAgree) { ExpectAsTheTableSays(Agreeing()); }

TEST(Propose, IsTheLowerWhereTheyDoNot) { ExpectAsTheTableSays(Contradicting()); }

TEST(Propose, IsNotMoreThanAStartWhereNothingSupportsIt) { ExpectAsTheTableSays(Unsupported()); }

TEST(Propose, NamesEveryDoubtOfTheContract) {
  std::set<std::string> seen;
  for (const auto& cases : {Agreeing(), Contradicting(), Unsupported()}) {
    for (const ProposalCase& c : cases) {
      Recorded recorded = Good();
      c.spoil(&recorded);
      for (const Doubt& doubt : Propose(recorded, c.pieces, InForce()).doubts) {
        seen.insert(doubt.code);
      }
    }
  }
  const auto& type = *v1::DisplacedDoubt_descriptor();
  EXPECT_EQ(seen.size(), static_cast<size_t>(type.value_count()) - 1);
  for (const std::string& code : seen) {
    EXPECT_TRUE(contract::ParseCodeText(type, code)) << code;
  }
}

TEST(Propose, SaysWhatWasToldAndWhatIsKnown) {
  const std::vector<Told> pieces = {Piece("statement", 60, kToday - 2)};
  EXPECT_THAT(Propose(Good(), pieces, InForce()).doubts,
              testing::ElementsAre(Doubt{"other_last_day", 1, "2026-11-20", "2026-11-21"},
                                   Doubt{"other_amount", 1, "60 mg", "80 mg"}));
}

// Whatever is told: never more than the order, and never more than a start where nothing supports
// it.
TEST(Propose, IsNeverMoreThanTheOrderNorThanAStartWithoutSupport) {
  const std::vector<std::string> kinds = {"record", "card",      "bottle",
                                          "paper",  "telephone", "statement"};
  for (const std::string& kind : kinds) {
    for (int64_t milligrams = 0; milligrams <= 200; milligrams += 10) {
      for (int days = 0; days <= 9; ++days) {
        const std::vector<Told> pieces = {Piece(kind, milligrams, kToday - days)};
        Recorded recorded = Good();
        EXPECT_LE(Propose(recorded, pieces, InForce()).micrograms, Milligrams(80));
        Forget(&recorded);
        if (kind == "card") continue;
        EXPECT_LE(Propose(recorded, pieces, InForce()).micrograms, Milligrams(30));
      }
    }
  }
}

// A day's limit is lower than that of a dose only in a pack that contradicts itself; across packs
// the lower holds.
TEST(Propose, TakesTheLowerOfTheLimitsOfSeveralPacks) {
  policy::Rules rules = InForce();
  rules.stack.push_back(test::Made(
      "day", absl::StrCat("starts { drug: DRUG_METHADONE first_day_mg ", test::Says(25), " }")));
  Recorded recorded = Good();
  Forget(&recorded);
  EXPECT_EQ(InWords(Propose(recorded, {}, rules)), "25 mg by 0 unknown day/7, unsupported");
}

}  // namespace
}  // namespace oat::transfers
