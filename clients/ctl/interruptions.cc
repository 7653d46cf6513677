// Days without a dose, and what stands in people's way.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/interruption.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::InterruptionService::Stub;

// "open", "dosed 2026-11-24".
std::string StateInWords(const v1::Interruption& one) {
  if (one.state() == v1::INTERRUPTION_STATE_OPEN) return Word(one.state());
  return absl::StrCat(Word(one.state()), " ", one.ended_on());
}

// Hours, as far as they are known.
std::string Hours(int32_t hours) { return hours == 0 ? "" : absl::StrCat(hours, " h"); }

// "stock", "unknown; said by nurse.ala1".
std::string CauseInWords(const v1::Interruption& one) {
  if (one.said().empty()) return Word(one.cause());
  return absl::StrCat(Word(one.cause()), "; said by ", one.said().rbegin()->login());
}

absl::Status List(Terminal& t, const Arguments& a) {
  v1::ListInterruptionsRequest request;
  request.set_from_day(a.Text("--from"));
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListInterruptions, request));
  return Show(t, response, [&] {
    Listing listing({"number", "first day", ">days", "state", "last dose", ">without", "seen",
                     "cause", "reports"});
    for (const v1::Interruption& one : response.interruptions()) {
      listing.Add({one.patient_number(), one.first_day(), absl::StrCat(one.days()),
                   StateInWords(one), one.last_dose_day(), Hours(one.hours_since_last_dose()),
                   Word(one.seen()), CauseInWords(one), absl::StrJoin(one.barrier_ids(), " ")});
    }
    listing.Print(t.out);
    if (response.late_transfers() > 0) {
      t.out << "LATE transfers: " << response.late_transfers() << " ("
            << response.transfers_for_region()
            << " for the region to see to): oatctl transfers list --open\n";
    }
  });
}

absl::Status SayCause(Terminal& t, const Arguments& a) {
  v1::RecordInterruptionCauseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_day(a.Text("day"));
  OAT_ASSIGN_OR_RETURN(const auto cause, ReadWord<v1::InterruptionCause>("cause", a.Text("cause")));
  request.set_cause(cause);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordInterruptionCause, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "it was due to: " << a.Text("cause") << "\n"; });
}

absl::Status Summarise(Terminal& t, const Arguments& a) {
  v1::GetInterruptionSummaryRequest request;
  request.set_from_day(a.Text("from"));
  request.set_until_day(a.Text("until"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetInterruptionSummary, request));
  return Show(t, response, [&] {
    Listing listing({"cause", ">interruptions", ">days", ">open"});
    for (const v1::CauseCount& count : response.counts()) {
      listing.Add({Word(count.cause()), absl::StrCat(count.interruptions()),
                   absl::StrCat(count.days()), absl::StrCat(count.open())});
    }
    listing.Print(t.out);
    t.out << "people: " << response.people() << "\nnot for publication\n";
  });
}

absl::Status Report(Terminal& t, const Arguments& a) {
  v1::ReportBarrierRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(const auto barrier, ReadWord<v1::Barrier>("barrier", a.Text("barrier")));
  request.set_barrier(barrier);
  OAT_ASSIGN_OR_RETURN(const auto reporter,
                       ReadWord<v1::BarrierReporter>("reporter", a.Text("reporter")));
  request.set_reporter(reporter);
  request.set_day(a.Text("day"));
  request.set_site_code(a.Text("--site"));
  request.set_words(a.Text("--words"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReportBarrier, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "report " << request.request_id() << "\n"; });
}

absl::Status Attach(Terminal& t, const Arguments& a) {
  v1::AttachBarrierReportRequest request;
  request.set_request_id(NewId());
  request.set_barrier_id(a.Text("report"));
  request.set_patient_number(a.Text("number"));
  request.set_day(a.Text("day"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::AttachBarrierReport, request));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "attached\n"; });
}

absl::Status Answer(Terminal& t, const Arguments& a) {
  v1::AnswerBarrierReportRequest request;
  request.set_request_id(NewId());
  request.set_barrier_id(a.Text("report"));
  OAT_ASSIGN_OR_RETURN(const auto finding,
                       ReadWord<v1::BarrierFinding>("finding", a.Text("finding")));
  request.set_finding(finding);
  request.set_words(a.Text("words"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::AnswerBarrierReport, request));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "answered\n"; });
}

