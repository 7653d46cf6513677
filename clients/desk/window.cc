#include "clients/desk/window.h"

#include "clients/desk/pouring.h"
#include "clients/link/away.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/closure.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/transfer.grpc.pb.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::DosingService::Stub;

// Entered by two people, or told by another, and not asked again by itself: see downtime.h,
// cards.h.
bool IsOfDowntime(const std::string& method) {
  return method == "RecordAdministration" || method == "RecordDowntimeLook" ||
         method == "ReportCardReading";
}

// When a request was made: its id begins with the milliseconds of the desk's clock.
absl::Time TimeOf(const std::string& request_id) {
  if (!IsUuidVersion7(request_id)) return absl::InfinitePast();
  const std::string millis = request_id.substr(0, 8) + request_id.substr(9, 4);
  return absl::FromUnixMillis(static_cast<int64_t>(std::stoll(millis, nullptr, 16)));
}

absl::Status NobodyChosen() {
  return absl::FailedPreconditionError("nobody is chosen: find the person first");
}

}  // namespace

const Clock* DeskClock() {
  static const auto* const clock = new SystemClock;
  return clock;
}

template <class Request, class Response>
absl::StatusOr<Response> Window::Send(const std::string& method,
                                      grpc::Status (Stub::*call)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                      const Request& request) {
  if (state_ == State::kLocked) return absl::UnauthenticatedError("the window is locked");
  // Kept whatever comes; but an older request is asked first: sent after this one, it could open a
  // dose for somebody who has left.
  OAT_RETURN_IF_ERROR(journal_.Keep({request.request_id(), method, request.SerializeAsString()}));
  OAT_RETURN_IF_ERROR(AskAgainBefore(request.request_id()));
  absl::StatusOr<Response> response = link_.Call(call, request);
  if (!response.ok() && link::IsAway(response.status())) return response;
  OAT_RETURN_IF_ERROR(journal_.Settle(request.request_id()));
  return response;
}

absl::Status Window::Unlock(const link::Credentials& who) {
  Dismiss();
  state_ = State::kLocked;
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, link_.SignIn(who));
  wants_code_ = !session.roles_wanting_code().empty() && !session.has_no_one_time_code();
  absl::Status status = TakeUpWork(session);
  // A window that cannot be worked at keeps no session either.
  if (!status.ok()) Lock();
  return status;
}

absl::Status Window::TakeUpWork(const v1::SignInResponse& session) {
  if (session.station().empty()) {
    return absl::FailedPreconditionError("this device stands at no window");
  }
  login_ = session.login();
  station_ = session.station();
  OAT_RETURN_IF_ERROR(LearnSite(session.site_code()));
  OAT_RETURN_IF_ERROR(AskAgain());
  OAT_RETURN_IF_ERROR(TakeUpOpenDoses());
  AskForHead();
  state_ = State::kReady;
  return absl::OkStatus();
}

void Window::AskForHead() {
  if (clock_->Now() - asked_for_head_ < kHeadEvery) return;
  asked_for_head_ = clock_->Now();
  v1::GetTreeHeadRequest request;
  request.set_known_size(kept_head_.size());
  const auto response = link_.Call(&v1::OversightService::Stub::GetTreeHead, request);
  if (response.ok()) is_past_broken_ = !kept_head_.Take(*response);
}

absl::Status Window::LearnSite(const std::string& site_code) {
  if (site_.site_code() == site_code) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(v1::ListSitesResponse sites,
                       link_.Call(&v1::SiteService::Stub::ListSites, v1::ListSitesRequest()));
  for (const v1::Site& site : sites.sites()) {
    if (site.site_code() == site_code) site_ = site;
  }
  return absl::OkStatus();
}

void Window::Lock() {
  Dismiss();
  state_ = State::kLocked;
  downtime_.Forget();
  cards_.Forget();
  // The session ends at the server too; where that cannot be reached it runs out by itself.
  static_cast<void>(link_.Call(&v1::AccessService::Stub::SignOut, v1::SignOutRequest()));
  link_.set_session_token("");
}

absl::Status Window::AskAgain() { return AskAgainBefore(""); }

absl::Status Window::AskAgainBefore(const std::string& request_id) {
  OAT_ASSIGN_OR_RETURN(std::vector<KeptRequest> requests, journal_.Unanswered());
  size_t answered = 0;
  for (const KeptRequest& kept : requests) {
    if (kept.request_id == request_id) break;
    if (IsOfDowntime(kept.method) || IsOfPouring(kept.method)) continue;
    OAT_ASSIGN_OR_RETURN(Belated belated, AskAgainFor(kept));
    OAT_RETURN_IF_ERROR(journal_.Settle(kept.request_id));
    belated_.push_back(belated);
    ++answered;
  }
  return answered == 0 ? absl::OkStatus() : TakeUpOpenDoses();
}

