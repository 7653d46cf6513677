// The computers of the network and the authority that issues their certificates.
#include "clients/ctl/devices.h"

#include <google/protobuf/struct.pb.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "clients/ctl/random.h"
#include "oat/v1/access.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::AccessService::Stub;

// Long enough before the end that nobody stands at a window with a device that is shut out.
constexpr absl::Duration kRenewBefore = absl::Hours(24 * 30);

// What was done on this computer alone, for programs too.
absl::Status ShowDone(Terminal& t, const std::string& what, const std::string& path,
                      const std::string& words) {
  google::protobuf::Struct done;
  (*done.mutable_fields())[what].set_string_value(path);
  return Show(t, done, [&] { t.out << words << "\n"; });
}

std::string StateOf(const v1::Device& device) {
  if (device.revoked()) return "revoked";
  if (!device.has_certificate_until()) return "in use";
  const absl::Time until = absl::FromUnixSeconds(device.certificate_until().seconds());
  if (until <= absl::Now()) return "run out";
  return until - absl::Now() < kRenewBefore ? "renew now" : "in use";
}

absl::Status ListDevices(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(auto response, Ask(t, &Stub::ListDevices, v1::ListDevicesRequest()));
  return Show(t, response, [&] {
    Listing listing({"device", "site", "station", "registered", "certificate until", "state"});
    for (const v1::Device& device : response.devices()) {
      listing.Add({device.device_name(), device.site_code(), device.station(),
                   FormatTime(device.registered_at()),
                   device.has_certificate_until() ? FormatTime(device.certificate_until()) : "",
                   StateOf(device)});
    }
    listing.Print(t.out);
  });
}

v1::RegisterDeviceRequest RegistrationOf(const Arguments& a) {
  v1::RegisterDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(a.Text("name"));
  request.set_site_code(a.Text("--site"));
  request.set_station(a.Text("--station"));
  return request;
}

absl::Status AddDevice(Terminal& t, const Arguments& a) {
  v1::RegisterDeviceRequest request = RegistrationOf(a);
  request.set_device_token(NewToken());
  const std::string folder = a.Text("folder");
  const Home home(folder);
  if (home.Read("device-token").ok()) {
    return absl::AlreadyExistsError(
        absl::StrCat(folder, " holds a device's token already: name an empty folder"));
  }
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  // The token first: a registered device whose token was lost would hold its name for ever.
  OAT_RETURN_IF_ERROR(home.Write("device-token", request.device_token()));
  auto response = link.Call(&Stub::RegisterDevice, request);
  if (!response.ok()) {
    home.Remove("device-token");
    return response.status();
  }
  return Show(t, *response, [&] {
    t.out << "registered " << request.device_name() << "; its token is in " << folder
          << "/device-token and nowhere else\n";
  });
}

absl::Status RequestCertificate(Terminal& t, const Arguments& a) {
  const std::string folder = a.Text("folder");
  OAT_RETURN_IF_ERROR(MakeDeviceRequest(folder));
  return ShowDone(t, "request", folder + "/device.csr",
                  absl::StrCat("made a key, which stays in ", folder,
                               "; let the administrator have ", folder, "/device.csr"));
}

absl::Status RenewDevice(Terminal& t, const Arguments& a) {
  const std::string name = a.Text("name"), folder = a.Text("folder");
  OAT_ASSIGN_OR_RETURN(const Authority authority, Authority::Open(a.Text("--authority")));
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  OAT_ASSIGN_OR_RETURN(const absl::Time until,
                       CertifyDevice(link, authority, name, folder, absl::Now()));
  return ShowDone(
      t, "certificate", folder + "/device.crt",
      absl::StrCat(name, " may come in until ",
                   absl::FormatTime("%Y-%m-%d", until, absl::UTCTimeZone()),
                   "; its certificate is ", folder, "/device.crt, the authority's beside it"));
}

absl::Status EnrolDevice(Terminal& t, const Arguments& a) {
  // What can be wrong on this side is looked at before a name is taken for ever.
  OAT_RETURN_IF_ERROR(Authority::Open(a.Text("--authority")).status());
  OAT_ASSIGN_OR_RETURN(const std::string asked, ReadWholeFile(a.Text("folder") + "/device.csr"));
  OAT_RETURN_IF_ERROR(CheckIssuable(asked, a.Text("name")));
  OAT_RETURN_IF_ERROR(Ask(t, &Stub::RegisterDevice, RegistrationOf(a)).status());
  return RenewDevice(t, a);
}

absl::Status RevokeDevice(Terminal& t, const Arguments& a) {
  v1::RevokeDeviceRequest request;
  request.set_request_id(NewId());
  request.set_device_name(a.Text("name"));
  const std::string folder = a.Text("--authority");
  if (!folder.empty()) OAT_RETURN_IF_ERROR(Authority::Open(folder).status());
  const auto response = Ask(t, &Stub::RevokeDevice, request);
  // Somebody whom the server has revoked already may yet be missing on the list: a run that was
  // broken off is made good by the next.
  if (!response.ok() && (folder.empty() || !absl::IsNotFound(response.status()))) {
    return response.status();
  }
  int certificates = 0;
  if (!folder.empty()) {
    OAT_ASSIGN_OR_RETURN(const Authority authority, Authority::Open(folder));
    OAT_ASSIGN_OR_RETURN(certificates, authority.RevokeDevice(request.device_name(), absl::Now()));
  }
  if (!response.ok() && certificates == 0) return response.status();
  return Show(t, v1::RevokeDeviceResponse(), [&] {
    t.out << "revoked " << request.device_name() << "\n";
    if (certificates > 0) {
      t.out << "on the list of the revoked: " << certificates
            << "; the front door reads it with: ops/front-door/front-door reload\n";
    }
  });
}

