// A site that closes: previewed, declared, moved person by person, watched until each was dosed.
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/closure.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::ClosureService::Stub;

// "93 patients: 0 dosed, 0 accounted for, 0 told, 0 moved, 93 to move (2 without a place)".
std::string InWords(const v1::ClosureCounts& counts) {
  std::string words =
      absl::StrCat(counts.patients(), " patients: ", counts.dosed(), " dosed, ",
                   counts.accounted_for(), " accounted for, ", counts.told(), " told, ",
                   counts.moved(), " moved, ", counts.planned(), " to move");
  if (counts.without_place() > 0) {
    absl::StrAppend(&words, " (", counts.without_place(), " without a place: choose one)");
  }
  return words;
}

std::string LastDoseInWords(const v1::Placement& one) {
  return one.has_last_dose_at() ? FormatTime(one.last_dose_at()) : "none known";
}
// As the server counted them, so that a wrong clock here changes nothing.
std::string HoursInWords(const v1::Placement& one) {
  return one.has_hours_since_last_dose() ? absl::StrCat(one.hours_since_last_dose()) : "?";
}
std::string StateInWords(const v1::Placement& one) {
  if (one.state() != v1::PLACEMENT_STATE_ACCOUNTED_FOR) return Word(one.state());
  return Word(one.accounted_for());
}

absl::Status Preview(Terminal& t, const Arguments& a) {
  v1::PreviewClosureRequest request;
  OAT_ASSIGN_OR_RETURN(const v1::ClosureKind kind,
                       ReadWord<v1::ClosureKind>("kind", a.Text("kind")));
  request.set_kind(kind);
  request.set_from_day(a.Text("from-day"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::PreviewClosure, request));
  return Show(t, response, [&] {
    Listing people({"patient", "to", "why", "from", "needs a dose", "not spoken there"});
    for (const v1::Placement& one : response.placements()) {
      people.Add({one.patient_number(), one.to_site(), Word(one.reason()), one.from_day(),
                  one.next_needed_day(), one.unspoken_language()});
    }
    people.Print(t.out);
    Listing lots({"product", "lot", ">quantity", "to"});
    for (const v1::ClosureLot& lot : response.lots()) {
      lots.Add({lot.product_code(), lot.lot_number(), absl::StrCat(lot.quantity()), lot.to_site()});
    }
    lots.Print(t.out);
    t.out << InWords(response.counts()) << "\nnothing is declared yet\n";
  });
}

absl::Status Declare(Terminal& t, const Arguments& a) {
  v1::DeclareSiteClosureRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(const v1::ClosureKind kind,
                       ReadWord<v1::ClosureKind>("kind", a.Text("kind")));
  request.set_kind(kind);
  request.set_from_day(a.Text("from-day"));
  request.set_reason(a.Text("reason"));
  OAT_RETURN_IF_ERROR(
      AddApproval(t, a.Text("--second"), "oat.v1.ClosureService.DeclareSiteClosure", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::DeclareSiteClosure, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "declared, nobody has moved yet\n"
          << InWords(response.counts()) << "\nclosure " << request.request_id() << "\n";
  });
}

absl::Status Reassign(Terminal& t, const Arguments& a) {
  v1::ReassignPatientRequest request;
  request.set_request_id(NewId());
  request.set_closure_id(a.Text("closure"));
  request.set_patient_number(a.Text("number"));
  request.set_to_site(a.Text("to"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReassignPatient, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "goes to " << request.to_site() << "\n"; });
}

absl::StatusOr<v1::GetClosureResponse> Board(Terminal& t, const Arguments& a) {
  v1::GetClosureRequest request;
  request.set_closure_id(a.Text("closure"));
  return Ask(t, &Stub::GetClosure, request);
}

