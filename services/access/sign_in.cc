// Sessions open and end, and a second person consents.
#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/dynamic_message.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/oversight.pb.h"
#include "services/access/alarm.h"
#include "services/access/code_store.h"
#include "services/access/credential.h"
#include "services/access/proof.h"
#include "services/access/rules.h"
#include "services/access/service.h"
#include "services/access/session_store.h"
#include "services/access/store.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/contract/digest.h"
#include "services/contract/role.h"

namespace oat::access {
namespace {

std::string SiteCodeOf(const Caller& caller) { return caller.site ? caller.site->code : ""; }

// Beside everything else that a sign-in does, so that nothing tells it apart. In a session that was
// forced itself the auditor knows already.
void AlarmOfDuress(Call& call, StaffId staff) {
  if (call.caller.is_under_duress) return;
  Alarm alarm{.id = MakeUuid(call.now),
              .kind = contract::Code(v1::ALARM_KIND_DURESS),
              .at = call.now,
              .staff = staff,
              .device = call.caller.device};
  if (call.caller.site) alarm.site_code = call.caller.site->code;
  RaiseAlarm(call.transaction, alarm);
}

}  // namespace

absl::Status Service::SignIn(Call& call, const v1::SignInRequest& request,
                             v1::SignInResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Proven proven, Prove(call, vault_, ShownIn(request)));
  if (proven.under_duress) AlarmOfDuress(call, proven.staff);
  const Secret token = MakeToken();
  OpenSession(call.transaction,
              {.token = HashToken(token),
               .staff = proven.staff,
               .device = call.caller.device,
               .with_code = proven.with_code,
               .under_duress = proven.under_duress,
               .badge = proven.badge},
              call.now);
  response->set_session_token(token.Reveal());
  const auto& wanting_code = contract::RolesWantingCode();
  for (const std::string& role : RolesAt(call.transaction, proven.staff, SiteCodeOf(call.caller))) {
    const auto code = contract::FromCode<v1::Role>(role);
    if (proven.with_code || !wanting_code.contains(role)) {
      response->add_roles(code);
    } else {
      response->add_roles_wanting_code(code);
    }
  }
  response->set_has_no_one_time_code(!LoadCodeKey(call.transaction, proven.staff).has_value());
  response->set_login(proven.login);
  response->set_site_code(SiteCodeOf(call.caller));
  response->set_station(call.caller.station);
  response->set_idle_seconds(absl::ToInt64Seconds(kSessionIdle));
  return absl::OkStatus();
}

absl::Status Service::SignOut(Call& call, const v1::SignOutRequest&, v1::SignOutResponse*) const {
  access::EndSession(call.transaction, call.caller.session_number, call.now);
  return absl::OkStatus();
}

absl::Status Service::Approve(Call& call, const v1::ApproveRequest& request,
                              v1::ApproveResponse* response) const {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  const auto* method = pool->FindMethodByName(request.method());
  if (method == nullptr || method->options().GetExtension(v1::access).approver_roles().empty()) {
    return Invalid("method", request.method(), "the full name of a method that takes an approval");
  }
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  std::unique_ptr<google::protobuf::Message> approved(
      factory->GetPrototype(method->input_type())->New());
  if (!approved->ParseFromString(request.request())) {
    return Invalid("request", "other bytes", absl::StrCat("a ", method->input_type()->name()));
  }
  OAT_ASSIGN_OR_RETURN(const Proven second, Prove(call, vault_, ShownIn(request)));
  if (second.staff == call.caller.staff) {
    return absl::PermissionDeniedError("the second person must be somebody else");
  }
  const auto roles =
      RolesThatCount(RolesAt(call.transaction, second.staff, SiteCodeOf(call.caller)),
                     contract::RolesWantingCode(), second.with_code);
  bool may = false;
  for (int role : method->options().GetExtension(v1::access).approver_roles()) {
    may = may || roles.contains(contract::Code(static_cast<v1::Role>(role)));
  }
  if (!may) {
    return absl::PermissionDeniedError(
        "the second person holds no role that may approve, or gave no one-time code for it");
  }
  Approval approval{.id = MakeUuid(call.now),
                    .approved_by = second.staff,
                    .requested_by = call.caller.staff,
                    .method = method->full_name(),
                    .digest = {contract::DigestForApproval(*approved)},
                    .approved_at = call.now};
  response->set_approval_id(approval.id.text());
  response->set_login(second.login);
  if (second.under_duress) {
    // What she was forced to consent to does not happen: the approval is none.
    AlarmOfDuress(call, second.staff);
    return absl::OkStatus();
  }
  RecordApproval(call.transaction, approval);
  return absl::OkStatus();
}

}  // namespace oat::access
