// The report of an import, as the contract words it.
#pragma once

#include <vector>

#include "oat/v1/site.pb.h"
#include "services/base/import_fault.h"

namespace oat::contract {

inline void AddFaults(const std::vector<ImportFault>& faults, oat::v1::ImportReport* report) {
  for (const ImportFault& fault : faults) {
    oat::v1::ImportFault* out = report->add_faults();
    out->set_line(fault.line);
    out->set_column(fault.column);
    out->set_reason(fault.reason);
  }
}

}  // namespace oat::contract
