// The patient number: the pseudonymous name of a person everywhere outside the services. Ten
// characters of Crockford's base 32, nine random and one check character, never derived from who
// somebody is.
#pragma once

#include <array>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace oat {

class PatientNumber {
 public:
  static constexpr int kLength = 10;

  // A new number from the operating system's random source. Whether it is free is for the caller.
  static PatientNumber Make();

  // Reads a typed or scanned number: case, blanks and hyphens do not matter, O reads as 0, I and L
  // as 1. INVALID_ARGUMENT says whether the form or the check character is wrong.
  static absl::StatusOr<PatientNumber> Parse(absl::string_view text);

  const std::string& text() const { return text_; }
  bool operator==(const PatientNumber&) const = default;
  auto operator<=>(const PatientNumber&) const = default;

 private:
  explicit PatientNumber(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace oat
