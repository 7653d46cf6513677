#include "clients/desk/pouring.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "clients/link/away.h"
#include "oat/v1/pump.grpc.pb.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::PumpService::Stub;

constexpr char kBegin[] = "BeginPour";
constexpr char kEnd[] = "EndPour";
constexpr char kResolve[] = "ResolvePour";
// What the contract takes of a pump's words.
constexpr size_t kLongestFault = 120;

bool SaysNothing(const absl::Status& status) {
  return link::IsAway(status) || link::WasNotLookedAt(status);
}

std::string Plain(absl::string_view words) {
  std::string plain(words.substr(0, kLongestFault));
  for (char& c : plain) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return plain;
}

absl::Status Unreadable() {
  return absl::DataLossError("the desk's journal holds something that is no request");
}

// Sends a kept request again; OK once the server has looked at it, whatever it said.
template <class Request, class Response>
absl::Status SendAgain(link::Link& link,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                       const KeptRequest& kept) {
  Request request;
  if (!request.ParseFromString(kept.body)) return Unreadable();
  const absl::Status status = link.Call(method, request).status();
  return SaysNothing(status) ? status : absl::OkStatus();
}

}  // namespace

bool IsOfPouring(const std::string& method) {
  return method == kBegin || method == kEnd || method == kResolve;
}

absl::StatusOr<Pouring::Poured> Pouring::Pour(Window& window, const Line& line) {
  if (window.state() == Window::State::kLocked) {
    return absl::UnauthenticatedError("the window is locked");
  }
  OAT_RETURN_IF_ERROR(TakeUp(window));
  v1::BeginPourRequest begin;
  begin.set_request_id(MakeUuid(clock_->Now()).text());
  begin.set_pump_id(pump_id_);
  begin.set_dose_id(line.dose_id);
  begin.set_lot_number(line.lot_number);
  begin.set_quantity(line.quantity);
  Journal& journal = window.journal();
  OAT_RETURN_IF_ERROR(journal.Keep({begin.request_id(), kBegin, begin.SerializeAsString()}));
  const auto begun = window.link().Call(&Stub::BeginPour, begin);
  // Without the server's answer the pump is told nothing, and TakeUp sees what became of it.
  if (SaysNothing(begun.status())) return begun.status();
  OAT_RETURN_IF_ERROR(journal.Settle(begin.request_id()));
  OAT_RETURN_IF_ERROR(begun.status());
  Poured poured{.pour_id = begin.request_id(), .outcome = begun->outcome()};
  if (!poured.outcome.accepted()) return poured;

  const auto dispensed = pump_->Dispense(line.quantity);
  if (dispensed.ok()) {
    poured.microlitres = dispensed->microlitres;
    poured.fault = Plain(dispensed->fault);
  } else {
    poured.fault = Plain(dispensed.status().message());
  }
  const bool is_known = dispensed.ok() || pump::PouredNothing(dispensed.status());
  if (!is_known || poured.microlitres > line.quantity) {
    if (is_known) poured.fault = "the pump counted more than it was asked for";
    poured.must_be_measured = true;
    return poured;
  }
  OAT_ASSIGN_OR_RETURN(poured.is_told,
                       Tell(window, poured.pour_id, poured.microlitres, poured.fault));
  return poured;
}

absl::StatusOr<bool> Pouring::Tell(Window& window, const std::string& pour_id, int64_t poured,
                                   const std::string& fault) {
  v1::EndPourRequest end;
  end.set_request_id(MakeUuid(clock_->Now()).text());
  end.set_pour_id(pour_id);
  end.set_poured(poured);
  end.set_fault(fault);
  const KeptRequest kept{end.request_id(), kEnd, end.SerializeAsString()};
  OAT_RETURN_IF_ERROR(window.journal().Keep(kept));
  if (!SendAgain(window.link(), &Stub::EndPour, kept).ok()) return false;
  OAT_RETURN_IF_ERROR(window.journal().Settle(kept.request_id));
  return true;
}

absl::Status Pouring::TakeUp(Window& window) {
  OAT_ASSIGN_OR_RETURN(const auto requests, window.journal().Unanswered());
  for (const KeptRequest& kept : requests) {
    if (IsOfPouring(kept.method)) OAT_RETURN_IF_ERROR(TakeUp(window, kept));
  }
  return absl::OkStatus();
}

absl::Status Pouring::TakeUp(Window& window, const KeptRequest& kept) {
  if (kept.method == kBegin) return EndUnstarted(window, kept);
  OAT_RETURN_IF_ERROR(kept.method == kEnd ? SendAgain(window.link(), &Stub::EndPour, kept)
                                          : SendAgain(window.link(), &Stub::ResolvePour, kept));
  return window.journal().Settle(kept.request_id);
}

// The server's yes was never kept here, so the pump was never told.
absl::Status Pouring::EndUnstarted(Window& window, const KeptRequest& begin) {
  OAT_ASSIGN_OR_RETURN(const auto unresolved, ToMeasure(window));
  const bool has_begun =
      std::any_of(unresolved.begin(), unresolved.end(),
                  [&](const v1::Pour& pour) { return pour.pour_id() == begin.request_id; });
  if (has_begun) {
    OAT_RETURN_IF_ERROR(Tell(window, begin.request_id, 0, "the desk never told the pump").status());
  }
  return window.journal().Settle(begin.request_id);
}

absl::StatusOr<v1::Pump> Pouring::Look(Window& window) const {
  OAT_ASSIGN_OR_RETURN(const v1::ListPumpsResponse listed,
                       window.link().Call(&Stub::ListPumps, v1::ListPumpsRequest()));
  for (const v1::Pump& pump : listed.pumps()) {
    if (pump.pump_id() == pump_id_ && pump.station() == window.station()) return pump;
  }
  return absl::NotFoundError("pump: it stands at another window, or at none");
}

absl::StatusOr<std::vector<v1::Pour>> Pouring::ToMeasure(Window& window) {
  OAT_ASSIGN_OR_RETURN(const v1::ListPumpsResponse listed,
                       window.link().Call(&Stub::ListPumps, v1::ListPumpsRequest()));
  std::vector<v1::Pour> pours;
  for (const v1::Pour& pour : listed.unresolved()) {
    if (pour.pump_id() == pump_id_) pours.push_back(pour);
  }
  return pours;
}

absl::StatusOr<v1::ResolvePourResponse> Pouring::Resolve(Window& window, const std::string& pour_id,
                                                         int64_t microlitres,
                                                         const link::Credentials& second) {
  v1::ResolvePourRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_pour_id(pour_id);
  request.set_measured(microlitres);
  OAT_ASSIGN_OR_RETURN(const std::string approval,
                       window.link().Approve(second, "oat.v1.PumpService.ResolvePour", request));
  request.set_approval_id(approval);
  OAT_RETURN_IF_ERROR(
      window.journal().Keep({request.request_id(), kResolve, request.SerializeAsString()}));
  const auto resolved = window.link().Call(&Stub::ResolvePour, request);
  if (SaysNothing(resolved.status())) return resolved.status();
  OAT_RETURN_IF_ERROR(window.journal().Settle(request.request_id()));
  return resolved;
}

}  // namespace oat::desk
