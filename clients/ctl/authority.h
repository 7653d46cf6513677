// The network's own certificate authority, a folder on the administrator's computer: it issues to
// devices and to the front door, and to nobody else. Whoever reads the folder can make a device, so
// it is kept as the sealing keys are (SECURITY.md).
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/ctl/certificate.h"

namespace oat::ctl {

struct IssuedCertificate {
  std::string certificate;  // PEM
  std::string authority;    // PEM, of the issuer
  std::string fingerprint;  // 32 bytes
  absl::Time expires_at;
};

// Makes a device's key and the request for its certificate in a folder, `device.key` and
// `device.csr`. The key is made where it is used and never leaves there. ALREADY_EXISTS where there
// is one.
absl::Status MakeDeviceRequest(const std::string& folder);

// INVALID_ARGUMENT for a name that no device can have, and for what is no request or not signed by
// the key that it is for.
absl::Status CheckIssuable(const std::string& request, const std::string& device_name);

class Authority {
 public:
  static constexpr absl::Duration kLife = absl::Hours(24 * 3650);
  static constexpr absl::Duration kLifeOfDevice = absl::Hours(24 * 180);
  static constexpr absl::Duration kLifeOfDoor = absl::Hours(24 * 365);

  // Makes `authority.key` and `authority.crt` in a new folder, and in its folder `door` what the
  // front door may know: `authority.crt` and an empty `revoked.crl`. ALREADY_EXISTS where there is
  // an authority.
  static absl::Status Create(const std::string& folder, absl::Time now);
  // FAILED_PRECONDITION where the folder holds none.
  static absl::StatusOr<Authority> Open(const std::string& folder);

  // Makes the front door's key and certificate, `door/door.pem`. `names` are what devices call it
  // by, host names and addresses. INVALID_ARGUMENT for what is neither.
  absl::Status IssueToDoor(const std::vector<std::string>& names, absl::Time now) const;
  // As CheckIssuable. What was issued is kept in the folder `issued`.
  absl::StatusOr<IssuedCertificate> IssueToDevice(const std::string& request,
                                                  const std::string& device_name,
                                                  absl::Time now) const;
  // Puts every certificate of a device on `door/revoked.crl`; how many those were.
  absl::StatusOr<int> RevokeDevice(const std::string& device_name, absl::Time now) const;

 private:
  Authority(std::string folder, Key key, Certificate certificate)
      : folder_(std::move(folder)), key_(std::move(key)), certificate_(std::move(certificate)) {}

  std::string folder_;
  Key key_;
  Certificate certificate_;
};

}  // namespace oat::ctl
