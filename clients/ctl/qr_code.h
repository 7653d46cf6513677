// A QR code in the letters of a terminal.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace oat::ctl {

// Lines of half blocks, two rows of modules a line, with the quiet margin that scanners want. What
// is dark is drawn: right on paper and in a file. `on_screen`: black on white, whatever colours the
// terminal has.
absl::StatusOr<std::string> QrCode(const std::string& text, bool on_screen);

}  // namespace oat::ctl
