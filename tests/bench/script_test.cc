// What a script takes each parameter of two recorded doses for.
#include "tests/bench/script.h"

#include <gmock/gmock.h>

#include "absl/strings/match.h"

namespace oat::bench {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kFirstId[] = "01940000-0000-7000-8000-00000000000a";
constexpr char kSecondId[] = "01940000-0000-7000-8000-00000000000b";

// Two desks, and two people who have internal ids.
Origins TwoDesks() {
  return {.stations = {"D01", "D02"},
          .patient_numbers = {"0000000017", "0000000029"},
          .row_of = [](const std::string& query) -> std::map<std::string, std::string> {
            if (absl::StrContains(query, "'D01'")) return {{"staff_id", "5"}};
            if (absl::StrContains(query, "'D02'")) return {{"staff_id", "6"}};
            if (absl::StrContains(query, "'0000000017'")) return {{"person_id", "101"}};
            if (absl::StrContains(query, "'0000000029'")) return {{"person_id", "202"}};
            return {};
          }};
}

using Parameters = std::vector<std::optional<std::string>>;

// Both doses ask who the person is and then insert what the test has.
std::vector<Recording> Doses(const Parameters& first, const Parameters& second,
                             const std::string& insert = "INSERT INTO dose VALUES ($1)") {
  const std::string who = "SELECT person_id FROM patient_number WHERE patient_number = $1";
  return {{{"find", who, {"0000000017"}}, {"insert", insert, first}},
          {{"find", who, {"0000000029"}}, {"insert", insert, second}}};
}
std::string TextFor(const Parameters& first, const Parameters& second) {
  return Script(Doses(first, second), TwoDesks()).text();
}

TEST(Script, TakesWhatBothDosesHaveForAConstant) {
  const Script script(Doses({"given"}, {"given"}), TwoDesks());
  EXPECT_THAT(script.text(), HasSubstr("INSERT INTO dose VALUES (:constant_1);"));
  EXPECT_THAT(script.Constants(0), UnorderedElementsAre(Pair("constant_1", "given")));
}

TEST(Script, TakesWhatADeskHasFromTheDesk) {
  EXPECT_THAT(TextFor({"5"}, {"6"}), HasSubstr("VALUES (:desk_staff_id);"));
}

TEST(Script, TakesThePersonsNumberFromThePerson) {
  EXPECT_THAT(TextFor({"x"}, {"x"}), HasSubstr("WHERE patient_number = :number"));
}

TEST(Script, TakesWhatAnEarlierStatementReturnedFromItsResult) {
  const std::string text = TextFor({"101"}, {"202"});
  EXPECT_THAT(text, HasSubstr("VALUES (:result_0_person_id);"));
  EXPECT_THAT(text, HasSubstr("= :number\n\\gset result_0_"));
}

TEST(Script, KeepsNoResultThatNothingNeeds) {
  EXPECT_THAT(TextFor({"x"}, {"x"}), Not(HasSubstr("\\gset result_0_")));
}

TEST(Script, MakesAnIdWhereEachDoseHasOneOfItsOwn) {
  const std::string text = TextFor({kFirstId}, {kSecondId});
  EXPECT_THAT(text, HasSubstr("VALUES (('01940000-0000-7000-8000-' || :id_0)::uuid);"));
  EXPECT_THAT(text, HasSubstr("\\set id_0 "));
}

TEST(Script, TakesEachItemOfAnArrayFromWhereItComes) {
  EXPECT_THAT(TextFor({R"({"safe","5"})"}, {R"({"safe","6"})"}),
              HasSubstr(R"sql(VALUES (('{"' || 'safe' || '","' || :desk_staff_id || '"}'));)sql"));
}

TEST(Script, SendsNullForNull) {
  EXPECT_THAT(TextFor({std::nullopt}, {std::nullopt}), HasSubstr("VALUES (NULL);"));
}

TEST(Script, FillsTheTenthParameterAndNotTheFirstFollowedByAZero) {
  Parameters ten(10);
  ten[0] = "one";
  ten[9] = "ten";
  const Script script(Doses(ten, ten, "INSERT INTO dose VALUES ($10, $1)"), TwoDesks());
  const auto constants = script.Constants(0);
  EXPECT_THAT(script.text(), HasSubstr("VALUES (:constant_2, :constant_1);"));
  EXPECT_THAT(constants,
              UnorderedElementsAre(Pair("constant_1", "one"), Pair("constant_2", "ten")));
}

TEST(Script, RefusesWhatDiffersAndComesFromNowhere) {
  EXPECT_THROW(TextFor({"one"}, {"another"}), std::runtime_error);
  EXPECT_THROW(TextFor({"one"}, {std::nullopt}), std::runtime_error);
}

TEST(Script, RefusesDosesThatTookDifferentStatements) {
  auto doses = Doses({"x"}, {"x"});
  doses[1].pop_back();
  EXPECT_THROW(Script(doses, TwoDesks()), std::runtime_error);
  doses = Doses({"x"}, {"x"});
  doses[1][1].sql = "INSERT INTO incident VALUES ($1)";
  EXPECT_THROW(Script(doses, TwoDesks()), std::runtime_error);
}

TEST(Script, MovesDatesAndTimesToTheDayOnWhichItRuns) {
  const Script script(Doses({"2026-11-30"}, {"2026-11-30"}), TwoDesks());
  EXPECT_THAT(script.Constants(2), UnorderedElementsAre(Pair("constant_1", "2026-12-02")));
}

TEST(Script, CountsEveryStatementAsARoundTrip) {
  EXPECT_EQ(Script(Doses({"x"}, {"x"}), TwoDesks()).statements(), 2);
}

}  // namespace
}  // namespace oat::bench
