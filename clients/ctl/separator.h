// What stands between the cells of a spreadsheet: found from its header line.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace oat::ctl {

inline constexpr char kSeparatorWords[] = "comma|semicolon|tab";
absl::StatusOr<char> ReadSeparator(const std::string& word);

// The one that makes the most of the wanted columns out of the header line. INVALID_ARGUMENT where
// two make as many.
absl::StatusOr<char> FindSeparator(absl::string_view header,
                                   absl::Span<const absl::string_view> wanted);

// The text without blanks round it: spaces, tabs, no-break spaces, stray byte order marks.
absl::string_view TrimBlanks(absl::string_view text);

}  // namespace oat::ctl
