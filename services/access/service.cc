#include "services/access/service.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/dynamic_message.h"
#include "oat/v1/contract.pb.h"
#include "services/access/credential.h"
#include "services/access/rules.h"
#include "services/access/store.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/contract/digest.h"
#include "services/sites/store.h"

namespace oat::access {
namespace {

// Checks a login and its password for SignIn, Approve and ChangePassword alike. The answer to a
// failure has one wording and takes one time, locked out or not: failures of unknown logins are
// counted together, so another wording would tell which logins there are. The wrapper's audit row
// of it is what is counted.
absl::StatusOr<StaffId> Verify(Call& call, const std::string& login, const Secret& password) {
  auto credential = LoadCredential(call.transaction, login);
  if (credential) call.subject = credential->staff;
  int32_t failures =
      CountFailures(call.transaction, call.caller.device, call.subject, call.now - kLockOutWindow);
  const bool right = VerifyPassword(credential ? credential->password_hash : "", password);
  if (!right || failures >= kFailuresToLockOut) {
    return absl::UnauthenticatedError(
        "login or password is wrong, or was too often on this device: then wait 15 minutes, or use "
        "another device");
  }
  return credential->staff;
}

absl::StatusOr<StaffId> StaffOf(Call& call, const std::string& login) {
  auto credential = LoadCredential(call.transaction, login);
  if (!credential) return absl::NotFoundError("login: no such staff member");
  return credential->staff;
}

absl::Status CheckSite(Call& call, const std::string& site_code) {
  if (site_code.empty() || sites::Load(call.transaction, site_code)) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("site_code: there is no site ", site_code));
}

std::optional<db::Bytes> TokenOf(const std::string& device_token) {
  if (device_token.empty()) return std::nullopt;
  return HashToken(Secret(device_token));
}

std::optional<std::string> NotEmpty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

absl::Status Service::SignIn(Call& call, const v1::SignInRequest& request,
                             v1::SignInResponse* response) const {
  OAT_ASSIGN_OR_RETURN(StaffId staff, Verify(call, request.login(), Secret(request.password())));
  Secret token = MakeToken();
  OpenSession(call.transaction, HashToken(token), staff, call.caller.device, call.now);
  response->set_session_token(token.Reveal());
  const std::string site_code = call.caller.site ? call.caller.site->code : "";
  for (const std::string& role : RolesAt(call.transaction, staff, site_code)) {
    response->add_roles(contract::FromCode<v1::Role>(role));
  }
  response->set_site_code(site_code);
  response->set_station(call.caller.station);
  response->set_idle_seconds(absl::ToInt64Seconds(kSessionIdle));
  return absl::OkStatus();
}

absl::Status Service::SignOut(Call& call, const v1::SignOutRequest&, v1::SignOutResponse*) const {
  access::EndSession(call.transaction, call.caller.session, call.now);
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
  OAT_ASSIGN_OR_RETURN(StaffId second, Verify(call, request.login(), Secret(request.password())));
  if (second == call.caller.staff) {
    return absl::PermissionDeniedError("the second person must be somebody else");
  }
  const auto roles =
      RolesAt(call.transaction, second, call.caller.site ? call.caller.site->code : "");
  bool may = false;
  for (int role : method->options().GetExtension(v1::access).approver_roles()) {
    may = may || roles.contains(contract::Code(static_cast<v1::Role>(role)));
  }
  if (!may) return absl::PermissionDeniedError("the second person holds no role that may approve");
  Approval approval{.id = MakeUuid(call.now),
                    .approved_by = second,
                    .requested_by = call.caller.staff,
                    .method = method->full_name(),
                    .digest = {contract::DigestForApproval(*approved)},
                    .approved_at = call.now};
  RecordApproval(call.transaction, approval);
  response->set_approval_id(approval.id.text());
  return absl::OkStatus();
}

absl::Status Service::ChangePassword(Call& call, const v1::ChangePasswordRequest& request,
                                     v1::ChangePasswordResponse*) const {
  OAT_ASSIGN_OR_RETURN(StaffId staff, Verify(call, call.caller.login, Secret(request.password())));
  if (request.new_password() == request.password()) {
    return Invalid("new_password", "the old one", "another");
  }
  RecordPassword(call.transaction, staff, HashPassword(Secret(request.new_password())), call.now);
  EndSessionsOf(call.transaction, staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::BeginOneTimeCode(Call&, const v1::BeginOneTimeCodeRequest&,
                                       v1::BeginOneTimeCodeResponse*) const {
  return absl::UnimplementedError("BeginOneTimeCode");
}

absl::Status Service::ConfirmOneTimeCode(Call&, const v1::ConfirmOneTimeCodeRequest&,
                                         v1::ConfirmOneTimeCodeResponse*) const {
  return absl::UnimplementedError("ConfirmOneTimeCode");
}

absl::Status Service::ChoosePin(Call&, const v1::ChoosePinRequest&, v1::ChoosePinResponse*) const {
  return absl::UnimplementedError("ChoosePin");
}

absl::Status Service::ChooseDuressPassword(Call&, const v1::ChooseDuressPasswordRequest&,
                                           v1::ChooseDuressPasswordResponse*) const {
  return absl::UnimplementedError("ChooseDuressPassword");
}

absl::Status Service::IssueBadge(Call&, const v1::IssueBadgeRequest&,
                                 v1::IssueBadgeResponse*) const {
  return absl::UnimplementedError("IssueBadge");
}

absl::Status Service::RevokeBadge(Call&, const v1::RevokeBadgeRequest&,
                                  v1::RevokeBadgeResponse*) const {
  return absl::UnimplementedError("RevokeBadge");
}

absl::Status Service::ListSessions(Call&, const v1::ListSessionsRequest&,
                                   v1::ListSessionsResponse*) const {
  return absl::UnimplementedError("ListSessions");
}

absl::Status Service::EndSession(Call&, const v1::EndSessionRequest&,
                                 v1::EndSessionResponse*) const {
  return absl::UnimplementedError("EndSession");
}

absl::Status Service::ResetPassword(Call&, const v1::ResetPasswordRequest&,
                                    v1::ResetPasswordResponse*) const {
  return absl::UnimplementedError("ResetPassword");
}

absl::Status Service::RedeemReset(Call&, const v1::RedeemResetRequest&,
                                  v1::RedeemResetResponse*) const {
  return absl::UnimplementedError("RedeemReset");
}

absl::Status Service::CreateStaff(Call& call, const v1::CreateStaffRequest& request,
                                  v1::CreateStaffResponse*) const {
  auto staff = RecordStaff(call.transaction, request.login(), call.now);
  if (!staff) return absl::AlreadyExistsError("login: it is taken");
  RecordPassword(call.transaction, *staff, HashPassword(Secret(request.password())), call.now);
  return absl::OkStatus();
}

absl::Status Service::GrantRole(Call& call, const v1::GrantRoleRequest& request,
                                v1::GrantRoleResponse*) const {
  OAT_ASSIGN_OR_RETURN(StaffId staff, StaffOf(call, request.login()));
  OAT_RETURN_IF_ERROR(CheckSite(call, request.site_code()));
  RecordRole(call.transaction, staff, contract::Code(request.role()), request.site_code(), true,
             call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::RevokeRole(Call& call, const v1::RevokeRoleRequest& request,
                                 v1::RevokeRoleResponse*) const {
  OAT_ASSIGN_OR_RETURN(StaffId staff, StaffOf(call, request.login()));
  RecordRole(call.transaction, staff, contract::Code(request.role()), request.site_code(), false,
             call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::RegisterDevice(Call& call, const v1::RegisterDeviceRequest& request,
                                     v1::RegisterDeviceResponse*) const {
  OAT_RETURN_IF_ERROR(CheckSite(call, request.site_code()));
  if (!request.station().empty()) {
    if (request.site_code().empty()) {
      return Invalid("site_code", "nothing", "the site of the station");
    }
    sites::RecordStation(call.transaction, request.site_code(), request.station(), call.now);
  }
  NewDevice device{.name = request.device_name(),
                   .token = TokenOf(request.device_token()),
                   .site_code = NotEmpty(request.site_code()),
                   .station = NotEmpty(request.station())};
  if (!RecordDevice(call.transaction, device, call.caller.staff, call.now)) {
    return absl::AlreadyExistsError(absl::StrCat("device_name: ", device.name, " is taken"));
  }
  return absl::OkStatus();
}

absl::Status Service::RevokeDevice(Call& call, const v1::RevokeDeviceRequest& request,
                                   v1::RevokeDeviceResponse*) const {
  if (access::RevokeDevice(call.transaction, request.device_name(), call.caller.staff, call.now)) {
    return absl::OkStatus();
  }
  return absl::NotFoundError("device_name: no such device, or it is revoked");
}

absl::Status Service::AddCertificate(Call& call, const v1::AddCertificateRequest& request,
                                     v1::AddCertificateResponse*) const {
  const absl::Time expires_at = contract::FromTimestamp(request.expires_at());
  if (expires_at <= call.now) return Invalid("expires_at", "a time that is over", "a later one");
  return RecordCertificate(call.transaction, request.device_name(), {request.fingerprint()},
                           expires_at, call.caller.staff, call.now);
}

absl::Status Service::ListDevices(Call& call, const v1::ListDevicesRequest&,
                                  v1::ListDevicesResponse* response) const {
  for (const KnownDevice& device : access::ListDevices(call.transaction)) {
    v1::Device* out = response->add_devices();
    out->set_device_name(device.name);
    out->set_site_code(device.site_code);
    out->set_station(device.station);
    *out->mutable_registered_at() = contract::ToTimestamp(device.registered_at);
    out->set_revoked(device.revoked);
    if (device.certificate_until) {
      *out->mutable_certificate_until() = contract::ToTimestamp(*device.certificate_until);
    }
  }
  return absl::OkStatus();
}

absl::Status Service::ListStaff(Call& call, const v1::ListStaffRequest&,
                                v1::ListStaffResponse* response) const {
  for (const StaffRole& row : ListStaffRoles(call.transaction)) {
    const int last = response->staff_size() - 1;
    v1::StaffMember* member = last >= 0 && response->staff(last).login() == row.login
                                  ? response->mutable_staff(last)
                                  : response->add_staff();
    member->set_login(row.login);
    *member->mutable_created_at() = contract::ToTimestamp(row.created_at);
    if (!row.role) continue;
    v1::RoleGrant* grant = member->add_grants();
    grant->set_role(contract::FromCode<v1::Role>(*row.role));
    grant->set_site_code(row.site_code);
  }
  return absl::OkStatus();
}

}  // namespace oat::access
