// Languages, as the two lower-case letters that ISO 639-1 has for each.
#pragma once

#include <algorithm>

#include "absl/strings/ascii.h"
#include "services/base/status.h"

namespace oat {

// INVALID_ARGUMENT where it is none. Whether the two letters stand for a language is not asked.
inline absl::Status CheckLanguage(absl::string_view field, absl::string_view code) {
  const bool is_code =
      code.size() == 2 && std::all_of(code.begin(), code.end(), absl::ascii_islower);
  return is_code ? absl::OkStatus() : Invalid(field, code, "two letters of ISO 639-1, such as kk");
}

}  // namespace oat
