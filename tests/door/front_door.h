// The front door as a country has it: HAProxy with the project's configuration, an authority, and
// two oatd behind it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "clients/ctl/authority.h"
#include "clients/link/link.h"
#include "tests/support/clinic.h"
#include "tests/support/process.h"

namespace oat::test {

// A device's folder, as `oatctl device` makes it.
struct DoorDevice {
  std::string name;
  std::string folder;
};

// Authorises a dose at a window and confirms it; not OK where either was not done.
absl::Status GiveDose(link::Link& desk, const std::string& patient_number,
                      const std::string& station);

class FrontDoor {
 public:
  static constexpr int kServers = 2;

  // Over the clinic's database, on a free port of loopback.
  explicit FrontDoor(Clinic& clinic);
  ~FrontDoor();
  FrontDoor(const FrontDoor&) = delete;
  FrontDoor& operator=(const FrontDoor&) = delete;

  // Registered and certified.
  DoorDevice NewDevice(const std::string& site, const std::string& station);
  // With a certificate of an authority, of which the server was told nothing.
  DoorDevice NewStranger(const ctl::Authority& authority) const;
  std::unique_ptr<link::Link> Connect(const DoorDevice& device) const;
  // With a member of staff of that role signed in.
  std::unique_ptr<link::Link> NewDesk(const std::string& role, const std::string& site,
                                      const std::string& station);

  // Returns once it serves.
  void StartServer(int number);
  // SIGTERM; returns when it has ended.
  void StopServer(int number);
  // Waits until the door says that so many servers are up.
  void WaitUntil(int servers_up) const;
  void Reload() const;

  const ctl::Authority& authority() const { return *authority_; }
  std::string address() const;
  int port() const { return port_; }
  const std::string& folder() const { return folder_; }
  // Connections that it holds.
  int Connections() const;
  // Memory of the door's processes and of the servers, resident, in megabytes of 10^6 bytes.
  double Megabytes() const;

 private:
  std::string SocketOf(int number) const;
  std::string Script(const std::string& words) const;

  Clinic& clinic_;
  const std::string folder_;
  std::unique_ptr<ctl::Authority> authority_;
  int port_ = 0;
  std::unique_ptr<Process> servers_[kServers];
};

}  // namespace oat::test