absl::StatusOr<Belated> Window::AskAgainFor(const KeptRequest& kept) {
  Belated belated{.method = kept.method, .asked_at = TimeOf(kept.request_id)};
  // Asks once more and keeps what was said; an error when nobody has said what became of it.
  auto ask = [&]<class Request, class Response>(
                 grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&, Response*),
                 Request request, Response* response) -> absl::Status {
    if (!request.ParseFromString(kept.body)) {
      return absl::DataLossError("the desk's journal holds something that is no request");
    }
    belated.patient_number = request.patient_number();
    if constexpr (std::is_same_v<Request, v1::AuthoriseDoseRequest>) {
      belated.dose_id = request.request_id();
      if (clock_->Now() - belated.asked_at > kWaitingAtWindow) return LookUp(request, &belated);
    } else {
      belated.dose_id = request.dose_id();
    }
    auto answer = link_.Call(call, request);
    belated.status = answer.status();
    if (answer.ok()) {
      *response = *answer;
      belated.outcome = answer->outcome();
    }
    const bool says_nothing = link::IsAway(belated.status) || link::WasNotLookedAt(belated.status);
    return says_nothing ? belated.status : absl::OkStatus();
  };
  v1::CarryDoseResponse carried;
  v1::VoidDoseResponse voided;
  v1::AdoptDoseResponse adopted;
  absl::Status status = absl::DataLossError("the desk's journal names an unknown method");
  if (kept.method == "AuthoriseDose") {
    status = ask(&Stub::AuthoriseDose, v1::AuthoriseDoseRequest(), &belated.authorised);
  } else if (kept.method == "ConfirmDose") {
    status = ask(&Stub::ConfirmDose, v1::ConfirmDoseRequest(), &belated.confirmed);
  } else if (kept.method == "CarryDose") {
    status = ask(&Stub::CarryDose, v1::CarryDoseRequest(), &carried);
  } else if (kept.method == "VoidDose") {
    status = ask(&Stub::VoidDose, v1::VoidDoseRequest(), &voided);
  } else if (kept.method == "AdoptDose") {
    status = ask(&Stub::AdoptDose, v1::AdoptDoseRequest(), &adopted);
  }
  if (!status.ok()) return status;
  return belated;
}

absl::Status Window::LookUp(const v1::AuthoriseDoseRequest& request, Belated* belated) {
  OAT_ASSIGN_OR_RETURN(v1::ListOpenDosesResponse doses, SiteOpenDoses());
  belated->is_given_up = true;
  for (const v1::OpenDose& dose : doses.doses()) {
    if (dose.dose_id() != request.request_id()) continue;
    belated->is_given_up = false;
    belated->outcome.set_accepted(true);
  }
  return absl::OkStatus();
}

