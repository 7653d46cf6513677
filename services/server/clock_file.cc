#include "services/server/clock_file.h"

#include <cstdio>
#include <fstream>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"

namespace oat::server {

absl::Time ClockFile::Now() const {
  std::ifstream stream(path_);
  std::string line;
  absl::Time time;
  std::string error;
  if (!std::getline(stream, line) || !absl::ParseTime(absl::RFC3339_full, line, &time, &error)) {
    ABSL_RAW_LOG(FATAL, "the clock file %s holds no time", path_.c_str());
  }
  return time;
}

absl::Status ClockFile::Set(const std::string& path, absl::Time time) {
  const std::string next = path + ".next";
  {
    std::ofstream stream(next, std::ios::trunc);
    stream << absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone()) << "\n";
    if (!stream.flush()) return absl::UnavailableError(absl::StrCat("cannot write ", next));
  }
  if (std::rename(next.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot replace ", path));
}

}  // namespace oat::server
