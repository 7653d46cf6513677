#include "clients/desk/window.h"

#include "absl/time/clock.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::DosingService::Stub;

std::string NewId() { return MakeUuid(absl::Now()).text(); }

// Nobody knows whether it took effect: the request stays unanswered in the journal.
bool OutcomeIsUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

template <class Request, class Response>
absl::StatusOr<Response> Window::Send(const std::string& method,
                                      grpc::Status (Stub::*call)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                      const Request& request) {
  // An older request first: sent after this one, it could open a dose for somebody who has left.
  OAT_RETURN_IF_ERROR(AskAgain());
  OAT_RETURN_IF_ERROR(journal_.Keep({request.request_id(), method, request.SerializeAsString()}));
  absl::StatusOr<Response> response = link_.Call(link_.dosing(), call, request);
  if (!response.ok() && OutcomeIsUnknown(response.status())) return response;
  OAT_RETURN_IF_ERROR(journal_.Settle(request.request_id()));
  return response;
}

absl::Status Window::Unlock(const std::string& login, const std::string& password) {
  Dismiss();
  state_ = State::kLocked;
  OAT_ASSIGN_OR_RETURN(v1::SignInResponse session, link_.SignIn(login, password));
  if (session.station().empty()) {
    Lock();
    return absl::FailedPreconditionError("this device stands at no window");
  }
  station_ = session.station();
  OAT_RETURN_IF_ERROR(AskAgain());
  OAT_RETURN_IF_ERROR(TakeUpOpenDoses());
  state_ = State::kReady;
  return absl::OkStatus();
}

void Window::Lock() {
  Dismiss();
  state_ = State::kLocked;
  // The session ends at the server too; where that cannot be reached it runs out by itself.
  static_cast<void>(
      link_.Call(link_.access(), &v1::AccessService::Stub::SignOut, v1::SignOutRequest()));
  link_.set_session_token("");
}

absl::Status Window::AskAgain() {
  OAT_ASSIGN_OR_RETURN(std::vector<KeptRequest> requests, journal_.Unanswered());
  auto again = [&]<class Request, class Response>(
                   const KeptRequest& kept,
                   grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&, Response*)) {
    Request request;
    if (!request.ParseFromString(kept.body)) {
      return absl::DataLossError("the desk's journal holds something that is no request");
    }
    absl::Status status = link_.Call(link_.dosing(), call, request).status();
    // Without a session nobody has looked whether it took effect.
    const bool unanswered = OutcomeIsUnknown(status) || absl::IsUnauthenticated(status);
    return unanswered ? status : journal_.Settle(kept.request_id);
  };
  for (const KeptRequest& kept : requests) {
    absl::Status status = absl::DataLossError("the desk's journal names an unknown method");
    if (kept.method == "AuthoriseDose") status = again(kept, &Stub::AuthoriseDose);
    if (kept.method == "ConfirmDose") status = again(kept, &Stub::ConfirmDose);
    if (kept.method == "VoidDose") status = again(kept, &Stub::VoidDose);
    if (kept.method == "AdoptDose") status = again(kept, &Stub::AdoptDose);
    OAT_RETURN_IF_ERROR(status);
  }
  return requests.empty() ? absl::OkStatus() : TakeUpOpenDoses();
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
  OAT_ASSIGN_OR_RETURN(
      v1::FindPatientResponse found,
      link_.Call(link_.enrolment(), &v1::EnrolmentService::Stub::FindPatient, key));
  shown_ = found;
  chosen_ = found.patient_number();
  state_ = State::kIdentifying;
  return found;
}

void Window::Hide() { shown_.reset(); }

void Window::Dismiss() {
  shown_.reset();
  chosen_.clear();
  if (state_ == State::kIdentifying) state_ = State::kReady;
}

absl::StatusOr<Window::Answer> Window::Authorise(v1::IdentityCheck check,
                                                 v1::Assessment assessment) {
  if (state_ != State::kIdentifying) {
    return absl::FailedPreconditionError("nobody is chosen: find the person first");
  }
  v1::AuthoriseDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(chosen_);
  request.set_station(station_);
  request.set_identity_check(check);
  request.set_assessment(assessment);
  Hide();
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
  request.set_request_id(NewId());
  request.set_patient_number(open_[dose_id]);
  request.set_dose_id(dose_id);
  auto response = Send("ConfirmDose", &Stub::ConfirmDose, request);
  if (response.ok()) open_.erase(dose_id);
  return response;
}

absl::StatusOr<v1::VoidDoseResponse> Window::Void(const std::string& dose_id, v1::VoidReason reason,
                                                  bool poured) {
  OAT_RETURN_IF_ERROR(CheckOpen(dose_id));
  v1::VoidDoseRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(open_[dose_id]);
  request.set_dose_id(dose_id);
  request.set_reason(reason);
  request.set_poured(poured);
  auto response = Send("VoidDose", &Stub::VoidDose, request);
  if (response.ok()) open_.erase(dose_id);
  return response;
}

absl::StatusOr<v1::ListOpenDosesResponse> Window::SiteOpenDoses() {
  return link_.Call(link_.dosing(), &Stub::ListOpenDoses, v1::ListOpenDosesRequest());
}

absl::StatusOr<v1::AdoptDoseResponse> Window::Adopt(const v1::OpenDose& dose) {
  v1::AdoptDoseRequest request;
  request.set_request_id(NewId());
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
