#include "services/server/head_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace oat::server {
namespace {

// Takes off what a power cut left of a line: no head begins in the middle of one.
bool EndsWithALine(int file) {
  off_t end = lseek(file, 0, SEEK_END);
  char last = '\n';
  while (end > 0 && pread(file, &last, 1, end - 1) == 1 && last != '\n') --end;
  return ftruncate(file, end) == 0;
}

}  // namespace

absl::Status AppendHead(const std::string& path, const TreeHead& head) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const std::string line = HeadLine(head) + "\n";
  const bool written = file >= 0 && flock(file, LOCK_EX) == 0 && EndsWithALine(file) &&
                       write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                       fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  if (written) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(error)));
}

absl::StatusOr<std::vector<TreeHead>> ReadHeads(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) return absl::NotFoundError(absl::StrCat(path, ": ", strerror(errno)));
  std::stringstream text;
  text << stream.rdbuf();
  auto heads = ParseHeads(text.str());
  if (heads.ok()) return heads;
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", heads.status().message()));
}

}  // namespace oat::server
