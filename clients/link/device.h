// What a computer shows to be taken for a device of the network.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace oat::link {

struct Device {
  // At the server's own socket, on its machine.
  std::string token;
  // Through the front door, in PEM: the device's key and certificate, and the authority that issued
  // it and the door's own.
  std::string key;
  std::string certificate;
  std::string authority;
};

// The server's own socket is named unix:/path; anything else is a front door, host:port.
bool IsOwnSocket(const std::string& server);

// Reads from a device's folder what that server asks for: the file `device-token`, or `device.key`,
// `device.crt` and `authority.crt`. UNAUTHENTICATED names what is missing and what writes it.
absl::StatusOr<Device> ReadDevice(const std::string& folder, const std::string& server);

}  // namespace oat::link
