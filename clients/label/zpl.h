// Labels in ZPL II, the language of label printers. Each is sent as dots: what fonts a printer has,
// and whether they know Kazakh, is then no matter.
#pragma once

#include <string>
#include <vector>

#include "clients/label/output.h"

namespace oat::label {

// One format a label, one copy of each.
std::string Zpl(const std::vector<Dots>& labels);

}  // namespace oat::label
