#include "services/access/credential.h"

#include <gtest/gtest.h>

#include <ctime>
#include <set>
#include <string>

#include "absl/strings/match.h"

namespace oat::access {
namespace {

using namespace std::string_literals;

TEST(Password, IsKnownAgainByItsHash) {
  const Secret password("correct horse battery");
  const std::string hash = HashPassword(password);
  EXPECT_TRUE(absl::StartsWith(hash, "$argon2id$")) << hash;
  EXPECT_FALSE(absl::StrContains(hash, password.Reveal()));
  EXPECT_TRUE(VerifyPassword(hash, password));
  for (const std::string& other : {""s, "correct horse batter"s, "correct horse battery "s,
                                   "Correct horse battery"s, "correct horse battery\0"s, hash}) {
    EXPECT_FALSE(VerifyPassword(hash, Secret(other))) << other;
  }
}

TEST(Password, IsTakenWhole) {
  // Past a zero byte, and past the 72 bytes at which other hashes stop.
  for (const std::string& begin : {"a\0"s, std::string(255, 'x'), "Құпиясөз"s}) {
    const std::string hash = HashPassword(Secret(begin + "1"));
    EXPECT_TRUE(VerifyPassword(hash, Secret(begin + "1")));
    EXPECT_FALSE(VerifyPassword(hash, Secret(begin + "2")));
  }
}

TEST(Password, IsSaltedEachTime) {
  const Secret password("correct horse battery");
  EXPECT_NE(HashPassword(password), HashPassword(password));
}

TEST(Password, MatchesNoEmptyOrBrokenHash) {
  const std::string hash = HashPassword(Secret("correct horse battery"));
  for (const std::string& broken : {""s, "x"s, "$argon2id$"s, hash.substr(0, hash.size() - 1)}) {
    EXPECT_FALSE(VerifyPassword(broken, Secret("correct horse battery"))) << broken;
    EXPECT_FALSE(VerifyPassword(broken, Secret())) << broken;
    EXPECT_FALSE(VerifyPassword(broken, Secret(broken))) << broken;
  }
}

// An unknown login, which has no hash, must not answer faster. Processor time, so that other work
// on the machine does not count; without the dummy hash it would be nothing at all.
TEST(Password, TakesAsLongForAnEmptyHash) {
  auto cost = [](const std::string& hash) {
    const std::clock_t before = std::clock();
    EXPECT_FALSE(VerifyPassword(hash, Secret("wrong")));
    return std::clock() - before;
  };
  const std::clock_t known = cost(HashPassword(Secret("correct horse battery")));
  EXPECT_GT(cost("") * 3, known);
}

TEST(MakeToken, Is256RandomBitsInBase64Url) {
  std::set<std::string> tokens;
  std::set<char> symbols;
  for (int i = 0; i < 2000; ++i) {
    const std::string token = MakeToken().Reveal();
    ASSERT_EQ(token.size(), 43U);
    ASSERT_TRUE(tokens.insert(token).second);
    symbols.insert(token.begin(), token.end());
  }
  EXPECT_EQ(std::string(symbols.begin(), symbols.end()),
            "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
}

TEST(HashToken, TellsTokensApart) {
  std::set<std::string> hashes;
  for (int i = 0; i < 1000; ++i) {
    const Secret token = MakeToken();
    const db::Bytes hash = HashToken(token);
    ASSERT_EQ(hash.value.size(), 32U);
    ASSERT_EQ(hash, HashToken(Secret(token.Reveal())));
    ASSERT_FALSE(absl::StrContains(hash.value, token.Reveal().substr(0, 8)));
    ASSERT_TRUE(hashes.insert(hash.value).second);
  }
  EXPECT_FALSE(HashToken(Secret("a")) == HashToken(Secret("A")));
}

}  // namespace
}  // namespace oat::access
