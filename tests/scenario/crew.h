// The people and devices of the demonstration network: made once through the real calls, their
// credentials kept in one file of the demonstration's folder, so that the next day finds them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clients/desk/window.h"
#include "clients/link/link.h"

namespace oat::scenario {

class Crew {
 public:
  // `server` is the front door; `folder` holds passwords.json, the devices' folders and the desks'
  // journals; `authority` is the network's.
  Crew(std::string server, std::string folder, std::string authority);

  // Makes staff and devices of every clinic where the file is not there yet. `admin` is signed in.
  void SetUp(link::Link& admin, const std::vector<v1::Site>& clinics);

  // A device with a person signed in. Devices: SITE-W1, SITE-W2, SITE-OFFICE,
  // NETWORK, AUTHORITY.
  std::unique_ptr<link::Link> SignedIn(const std::string& device, const std::string& login) const;
  // An unlocked window with its journal on disk.
  std::unique_ptr<desk::Window> Unlocked(const std::string& site, const std::string& station) const;
  // Consent of a second member of staff to a request.
  std::string Approval(link::Link& link, const std::string& second, const std::string& method,
                       const google::protobuf::Message& request) const;

  static std::string Nurse(const std::string& site, const std::string& station) {
    return "nurse." + station + "." + site;
  }
  std::string JournalOf(const std::string& site, const std::string& station) const {
    return folder_ + "/" + site + "-" + station + ".journal";
  }
  const std::string& PasswordOf(const std::string& login) const { return passwords_.at(login); }
  const std::string& server() const { return server_; }

 private:
  void AddStaff(link::Link& admin, const std::string& login, v1::Role role,
                const std::string& site);
  // Makes a device with a folder in which oatctl and oat-desk find what makes it one, and, for
  // trying things by hand, the login and password of the person who works there.
  void AddDevice(link::Link& admin, const std::string& name, const std::string& site,
                 const std::string& station, const std::string& login) const;
  link::Link Connect(const std::string& device) const;
  bool Load();
  void Save() const;

  std::string server_;
  std::string folder_;
  std::string authority_;
  std::map<std::string, std::string> passwords_;  // by login; random, made at set-up
};

// Ends the demonstration with words when something did not go as it must.
template <class T>
T Must(absl::StatusOr<T> result, const char* what) {
  if (!result.ok()) throw std::runtime_error(std::string(what) + ": " + result.status().ToString());
  return *std::move(result);
}

std::string NewId();

}  // namespace oat::scenario