absl::Status Window::TakeUpOpenDoses() {
  OAT_ASSIGN_OR_RETURN(v1::ListOpenDosesResponse doses, SiteOpenDoses());
  open_.clear();
  for (const v1::OpenDose& dose : doses.doses()) {
    const bool here = dose.station() == station_ && dose.state() == v1::DOSE_STATE_OPEN;
    if (here) open_[dose.dose_id()] = dose.patient_number();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::FindPatientResponse> Window::Find(const v1::FindPatientRequest& key) {
  if (state_ == State::kLocked) return absl::FailedPreconditionError("the window is locked");
  Dismiss();
  OAT_ASSIGN_OR_RETURN(v1::FindPatientResponse found,
                       link_.Call(&v1::EnrolmentService::Stub::FindPatient, key));
  shown_ = found;
  chosen_ = found.patient_number();
  state_ = State::kIdentifying;
  return found;
}

absl::StatusOr<v1::GetPhotoResponse> Window::Photo() {
  if (state_ != State::kIdentifying) return NobodyChosen();
  v1::GetPhotoRequest request;
  request.set_patient_number(chosen_);
  OAT_ASSIGN_OR_RETURN(v1::GetPhotoResponse photo,
                       link_.Call(&v1::IdentityService::Stub::GetPhoto, request));
  if (photo.jpeg().empty()) return absl::NotFoundError("no photo is kept of this person");
  return photo;
}

void Window::Hide() { shown_.reset(); }

void Window::Dismiss() {
  shown_.reset();
  chosen_.clear();
  if (state_ == State::kIdentifying) state_ = State::kReady;
}

absl::StatusOr<Window::Answer> Window::Authorise(v1::IdentityCheck check, v1::Assessment assessment,
                                                 const Circumstances& circumstances) {
  if (state_ != State::kIdentifying) return NobodyChosen();
  v1::AuthoriseDoseRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(chosen_);
  request.set_station(station_);
  request.set_identity_check(check);
  request.set_assessment(assessment);
  request.set_asked_desk(circumstances.asked_desk);
  request.set_own_bottle(circumstances.own_bottle);
  Hide();
  OAT_ASSIGN_OR_RETURN(const bool has_unsent, Downtime::HasUnsent(journal_, chosen_));
  if (has_unsent) {
    return absl::FailedPreconditionError("what this person was given meanwhile is entered first");
  }
  auto response = Send("AuthoriseDose", &Stub::AuthoriseDose, request);
  if (!response.ok()) return response.status();
  if (response->outcome().accepted()) open_[request.request_id()] = chosen_;
  Dismiss();
  return Answer{request.request_id(), *std::move(response)};
}

absl::Status Window::CheckOpen(const std::string& dose_id) const {
  if (open_.contains(dose_id)) return absl::OkStatus();
  return absl::NotFoundError("this dose is not open at this window");
}

absl::StatusOr<v1::ConfirmDoseResponse> Window::Confirm(const std::string& dose_id,
                                                        v1::ConfirmDoseRequest request) {
  OAT_RETURN_IF_ERROR(CheckOpen(dose_id));
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(open_[dose_id]);
  request.set_dose_id(dose_id);
  auto response = Send("ConfirmDose", &Stub::ConfirmDose, request);
  if (response.ok()) open_.erase(dose_id);
  return response;
}

absl::StatusOr<v1::CarryDoseResponse> Window::Carry(const std::string& dose_id,
                                                    v1::CarryDoseRequest request,
                                                    const link::Credentials& second) {
  OAT_RETURN_IF_ERROR(CheckOpen(dose_id));
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(open_[dose_id]);
  request.set_dose_id(dose_id);
  request.clear_approval_id();
  OAT_ASSIGN_OR_RETURN(const std::string approval,
                       link_.Approve(second, "oat.v1.DosingService.CarryDose", request));
  request.set_approval_id(approval);
  return Send("CarryDose", &Stub::CarryDose, request);
}

absl::StatusOr<v1::TakeBackPatientResponse> Window::TakeToday(const std::string& patient_number) {
  v1::TakeBackPatientRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(patient_number);
  return link_.Call(&v1::TransferService::Stub::TakeBackPatient, request);
}

absl::StatusOr<v1::VoidDoseResponse> Window::Void(const std::string& dose_id, v1::VoidReason reason,
                                                  bool poured) {
  OAT_RETURN_IF_ERROR(CheckOpen(dose_id));
  v1::VoidDoseRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(open_[dose_id]);
  request.set_dose_id(dose_id);
  request.set_reason(reason);
  request.set_poured(poured);
  auto response = Send("VoidDose", &Stub::VoidDose, request);
  if (response.ok()) open_.erase(dose_id);
  return response;
}

absl::StatusOr<v1::ListOpenDosesResponse> Window::SiteOpenDoses() {
  return link_.Call(&Stub::ListOpenDoses, v1::ListOpenDosesRequest());
}

absl::StatusOr<v1::ListClosuresResponse> Window::Closures() {
  return link_.Call(&v1::ClosureService::Stub::ListClosures, v1::ListClosuresRequest());
}

absl::StatusOr<v1::GetClosureResponse> Window::Board(const std::string& closure_id) {
  v1::GetClosureRequest request;
  request.set_closure_id(closure_id);
  return link_.Call(&v1::ClosureService::Stub::GetClosure, request);
}

absl::StatusOr<v1::AdoptDoseResponse> Window::Adopt(const v1::OpenDose& dose) {
  v1::AdoptDoseRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(dose.patient_number());
  request.set_dose_id(dose.dose_id());
  request.set_station(station_);
  auto response = Send("AdoptDose", &Stub::AdoptDose, request);
  if (response.ok() && response->outcome().accepted()) {
    open_[dose.dose_id()] = dose.patient_number();
  }
  return response;
}

}  // namespace oat::desk
