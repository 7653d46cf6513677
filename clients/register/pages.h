// A document of tables on sheets of A4, across: headings again on every page, its number, and
// places for two signatures at the end.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/register/sheet.h"

namespace oat::registers {

// INVALID_ARGUMENT where letters are in no font here: a register with holes is none.
absl::StatusOr<std::string> Pdf(const Sheet& sheet, Language language);

}  // namespace oat::registers
