// A nurse's badge and PIN, as she comes by them.
#pragma once

#include "oat/v1/access.grpc.pb.h"
#include "services/access/credential.h"
#include "tests/support/clinic.h"

namespace oat::desk {

inline constexpr char kPin[] = "493817";

// Issued by the administrator; the PIN is chosen by the nurse of ALA1 herself.
inline link::Credentials BadgeOfNurse(test::Clinic& clinic) {
  using Stub = v1::AccessService::Stub;
  link::Link& nurse = clinic.As("nurse");
  v1::IssueBadgeRequest issue;
  issue.set_request_id(test::NewId());
  issue.set_login(test::Clinic::LoginOf("nurse", "ALA1"));
  issue.set_badge(access::MakeToken().Reveal());
  test::Must(clinic.admin().Call(&Stub::IssueBadge, issue));
  v1::ChoosePinRequest choose;
  choose.set_password(test::Clinic::kPassword);
  choose.set_pin(kPin);
  test::Must(nurse.Call(&Stub::ChoosePin, choose));
  return {.badge = issue.badge(), .pin = kPin};
}

}  // namespace oat::desk
