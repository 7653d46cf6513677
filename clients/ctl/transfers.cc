// People who move from one site to another.
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/displaced.h"
#include "clients/ctl/print.h"
#include "oat/v1/transfer.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::TransferService::Stub;

template <class Request>
Request StepOf(const Arguments& a) {
  Request request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  return request;
}

std::string DaysInWords(const v1::Transfer& one) {
  if (one.until_day().empty()) return absl::StrCat("from ", one.from_day());
  return absl::StrCat(one.from_day(), " to ", one.until_day());
}
// "SEM1 until 2026-11-21 13:00, managers".
std::string TurnInWords(const v1::Transfer& one) {
  if (!one.has_due_at()) return "";
  const std::string turn = absl::StrCat(one.waits_for(), " until ", FormatTime(one.due_at()));
  return one.escalation() == v1::ESCALATION_NONE ? turn
                                                 : absl::StrCat(turn, ", ", Word(one.escalation()));
}
std::string StateInWords(const v1::Transfer& one) {
  if (one.state() == v1::TRANSFER_STATE_DECLINED) {
    return absl::StrCat(Word(one.state()), " ", Word(one.decline_reason()));
  }
  return absl::StrCat(Word(one.state()), one.is_unprepared() ? " unprepared" : "");
}

absl::Status List(Terminal& t, const Arguments& a) {
  v1::ListTransfersRequest request;
  request.set_open_only(a.Has("--open"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListTransfers, request));
  return Show(t, response, [&] {
    Listing listing(
        {"patient", "kind", "from", "to", "days", "reason", "state", "waits for", "last by"});
    for (const v1::Transfer& one : response.transfers()) {
      listing.Add({one.patient_number(), Word(one.kind()), one.from_site(), one.to_site(),
                   DaysInWords(one), Word(one.reason()), StateInWords(one), TurnInWords(one),
                   one.last_by()});
    }
    listing.Print(t.out);
    for (const v1::Reception& one : response.receptions()) PrintReception(one, t.out);
    for (const v1::Restart& one : response.restarts()) {
      t.out << "RESTART TODAY: " << one.patient_number() << " came out of " << one.from_site()
            << " on " << FormatTime(one.released_at()) << " and had no dose since\n";
    }
  });
}

absl::Status Request(Terminal& t, const Arguments& a) {
  auto request = StepOf<v1::RequestTransferRequest>(a);
  request.set_to_site(a.Text("to"));
  request.set_from_day(a.Text("from-day"));
  request.set_until_day(a.Text("--until"));
  OAT_ASSIGN_OR_RETURN(const v1::TransferKind kind,
                       ReadWord<v1::TransferKind>("kind", a.Text("kind")));
  request.set_kind(kind);
  OAT_ASSIGN_OR_RETURN(const v1::TransferReason reason,
                       ReadWord<v1::TransferReason>("reason", a.Text("reason")));
  request.set_reason(reason);
  request.set_patient_asks(a.Has("--patient-asks"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::RequestTransfer, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "asked of " << request.to_site() << ": until it accepts, nothing changes\n";
  });
}

absl::Status Prepare(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Ask(t, &Stub::PrepareTransfer, StepOf<v1::PrepareTransferRequest>(a)));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "prepared: the other site may open the record\n"; });
}

absl::Status Accept(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Ask(t, &Stub::AcceptTransfer, StepOf<v1::AcceptTransferRequest>(a)));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << "accepted: the person is with the destination from " << response.from_day() << "\n";
  });
}

absl::Status Decline(Terminal& t, const Arguments& a) {
  auto request = StepOf<v1::DeclineTransferRequest>(a);
  OAT_ASSIGN_OR_RETURN(const v1::DeclineReason reason,
                       ReadWord<v1::DeclineReason>("reason", a.Text("reason")));
  request.set_reason(reason);
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::DeclineTransfer, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "declined: the person stays where she is\n"; });
}

absl::Status Amend(Terminal& t, const Arguments& a) {
  auto request = StepOf<v1::AmendTransferRequest>(a);
  request.set_from_day(a.Text("--from"));
  request.set_until_day(a.Text("--until"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::AmendTransfer, request));
  return ShowOutcome(t, response, response.outcome(), [&] { t.out << "amended\n"; });
}