absl::Status CreateAuthority(Terminal& t, const Arguments& a) {
  const std::string folder = a.Text("folder");
  OAT_RETURN_IF_ERROR(Authority::Create(folder, absl::Now()));
  return ShowDone(
      t, "authority", folder,
      absl::StrCat("made an authority in ", folder, ": keep it where the sealing keys are kept"));
}

absl::Status CertifyDoor(Terminal& t, const Arguments& a) {
  const std::string folder = a.Text("folder");
  OAT_ASSIGN_OR_RETURN(const Authority authority, Authority::Open(folder));
  OAT_RETURN_IF_ERROR(authority.IssueToDoor(a.All("--name"), absl::Now()));
  return ShowDone(
      t, "certificate", folder + "/door/door.pem",
      absl::StrCat("issued; what the front door needs, and nothing else, is in ", folder, "/door"));
}

const Parameter kName = {"name", "DEVICE", "Name of the computer: capitals, digits, hyphens"};
const Parameter kSite = {"--site", "SITE", "Site code; left out: a device of no site"};
const Parameter kStation = {"--station", "STATION", "The window it stands at; left out: an office"};
const Parameter kAuthority = {"--authority", "FOLDER", "Where the network's authority is kept"};

}  // namespace

absl::StatusOr<absl::Time> CertifyDevice(link::Link& admin, const Authority& authority,
                                         const std::string& device_name, const std::string& folder,
                                         absl::Time now) {
  OAT_ASSIGN_OR_RETURN(const std::string asked, ReadWholeFile(folder + "/device.csr"));
  OAT_ASSIGN_OR_RETURN(const IssuedCertificate issued,
                       authority.IssueToDevice(asked, device_name, now));
  v1::AddCertificateRequest request;
  request.set_request_id(NewId());
  request.set_device_name(device_name);
  request.set_fingerprint(issued.fingerprint);
  request.mutable_expires_at()->set_seconds(absl::ToUnixSeconds(issued.expires_at));
  OAT_RETURN_IF_ERROR(admin.Call(&Stub::AddCertificate, request).status());
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/authority.crt", issued.authority));
  OAT_RETURN_IF_ERROR(WriteSecretFile(folder + "/device.crt", issued.certificate));
  return issued.expires_at;
}

Command DeviceCommand() {
  const Parameter folder = {"folder", "FOLDER", "Of the device, with its request"};
  return {
      .name = "device",
      .what = "The windows' desks and other computers.",
      .commands = {
          {"list",
           "Lists them, revoked ones too, and whose certificate is to be renewed.",
           "oat.v1.AccessService.ListDevices",
           "oatctl device list",
           {},
           ListDevices},
          {.name = "request",
           .what = "On the new computer: makes its key, which never leaves it, and a request for a "
                   "certificate.",
           .example = "oatctl device request ./PVL1-W3",
           .parameters = {{"folder", "FOLDER",
                           "Where its key is kept, readable by its owner alone"}},
           .run = RequestCertificate,
           .calls_server = false},
          {"enrol",
           "Registers a computer that comes through the front door, and issues the certificate "
           "that "
           "it asks for into the folder of its request.",
           "oat.v1.AccessService.RegisterDevice",
           "oatctl device enrol PVL1-W3 ./PVL1-W3 --authority ./authority --site PVL1 --station W3",
           {kName, folder, kAuthority, kSite, kStation},
           EnrolDevice},
          {"renew",
           "Issues the next certificate before the last runs out; both are good until then.",
           "oat.v1.AccessService.AddCertificate",
           "oatctl device renew PVL1-W3 ./PVL1-W3 --authority ./authority",
           {kName, folder, kAuthority},
           RenewDevice},
          {"add",
           "Registers a tool on the server's own machine and writes its token into a folder, "
           "readable by its owner alone. Nobody can read the token again.",
           "oat.v1.AccessService.RegisterDevice",
           "oatctl device add NETWORK-2 ./NETWORK-2",
           {kName, {"folder", "FOLDER", "Where its token goes"}, kSite, kStation},
           AddDevice},
          {"revoke",
           "Revokes a computer that was lost or sold; its sessions end at the next call.",
           "oat.v1.AccessService.RevokeDevice",
           "oatctl device revoke PVL1-W3 --authority ./authority",
           {kName, kAuthority},
           RevokeDevice}}};
}

Command AuthorityCommand() {
  const Parameter folder = {"folder", "FOLDER", "Where it is kept"};
  return {.name = "authority",
          .what = "The network's own certificate authority, on the administrator's computer.",
          .commands = {
              {.name = "create",
               .what = "Makes it, once for a network.",
               .example = "oatctl authority create ./authority",
               .parameters = {folder},
               .run = CreateAuthority,
               .calls_server = false},
              {.name = "door",
               .what = "Issues the front door's certificate, for a year, under the names by which "
                       "devices call it.",
               .example = "oatctl authority door ./authority --name door.example.kz",
               .parameters = {folder,
                              {.name = "--name",
                               .value = "HOST",
                               .what = "A host name or an address; as often as there are names",
                               .is_repeated = true}},
               .run = CertifyDoor,
               .calls_server = false}}};
}

}  // namespace oat::ctl
