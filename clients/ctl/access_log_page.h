// The page on which somebody reads who has looked at her record.
#pragma once

#include <ostream>
#include <string>

#include "oat/v1/oversight.pb.h"

namespace oat::ctl {

// In one language, kk, ru or en; within the width of a sheet of A4.
void PrintAccessLog(const v1::GetAccessLogResponse& log, const std::string& patient_number,
                    const std::string& language, std::ostream& out);

}  // namespace oat::ctl
