// IdentityService: who a person is, for one purpose at a time; corrections; language; photos.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/identity.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::enrolment {

class IdentityService {
 public:
  explicit IdentityService(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status RevealForLabel(access::Call& call, const v1::RevealForLabelRequest& request,
                              v1::RevealForLabelResponse* response) const;
  absl::Status RevealForCorrection(access::Call& call,
                                   const v1::RevealForCorrectionRequest& request,
                                   v1::RevealForCorrectionResponse* response) const;
  absl::Status CorrectIdentity(access::Call& call, const v1::CorrectIdentityRequest& request,
                               v1::CorrectIdentityResponse* response) const;
  absl::Status RecordLanguage(access::Call& call, const v1::RecordLanguageRequest& request,
                              v1::RecordLanguageResponse* response) const;
  absl::Status StorePhoto(access::Call& call, const v1::StorePhotoRequest& request,
                          v1::StorePhotoResponse* response) const;
  absl::Status GetPhoto(access::Call& call, const v1::GetPhotoRequest& request,
                        v1::GetPhotoResponse* response) const;
  absl::Status RemovePhoto(access::Call& call, const v1::RemovePhotoRequest& request,
                           v1::RemovePhotoResponse* response) const;

 private:
  const identity::Vault& vault_;
};

}  // namespace oat::enrolment
