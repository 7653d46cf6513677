#include "tests/bench/usage.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/ascii.h"

namespace oat::bench {
namespace {

// The fields of /proc/PID/stat from the third on (proc(5)).
struct Stat {
  pid_t parent = 0;
  absl::Duration own;
  absl::Duration of_ended_children;
};
Stat ReadStat(const std::string& pid) {
  std::ifstream stream("/proc/" + pid + "/stat");
  std::string text;  // empty where the process ended at this moment
  std::getline(stream, text, '\0');
  // The second is a name in brackets, which may hold anything.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  std::string skipped;
  int64_t user = 0, system = 0, ended_user = 0, ended_system = 0;
  Stat stat;
  fields >> skipped >> stat.parent;
  for (int field = 5; field < 14; ++field) fields >> skipped;
  fields >> user >> system >> ended_user >> ended_system;
  const absl::Duration tick = absl::Seconds(1) / sysconf(_SC_CLK_TCK);
  stat.own = (user + system) * tick;
  stat.of_ended_children = (ended_user + ended_system) * tick;
  return stat;
}

absl::Duration Used(int whose) {
  rusage usage{};
  getrusage(whose, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

}  // namespace

pid_t ServerOf(const std::string& socket_path) {
  const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof(address.sun_path) - 1);
  ucred peer{};
  socklen_t size = sizeof(peer);
  const bool known =
      connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
      getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  close(connection);
  if (!known) throw std::runtime_error("nobody listens on " + socket_path);
  return peer.pid;
}

absl::Duration ProcessorTime(pid_t process) { return ReadStat(std::to_string(process)).own; }

absl::Duration ProcessorTimeOfPostgres(const std::string& cluster) {
  std::ifstream stream(cluster + "/data/postmaster.pid");
  std::string server;
  std::getline(stream, server);
  const Stat stat = ReadStat(server);
  absl::Duration sum = stat.own + stat.of_ended_children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!absl::ascii_isdigit(name[0])) continue;
    const Stat one = ReadStat(name);
    if (std::to_string(one.parent) == server) sum += one.own;
  }
  return sum;
}

absl::Duration OwnProcessorTime() { return Used(RUSAGE_SELF); }
absl::Duration ChildrensProcessorTime() { return Used(RUSAGE_CHILDREN); }

// The eighth number of the first line of /proc/stat (proc(5)).
absl::Duration StolenTime() {
  std::ifstream stream("/proc/stat");
  std::string name;
  int64_t ticks = 0;
  stream >> name;
  for (int field = 0; field < 8; ++field) stream >> ticks;
  return ticks * (absl::Seconds(1) / sysconf(_SC_CLK_TCK));
}

double PeakMegabytes(pid_t process) {
  std::ifstream stream("/proc/" + std::to_string(process) + "/status");
  for (std::string word; stream >> word;) {
    double kibibytes = 0;
    if (word == "VmHWM:" && stream >> kibibytes) return kibibytes * 1024 / 1e6;
  }
  throw std::runtime_error("the process does not say how much memory it has had");
}

}  // namespace oat::bench
