// Who looked at what: a person's own copy, the auditor's view, emergencies and alarms.
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/access_log_page.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::OversightService::Stub;

const Parameter kNumber = {"number", "NUMBER", "The patient number"};
const Parameter kLimit = {"--limit", "COUNT", "How many at most, 1 to 1000; left out: 200"};

absl::StatusOr<int32_t> ReadLimit(const Arguments& a) {
  int32_t limit = 0;
  if (!a.Has("--limit")) return limit;
  if (absl::SimpleAtoi(a.Text("--limit"), &limit) && limit > 0) return limit;
  return Invalid("limit", a.Text("--limit"), "a number from 1 to 1000");
}

// The languages of the page: the one named, else both of the country's.
absl::StatusOr<std::vector<std::string>> ReadLanguages(const Arguments& a) {
  if (!a.Has("--language")) return std::vector<std::string>{"kk", "ru"};
  const std::string language = a.Text("--language");
  if (language == "kk" || language == "ru" || language == "en") return std::vector{language};
  return Invalid("language", language, "kk, ru or en");
}

absl::Status ShowAccessLog(Terminal& t, const Arguments& a) {
  v1::GetAccessLogRequest request;
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(int32_t limit, ReadLimit(a));
  request.set_limit(limit);
  OAT_ASSIGN_OR_RETURN(std::vector<std::string> languages, ReadLanguages(a));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetAccessLog, request));
  return Show(t, response, [&] {
    for (size_t i = 0; i < languages.size(); ++i) {
      // A page each.
      if (i > 0) t.out << "\f";
      PrintAccessLog(response, request.patient_number(), languages[i], t.out);
    }
  });
}

absl::Status OpenEmergency(Terminal& t, const Arguments& a) {
  v1::OpenEmergencyAccessRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(v1::EmergencyReason reason,
                       ReadWord<v1::EmergencyReason>("reason", a.Text("reason")));
  request.set_reason(reason);
  request.set_note(a.Text("note"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::OpenEmergencyAccess, request));
  return Show(t, response, [&] {
    t.out << "the record of " << request.patient_number() << " is open to you here until "
          << FormatTime(response.until()) << "; its own site and the auditor see that, and why\n";
  });
}

absl::Status ListAudit(Terminal& t, const Arguments& a) {
  v1::ListAuditEventsRequest request;
  request.set_from_day(a.Text("from"));
  request.set_until_day(a.Has("until") ? a.Text("until") : a.Text("from"));
  request.set_login(a.Text("--login"));
  request.set_site_code(a.Text("--site"));
  request.set_patient_number(a.Text("--number"));
  OAT_ASSIGN_OR_RETURN(int32_t limit, ReadLimit(a));
  request.set_limit(limit);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListAuditEvents, request));
  return Show(t, response, [&] {
    Listing listing({"at", "login", "device", "site", "method", "purpose", "outcome", "number"});
    for (const v1::AuditEvent& event : response.events()) {
      listing.Add({FormatTime(event.at()), event.login(), event.device_name(), event.site_code(),
                   event.method(), event.purpose() == 0 ? "" : Word(event.purpose()),
                   event.outcome(), event.patient_number()});
    }
    listing.Print(t.out);
    if (response.has_more()) t.out << "there are older ones: fewer days, or --limit\n";
  });
}

// What an alarm is about, in a line.
std::string AboutOf(const v1::Alarm& alarm) {
  if (alarm.kind() == v1::ALARM_KIND_BUDGET) {
    return absl::StrCat(alarm.patients(), " people of other sites in a day");
  }
  if (alarm.kind() != v1::ALARM_KIND_BREAK_GLASS) return "";
  return absl::StrCat(alarm.patient_number(), " of ",
                      alarm.home_site_code().empty() ? "no site" : alarm.home_site_code(), ", ",
                      Word(alarm.reason()), ": ", alarm.note());
}

