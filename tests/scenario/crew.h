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

// What is random and secret here is made at set-up and read from the file afterwards.
struct Credentials {
  std::map<std::string, std::string> passwords;      // by login
  std::map<std::string, std::string> device_tokens;  // by device name
};

class Crew {
 public:
  // `folder` holds credentials.json and the desks' journals.
  Crew(std::string server, std::string folder);

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
  const std::string& TokenOf(const std::string& device) const {
    return credentials_.device_tokens.at(device);
  }
  std::string JournalOf(const std::string& site, const std::string& station) const {
    return folder_ + "/" + site + "-" + station + ".journal";
  }
  const std::string& PasswordOf(const std::string& login) const {
    return credentials_.passwords.at(login);
  }
  const std::string& server() const { return server_; }

 private:
  void AddStaff(link::Link& admin, const std::string& login, v1::Role role,
                const std::string& site);
  void AddDevice(link::Link& admin, const std::string& name, const std::string& site,
                 const std::string& station);
  // A folder in which oatctl and oat-desk find a device's token, and the login and password of the
  // person who works there: for trying things by hand.
  void WriteHome(const std::string& device, const std::string& login) const;
  bool Load();
  void Save() const;

  std::string server_;
  std::string folder_;
  Credentials credentials_;
};

// Ends the demonstration with words when something did not go as it must.
template <class T>
T Must(absl::StatusOr<T> result, const char* what) {
  if (!result.ok()) throw std::runtime_error(std::string(what) + ": " + result.status().ToString());
  return *std::move(result);
}

std::string NewId();

}  // namespace oat::scenario
