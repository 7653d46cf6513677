#include "services/access/service.h"

#include "absl/strings/str_cat.h"
#include "oat/v1/contract.pb.h"
#include "services/access/credential.h"
#include "services/access/credential_store.h"
#include "services/access/store.h"
#include "services/access/strength.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/sites/store.h"

namespace oat::access {
namespace {

absl::StatusOr<StaffId> StaffOf(Call& call, const std::string& login) {
  const auto staff = FindStaff(call.transaction, login);
  if (!staff) return absl::NotFoundError("login: no such staff member");
  return *staff;
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

absl::Status Service::CreateStaff(Call& call, const v1::CreateStaffRequest& request,
                                  v1::CreateStaffResponse*) const {
  const Secret password(request.password());
  OAT_RETURN_IF_ERROR(CheckPassword("password", password, request.login(), ""));
  const auto staff = RecordStaff(call.transaction, request.login(), call.now);
  if (!staff) return absl::AlreadyExistsError("login: it is taken");
  RecordPassword(call.transaction, *staff, HashPassword(password), call.now);
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
