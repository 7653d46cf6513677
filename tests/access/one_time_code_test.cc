#include "services/access/one_time_code.h"

#include <gtest/gtest.h>

namespace oat::access {
namespace {

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

// RFC 6238, appendix B: the codes of SHA-1, their last six digits.
TEST(OneTimeCode, IsThatOfTheStandard) {
  const Secret key("12345678901234567890");
  const std::pair<int64_t, const char*> kVectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : kVectors) {
    EXPECT_EQ(CodeOf(key, CodeStepOf(At(seconds))).Reveal(), code) << seconds;
  }
}

TEST(OneTimeCode, IsTakenOneStepEarlyOrLate) {
  const Secret key = MakeCodeKey();
  const absl::Time now = At(1'800'000'010);
  const int64_t step = CodeStepOf(now);
  for (int64_t off = -3; off <= 3; ++off) {
    const auto matched = MatchCode(key, CodeOf(key, step + off), now, 0);
    EXPECT_EQ(matched.has_value(), off >= -1 && off <= 1) << off;
    EXPECT_EQ(matched.value_or(step + off), step + off);
  }
}

TEST(OneTimeCode, IsNoLongerGoodOnceItOrALaterOneWasUsed) {
  const Secret key = MakeCodeKey();
  const absl::Time now = At(1'800'000'010);
  const int64_t step = CodeStepOf(now);
  EXPECT_TRUE(MatchCode(key, CodeOf(key, step), now, step - 1));
  EXPECT_FALSE(MatchCode(key, CodeOf(key, step), now, step));
  EXPECT_FALSE(MatchCode(key, CodeOf(key, step), now, step + 1));
  EXPECT_TRUE(MatchCode(key, CodeOf(key, step + 1), now, step));
}

TEST(OneTimeCode, IsNothingElse) {
  const Secret key = MakeCodeKey();
  const absl::Time now = At(1'800'000'010);
  const std::string right = CodeOf(key, CodeStepOf(now)).Reveal();
  for (const std::string& other : {std::string(), right + "0", right.substr(1), "a" + right}) {
    EXPECT_FALSE(MatchCode(key, Secret(other), now, 0)) << other.size();
  }
  EXPECT_FALSE(MatchCode(MakeCodeKey(), Secret(right), now, 0)) << "once in 300,000 runs it is";
}

TEST(OneTimeCode, HasAKeyThatAnAppReads) {
  // RFC 4648: "foobar" is MZXW6YTBOI in base 32.
  EXPECT_EQ(KeyForTyping(Secret("foobar")).substr(0, 10), "MZXW6YTBOI");
  EXPECT_EQ(KeyForTyping(MakeCodeKey()).size(), 32U) << "160 bits, no padding";
  EXPECT_NE(MakeCodeKey(), MakeCodeKey());
  EXPECT_EQ(AddressOf(Secret("12345"), "dr. Омарова&x"),
            "otpauth://totp/Jalgas:dr.%20%d0%9e%d0%bc%d0%b0%d1%80%d0%be%d0%b2%d0%b0%26x?secret="
            "GEZDGNBV&issuer=Jalgas&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace oat::access
