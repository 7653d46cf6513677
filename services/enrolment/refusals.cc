#include "services/enrolment/refusals.h"

#include "services/enrolment/store.h"

namespace oat::enrolment {

ImportReport ImportRefusals(access::Call& call, const std::vector<RefusalCells>& rows) {
  QueueImport(call.transaction, "refusals");
  const std::map<std::string, Day> today = TodayBySite(call);
  ImportReport report;
  std::vector<PastApplication> applications;
  for (const RefusalCells& cells : rows) {
    ++report.rows;
    auto here = today.find(cells.site_code);
    if (here == today.end()) {
      report.faults.push_back({cells.line, "site_code", "wanted a site of the network"});
    }
    applications.push_back(ReadRefusalRow(
        cells, here == today.end() ? std::nullopt : std::optional(here->second), &report.faults));
  }
  if (!report.faults.empty()) return report;
  report.added =
      RecordPastApplications(call.transaction, applications, call.caller.staff, call.now);
  report.unchanged = report.rows - report.added;
  return report;
}

}  // namespace oat::enrolment
