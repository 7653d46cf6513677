#include "clients/ctl/session.h"

#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "clients/ctl/files.h"
#include "services/base/status.h"

namespace oat::ctl {

absl::StatusOr<std::string> Home::Read(const std::string& name) const {
  std::ifstream stream(path_ + "/" + name);
  std::string line;
  if (std::getline(stream, line)) return line;
  return absl::NotFoundError(absl::StrCat(path_, "/", name, ": nothing there"));
}

absl::Status Home::Write(const std::string& name, const std::string& content) const {
  OAT_RETURN_IF_ERROR(MakeSecretFolder(path_));
  return WriteSecretFile(path_ + "/" + name, content + "\n");
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
