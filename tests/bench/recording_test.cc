// How the server's log is read.
#include "tests/bench/recording.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace oat::bench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

std::string Entry(int process, const std::string& message, const std::string& detail = "",
                  const std::string& user = "oat_service") {
  nlohmann::json entry = {{"pid", process}, {"user", user}, {"message", message}};
  if (!detail.empty()) entry["detail"] = detail;
  return entry.dump();
}
// A call's transaction as oatd sends it, by one process.
std::vector<std::string> CallOf(int process, const std::string& method) {
  return {Entry(process, "statement: BEGIN"),
          Entry(process, "execute audit: INSERT INTO audit VALUES ($1)",
                "parameters: $1 = '" + method + "'"),
          Entry(process, "statement: COMMIT")};
}
std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(ReadParameters, TakesQuotesCommasAndNullsForWhatTheyAre) {
  EXPECT_THAT(ReadParameters("parameters: $1 = 'plain', $2 = NULL, $3 = 'it''s, $4 = NULL', "
                             "$4 = ''"),
              ElementsAre(Optional(std::string("plain")), std::nullopt,
                          Optional(std::string("it's, $4 = NULL")), Optional(std::string())));
}

TEST(ReadParameters, FindsNoneWhereTheDetailIsAboutSomethingElse) {
  EXPECT_THAT(ReadParameters(""), IsEmpty());
  EXPECT_THAT(ReadParameters("prepare: SELECT 1"), IsEmpty());
}

TEST(ReadParameters, RefusesWhatItDoesNotUnderstand) {
  EXPECT_THROW(ReadParameters("parameters: $1 = 'a', $3 = 'c'"), std::runtime_error);
}

TEST(ReadDoses, JoinsAuthorisationAndConfirmationOfTwoConnections) {
  const auto doses = ReadDoses(CallOf(7, "AuthoriseDose") + CallOf(8, "ConfirmDose"));
  ASSERT_EQ(doses.size(), 1u);
  std::vector<std::string> sent;
  for (const SentStatement& statement : doses[0]) sent.push_back(statement.sql);
  EXPECT_THAT(sent, ElementsAre("BEGIN", "INSERT INTO audit VALUES ($1)", "COMMIT", "BEGIN",
                                "INSERT INTO audit VALUES ($1)", "COMMIT"));
  EXPECT_EQ(doses[0][1].name, "audit");
  EXPECT_THAT(doses[0][1].parameters, ElementsAre(Optional(std::string("AuthoriseDose"))));
}

TEST(ReadDoses, LeavesOutOtherCallsOtherRolesAndTransactionsThatDidNotCommit) {
  auto unfinished = CallOf(7, "AuthoriseDose");
  unfinished.back() = Entry(7, "statement: ROLLBACK");
  const std::vector<std::string> owner = {
      Entry(9, "statement: BEGIN", "", "oat_owner"),
      Entry(9, "execute audit: SELECT $1", "parameters: $1 = 'AuthoriseDose'", "oat_owner"),
      Entry(9, "statement: COMMIT", "", "oat_owner")};
  EXPECT_THAT(ReadDoses(CallOf(7, "Worklist") + unfinished + owner + CallOf(7, "ConfirmDose")),
              IsEmpty());
}

TEST(ReadDoses, PassesOverLinesThatAreNoEntries) {
  const std::vector<std::string> broken = {"{\"pid\": 7, \"mess", "", "[]"};
  EXPECT_EQ(ReadDoses(broken + CallOf(7, "AuthoriseDose") + CallOf(7, "ConfirmDose")).size(), 1u);
}

}  // namespace
}  // namespace oat::bench
