#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/identity/folding.h"
#include "services/identity/store.h"
#include "services/takehome/service.h"
#include "services/takehome/store.h"

namespace oat::takehome {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

}  // namespace

absl::Status Service::NameDelegate(Call& call, const v1::NameDelegateRequest& request,
                                   v1::NameDelegateResponse* response) const {
  // What folds to nothing could be met by nobody who shows a document.
  if (identity::FoldName(request.name()).empty()) {
    return Invalid("name", "no letters", "a name as it stands in the document");
  }
  if (identity::FoldDocumentNumber(request.document()).empty()) {
    return Invalid("document", "no letters or digits", "the number of a document");
  }
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  OAT_RETURN_IF_ERROR(
      RecordDelegate(call.transaction, vault_, person,
                     {call.request_id, Secret(request.name()), Secret(request.document())},
                     call.caller.staff, call.now));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::RemoveDelegate(Call& call, const v1::RemoveDelegateRequest& request,
                                     v1::RemoveDelegateResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  if (!takehome::RemoveDelegate(call.transaction, person, call.caller.staff, call.now)) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "nobody named"}});
    return absl::OkStatus();
  }
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::takehome
