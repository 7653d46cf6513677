// A clock read from a file, for demonstrations and scenario tests. Whoever can write the file sets
// the time; the configuration of a real installation names none.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/base/clock.h"

namespace oat::server {

class ClockFile final : public Clock {
 public:
  explicit ClockFile(std::string path) : path_(std::move(path)) {}

  // The time in the file, an RFC 3339 line. The file is replaced as a whole, so it always reads; an
  // unreadable one is a broken demonstration and stops the program.
  absl::Time Now() const override;

  // Replaces the file.
  static absl::Status Set(const std::string& path, absl::Time time);

 private:
  std::string path_;
};

}  // namespace oat::server
