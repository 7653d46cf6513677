#include "services/server/command.h"

#include <iostream>

#include "absl/time/clock.h"
#include "services/base/status.h"
#include "services/server/clock_file.h"

namespace oat::server {

absl::StatusOr<std::unique_ptr<db::Connection>> ConnectAsOwner(const Configuration& configuration) {
  if (configuration.owner_database.empty()) {
    return Invalid("owner_database", "nothing", "how the schema's owner reaches the database");
  }
  db::SetErrorSink([](const std::string& sqlstate, const std::string& message) {
    std::cerr << sqlstate << ": " << message;
  });
  return std::make_unique<db::Connection>(configuration.owner_database);
}

absl::Time NowOf(const Configuration& configuration) {
  return configuration.clock_file.empty() ? absl::Now() : ClockFile(configuration.clock_file).Now();
}

}  // namespace oat::server
