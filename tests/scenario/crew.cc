#include "tests/scenario/crew.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/devices.h"
#include "services/access/credential.h"
#include "services/base/uuid.h"

namespace oat::scenario {
namespace {

constexpr char kPrescribers[][16] = {"dr.omarova", "dr.kim", "dr.akhmetova", "dr.petrov"};

}  // namespace

std::string NewId() { return MakeUuid(absl::Now()).text(); }

Crew::Crew(std::string server, std::string folder, std::string authority)
    : server_(std::move(server)), folder_(std::move(folder)), authority_(std::move(authority)) {}

bool Crew::Load() {
  std::ifstream stream(folder_ + "/passwords.json");
  auto json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  passwords_ = json.get<std::map<std::string, std::string>>();
  return true;
}

void Crew::Save() const {
  const mode_t before = umask(0077);
  std::ofstream(folder_ + "/passwords.json") << nlohmann::json(passwords_);
  umask(before);
}

void Crew::AddStaff(link::Link& admin, const std::string& login, v1::Role role,
                    const std::string& site) {
  const std::string password = access::MakeToken().Reveal();
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login(login);
  create.set_password(password);
  Must(admin.Call(admin.access(), &v1::AccessService::Stub::CreateStaff, create), "staff");
  v1::GrantRoleRequest grant;
  grant.set_request_id(NewId());
  grant.set_login(login);
  grant.set_role(role);
  grant.set_site_code(site);
  Must(admin.Call(admin.access(), &v1::AccessService::Stub::GrantRole, grant), "role");
  passwords_[login] = password;
}

void Crew::AddDevice(link::Link& admin, const std::string& name, const std::string& site,
                     const std::string& station, const std::string& login) const {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(name);
  request.set_site_code(site);
  request.set_station(station);
  Must(admin.Call(admin.access(), &v1::AccessService::Stub::RegisterDevice, request), "device");
  const std::string home = folder_ + "/homes/" + name;
  std::filesystem::create_directories(folder_ + "/homes");
  const absl::Status asked = ctl::MakeDeviceRequest(home);
  if (!asked.ok()) throw std::runtime_error(asked.ToString());
  const auto authority = Must(ctl::Authority::Open(authority_), "authority");
  Must(ctl::CertifyDevice(admin, authority, name, home, absl::Now()), "certificate");
  const mode_t before = umask(0077);
  std::ofstream(home + "/login") << login << "\n";
  std::ofstream(home + "/password") << PasswordOf(login) << "\n";
  umask(before);
}

link::Link Crew::Connect(const std::string& device) const {
  link::Link link(server_, Must(link::ReadDevice(folder_ + "/homes/" + device, server_), "device"));
  link.set_patience({.deadline = absl::Seconds(30), .tries = 20});
  return link;
}

void Crew::SetUp(link::Link& admin, const std::vector<v1::Site>& clinics) {
  if (Load()) return;
  for (const char* prescriber : kPrescribers) {
    AddStaff(admin, prescriber, v1::ROLE_PRESCRIBER, "");
  }
  AddStaff(admin, "manager.network", v1::ROLE_SITE_MANAGER, "");
  AddDevice(admin, "NETWORK", "", "", "manager.network");
  AddStaff(admin, "analyst.authority", v1::ROLE_AUTHORITY_ANALYST, "");
  AddDevice(admin, "AUTHORITY", "", "", "analyst.authority");
  for (const v1::Site& site : clinics) {
    const std::string& code = site.site_code();
    for (const char* station : {"W1", "W2"}) {
      AddStaff(admin, Nurse(code, station), v1::ROLE_NURSE, code);
      AddDevice(admin, absl::StrCat(code, "-", station), code, station, Nurse(code, station));
    }
    AddStaff(admin, "custodian." + code, v1::ROLE_STOCK_CUSTODIAN, code);
    AddStaff(admin, "manager." + code, v1::ROLE_SITE_MANAGER, code);
    AddDevice(admin, code + "-OFFICE", code, "", "manager." + code);
  }
  Save();
}

std::unique_ptr<link::Link> Crew::SignedIn(const std::string& device,
                                           const std::string& login) const {
  auto link = std::make_unique<link::Link>(Connect(device));
  Must(link->SignIn(login, PasswordOf(login)), "sign-in");
  return link;
}

std::unique_ptr<desk::Window> Crew::Unlocked(const std::string& site,
                                             const std::string& station) const {
  auto window = std::make_unique<desk::Window>(
      Connect(absl::StrCat(site, "-", station)),
      Must(desk::Journal::Open(JournalOf(site, station)), "journal"));
  const std::string nurse = Nurse(site, station);
  absl::Status status = window->Unlock(nurse, PasswordOf(nurse));
  if (!status.ok()) throw std::runtime_error("unlock: " + status.ToString());
  return window;
}

std::string Crew::Approval(link::Link& link, const std::string& second, const std::string& method,
                           const google::protobuf::Message& request) const {
  return Must(link.Approve(second, PasswordOf(second), method, request), "approval");
}

}  // namespace oat::scenario
