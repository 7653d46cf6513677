#include "tests/scenario/crew.h"

#include <sodium.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/devices.h"
#include "clients/ctl/random.h"
#include "oat/v1/access.grpc.pb.h"
#include "services/base/uuid.h"

namespace oat::scenario {
namespace {

constexpr char kAdministrator[] = "admin";
// A front door that is not there: the port of TCP multiplexing, which nobody serves.
constexpr char kNobody[] = "127.0.0.1:1";
constexpr char kPrescribers[][16] = {"dr.omarova", "dr.kim", "dr.akhmetova", "dr.petrov"};

std::string NewPin() {
  std::string pin;
  for (int i = 0; i < 6; ++i) pin += static_cast<char>('0' + randombytes_uniform(10));
  // Neither all alike nor in a row, which the server would refuse.
  pin[1] = static_cast<char>('0' + (pin[0] - '0' + 5) % 10);
  return pin;
}

}  // namespace

std::string NewId() { return MakeUuid(absl::Now()).text(); }

Crew::Crew(std::string server, std::string folder, std::string authority, std::string clock_file)
    : server_(std::move(server)),
      folder_(std::move(folder)),
      authority_(std::move(authority)),
      keyring_(folder_ + "/staff.json", std::move(clock_file)) {
  if (keyring_.Load() || !std::filesystem::exists(folder_ + "/passwords.json")) return;
  throw std::runtime_error(folder_ +
                           " is of a time without one-time codes: ops/demo remove, then anew");
}

void Crew::SignInAdministrator(const ctl::Home& home, const std::string& own_socket) {
  link::Link link = Must(home.Connect(own_socket), "device");
  Belongings& hers = keyring_.Of(kAdministrator);
  hers.password = Must(home.Read("password"), "password");
  Must(link.SignIn(keyring_.ByPassword(kAdministrator)), "administrator");
  if (hers.one_time_key.empty()) MakeOneTimeCodes(link, kAdministrator);
  keyring_.Save();
  const absl::Status kept = home.Write("session-token", link.session_token());
  if (!kept.ok()) throw std::runtime_error(kept.ToString());
}

void Crew::MakeOneTimeCodes(link::Link& link, const std::string& login) {
  using Stub = v1::AccessService::Stub;
  v1::BeginOneTimeCodeRequest begin;
  begin.set_password(keyring_.Of(login).password);
  const std::string key = Must(link.Call(&Stub::BeginOneTimeCode, begin), "one-time key").key();
  v1::ConfirmOneTimeCodeRequest confirm;
  confirm.set_one_time_code(keyring_.NextCode(key));
  Must(link.Call(&Stub::ConfirmOneTimeCode, confirm), "one-time code");
  keyring_.Of(login).one_time_key = key;
}

void Crew::GiveBadge(link::Link& admin, const std::string& device, const std::string& nurse) {
  using Stub = v1::AccessService::Stub;
  Belongings& hers = keyring_.Of(nurse);
  hers.badge = ctl::NewToken();
  v1::IssueBadgeRequest badge;
  badge.set_request_id(NewId());
  badge.set_login(nurse);
  badge.set_badge(hers.badge);
  Must(admin.Call(&Stub::IssueBadge, badge), "badge");
  hers.pin = NewPin();
  v1::ChoosePinRequest pin;
  pin.set_password(hers.password);
  pin.set_pin(hers.pin);
  auto link = SignedIn(device, nurse);
  Must(link->Call(&Stub::ChoosePin, pin), "PIN");
}

void Crew::AddStaff(link::Link& admin, const std::string& login, v1::Role role,
                    const std::string& site) {
  const std::string password = ctl::NewToken();
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login(login);
  create.set_password(password);
  Must(admin.Call(&v1::AccessService::Stub::CreateStaff, create), "staff");
  v1::GrantRoleRequest grant;
  grant.set_request_id(NewId());
  grant.set_login(login);
  grant.set_role(role);
  grant.set_site_code(site);
  Must(admin.Call(&v1::AccessService::Stub::GrantRole, grant), "role");
  keyring_.Of(login).password = password;
}

void Crew::AddDevice(link::Link& admin, const std::string& name, const std::string& site,
                     const std::string& station, const std::string& login) const {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(name);
  request.set_site_code(site);
  request.set_station(station);
  Must(admin.Call(&v1::AccessService::Stub::RegisterDevice, request), "device");
  const std::string home = folder_ + "/homes/" + name;
  std::filesystem::create_directories(folder_ + "/homes");
  const absl::Status asked = ctl::MakeDeviceRequest(home);
  if (!asked.ok()) throw std::runtime_error(asked.ToString());
  const auto authority = Must(ctl::Authority::Open(authority_), "authority");
  Must(ctl::CertifyDevice(admin, authority, name, home, absl::Now()), "certificate");
  const mode_t before = umask(0077);
  std::ofstream(home + "/login") << login << "\n";
  umask(before);
}

link::Link Crew::Connect(const std::string& device) const {
  link::Link link(server_, Must(link::ReadDevice(folder_ + "/homes/" + device, server_), "device"));
  link.set_patience({.deadline = absl::Seconds(30), .tries = 20});
  return link;
}

void Crew::SetUp(link::Link& admin, const std::vector<v1::Site>& clinics) {
  if (keyring_.Has(kPrescribers[0])) return;
  const auto add_to_network = [&](const std::string& login, v1::Role role, const char* device) {
    AddStaff(admin, login, role, "");
    // Whoever of its people comes first; the folder names the one who works there by hand.
    if (!std::filesystem::exists(folder_ + "/homes/" + device)) {
      AddDevice(admin, device, "", "", login);
    }
    MakeOneTimeCodes(*SignedIn(device, login), login);
  };
  add_to_network("manager.network", v1::ROLE_SITE_MANAGER, "NETWORK");
  for (const char* prescriber : kPrescribers) {
    add_to_network(prescriber, v1::ROLE_PRESCRIBER, "NETWORK");
  }
  add_to_network("analyst.authority", v1::ROLE_AUTHORITY_ANALYST, "AUTHORITY");
  add_to_network("auditor.network", v1::ROLE_AUDITOR, "AUDITOR");
  for (const v1::Site& site : clinics) AddClinic(admin, site.site_code());
  keyring_.Save();
}

void Crew::AddClinic(link::Link& admin, const std::string& site) {
  for (const char* station : {"W1", "W2"}) {
    const std::string nurse = Nurse(site, station);
    const std::string device = absl::StrCat(site, "-", station);
    AddStaff(admin, nurse, v1::ROLE_NURSE, site);
    AddDevice(admin, device, site, station, nurse);
    GiveBadge(admin, device, nurse);
  }
  AddStaff(admin, "custodian." + site, v1::ROLE_STOCK_CUSTODIAN, site);
  const std::string manager = "manager." + site;
  const std::string office = site + "-OFFICE";
  AddStaff(admin, manager, v1::ROLE_SITE_MANAGER, site);
  AddDevice(admin, office, site, "", manager);
  MakeOneTimeCodes(*SignedIn(office, manager), manager);
}

std::unique_ptr<link::Link> Crew::SignedIn(const std::string& device, const std::string& login) {
  auto link = std::make_unique<link::Link>(Connect(device));
  absl::MutexLock lock(&mutex_);
  std::string& token = sessions_[absl::StrCat(device, "/", login)];
  link->set_session_token(token);
  const bool is_open =
      !token.empty() &&
      link->Call(&v1::AccessService::Stub::ListSessions, v1::ListSessionsRequest()).ok();
  if (is_open) return link;
  token = Must(link->SignIn(keyring_.ByPassword(login)), "sign-in").session_token();
  return link;
}

std::unique_ptr<desk::Window> Crew::At(const std::string& site, const std::string& station,
                                       link::Link link) const {
  return std::make_unique<desk::Window>(
      std::move(link), Must(desk::Journal::Open(JournalOf(site, station)), "journal"),
      keyring_.clock());
}

std::unique_ptr<desk::Window> Crew::CutOff(const std::string& site,
                                           const std::string& station) const {
  const std::string home = absl::StrCat(folder_, "/homes/", site, "-", station);
  link::Link link(kNobody, Must(link::ReadDevice(home, kNobody), "device"));
  auto window = At(site, station, std::move(link));
  const absl::Status status = window->Unlock(keyring_.ByBadge(Nurse(site, station)));
  if (!absl::IsUnavailable(status)) throw std::runtime_error("cut off: " + status.ToString());
  window->downtime().SawAway();
  return window;
}

std::unique_ptr<desk::Window> Crew::Unlocked(const std::string& site,
                                             const std::string& station) const {
  auto window = At(site, station, Connect(absl::StrCat(site, "-", station)));
  const absl::Status status = window->Unlock(keyring_.ByBadge(Nurse(site, station)));
  if (!status.ok()) throw std::runtime_error("unlock: " + status.ToString());
  return window;
}

std::string Crew::Approval(link::Link& link, const std::string& nurse, const std::string& method,
                           const google::protobuf::Message& request) const {
  return Must(link.Approve(keyring_.ByBadge(nurse), method, request), "approval");
}

std::string Crew::ApprovalByPassword(link::Link& link, const std::string& login,
                                     const std::string& method,
                                     const google::protobuf::Message& request) {
  return Must(link.Approve(keyring_.ByPassword(login), method, request), "approval");
}

}  // namespace oat::scenario