absl::Status ListAlarms(Terminal& t, const Arguments& a) {
  v1::ListAlarmsRequest request;
  request.set_reviewed_too(a.Has("--all"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListAlarms, request));
  return Show(t, response, [&] {
    Listing listing({"at", "alarm", "login", "site", "about", "reviewed", "id"});
    for (const v1::Alarm& alarm : response.alarms()) {
      const std::string review =
          alarm.has_reviewed_at() ? absl::StrCat(alarm.reviewed_by(), ": ", alarm.finding()) : "";
      listing.Add({FormatTime(alarm.at()), Word(alarm.kind()), alarm.login(), alarm.site_code(),
                   AboutOf(alarm), review, alarm.alarm_id()});
    }
    listing.Print(t.out);
  });
}

absl::Status ReviewAlarm(Terminal& t, const Arguments& a) {
  v1::ReviewAlarmRequest request;
  request.set_request_id(NewId());
  request.set_alarm_id(a.Text("id"));
  request.set_finding(a.Text("finding"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReviewAlarm, request));
  return Show(t, response, [&] { t.out << "reviewed\n"; });
}

Command AlarmsCommand() {
  const Command list = {
      "list",
      "Lists what somebody should look at, the latest first: an auditor sees all, "
      "a site manager the emergencies that concern this device's site.",
      "oat.v1.OversightService.ListAlarms",
      "oatctl alarms list --all",
      {{"--all", "", "Those that were reviewed too"}},
      ListAlarms};
  return {.name = "alarms",
          .what = "What somebody should look at.",
          .commands = {list,
                       {"review",
                        "Records that an alarm was looked at, and what came of it. Nobody reviews "
                        "an alarm of her own.",
                        "oat.v1.OversightService.ReviewAlarm",
                        "oatctl alarms review 019d7a52-4c1e-7a31-9c55-0d4e6b2f8a10 \"the hospital "
                        "confirms it\"",
                        {{"id", "ID", "The alarm, as the list names it"},
                         {"finding", "FINDING", "What came of it, in a sentence; no names"}},
                        ReviewAlarm}}};
}

}  // namespace

std::vector<Command> OversightCommands() {
  return {
      {"access-log",
       "Prints for a person who has looked at her record, the latest first: her own copy, to be "
       "handed over in private.",
       "oat.v1.OversightService.GetAccessLog",
       "oatctl access-log 7K3MPZ4Q8X --language ru",
       {kNumber,
        {"--language", "kk|ru|en", "Of the page; left out: Kazakh and Russian, a page each"},
        kLimit},
       ShowAccessLog},
      {.name = "emergency",
       .what = "Another site's patient in an emergency.",
       .commands = {{"open",
                     "Opens the record of another site's patient to you at this site for a day. "
                     "That site and the auditor see it at once.",
                     "oat.v1.OversightService.OpenEmergencyAccess",
                     "oatctl emergency open 7K3MPZ4Q8X hospital \"found unconscious, ward asks "
                     "for the last dose\"",
                     {kNumber,
                      {"reason", Words<v1::EmergencyReason>(), "Why"},
                      {"note", "NOTE", "What happened, in a sentence; no names"}},
                     OpenEmergency}}},
      {.name = "audit",
       .what = "The trail of what was done and looked at.",
       .commands = {{"list",
                     "Lists the trail of at most 31 days, the latest first. Reading one "
                     "person's trail is a look at that person.",
                     "oat.v1.OversightService.ListAuditEvents",
                     "oatctl audit list 2026-11-20 2026-11-21 --site PVL1",
                     {{"from", "FROM", "The first day, YYYY-MM-DD, in UTC"},
                      {"until", "UNTIL", "The last day; left out: the same", true},
                      {"--login", "LOGIN", "Of one staff member"},
                      {"--site", "SITE", "At one site"},
                      {"--number", "NUMBER", "Of one patient"},
                      kLimit},
                     ListAudit}}},
      AlarmsCommand()};
}

}  // namespace oat::ctl
