// How volumes stand on the line of a Reglo ICC. Whole microlitres here; millilitres in powers of
// ten there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace oat::pump {

// "8000+0" for 8 mL: four digits, the point after the first, and the power of ten with its sign.
// Absent where four digits cannot say it.
std::optional<std::string> FormatRegloVolume(int64_t microlitres);
// The same as the pump gives it back, "8000E+0".
std::optional<int64_t> ReadRegloVolume(absl::string_view text);
// A total with its unit: "4.983 ml", "250 ul", "1.25 l"; rounded to whole microlitres.
std::optional<int64_t> ReadRegloTotal(absl::string_view text);

}  // namespace oat::pump
