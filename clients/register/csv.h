// A register as a table for programs: RFC 4180, UTF-8, one header line. Amounts are whole numbers
// in the unit that stands beside them.
#pragma once

#include <string>

#include "clients/register/sheet.h"

namespace oat::registers {

std::string Csv(const Book& book, Layout layout, Language language);

}  // namespace oat::registers
