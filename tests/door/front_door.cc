#include "tests/door/front_door.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/ctl/devices.h"
#include "clients/ctl/files.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"

namespace oat::test {
namespace {

// One that nobody listens on: asked of the system, and let go again.
int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  close(listener);
  return ntohs(address.sin_port);
}

// What HAProxy says to a command at its control socket.
std::string Ask(const std::string& path, const std::string& command) {
  const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
      write(connection, command.data(), command.size()) == static_cast<ssize_t>(command.size())) {
    char bytes[4096];
    for (ssize_t count; (count = read(connection, bytes, sizeof bytes)) > 0;) {
      answer.append(bytes, static_cast<size_t>(count));
    }
  }
  close(connection);
  return answer;
}

double ResidentMegabytes(pid_t process) {
  std::ifstream stream(absl::StrCat("/proc/", process, "/status"));
  for (std::string word; stream >> word;) {
    double kibibytes = 0;
    if (word == "VmRSS:" && stream >> kibibytes) return kibibytes * 1024 / 1e6;
  }
  return 0;
}

}  // namespace

absl::Status GiveDose(link::Link& desk, const std::string& patient_number,
                      const std::string& station) {
  const auto request = Clinic::AuthoriseRequest(patient_number, station);
  const auto authorised = desk.Call(&v1::DosingService::Stub::AuthoriseDose, request);
  if (!authorised.ok()) return authorised.status();
  if (!authorised->outcome().accepted()) {
    return absl::FailedPreconditionError(Reasons(authorised->outcome()));
  }
  v1::ConfirmDoseRequest confirm;
  confirm.set_request_id(NewId());
  confirm.set_patient_number(patient_number);
  confirm.set_dose_id(request.request_id());
  confirm.set_outcome(v1::DOSE_OUTCOME_GIVEN);
  return desk.Call(&v1::DosingService::Stub::ConfirmDose, confirm).status();
}

FrontDoor::FrontDoor(Clinic& clinic) : clinic_(clinic), folder_(clinic.folder() + "/door") {
  std::filesystem::create_directories(folder_);
  Must(ctl::Authority::Create(folder_ + "/authority", absl::Now()));
  authority_ = std::make_unique<ctl::Authority>(Must(ctl::Authority::Open(folder_ + "/authority")));
  Must(authority_->IssueToDoor({"127.0.0.1"}, absl::Now()));
  for (int i = 0; i < kServers; ++i) StartServer(i);
  port_ = FreePort();
  std::string sockets;
  for (int i = 0; i < kServers; ++i) absl::StrAppend(&sockets, " ", SocketOf(i));
  Script(absl::StrCat("start ", folder_, "/run ", address(), " ", folder_, "/authority/door",
                      sockets));
  WaitUntil(kServers);
}

FrontDoor::~FrontDoor() { Script("stop " + folder_ + "/run"); }

std::string FrontDoor::Script(const std::string& words) const {
  return Run(absl::StrCat(OAT_SOURCE_DIR, "/ops/front-door/front-door ", words));
}

std::string FrontDoor::address() const { return absl::StrCat("127.0.0.1:", port_); }
std::string FrontDoor::SocketOf(int number) const {
  return absl::StrCat("unix:", folder_, "/front-", number);
}

DoorDevice FrontDoor::NewDevice(const std::string& site, const std::string& station) {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(absl::AsciiStrToUpper(NewId()));
  request.set_site_code(site);
  request.set_station(station);
  link::Link& admin = clinic_.admin();
  Must(admin.Call(&v1::AccessService::Stub::RegisterDevice, request));
  const DoorDevice device{request.device_name(), absl::StrCat(folder_, "/", NewId())};
  Must(ctl::MakeDeviceRequest(device.folder));
  Must(ctl::CertifyDevice(admin, *authority_, device.name, device.folder, absl::Now()));
  return device;
}

DoorDevice FrontDoor::NewStranger(const ctl::Authority& authority) const {
  const DoorDevice device{absl::AsciiStrToUpper(NewId()), absl::StrCat(folder_, "/", NewId())};
  Must(ctl::MakeDeviceRequest(device.folder));
  const auto issued = Must(authority.IssueToDevice(
      Must(ctl::ReadWholeFile(device.folder + "/device.csr")), device.name, absl::Now()));
  Must(ctl::WriteSecretFile(device.folder + "/device.crt", issued.certificate));
  Must(ctl::WriteSecretFile(
      device.folder + "/authority.crt",
      Must(ctl::ReadWholeFile(folder_ + "/authority/authority.crt"))));  // it trusts the door
  return device;
}

std::unique_ptr<link::Link> FrontDoor::Connect(const DoorDevice& device) const {
  return std::make_unique<link::Link>(address(), Must(link::ReadDevice(device.folder, address())));
}

std::unique_ptr<link::Link> FrontDoor::NewDesk(const std::string& role, const std::string& site,
                                               const std::string& station) {
  clinic_.As(role, site);  // so that somebody of that role is there
  auto link = Connect(NewDevice(site, station));
  clinic_.SignIn(*link, Clinic::LoginOf(role, site));
  return link;
}

void FrontDoor::StartServer(int number) {
  servers_[number] = std::make_unique<Process>(
      std::vector<std::string>{OAT_OATD, "--config", clinic_.folder() + "/oatd.conf", "serve"},
      std::vector<std::string>{absl::StrCat("OATD_LISTEN=unix:", folder_, "/own-", number),
                               "OATD_FRONT_DOOR=" + SocketOf(number)},
      absl::StrCat(folder_, "/log-", number));
  const auto channel = grpc::CreateChannel(absl::StrCat("unix:", folder_, "/own-", number),
                                           grpc::InsecureChannelCredentials());
  if (channel->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(20)))) return;
  throw std::runtime_error("oatd did not start: " +
                           Run(absl::StrCat("tail -5 ", folder_, "/log-", number)));
}

void FrontDoor::StopServer(int number) {
  servers_[number]->Signal(SIGTERM);
  servers_[number].reset();
}

void FrontDoor::WaitUntil(int servers_up) const {
  const absl::Time until = absl::Now() + absl::Seconds(20);
  while (absl::Now() < until) {
    int up = 0;
    const std::string stat = Ask(folder_ + "/run/control", "show stat\n");
    for (absl::string_view line : absl::StrSplit(stat, '\n')) {
      const std::vector<absl::string_view> columns = absl::StrSplit(line, ',');
      if (columns.size() > 17 && columns[0] == "oatd" && columns[1] != "BACKEND" &&
          columns[17] == "UP") {
        ++up;
      }
    }
    if (up == servers_up) return;
    std::this_thread::yield();
  }
  throw std::runtime_error(
      absl::StrCat("the door does not say that ", servers_up, " servers are up"));
}

int FrontDoor::Connections() const {
  for (absl::string_view line :
       absl::StrSplit(Ask(folder_ + "/run/control", "show info\n"), '\n')) {
    int count = 0;
    if (absl::ConsumePrefix(&line, "CurrConns: ") && absl::SimpleAtoi(line, &count)) return count;
  }
  throw std::runtime_error("the door does not say how many connections it holds");
}

void FrontDoor::Reload() const { Script("reload " + folder_ + "/run"); }

double FrontDoor::Megabytes() const {
  double sum = 0;
  for (const auto& server : servers_) {
    if (server != nullptr) sum += ResidentMegabytes(server->pid());
  }
  std::istringstream processes(Script("processes " + folder_ + "/run"));
  for (pid_t process = 0; processes >> process;) sum += ResidentMegabytes(process);
  return sum;
}

}  // namespace oat::test
