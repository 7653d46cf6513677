#include "clients/desk/downtime.h"
#include "services/base/status.h"

namespace oat::desk {
namespace {

bool OutcomeIsUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// One kept request at a time: the second person's consent, then the request itself.
class Entering {
 public:
  Entering(link::Link& link, Journal& journal, const std::string& login,
           const std::string& password)
      : link_(link), journal_(journal), login_(login), password_(password) {}

  absl::Status Tell(const KeptRequest& kept) {
    v1::RecordDowntimeLookRequest look;
    if (!look.ParseFromString(kept.body)) return Unreadable();
    OAT_RETURN_IF_ERROR(
        link_.Call(link_.downtime(), &v1::DowntimeService::Stub::RecordDowntimeLook, look)
            .status());
    return journal_.Settle(kept.request_id);
  }

  absl::Status Enter(const KeptRequest& kept, Entered* entered) {
    v1::DowntimeDose dose;
    if (!dose.ParseFromString(kept.body)) return Unreadable();
    if (dose.second_login() != login_) {
      return absl::FailedPreconditionError("a dose waits for the signature of another second");
    }
    auto response = Send(&dose);
    // A consent of an earlier try has run out, which says that it was never used.
    if (absl::IsFailedPrecondition(response.status())) {
      dose.mutable_administration()->clear_approval_id();
      response = Send(&dose);
    }
    OAT_RETURN_IF_ERROR(response.status());
    if (!response->outcome().accepted()) {
      return absl::FailedPreconditionError("the second person must be another one");
    }
    for (int kind : response->incidents()) {
      entered->incidents.push_back(static_cast<v1::IncidentKind>(kind));
    }
    ++entered->doses;
    return journal_.Settle(kept.request_id);
  }

 private:
  static absl::Status Unreadable() {
    return absl::DataLossError("the desk's journal holds something that is no request");
  }

  absl::StatusOr<v1::RecordAdministrationResponse> Send(v1::DowntimeDose* dose) {
    v1::RecordAdministrationRequest& request = *dose->mutable_administration();
    if (request.approval_id().empty()) {
      OAT_ASSIGN_OR_RETURN(
          *request.mutable_approval_id(),
          link_.Approve(login_, password_, "oat.v1.DosingService.RecordAdministration", request));
      // Kept before it is sent: a retry has to be the same request to the byte.
      OAT_RETURN_IF_ERROR(journal_.Amend(request.request_id(), dose->SerializeAsString()));
    }
    return link_.Call(link_.dosing(), &v1::DosingService::Stub::RecordAdministration, request);
  }

  link::Link& link_;
  Journal& journal_;
  const std::string& login_;
  const std::string& password_;
};

}  // namespace

absl::StatusOr<std::vector<v1::DowntimeDose>> Downtime::Unsent(Journal& journal) {
  OAT_ASSIGN_OR_RETURN(const auto kept, journal.Unanswered());
  std::vector<v1::DowntimeDose> doses;
  for (const KeptRequest& one : kept) {
    if (one.method != "RecordAdministration") continue;
    if (!doses.emplace_back().ParseFromString(one.body)) {
      return absl::DataLossError("the desk's journal holds something that is no request");
    }
  }
  return doses;
}

absl::StatusOr<bool> Downtime::HasUnsent(Journal& journal, const std::string& number) {
  OAT_ASSIGN_OR_RETURN(const auto doses, Unsent(journal));
  for (const v1::DowntimeDose& dose : doses) {
    if (dose.administration().patient_number() == number) return true;
  }
  return false;
}

Entered Downtime::Enter(link::Link& link, Journal& journal, const std::string& second_login,
                        const std::string& second_password) {
  Entered entered;
  auto kept = journal.Unanswered();
  if (!kept.ok()) {
    entered.status = kept.status();
    return entered;
  }
  Entering entering(link, journal, second_login, second_password);
  for (const KeptRequest& one : *kept) {
    absl::Status status;
    if (one.method == "RecordDowntimeLook") status = entering.Tell(one);
    if (one.method == "RecordAdministration") status = entering.Enter(one, &entered);
    if (!status.ok() && entered.status.ok()) entered.status = status;
    // What was not answered is asked again from here on, in the same order.
    if (OutcomeIsUnknown(status)) break;
  }
  if (const auto unsent = Unsent(journal); unsent.ok() && unsent->empty()) Refresh(link);
  return entered;
}

}  // namespace oat::desk
