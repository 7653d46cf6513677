// Theft and loss of this device's site: cases, what is due, and what came out.
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "oat/v1/loss.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::LossService::Stub;

std::string StepInWords(const v1::LossStep& step) {
  if (step.has_done_at()) {
    return absl::StrCat(step.name(), " done ", FormatTime(step.done_at()), " by ", step.done_by(),
                        ", ", step.reference());
  }
  return absl::StrCat(step.name(), step.is_overdue() ? " OVERDUE since " : " due by ",
                      step.due_on());
}

absl::Status ListLosses(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ListLossesRequest request;
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListLosses, request));
  return Show(t, response, [&] {
    for (const v1::Loss& loss : response.losses()) {
      t.out << loss.loss_id() << "  " << Word(loss.kind()) << " at "
            << (loss.station().empty() ? "the safe" : loss.station()) << ", found "
            << FormatTime(loss.discovered_at()) << " by " << loss.reported_by() << "\n"
            << "  " << loss.note() << "\n";
      for (const v1::LostLot& lot : loss.lots()) {
        t.out << "  " << FormatQuantity(lot.quantity(), units[lot.product_code()]) << " of "
              << lot.product_code() << ", lot " << lot.lot_number() << "\n";
      }
      for (const v1::LossStep& step : loss.steps()) t.out << "  " << StepInWords(step) << "\n";
      t.out << (loss.has_closed_at() ? "  closed: " + loss.finding() : "  open") << "\n";
    }
    if (response.losses().empty()) t.out << "nothing\n";
  });
}

absl::Status Report(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(Units units, LoadUnits(t));
  v1::ReportLossRequest request;
  request.set_request_id(NewId());
  OAT_ASSIGN_OR_RETURN(const v1::LossKind kind, ReadWord<v1::LossKind>("kind", a.Text("kind")));
  request.set_kind(kind);
  if (a.Text("place") != "safe") request.set_station(a.Text("place"));
  request.set_note(a.Text("note"));
  absl::Time found;
  if (!absl::ParseTime(absl::RFC3339_full, a.Text("found"), &found, nullptr)) {
    return Invalid("found", a.Text("found"), "a time such as 2026-11-20T08:00:00+05:00");
  }
  request.mutable_discovered_at()->set_seconds(absl::ToUnixSeconds(found));
  for (const std::string& text : a.All("lot")) {
    OAT_RETURN_IF_ERROR(ReadLot(units, text, request.add_lots()));
  }
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ReportLoss, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "case " << request.request_id() << " is open\n";
    for (const v1::LossStep& step : response.steps()) t.out << StepInWords(step) << "\n";
  });
}

absl::Status RecordStep(Terminal& t, const Arguments& a) {
  v1::RecordLossStepRequest request;
  request.set_request_id(NewId());
  request.set_loss_id(a.Text("case"));
  request.set_name(a.Text("step"));
  request.set_reference(a.Text("reference"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RecordLossStep, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << request.name() << " is done\n"; });
}

absl::Status Close(Terminal& t, const Arguments& a) {
  v1::CloseLossRequest request;
  request.set_request_id(NewId());
  request.set_loss_id(a.Text("case"));
  request.set_finding(a.Text("finding"));
  OAT_RETURN_IF_ERROR(AddApproval(t, a.Text("--second"), "oat.v1.LossService.CloseLoss", &request));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::CloseLoss, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "case " << request.loss_id() << " is closed\n"; });
}

}  // namespace

Command LossesCommand() {
  const Parameter open = {"--open", "", "Only those that are not closed"};
  const Parameter which = {"case", "ID", "The case's id, as 'oatctl losses' shows it"};
  return {
      .name = "losses",
      .what = "Theft and loss at this device's site; alone it lists the cases, with what is due.",
      .method = "oat.v1.LossService.ListLosses",
      .example = "oatctl losses --open",
      .parameters = {open},
      .run = ListLosses,
      .commands = {
          {"report",
           "Opens a case. What is gone leaves the book; what the rules ask for is told.",
           "oat.v1.LossService.ReportLoss",
           "oatctl losses report theft safe \"the safe stood open\" 2026-11-20T08:00:00+05:00 "
           "METHADONE-5MG-ML/LOT-7=250mL",
           {{"kind", Words<v1::LossKind>(), "What happened"},
            {"place", "STATION", "The window, for example W1, or safe"},
            {"note", "TEXT", "What was found; no names, neither of patients nor of suspects"},
            {"found", "TIME", "When it was discovered, with its offset"},
            {"lot", "PRODUCT/LOT=QUANTITY",
             "What is gone; left out: a count has told of it already", true, true}},
           Report},
          {"step",
           "Says that a step the rules ask for was done.",
           "oat.v1.LossService.RecordLossStep",
           "oatctl losses step 01916f4e-0000-7000-8000-000000000000 notice \"fax of 9:15\"",
           {which,
            {"step", "NAME", "As the case names it"},
            {"reference", "TEXT", "The number under which it was received, or how it was given"}},
           RecordStep},
          {"close",
           "Closes a case with what was found; two people sign.",
           "oat.v1.LossService.CloseLoss",
           "oatctl losses close 01916f4e-0000-7000-8000-000000000000 \"the lock was broken\" "
           "--second custodian.ala1",
           {which, {"finding", "TEXT", "What came out; no names"}, SecondParameter()},
           Close}}};
}

}  // namespace oat::ctl
