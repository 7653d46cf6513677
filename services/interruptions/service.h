// InterruptionService: days without a dose, their causes, and what stands in people's way. Its
// methods stand in service.cc (interruptions) and barriers.cc (reports).
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "oat/v1/interruption.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"
#include "services/interruptions/store.h"

namespace oat::interruptions {

class Service {
 public:
  // The vault outlives the service.
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status ListInterruptions(access::Call& call, const v1::ListInterruptionsRequest& request,
                                 v1::ListInterruptionsResponse* response) const;
  absl::Status RecordInterruptionCause(access::Call& call,
                                       const v1::RecordInterruptionCauseRequest& request,
                                       v1::RecordInterruptionCauseResponse* response) const;
  absl::Status GetInterruptionSummary(access::Call& call,
                                      const v1::GetInterruptionSummaryRequest& request,
                                      v1::GetInterruptionSummaryResponse* response) const;
  absl::Status ReportBarrier(access::Call& call, const v1::ReportBarrierRequest& request,
                             v1::ReportBarrierResponse* response) const;
  absl::Status AttachBarrierReport(access::Call& call,
                                   const v1::AttachBarrierReportRequest& request,
                                   v1::AttachBarrierReportResponse* response) const;
  absl::Status AnswerBarrierReport(access::Call& call,
                                   const v1::AnswerBarrierReportRequest& request,
                                   v1::AnswerBarrierReportResponse* response) const;
  absl::Status ListBarrierReports(access::Call& call, const v1::ListBarrierReportsRequest& request,
                                  v1::ListBarrierReportsResponse* response) const;

 private:
  const identity::Vault& vault_;
};

// An interruption of which the calling site had a day, with whose it is and what was said of it.
struct Found {
  PersonId person;
  std::string patient_number;
  Interruption interruption;
  std::vector<CauseSaid> said;
  std::vector<Uuid> barriers;

  // What a person said last, or what was seen.
  const std::string& cause() const { return said.empty() ? interruption.seen : said.back().cause; }
};
// Those that were not over before a day: of one person, or of all.
std::vector<Found> Find(access::Call& call, Day since, std::optional<PersonId> wanted);
// The one of a person that has the day.
std::optional<Found> FindOn(access::Call& call, PersonId person, Day day);

}  // namespace oat::interruptions
