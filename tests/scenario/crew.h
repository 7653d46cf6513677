// The people and devices of the demonstration network: made once through the real calls, their
// credentials kept in one file of the demonstration's folder, so that the next day finds them.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "clients/ctl/session.h"
#include "clients/desk/window.h"
#include "clients/link/link.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/site.pb.h"
#include "tests/scenario/keyring.h"

namespace oat::scenario {

class Crew {
 public:
  // `server` is the front door; `folder` holds staff.json, the devices' folders and the desks'
  // journals; `authority` is the network's.
  Crew(std::string server, std::string folder, std::string authority, std::string clock_file);

  // Signs the administrator in at the server's own socket and leaves the session in her folder, as
  // oatctl does. The first time she comes with what 'oatd init' showed, and makes her one-time
  // codes.
  void SignInAdministrator(const ctl::Home& home, const std::string& own_socket);

  // Makes staff and devices of every clinic where they are not there yet. `admin` is signed in.
  void SetUp(link::Link& admin, const std::vector<v1::Site>& clinics);

  // A device with a person signed in, whose session is kept: a code is good once. Devices: SITE-W1,
  // SITE-W2, SITE-OFFICE, NETWORK, AUTHORITY, AUDITOR.
  std::unique_ptr<link::Link> SignedIn(const std::string& device, const std::string& login);
  // A window with its journal on disk and the demonstration's clock on its wall, unlocked by its
  // nurse's badge and PIN.
  std::unique_ptr<desk::Window> Unlocked(const std::string& site, const std::string& station) const;
  // The same window once its line is down: nobody answers it, and its nurse has found that out.
  std::unique_ptr<desk::Window> CutOff(const std::string& site, const std::string& station) const;
  // Consent of the nurse of another window to a request, by badge and PIN.
  std::string Approval(link::Link& link, const std::string& nurse, const std::string& method,
                       const google::protobuf::Message& request) const;

  // The same of somebody who signs with password and code.
  std::string ApprovalByPassword(link::Link& link, const std::string& login,
                                 const std::string& method,
                                 const google::protobuf::Message& request);

  static std::string Nurse(const std::string& site, const std::string& station) {
    return "nurse." + station + "." + site;
  }
  std::string JournalOf(const std::string& site, const std::string& station) const {
    return folder_ + "/" + site + "-" + station + ".journal";
  }
  Keyring& keyring() { return keyring_; }

 private:
  void AddStaff(link::Link& admin, const std::string& login, v1::Role role,
                const std::string& site);
  // Makes a device with a folder in which oatctl and oat-desk find what makes it one, and, for
  // trying things by hand, the login of the person who works there.
  void AddDevice(link::Link& admin, const std::string& name, const std::string& site,
                 const std::string& station, const std::string& login) const;
  void AddClinic(link::Link& admin, const std::string& site);
  // Somebody's first session at a device of hers: she makes her one-time codes.
  void MakeOneTimeCodes(link::Link& link, const std::string& login);
  void GiveBadge(link::Link& admin, const std::string& device, const std::string& nurse);
  link::Link Connect(const std::string& device) const;
  std::unique_ptr<desk::Window> At(const std::string& site, const std::string& station,
                                   link::Link link) const;

  std::string server_;
  std::string folder_;
  std::string authority_;
  Keyring keyring_;
  absl::Mutex mutex_;
  std::map<std::string, std::string> sessions_;  // tokens by device and login
};

// Ends the demonstration with words when something did not go as it must.
template <class T>
T Must(absl::StatusOr<T> result, const char* what) {
  if (!result.ok()) throw std::runtime_error(std::string(what) + ": " + result.status().ToString());
  return *std::move(result);
}

std::string NewId();

}  // namespace oat::scenario
