// The first start of an installation: keys, the first administrator, the first device.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/base/secret.h"
#include "services/server/configuration.h"

namespace oat::server {

// What is shown once and kept nowhere.
struct FirstAccess {
  std::string login;
  Secret password;
  std::string device_name;
  Secret device_token;
};

// Makes the key file where there is none, and the first administrator with a random password.
// FAILED_PRECONDITION when the database has staff already.
absl::StatusOr<FirstAccess> Initialise(const Configuration& configuration);

// Makes the key of the sealed log; false where there is one. An installation from before that log
// lacks it and nothing else.
absl::StatusOr<bool> MakeSealKey(const Configuration& configuration);
// The same of the key of the cards.
absl::StatusOr<bool> MakeCardKey(const Configuration& configuration);

}  // namespace oat::server
