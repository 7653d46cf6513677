#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/identity/store.h"
#include "services/interruptions/barrier_store.h"
#include "services/interruptions/service.h"
#include "services/sites/store.h"

namespace oat::interruptions {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// The site of the calling device; absent for one that stands at none.
std::optional<std::string> SiteOf(const Call& call) {
  if (!call.caller.site) return std::nullopt;
  return call.caller.site->code;
}

// No zone is more than a day ahead of UTC, for a device that is in none.
Day LastDayOf(const Call& call) {
  if (call.caller.site) return call.today();
  return absl::ToCivilDay(call.now, absl::UTCTimeZone()) + 1;
}

// A site answers for what happened at it; a device of no site for the network.
bool IsReportOf(const std::optional<BarrierPlace>& place, const std::optional<std::string>& site) {
  return place && (!site || place->site_code == site);
}

absl::Status NoSuchReport() {
  return absl::NotFoundError("barrier_id: there is no such report here");
}

void Fill(const BarrierReport& report, absl::Time now, v1::BarrierReport* out) {
  out->set_barrier_id(report.id.text());
  out->set_barrier(contract::FromCode<v1::Barrier>(report.barrier));
  out->set_site_code(report.site_code.value_or(""));
  out->set_day(FormatDay(report.day));
  out->set_reporter(contract::FromCode<v1::BarrierReporter>(report.reporter));
  if (report.words) out->set_words(report.words->Reveal());
  *out->mutable_reported_at() = contract::ToTimestamp(report.reported_at);
  const absl::Time until = report.answer ? report.answer->at : now;
  out->set_hours_waited(static_cast<int32_t>(absl::ToInt64Hours(until - report.reported_at)));
  if (!report.answer) return;
  *out->mutable_answered_at() = contract::ToTimestamp(report.answer->at);
  out->set_finding(contract::FromCode<v1::BarrierFinding>(report.answer->finding));
  out->set_answer(report.answer->words.Reveal());
  out->set_answered_by(report.answer->login);
}

}  // namespace

absl::Status Service::ReportBarrier(Call& call, const v1::ReportBarrierRequest& request,
                                    v1::ReportBarrierResponse* response) const {
  BarrierReport report{.id = call.request_id,
                       .barrier = contract::Code(request.barrier()),
                       .reporter = contract::Code(request.reporter()),
                       .reported_at = call.now};
  OAT_ASSIGN_OR_RETURN(report.day, ParseDay(request.day()));
  if (report.day > LastDayOf(call)) return Invalid("day", request.day(), "a day not to come");
  if (!request.site_code().empty()) {
    if (!sites::Load(call.transaction, request.site_code())) {
      return Invalid("site_code", request.site_code(), "a site of the network, or nothing");
    }
    report.site_code = request.site_code();
  }
  if (!request.words().empty()) report.words = Secret(request.words());
  OAT_RETURN_IF_ERROR(RecordBarrier(call.transaction, vault_, report, call.caller.staff));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::AttachBarrierReport(Call& call, const v1::AttachBarrierReportRequest& request,
                                          v1::AttachBarrierReportResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const Uuid barrier(request.barrier_id());
  // What happened on the way belongs to whichever site knows of whom it is told.
  const auto place = LoadPlace(call.transaction, barrier);
  if (!place || (place->site_code && place->site_code != SiteOf(call))) return NoSuchReport();
  OAT_ASSIGN_OR_RETURN(const Day day, ParseDay(request.day()));
  const auto found = FindOn(call, person, day);
  if (!found) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_NO_INTERRUPTION, {{"day", request.day()}});
    return absl::OkStatus();
  }
  if (!RecordAttachment(call.transaction, barrier, person, found->interruption.first_day,
                        call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "attached"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::AnswerBarrierReport(Call& call, const v1::AnswerBarrierReportRequest& request,
                                          v1::AnswerBarrierReportResponse* response) const {
  const Uuid barrier(request.barrier_id());
  if (!IsReportOf(LoadPlace(call.transaction, barrier), SiteOf(call))) return NoSuchReport();
  OAT_ASSIGN_OR_RETURN(const bool is_first,
                       RecordAnswer(call.transaction, vault_, barrier,
                                    {.finding = contract::Code(request.finding()),
                                     .words = Secret(request.words()),
                                     .at = call.now},
                                    call.caller.staff));
  if (!is_first) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "answered"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListBarrierReports(Call& call, const v1::ListBarrierReportsRequest& request,
                                         v1::ListBarrierReportsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const std::vector<BarrierReport> reports,
                       LoadBarriers(call.transaction, vault_, SiteOf(call), request.open_only()));
  for (const BarrierReport& report : reports) Fill(report, call.now, response->add_reports());
  return absl::OkStatus();
}

}  // namespace oat::interruptions