absl::Status Cancel(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(auto response,
                       Ask(t, &Stub::CancelTransfer, StepOf<v1::CancelTransferRequest>(a)));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "cancelled: the person stays where she is\n"; });
}

absl::Status TakeBack(Terminal& t, const Arguments& a) {
  auto request = StepOf<v1::TakeBackPatientRequest>(a);
  request.set_released(a.Has("--released"));
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::TakeBackPatient, request));
  return ShowOutcome(t, response, response.outcome(),
                     [&] { t.out << "today is this site's: dose the person now\n"; });
}

Parameter NumberParameter() { return {"number", "NUMBER", "The patient number"}; }

Command RequestCommand() {
  return {
      "request",
      "Asks that another site go on with a person's treatment. Until it accepts nothing changes.",
      "oat.v1.TransferService.RequestTransfer",
      "oatctl transfers request 7K3M9QX2AB SEM1 guest 2026-11-24 work --until 2026-11-28",
      {NumberParameter(),
       {"to", "SITE", "Where to"},
       {"kind", Words<v1::TransferKind>(), "For good, as a guest, into an institution"},
       {"from-day", "DAY", "The first day there"},
       {"reason", Words<v1::TransferReason>(), "Why"},
       {"--until", "DAY", "The last day there; of an institution where it is known"},
       {"--patient-asks", "", "The person asks, at this window"}},
      Request};
}

Command AmendCommand() {
  return {"amend",
          "Other days for a transfer; of one that was accepted the last day alone.",
          "oat.v1.TransferService.AmendTransfer",
          "oatctl transfers amend 7K3M9QX2AB --until 2026-11-30",
          {NumberParameter(),
           {"--from", "DAY", "The first day there"},
           {"--until", "DAY", "The last day there"}},
          Amend};
}

Command TakeBackCommand() {
  return {"take-back",
          "Takes today back for a person who stands here: who missed the bus, or came back early.",
          "oat.v1.TransferService.TakeBackPatient",
          "oatctl transfers take-back 7K3M9QX2AB",
          {NumberParameter(), {"--released", "", "Out of an institution: a restart the same day"}},
          TakeBack};
}

}  // namespace

Command TransfersCommand() {
  const Parameter open = {"--open", "", "Only those that wait for somebody"};
  const Command list = {
      "list",
      "Lists the transfers from, to and asked at this device's site, those first that wait.",
      "oat.v1.TransferService.ListTransfers",
      "oatctl transfers list --open",
      {open},
      List};
  return {.name = "transfers",
          .what = "People who move from one site to another; alone it lists them.",
          .method = list.method,
          .example = "oatctl transfers",
          .run = List,
          .commands = {list,
                       RequestCommand(),
                       {"prepare",
                        "Says that order, bottles and doses of a person who leaves are in order.",
                        "oat.v1.TransferService.PrepareTransfer",
                        "oatctl transfers prepare 7K3M9QX2AB",
                        {NumberParameter()},
                        Prepare},
                       {"accept",
                        "Takes a person, from the day that was asked for, or from today.",
                        "oat.v1.TransferService.AcceptTransfer",
                        "oatctl transfers accept 7K3M9QX2AB",
                        {NumberParameter()},
                        Accept},
                       {"decline",
                        "Says why this site cannot take a person.",
                        "oat.v1.TransferService.DeclineTransfer",
                        "oatctl transfers decline 7K3M9QX2AB no_place",
                        {NumberParameter(), {"reason", Words<v1::DeclineReason>(), "Why"}},
                        Decline},
                       AmendCommand(),
                       {"cancel",
                        "Lets nothing come of a transfer that is not in force yet.",
                        "oat.v1.TransferService.CancelTransfer",
                        "oatctl transfers cancel 7K3M9QX2AB",
                        {NumberParameter()},
                        Cancel},
                       TakeBackCommand(),
                       ReceiveCommand()}};
}

}  // namespace oat::ctl
