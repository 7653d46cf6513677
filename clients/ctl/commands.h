// The commands of oatctl. Each prints what a person reads and returns how it went.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "clients/ctl/session.h"

namespace oat::ctl {

// Where a command works and speaks.
struct Terminal {
  std::string server;
  Home home;
  std::istream& in;
  std::ostream& out;
};

// Asks for the password on standard input.
absl::Status SignIn(Terminal& terminal, const std::string& login);
absl::Status SignOut(Terminal& terminal);

// Import a file; every fault is printed as line, column, reason. INVALID_ARGUMENT when there is
// one.
absl::Status ImportNetwork(Terminal& terminal, const std::string& path, bool dry_run);
absl::Status ImportRoster(Terminal& terminal, const std::string& path, bool dry_run);

absl::Status ListSites(Terminal& terminal);
absl::Status ListStaff(Terminal& terminal);
// The new member's password on standard input.
absl::Status AddStaff(Terminal& terminal, const std::string& login);
absl::Status GrantRole(Terminal& terminal, const std::string& login, const std::string& role,
                       const std::string& site_code);
// Writes the new device's token to a file of mode 0600 in the folder `token_folder`.
absl::Status AddDevice(Terminal& terminal, const std::string& name, const std::string& site_code,
                       const std::string& station, const std::string& token_folder);
absl::Status ListDuplicates(Terminal& terminal);
absl::Status DecideDuplicate(Terminal& terminal, const std::string& review_id, bool same_person);
// The worklist, the stock and the open incidents of this device's site.
absl::Status ShowWorklist(Terminal& terminal, const std::string& day);
absl::Status ShowStock(Terminal& terminal);
absl::Status ShowIncidents(Terminal& terminal);

}  // namespace oat::ctl
