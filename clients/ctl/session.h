// Where oatctl keeps what makes it a device, and its session, between commands.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/link/link.h"

namespace oat::ctl {

// A folder of mode 0700 with the device's files (clients/link/device.h) and `session-token`, mode
// 0600.
class Home {
 public:
  explicit Home(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<std::string> Read(const std::string& name) const;
  absl::Status Write(const std::string& name, const std::string& content) const;
  void Remove(const std::string& name) const;

  // A link of this device and, where somebody signed in, with the session's token.
  absl::StatusOr<link::Link> Connect(const std::string& server) const;

 private:
  std::string path_;
};

}  // namespace oat::ctl
