#include "clients/desk/downtime.h"
#include "clients/link/away.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/downtime.grpc.pb.h"
#include "services/base/status.h"

namespace oat::desk {
namespace {

// One kept request at a time: the second person's consent, then the request itself.
class Entering {
 public:
  Entering(link::Link& link, Journal& journal, const link::Credentials& second)
      : link_(link), journal_(journal), second_(second), login_(second.login) {}

  absl::Status Tell(const KeptRequest& kept) {
    v1::RecordDowntimeLookRequest look;
    if (!look.ParseFromString(kept.body)) return Unreadable();
    OAT_RETURN_IF_ERROR(link_.Call(&v1::DowntimeService::Stub::RecordDowntimeLook, look).status());
    return journal_.Settle(kept.request_id);
  }

  absl::Status Enter(const KeptRequest& kept, Entered* entered) {
    v1::DowntimeDose dose;
    if (!dose.ParseFromString(kept.body)) return Unreadable();
    if (!login_.empty()) OAT_RETURN_IF_ERROR(CheckIsHers(dose));
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

  absl::Status CheckIsHers(const v1::DowntimeDose& dose) const {
    if (dose.second_login() == login_) return absl::OkStatus();
    return absl::FailedPreconditionError("a dose waits for the signature of another second");
  }

  absl::StatusOr<v1::RecordAdministrationResponse> Send(v1::DowntimeDose* dose) {
    v1::RecordAdministrationRequest& request = *dose->mutable_administration();
    if (request.approval_id().empty()) {
      OAT_ASSIGN_OR_RETURN(
          const v1::ApproveResponse consent,
          link_.Consent(second_, "oat.v1.DosingService.RecordAdministration", request));
      // A badge said nothing of whose it is. A consent that is not used runs out.
      login_ = consent.login();
      OAT_RETURN_IF_ERROR(CheckIsHers(*dose));
      request.set_approval_id(consent.approval_id());
      // Kept before it is sent: a retry has to be the same request to the byte.
      OAT_RETURN_IF_ERROR(journal_.Amend(request.request_id(), dose->SerializeAsString()));
    }
    return link_.Call(&v1::DosingService::Stub::RecordAdministration, request);
  }

  link::Link& link_;
  Journal& journal_;
  const link::Credentials& second_;
  std::string login_;  // hers; empty while only her badge is known
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

Entered Downtime::Enter(link::Link& link, Journal& journal, const link::Credentials& second) {
  Entered entered;
  auto kept = journal.Unanswered();
  if (!kept.ok()) {
    entered.status = kept.status();
    return entered;
  }
  Entering entering(link, journal, second);
  for (const KeptRequest& one : *kept) {
    absl::Status status;
    if (one.method == "RecordDowntimeLook") status = entering.Tell(one);
    if (one.method == "RecordAdministration") status = entering.Enter(one, &entered);
    if (!status.ok() && entered.status.ok()) entered.status = status;
    // What was not answered is asked again from here on, in the same order.
    if (link::IsAway(status)) break;
  }
  const auto unsent = Unsent(journal);
  if (!unsent.ok() || !unsent->empty()) return entered;
  // Without a secret of hers no list can be kept, and the other windows need not ask here any more.
  if (file_.HasKey()) {
    Refresh(link);
  } else {
    GiveBack(link);
  }
  return entered;
}

}  // namespace oat::desk
