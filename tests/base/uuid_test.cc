#include "services/base/uuid.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

namespace oat {
namespace {

using namespace std::string_literals;

// The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC.
constexpr int64_t kExampleMillis = 1645557742000;
constexpr char kExample[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

TEST(MakeUuid, BeginsWithTheMillisecondOfTheClock) {
  EXPECT_EQ(MakeUuid(absl::FromUnixMillis(kExampleMillis)).text().substr(0, 13),
            std::string(kExample).substr(0, 13));
  EXPECT_EQ(MakeUuid(absl::UnixEpoch()).text().substr(0, 13), "00000000-0000");
}

TEST(MakeUuid, IsOfVersion7AndTheRfcVariant) {
  std::array<std::set<char>, 36> used;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = MakeUuid(absl::FromUnixMillis(kExampleMillis)).text();
    ASSERT_TRUE(IsUuid(text)) << text;
    ASSERT_TRUE(IsUuidVersion7(text)) << text;
    for (size_t at = 0; at < text.size(); ++at) used[at].insert(text[at]);
  }
  EXPECT_EQ(used[14], (std::set<char>{'7'}));
  EXPECT_EQ(used[19], (std::set<char>{'8', '9', 'a', 'b'}));
  // All the rest is random: each place takes all sixteen digits.
  for (size_t at : {15, 16, 17, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35}) {
    EXPECT_EQ(used[at].size(), 16U) << at;
  }
}

TEST(MakeUuid, NeverRepeats) {
  std::set<Uuid> seen;
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_TRUE(seen.insert(MakeUuid(absl::FromUnixMillis(kExampleMillis))).second);
  }
}

TEST(MakeUuid, GrowsWithTime) {
  // Across the carry of each byte of the clock.
  for (int shift : {8, 16, 24, 32, 40}) {
    const int64_t carry = int64_t{1} << shift;
    for (int64_t millis : {carry - 2, carry - 1, carry, carry + 1}) {
      EXPECT_LT(MakeUuid(absl::FromUnixMillis(millis)), MakeUuid(absl::FromUnixMillis(millis + 1)))
          << millis;
    }
  }
}

TEST(IsUuid, TakesTheCanonicalFormAlone) {
  EXPECT_TRUE(IsUuid(kExample));
  EXPECT_TRUE(IsUuid("00000000-0000-0000-0000-000000000000"));
  EXPECT_TRUE(IsUuid("919108f7-52d1-4320-9bac-f847db4148a8"));
  for (const std::string& text :
       {""s, " "s, "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"s, "017f22e279b07cc398c4dc0c0c07398f"s,
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}"s, "017f22e2-79b0-7cc3-98c4-dc0c0c07398"s,
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff"s, " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f"s,
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n"s, "017f22e2-79b0-7cc3-98c4-dc0c0c07398g"s,
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398\0"s, "017f22e2-79b0-7cc3-98c4-dc0c0c07398F"s,
        "017f22e27-9b0-7cc3-98c4-dc0c0c07398f"s, "017f22e2_79b0_7cc3_98c4_dc0c0c07398f"s,
        "017f22e2--9b0-7cc3-98c4-dc0c0c07398f"s, "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c"s}) {
    EXPECT_FALSE(IsUuid(text)) << text;
    EXPECT_FALSE(IsUuidVersion7(text)) << text;
  }
}

TEST(IsUuidVersion7, TakesNoOtherVersion) {
  EXPECT_TRUE(IsUuidVersion7(kExample));
  for (char version : "01234568abcdef"s) {
    std::string text = kExample;
    text[14] = version;
    EXPECT_TRUE(IsUuid(text)) << text;
    EXPECT_FALSE(IsUuidVersion7(text)) << text;
  }
  // Versions are of the RFC's variant: elsewhere the digit means something else (RFC 9562, 4.2).
  for (char variant : "01234567cdef"s) {
    std::string text = kExample;
    text[19] = variant;
    EXPECT_FALSE(IsUuidVersion7(text)) << text;
  }
}

}  // namespace
}  // namespace oat