// One person a call, and so a transaction: what is cut off is gone on with by the same command.
absl::Status Run(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(const auto board, Board(t, a));
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  int moved = 0, left = 0;
  for (const v1::Placement& one : board.placements()) {
    if (one.state() != v1::PLACEMENT_STATE_PLANNED) continue;
    v1::MovePatientRequest request;
    request.set_request_id(NewId());
    request.set_closure_id(a.Text("closure"));
    request.set_patient_number(one.patient_number());
    OAT_ASSIGN_OR_RETURN(const auto response, link.Call(&Stub::MovePatient, request));
    if (response.outcome().accepted()) {
      ++moved;
      continue;
    }
    ++left;
    for (const v1::Reason& reason : response.outcome().reasons()) {
      t.err << one.patient_number() << ": " << WordsOfReason(reason) << "\n";
    }
  }
  OAT_ASSIGN_OR_RETURN(const auto after, Board(t, a));
  return Show(t, after, [&] {
    t.out << moved << " moved now" << (left > 0 ? absl::StrCat(", ", left, " not") : "") << "\n"
          << InWords(after.closure().counts()) << "\n";
  });
}

absl::Status Undo(Terminal& t, const Arguments& a) {
  v1::UndoMoveRequest request;
  request.set_request_id(NewId());
  request.set_closure_id(a.Text("closure"));
  request.set_patient_number(a.Text("number"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::UndoMove, request));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "here again\n"; });
}

absl::Status Record(Terminal& t, const Arguments& a) {
  v1::RecordPlacementRequest request;
  request.set_request_id(NewId());
  request.set_closure_id(a.Text("closure"));
  request.set_patient_number(a.Text("number"));
  if (a.Has("--accounted-for")) {
    OAT_ASSIGN_OR_RETURN(const v1::AccountedFor code,
                         ReadWord<v1::AccountedFor>("--accounted-for", a.Text("--accounted-for")));
    request.set_accounted_for(code);
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordPlacement, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << (a.Has("--accounted-for") ? "accounted for\n" : "told\n"); });
}

absl::Status ShowBoard(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(const auto board, Board(t, a));
  return Show(t, board, [&] {
    const v1::Closure& closure = board.closure();
    t.out << closure.site_code() << " closes from " << closure.from_day() << " ("
          << Word(closure.kind()) << "): " << closure.reason() << "\ndeclared by "
          << closure.declared_by() << " and " << closure.second() << " on "
          << FormatTime(closure.declared_at()) << "\n"
          << InWords(closure.counts()) << (closure.is_done() ? "; DONE\n" : "\n");
    t.out << "as of " << FormatTime(board.as_of()) << "\n";
    Listing listing({"patient", "to", "from", "state", "last dose", ">hours since", "needs a dose",
                     "open", ">bottles", "why", "not spoken there"});
    for (const v1::Placement& one : board.placements()) {
      listing.Add({one.patient_number(), one.to_site(), one.from_day(), StateInWords(one),
                   LastDoseInWords(one), HoursInWords(one), one.next_needed_day(),
                   one.dose_open() ? "dose open" : "",
                   one.bottles_out() > 0 ? absl::StrCat(one.bottles_out()) : "", Word(one.reason()),
                   one.unspoken_language()});
    }
    listing.Print(t.out);
  });
}

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListClosures, v1::ListClosuresRequest()));
  return Show(t, response, [&] {
    Listing listing({"closure", "site", "kind", "from", "state"});
    for (const v1::Closure& one : response.closures()) {
      listing.Add({one.closure_id(), one.site_code(), Word(one.kind()), one.from_day(),
                   one.is_done() ? "done" : InWords(one.counts())});
    }
    listing.Print(t.out);
    for (const v1::EndingLicence& one : response.licences()) {
      t.out << "LICENCE of " << one.site_code() << " ends on " << one.licence_until() << ", in "
            << one.days_left() << " days: renew it, or preview a closure\n";
    }
  });
}

absl::Status Travel(Terminal& t, const Arguments& a) {
  v1::RecordTravelRequest request;
  request.set_request_id(NewId());
  request.set_from_site(a.Text("from"));
  request.set_to_site(a.Text("to"));
  int32_t minutes = 0;
  if (!absl::SimpleAtoi(a.Text("minutes"), &minutes)) {
    return Invalid("minutes", a.Text("minutes"), "a number");
  }
  request.set_minutes(minutes);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordTravel, request));
  return Show(t, response, [&] { t.out << "recorded, both ways alike\n"; });
}

absl::Status Languages(Terminal& t, const Arguments& a) {
  v1::RecordSiteLanguagesRequest request;
  request.set_request_id(NewId());
  for (const std::string& language : a.All("languages")) request.add_languages(language);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordSiteLanguages, request));
  return Show(t, response, [&] {
    t.out << "spoken at this site: " << absl::StrJoin(request.languages(), ", ") << "\n";
  });
}