void PrintReport(Terminal& t, const v1::BarrierReport& report) {
  t.out << report.barrier_id() << "  " << Word(report.barrier()) << ", "
        << (report.site_code().empty() ? "at no site" : report.site_code()) << ", " << report.day()
        << ", told by " << Word(report.reporter()) << "\n";
  if (!report.words().empty()) t.out << "  \"" << report.words() << "\"\n";
  if (report.has_answered_at()) {
    t.out << "  " << Word(report.finding()) << " after " << report.hours_waited() << " h, by "
          << report.answered_by() << ": " << report.answer() << "\n";
  } else {
    t.out << "  waits for an answer since " << FormatTime(report.reported_at()) << ", "
          << report.hours_waited() << " h\n";
  }
}

absl::Status ListReports(Terminal& t, const Arguments& a) {
  v1::ListBarrierReportsRequest request;
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListBarrierReports, request));
  return Show(t, response, [&] {
    for (const v1::BarrierReport& report : response.reports()) PrintReport(t, report);
    if (response.reports().empty()) t.out << "nothing\n";
  });
}

const Parameter kNumber = {"number", "NUMBER", "The patient number"};
const Parameter kDay = {"day", "DAY", "The first day of the interruption, or another one of it"};
const Parameter kReport = {"report", "ID", "The report's id, as 'oatctl barrier list' shows it"};

}  // namespace

Command InterruptionCommand() {
  const Command list = {
      "list",
      "Lists the days without a dose at this device's site: those that last first, the longest on "
      "top; then those that are over.",
      "oat.v1.InterruptionService.ListInterruptions",
      "oatctl interruption list --open",
      {{"--from", "DAY", "Those that ended on this day or later; left out: 30 days ago"},
       {"--open", "", "Only those that last"}},
      List};
  return {
      .name = "interruption",
      .what = "Days without a dose at this device's site; alone it lists them.",
      .method = list.method,
      .example = "oatctl interruption",
      .run = List,
      .commands = {list,
                   {"cause",
                    "Says what an interruption was due to. What the system saw stays beside it.",
                    "oat.v1.InterruptionService.RecordInterruptionCause",
                    "oatctl interruption cause 0123456789 2026-11-22 patient",
                    {kNumber, kDay, {"cause", Words<v1::InterruptionCause>(), "The cause"}},
                    SayCause},
                   {"summary",
                    "Counts the interruptions that began at this device's site, by cause. Small "
                    "numbers stand as they are: it is not for publication.",
                    "oat.v1.InterruptionService.GetInterruptionSummary",
                    "oatctl interruption summary 2026-11-01 2026-11-30",
                    {{"from", "DAY", "The first day"}, {"until", "DAY", "The last day"}},
                    Summarise}}};
}

Command BarrierCommand() {
  const Parameter open = {"--open", "", "Only those without an answer"};
  const Command list = {"list",
                        "Lists the reports about this device's site, at a device of no site those "
                        "of the network: those without an answer first, the oldest on top.",
                        "oat.v1.InterruptionService.ListBarrierReports",
                        "oatctl barrier list --open",
                        {open},
                        ListReports};
  return {
      .name = "barrier",
      .what = "What stands in people's way, to a dose or to treatment at all; alone it lists it.",
      .method = list.method,
      .example = "oatctl barrier",
      .run = ListReports,
      .commands = {
          list,
          {"report",
           "Reports what stood in somebody's way. It needs no name and no application.",
           "oat.v1.InterruptionService.ReportBarrier",
           "oatctl barrier report no_places 2026-11-21 paralegal --site ALA1 --words \"come "
           "back next year\"",
           {{"barrier", Words<v1::Barrier>(), "What it was"},
            {"day", "DAY", "When"},
            {"reporter", Words<v1::BarrierReporter>(), "Who says so"},
            {"--site", "SITE", "Where; left out: at none"},
            {"--words", "TEXT", "In the reporter's words; better without names"}},
           Report},
          {"attach",
           "Says that a report is about an interruption at this device's site.",
           "oat.v1.InterruptionService.AttachBarrierReport",
           "oatctl barrier attach 01916f4e-0000-7000-8000-000000000000 0123456789 "
           "2026-11-22",
           {kReport, kNumber, kDay},
           Attach},
          {"answer",
           "Answers a report, once.",
           "oat.v1.InterruptionService.AnswerBarrierReport",
           "oatctl barrier answer 01916f4e-0000-7000-8000-000000000000 another_way \"she "
           "was taken on at SEM1\"",
           {kReport,
            {"finding", Words<v1::BarrierFinding>(), "What came of it"},
            {"words", "TEXT", "What was done, or why not; better without names"}},
           Answer}}};
}

}  // namespace oat::ctl
