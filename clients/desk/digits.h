// A dose in digits that can be read from two metres.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace oat::desk {

inline constexpr int kDigitLines = 5;

// Digits and a decimal point five lines high, drawn with block characters, or with '#' where a
// terminal has none. Any other character stands as a blank.
std::vector<std::string> LargeDigits(absl::string_view number, bool has_blocks);

}  // namespace oat::desk