Parameter ClosureParameter() {
  return {"closure", "ID", "The closure's id, as 'oatctl closures' shows it"};
}
Parameter NumberParameter() { return {"number", "NUMBER", "The patient number"}; }
Parameter KindParameter() { return {"kind", Words<v1::ClosureKind>(), "Why the site closes"}; }
Parameter FromDayParameter() { return {"from-day", "DAY", "The first day without the site"}; }

std::vector<Command> PlanningCommands() {
  return {{"preview",
           "Where everybody would go, and what lies in the safe. Nothing is kept.",
           "oat.v1.ClosureService.PreviewClosure",
           "oatctl closures preview suspended 2026-12-15",
           {KindParameter(), FromDayParameter()},
           Preview},
          {"declare",
           "Declares that this device's site closes, by two people. Nobody moves yet.",
           "oat.v1.ClosureService.DeclareSiteClosure",
           "oatctl closures declare suspended 2026-12-15 \"the licence ends\" --second dr.omarova",
           {KindParameter(),
            FromDayParameter(),
            {"reason", "TEXT", "Why, as everybody may read it; no names of patients"},
            SecondParameter()},
           Declare},
          {"reassign",
           "Another destination for one patient, until the move.",
           "oat.v1.ClosureService.ReassignPatient",
           "oatctl closures reassign 01916f4e-0000-7000-8000-000000000000 7K3M9QX2AB SHY1",
           {ClosureParameter(), NumberParameter(), {"to", "SITE", "Where to"}},
           Reassign},
          {"travel",
           "Says how long the way between two sites takes.",
           "oat.v1.ClosureService.RecordTravel",
           "oatctl closures travel TRZ1 SHY1 150",
           {{"from", "SITE", "One site"},
            {"to", "SITE", "The other"},
            {"minutes", "MINUTES", "How long"}},
           Travel},
          {"languages",
           "Says which languages are spoken at the windows of this device's site, all of them.",
           "oat.v1.ClosureService.RecordSiteLanguages",
           "oatctl closures languages kk ru",
           {{.name = "languages",
             .value = "LANGUAGE",
             .what = "Two letters each, as ISO 639-1 has them",
             .is_repeated = true}},
           Languages}};
}

std::vector<Command> RunningCommands() {
  return {{"run",
           "Moves everybody whom the plan has a place for. Cut off, it goes on where it was.",
           "oat.v1.ClosureService.MovePatient",
           "oatctl closures run 01916f4e-0000-7000-8000-000000000000",
           {ClosureParameter()},
           Run},
          {"undo",
           "Takes one patient's move back, until the first dose there.",
           "oat.v1.ClosureService.UndoMove",
           "oatctl closures undo 01916f4e-0000-7000-8000-000000000000 7K3M9QX2AB",
           {ClosureParameter(), NumberParameter()},
           Undo},
          {"told",
           "Says that a patient was told where to go, or is accounted for without a dose.",
           "oat.v1.ClosureService.RecordPlacement",
           "oatctl closures told 01916f4e-0000-7000-8000-000000000000 7K3M9QX2AB",
           {ClosureParameter(),
            NumberParameter(),
            {"--accounted-for", Words<v1::AccountedFor>(), "Why nobody waits for a first dose"}},
           Record},
          {"board",
           "Who was moved, told and dosed, and who was not; longest without a dose first.",
           "oat.v1.ClosureService.GetClosure",
           "oatctl closures board 01916f4e-0000-7000-8000-000000000000",
           {ClosureParameter()},
           ShowBoard}};
}

}  // namespace

Command ClosuresCommand() {
  const Command list = {"list",
                        "Lists the network's closures in counts, and the licences that end soon.",
                        "oat.v1.ClosureService.ListClosures",
                        "oatctl closures list",
                        {},
                        List};
  Command closures{.name = "closures",
                   .what = "Sites that close, and where everybody goes; alone it lists them.",
                   .method = list.method,
                   .example = "oatctl closures",
                   .run = List,
                   .commands = {list}};
  for (Command& one : PlanningCommands()) closures.commands.push_back(std::move(one));
  for (Command& one : RunningCommands()) closures.commands.push_back(std::move(one));
  return closures;
}

}  // namespace oat::ctl
