// Taking in applications that were decided before this system was there: all rows or none.
#pragma once

#include <vector>

#include "services/enrolment/roster.h"

namespace oat::enrolment {

ImportReport ImportRefusals(access::Call& call, const std::vector<RefusalCells>& rows);

}  // namespace oat::enrolment
