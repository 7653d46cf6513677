// ConsentService: what a person agreed to (consents.cc), and what is told outside (disclosures.cc).
#pragma once

#include "absl/status/status.h"
#include "oat/v1/consent.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::consent {

class Service {
 public:
  // The vault outlives the service.
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status RecordConsent(access::Call& call, const v1::RecordConsentRequest& request,
                             v1::RecordConsentResponse* response) const;
  absl::Status WithdrawConsent(access::Call& call, const v1::WithdrawConsentRequest& request,
                               v1::WithdrawConsentResponse* response) const;
  absl::Status ListConsents(access::Call& call, const v1::ListConsentsRequest& request,
                            v1::ListConsentsResponse* response) const;
  absl::Status RequestDisclosure(access::Call& call, const v1::RequestDisclosureRequest& request,
                                 v1::RequestDisclosureResponse* response) const;
  absl::Status DecideDisclosure(access::Call& call, const v1::DecideDisclosureRequest& request,
                                v1::DecideDisclosureResponse* response) const;
  absl::Status GetDisclosurePacket(access::Call& call,
                                   const v1::GetDisclosurePacketRequest& request,
                                   v1::GetDisclosurePacketResponse* response) const;
  absl::Status ListDisclosures(access::Call& call, const v1::ListDisclosuresRequest& request,
                               v1::ListDisclosuresResponse* response) const;

 private:
  const identity::Vault& vault_;
};

}  // namespace oat::consent
