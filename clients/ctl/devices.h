// A device's certificate, issued and let in.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/ctl/authority.h"
#include "clients/link/link.h"

namespace oat::ctl {

// Issues a certificate for the request `device.csr` in a registered device's folder, tells the
// server of it through `admin`, and puts `device.crt` and `authority.crt` beside the request. When
// the certificate runs out.
absl::StatusOr<absl::Time> CertifyDevice(link::Link& admin, const Authority& authority,
                                         const std::string& device_name, const std::string& folder,
                                         absl::Time now);

}  // namespace oat::ctl
