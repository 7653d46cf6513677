// The clinic day from an office: the worklist, a person's doses, the incidents, the applications.
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/link/lists.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "services/base/quantity.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::DosingService::Stub;

// What keeps somebody away, or kept.
std::string InWords(const v1::WorklistResponse& row) {
  if (!row.due_day().empty()) return absl::StrCat("due ", row.due_day());
  return row.missed_days() > 0 ? absl::StrCat("missed ", row.missed_days()) : "";
}

absl::Status ShowWorklist(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  OAT_ASSIGN_OR_RETURN(auto rows, link::ReadWorklist(link, a.Text("day")));
  std::vector<const google::protobuf::Message*> messages;
  for (const v1::WorklistResponse& row : rows) messages.push_back(&row);
  return ShowList(t, "rows", messages, [&] {
    std::map<std::string, int> counts;
    Listing listing({"number", "state", "missed or due", "review"});
    for (const v1::WorklistResponse& row : rows) {
      ++counts[Word(row.state())];
      listing.Add(
          {row.patient_number(), Word(row.state()), InWords(row), row.review() ? "review" : ""});
    }
    listing.Print(t.out);
    for (const auto& [state, count] : counts) t.out << state << ": " << count << "\n";
  });
}

absl::Status ShowHistory(Terminal& t, const Arguments& a) {
  v1::GetDoseHistoryRequest request;
  request.set_patient_number(a.Text("number"));
  int32_t limit = 30;
  if (a.Has("--limit") && !absl::SimpleAtoi(a.Text("--limit"), &limit)) {
    return Invalid("limit", a.Text("--limit"), "a number from 1 to 400");
  }
  request.set_limit(limit);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::GetDoseHistory, request));
  return Show(t, response, [&] {
    Listing listing({"day", ">portion", "state", ">swallowed", ">authorised", "drug and form",
                     "site", "at", ""});
    for (const v1::DoseRecord& dose : response.doses()) {
      auto amount = [](int64_t micrograms) {
        return micrograms == 0 ? "-" : FormatDose(Micrograms(micrograms));
      };
      listing.Add({dose.clinical_day(), absl::StrCat(dose.portion()), Word(dose.state()),
                   amount(dose.micrograms_swallowed()), amount(dose.micrograms_authorised()),
                   Word(dose.drug_form()), dose.site_code(),
                   dose.has_at() ? FormatTime(dose.at()) : "", dose.declared() ? "declared" : ""});
    }
    listing.Print(t.out);
  });
}

absl::Status ListIncidents(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListIncidents, v1::ListIncidentsRequest()));
  return Show(t, response, [&] {
    Listing listing({"number", "incident", "opened", "id"});
    for (const v1::Incident& incident : response.incidents()) {
      listing.Add({incident.patient_number(), Word(incident.kind()),
                   FormatTime(incident.opened_at()), incident.incident_id()});
    }
    listing.Print(t.out);
  });
}

absl::Status ReviewIncident(Terminal& t, const Arguments& a) {
  v1::ReviewIncidentRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  request.set_incident_id(a.Text("id"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReviewIncident, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "reviewed; where nothing else waits, the next dose of " << request.patient_number()
          << " is free\n";
  });
}

absl::Status ListApplications(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &v1::EnrolmentService::Stub::ListApplications,
                                          v1::ListApplicationsRequest()));
  return Show(t, response, [&] {
    Listing listing({"opened", "state", "reason", "waits for", "id"});
    for (const v1::Application& one : response.applications()) {
      listing.Add({FormatTime(one.opened_at()), Word(one.state()),
                   one.reason() == 0 ? "" : Word(one.reason()),
                   one.sent_to_review() ? "duplicate review" : "", one.application_id()});
    }
    listing.Print(t.out);
  });
}

Command IncidentsCommand() {
  const Command list = {"list",
                        "Lists the incidents of this device's site that wait for a prescriber.",
                        "oat.v1.DosingService.ListIncidents",
                        "oatctl incidents list",
                        {},
                        ListIncidents};
  return {.name = "incidents",
          .what = "Doses that broke a rule and hold the next one; alone it lists them.",
          .method = list.method,
          .example = "oatctl incidents",
          .run = ListIncidents,
          .commands = {list,
                       {"review",
                        "Records a prescriber's review of an incident; it frees the next dose.",
                        "oat.v1.DosingService.ReviewIncident",
                        "oatctl incidents review 7K3MPZ4Q8X 019d7a52-4c1e-7a31-9c55-0d4e6b2f8a10",
                        {{"number", "NUMBER", "The patient number"},
                         {"id", "ID", "The incident, as the list names it"}},
                        ReviewIncident}}};
}

}  // namespace

Command ApplicationsCommand() {
  const Command list = {"list",
                        "Lists the applications of this device's site that wait, the oldest first.",
                        "oat.v1.EnrolmentService.ListApplications",
                        "oatctl applications list",
                        {},
                        ListApplications};
  return {.name = "applications",
          .what = "Applications that wait for something; alone it lists them.",
          .method = list.method,
          .example = "oatctl applications",
          .run = ListApplications,
          .commands = {list}};
}

std::vector<Command> ClinicCommands() {
  return {{"worklist",
           "Shows this device's site's people of a day, by number and state.",
           "oat.v1.DosingService.Worklist",
           "oatctl worklist 2026-11-21",
           {{"day", "DAY", "The clinical day, YYYY-MM-DD; left out: today", true}},
           ShowWorklist},
          {"history",
           "Shows a person's doses, the newest first.",
           "oat.v1.DosingService.GetDoseHistory",
           "oatctl history 7K3MPZ4Q8X --limit 7",
           {{"number", "NUMBER", "The patient number"},
            {"--limit", "COUNT", "How many at most, 1 to 400; left out: 30"}},
           ShowHistory},
          IncidentsCommand()};
}

}  // namespace oat::ctl
