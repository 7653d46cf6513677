// AccessService: staff, devices, sessions and the second person's consent.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/access.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::access {

class Service {
 public:
  // The vault outlives the service.
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status SignIn(Call& call, const v1::SignInRequest& request,
                      v1::SignInResponse* response) const;
  absl::Status SignOut(Call& call, const v1::SignOutRequest& request,
                       v1::SignOutResponse* response) const;
  absl::Status Approve(Call& call, const v1::ApproveRequest& request,
                       v1::ApproveResponse* response) const;
  absl::Status ChangePassword(Call& call, const v1::ChangePasswordRequest& request,
                              v1::ChangePasswordResponse* response) const;
  absl::Status BeginOneTimeCode(Call& call, const v1::BeginOneTimeCodeRequest& request,
                                v1::BeginOneTimeCodeResponse* response) const;
  absl::Status ConfirmOneTimeCode(Call& call, const v1::ConfirmOneTimeCodeRequest& request,
                                  v1::ConfirmOneTimeCodeResponse* response) const;
  absl::Status ChoosePin(Call& call, const v1::ChoosePinRequest& request,
                         v1::ChoosePinResponse* response) const;
  absl::Status ChooseDuressPassword(Call& call, const v1::ChooseDuressPasswordRequest& request,
                                    v1::ChooseDuressPasswordResponse* response) const;
  absl::Status IssueBadge(Call& call, const v1::IssueBadgeRequest& request,
                          v1::IssueBadgeResponse* response) const;
  absl::Status RevokeBadge(Call& call, const v1::RevokeBadgeRequest& request,
                           v1::RevokeBadgeResponse* response) const;
  absl::Status ListSessions(Call& call, const v1::ListSessionsRequest& request,
                            v1::ListSessionsResponse* response) const;
  absl::Status EndSession(Call& call, const v1::EndSessionRequest& request,
                          v1::EndSessionResponse* response) const;
  absl::Status ResetPassword(Call& call, const v1::ResetPasswordRequest& request,
                             v1::ResetPasswordResponse* response) const;
  absl::Status RedeemReset(Call& call, const v1::RedeemResetRequest& request,
                           v1::RedeemResetResponse* response) const;
  absl::Status CreateStaff(Call& call, const v1::CreateStaffRequest& request,
                           v1::CreateStaffResponse* response) const;
  absl::Status GrantRole(Call& call, const v1::GrantRoleRequest& request,
                         v1::GrantRoleResponse* response) const;
  absl::Status RevokeRole(Call& call, const v1::RevokeRoleRequest& request,
                          v1::RevokeRoleResponse* response) const;
  absl::Status RegisterDevice(Call& call, const v1::RegisterDeviceRequest& request,
                              v1::RegisterDeviceResponse* response) const;
  absl::Status RevokeDevice(Call& call, const v1::RevokeDeviceRequest& request,
                            v1::RevokeDeviceResponse* response) const;
  absl::Status AddCertificate(Call& call, const v1::AddCertificateRequest& request,
                              v1::AddCertificateResponse* response) const;
  absl::Status ListDevices(Call& call, const v1::ListDevicesRequest& request,
                           v1::ListDevicesResponse* response) const;
  absl::Status ListStaff(Call& call, const v1::ListStaffRequest& request,
                         v1::ListStaffResponse* response) const;

 private:
  const identity::Vault& vault_;
};

}  // namespace oat::access
