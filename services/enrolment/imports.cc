// The imports as they come over the wire: rows to cells, what was done to the contract's report.
#include "services/base/status.h"
#include "services/contract/import.h"
#include "services/enrolment/refusals.h"
#include "services/enrolment/roster.h"
#include "services/enrolment/service.h"

namespace oat::enrolment {
namespace {

using access::Call;

RosterCells ReadCells(const v1::RosterRow& row) {
  return {.line = row.line(),
          .local_number = row.local_number(),
          .family_name = row.family_name(),
          .given_name = row.given_name(),
          .birth_date = row.birth_date(),
          .sex = row.sex(),
          .uic = row.uic(),
          .id_type = row.id_type(),
          .id_number = row.id_number(),
          .home_site = row.home_site(),
          .enrolled_on = row.enrolled_on(),
          .medication = row.medication(),
          .dose_mg = row.dose_mg(),
          .last_dose_on = row.last_dose_on(),
          .prescriber = row.prescriber()};
}

RefusalCells ReadCells(const v1::RefusalRow& row) {
  return {.line = row.line(),
          .applied_on = row.applied_on(),
          .site_code = row.site_code(),
          .sex = row.sex(),
          .age_band = row.age_band(),
          .decision = row.decision(),
          .decided_on = row.decided_on(),
          .reason = row.reason()};
}

void Fill(const ImportReport& report, v1::ImportReport* out) {
  out->set_rows(report.rows);
  out->set_added(report.added);
  out->set_unchanged(report.unchanged);
  for (int64_t line : report.held_lines) out->add_held_lines(line);
  contract::AddFaults(report.faults, out);
}

// Reads a stream's rows, imports them with `import`, and takes it back where it was a rehearsal.
template <class Cells, class Request, class Import>
absl::Status Run(Call& call, const std::vector<Request>& requests, v1::ImportReport* out,
                 Import import) {
  std::vector<Cells> rows;
  for (size_t i = 1; i < requests.size(); ++i) rows.push_back(ReadCells(requests[i].row()));
  const bool rehearse = requests.front().header().dry_run();
  if (rehearse) call.transaction.BeginRehearsal();
  OAT_ASSIGN_OR_RETURN(const ImportReport report, import(rows));
  if (rehearse) call.transaction.EndRehearsal();
  Fill(report, out);
  return absl::OkStatus();
}

}  // namespace

absl::Status Service::ImportRoster(Call& call, const std::vector<v1::ImportRosterRequest>& requests,
                                   v1::ImportRosterResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  return Run<RosterCells>(call, requests, response->mutable_report(), [&](const auto& rows) {
    return enrolment::ImportRoster(call, vault_, *rules, rows);
  });
}

absl::Status Service::ImportRefusals(Call& call,
                                     const std::vector<v1::ImportRefusalsRequest>& requests,
                                     v1::ImportRefusalsResponse* response) const {
  return Run<RefusalCells>(call, requests, response->mutable_report(),
                           [&](const auto& rows) -> absl::StatusOr<ImportReport> {
                             return enrolment::ImportRefusals(call, rows);
                           });
}

}  // namespace oat::enrolment
