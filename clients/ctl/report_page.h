// A release as people read it, and as a spreadsheet does.
#pragma once

#include <ostream>

#include "oat/v1/report.pb.h"

namespace oat::ctl {

// Tables side by side under their headings. A withheld count is an asterisk.
void PrintRelease(const v1::Release& release, std::ostream& out);

// One line a cell: month, revision, measure, what it is broken down by, count. A withheld count is
// empty, with a word beside it.
void PrintReleaseAsCsv(const v1::Release& release, std::ostream& out);

}  // namespace oat::ctl
