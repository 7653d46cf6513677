#include "services/consent/service.h"

namespace oat::consent {

absl::Status Service::RecordConsent(access::Call&, const v1::RecordConsentRequest&,
                                    v1::RecordConsentResponse*) const {
  return absl::UnimplementedError("RecordConsent");
}

absl::Status Service::WithdrawConsent(access::Call&, const v1::WithdrawConsentRequest&,
                                      v1::WithdrawConsentResponse*) const {
  return absl::UnimplementedError("WithdrawConsent");
}

absl::Status Service::ListConsents(access::Call&, const v1::ListConsentsRequest&,
                                   v1::ListConsentsResponse*) const {
  return absl::UnimplementedError("ListConsents");
}

absl::Status Service::RequestDisclosure(access::Call&, const v1::RequestDisclosureRequest&,
                                        v1::RequestDisclosureResponse*) const {
  return absl::UnimplementedError("RequestDisclosure");
}

absl::Status Service::DecideDisclosure(access::Call&, const v1::DecideDisclosureRequest&,
                                       v1::DecideDisclosureResponse*) const {
  return absl::UnimplementedError("DecideDisclosure");
}

absl::Status Service::GetDisclosurePacket(access::Call&, const v1::GetDisclosurePacketRequest&,
                                          v1::GetDisclosurePacketResponse*) const {
  return absl::UnimplementedError("GetDisclosurePacket");
}

absl::Status Service::ListDisclosures(access::Call&, const v1::ListDisclosuresRequest&,
                                      v1::ListDisclosuresResponse*) const {
  return absl::UnimplementedError("ListDisclosures");
}

}  // namespace oat::consent
