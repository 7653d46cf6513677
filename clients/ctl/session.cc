#include "clients/ctl/session.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::ctl {

absl::StatusOr<std::string> Home::Read(const std::string& name) const {
  std::ifstream stream(path_ + "/" + name);
  std::string line;
  if (std::getline(stream, line)) return line;
  return absl::NotFoundError(absl::StrCat(path_, "/", name, ": nothing there"));
}

absl::Status Home::Write(const std::string& name, const std::string& content) const {
  const std::string file_path = path_ + "/" + name;
  auto failed = [&] {
    return absl::UnavailableError(absl::StrCat(file_path, ": ", strerror(errno)));
  };
  if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) return failed();
  const int file = open(file_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return failed();
  const std::string line = content + "\n";
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  close(file);
  return written ? absl::OkStatus() : failed();
}

void Home::Remove(const std::string& name) const { unlink((path_ + "/" + name).c_str()); }

absl::StatusOr<link::Link> Home::Connect(const std::string& server) const {
  OAT_ASSIGN_OR_RETURN(link::Device device, link::ReadDevice(path_, server));
  link::Link link(server, std::move(device));
  link.set_patience({.deadline = absl::Minutes(5), .tries = 3, .pause = absl::Seconds(1)});
  if (auto session = Read("session-token"); session.ok()) link.set_session_token(*session);
  return link;
}

}  // namespace oat::ctl
