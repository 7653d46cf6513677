#include "services/base/patient_number.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace oat {
namespace {

using namespace std::string_literals;

constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Which of its two faults a text has; "" for a number.
std::string FaultOf(const std::string& text) {
  const absl::Status status = PatientNumber::Parse(text).status();
  if (status.ok()) return "";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return absl::StrContains(status.message(), "check character") ? "check" : "form";
}

TEST(PatientNumber, IsRandomAndReadsBack) {
  std::unordered_set<std::string> seen;
  std::array<std::set<char>, PatientNumber::kLength> used;
  for (int i = 0; i < 100'000; ++i) {
    const PatientNumber number = PatientNumber::Make();
    ASSERT_EQ(number.text().size(), 10U);
    ASSERT_TRUE(seen.insert(number.text()).second) << "made twice: " << number.text();
    for (size_t at = 0; at < number.text().size(); ++at) used[at].insert(number.text()[at]);
    auto parsed = PatientNumber::Parse(number.text());
    ASSERT_TRUE(parsed.ok()) << number.text();
    ASSERT_EQ(*parsed, number);
  }
  // Each place, the check character's too, takes every symbol and no other.
  for (const auto& symbols : used) {
    EXPECT_EQ(std::string(symbols.begin(), symbols.end()), std::string(kAlphabet));
  }
}

TEST(PatientNumber, CatchesEveryWrongCharacter) {
  for (int i = 0; i < 500; ++i) {
    const std::string right = PatientNumber::Make().text();
    for (size_t at = 0; at < right.size(); ++at) {
      for (char symbol : kAlphabet) {
        if (symbol == right[at]) continue;
        std::string wrong = right;
        wrong[at] = symbol;
        ASSERT_EQ(FaultOf(wrong), "check") << right << " read as " << wrong;
      }
    }
  }
}

TEST(PatientNumber, CatchesEveryExchangeOfTwoCharacters) {
  for (int i = 0; i < 5000; ++i) {
    const std::string right = PatientNumber::Make().text();
    for (size_t first = 0; first < right.size(); ++first) {
      for (size_t second = first + 1; second < right.size(); ++second) {
        if (right[first] == right[second]) continue;
        std::string wrong = right;
        std::swap(wrong[first], wrong[second]);
        ASSERT_EQ(FaultOf(wrong), "check") << right << " read as " << wrong;
      }
    }
  }
}

// Worked out by hand: the nine weigh 2^9 to 2^1 in the field of x^5 + x^2 + 1, where 2^9 = 26 (T).
// Numbers are printed on cards: a check character computed otherwise would make them all wrong.
TEST(PatientNumber, KeepsItsCheckCharacter) {
  for (const char* text : {"0000000000", "0000000012", "0000000104", "100000000T"}) {
    EXPECT_EQ(FaultOf(text), "") << text;
  }
}

TEST(PatientNumber, ReadsWhatIsTypedAsWhatWasMeant) {
  for (const char* typed : {"100000000T", "100000000t", "IOOOOOOOOT", "ioooooooot", "LooooooooT",
                            "l00000000t", "10000-0000T", "100 000 000 T", " -1-0-0 00-00 00T- "}) {
    auto number = PatientNumber::Parse(typed);
    ASSERT_TRUE(number.ok()) << typed << ": " << number.status();
    EXPECT_EQ(number->text(), "100000000T");
  }
  for (int i = 0; i < 1000; ++i) {
    const PatientNumber number = PatientNumber::Make();
    std::string typed = number.text();
    for (char& c : typed) c = c == '0' ? 'o' : c == '1' ? 'l' : absl::ascii_tolower(c);
    typed.insert(7, "-").insert(3, " ");
    ASSERT_EQ(*PatientNumber::Parse(typed), number) << typed;
  }
}

TEST(PatientNumber, TellsAWrongFormFromAWrongCheckCharacter) {
  EXPECT_EQ(FaultOf("100000000S"), "check");
  EXPECT_EQ(FaultOf("i0000-00001"), "check");
  for (const std::string& text :
       {""s, "-"s, "          "s, "100000000"s, "100000000TT"s, "100000000U"s, "u00000000T"s,
        "10000_000T"s, "100000000*"s, "10000000é"s, "100000000\0"s, "100000000T\0"s, "1OOOOООООT"s,
        std::string(100'000, '0')}) {
    EXPECT_EQ(FaultOf(text), "form") << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace oat
