// The authority's reports.
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/report_page.h"
#include "oat/v1/report.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::ReportService::Stub;

absl::Status ShowRelease(Terminal& t, const Arguments& a, const v1::Release& release) {
  return Show(t, release, [&] {
    if (a.Has("--csv")) {
      PrintReleaseAsCsv(release, t.out);
    } else {
      PrintRelease(release, t.out);
    }
  });
}

absl::Status Freeze(Terminal& t, const Arguments& a) {
  v1::FreezeReleaseRequest request;
  request.set_request_id(NewId());
  // The month as people write it, 2026-10, or its first day.
  const std::string month = a.Text("month");
  request.set_month(month.size() == 7 ? absl::StrCat(month, "-01") : month);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::FreezeRelease, request));
  return ShowRelease(t, a, response.release());
}

absl::Status ShowReport(Terminal& t, const Arguments& a) {
  v1::GetReleaseRequest request;
  request.set_day(a.Has("day") ? a.Text("day")
                               : FormatDay(absl::ToCivilDay(absl::Now(), absl::LocalTimeZone())));
  int32_t revision = 0;
  if (a.Has("--revision") && !absl::SimpleAtoi(a.Text("--revision"), &revision)) {
    return Invalid("--revision", a.Text("--revision"), "a whole number");
  }
  request.set_revision(revision);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetRelease, request));
  return ShowRelease(t, a, response.release());
}

absl::Status ListReports(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListReleases, v1::ListReleasesRequest()));
  return Show(t, response, [&] {
    Listing listing({"month", ">revision", "as known on", ">withheld below"});
    for (const v1::ReleaseHeading& heading : response.releases()) {
      listing.Add({heading.month().substr(0, 7), absl::StrCat(heading.revision()),
                   FormatTime(heading.as_of()), absl::StrCat(heading.threshold())});
    }
    listing.Print(t.out);
  });
}

}  // namespace

Command ReportCommand() {
  const Parameter csv = {"--csv", "", "As lines for a spreadsheet"};
  return {.name = "report",
          .what = "The authority's reports: fixed tables, a month at a time, frozen once made.",
          .commands = {
              {"freeze",
               "Makes the report of a month that is over, and freezes it. A month that was "
               "reported before gets a further revision.",
               "oat.v1.ReportService.FreezeRelease",
               "oatctl report freeze 2026-10",
               {{"month", "MONTH", "For example 2026-10"}, csv},
               Freeze},
              {"show",
               "Shows the report that stands for a day: that of the latest month over by then.",
               "oat.v1.ReportService.GetRelease",
               "oatctl report show 2026-10-31",
               {{"day", "DAY", "YYYY-MM-DD; left out: today", true},
                {"--revision", "NUMBER", "Left out: the latest"},
                csv},
               ShowReport},
              {"list",
               "Lists the reports that were made.",
               "oat.v1.ReportService.ListReleases",
               "oatctl report list",
               {},
               ListReports}}};
}

}  // namespace oat::ctl
