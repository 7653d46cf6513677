#include "services/base/patient_number.h"

#include <sodium.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace oat {
namespace {

constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Doubles a symbol in the field of 32 elements (x^5 + x^2 + 1). Weights that are different powers
// of this step make the check character differ for every single wrong character and for every
// exchange of two characters.
uint8_t Double(uint8_t symbol) {
  uint8_t doubled = static_cast<uint8_t>(symbol << 1);
  return (doubled & 0x20) != 0 ? doubled ^ 0x25 : doubled;
}

char CheckCharacter(absl::string_view nine) {
  uint8_t sum = 0;
  for (char c : nine) {
    auto symbol = static_cast<uint8_t>(kAlphabet.find(c));
    sum = Double(static_cast<uint8_t>(sum ^ symbol));
  }
  return kAlphabet[sum];
}

char Canonical(char c) {
  c = absl::ascii_toupper(c);
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

PatientNumber PatientNumber::Make() {
  std::string text;
  for (int i = 0; i < kLength - 1; ++i) text.push_back(kAlphabet[randombytes_uniform(32)]);
  text.push_back(CheckCharacter(text));
  return PatientNumber(text);
}

absl::StatusOr<PatientNumber> PatientNumber::Parse(absl::string_view typed) {
  std::string text;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    c = Canonical(c);
    if (kAlphabet.find(c) == absl::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat(
          "got a character that no patient number has, wanted digits and letters without U"));
    }
    text.push_back(c);
  }
  if (text.size() != kLength) {
    return absl::InvalidArgumentError(
        absl::StrCat("got ", text.size(), " characters, wanted ", kLength));
  }
  if (CheckCharacter(absl::string_view(text).substr(0, kLength - 1)) != text.back()) {
    return absl::InvalidArgumentError(
        "got a wrong check character, wanted a number as printed: read it again");
  }
  return PatientNumber(text);
}

}  // namespace oat
