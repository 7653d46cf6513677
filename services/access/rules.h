// Who may call what, when a person is locked out, and what staff may do to each other's sign-in.
#pragma once

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/access/caller.h"

namespace oat::access {

// What the access rule of a method asks for, without its protobuf.
struct Requirement {
  bool session = true;
  bool site = true;             // the device must belong to a site
  std::set<std::string> roles;  // any one; empty: none is needed
};

enum class Admission { kAdmitted, kNeedsSession, kNeedsSite, kNeedsRole };

Admission Judge(const Requirement& requirement, const Caller& caller);

// Of the roles that somebody holds, those that count in a session opened with a one-time code, or
// without one. `wanting_code`: the roles that need it.
std::set<std::string> RolesThatCount(const std::set<std::string>& held,
                                     const std::set<std::string>& wanting_code, bool with_code);

// A person who failed this often on one device within the window is locked out there, and nowhere
// else, until the oldest failure is that old: it cannot lock a clinic out.
inline constexpr int kFailuresToLockOut = 5;
inline constexpr absl::Duration kLockOutWindow = absl::Minutes(15);

// Six to twelve digits, neither all alike nor in a row, up or down.
bool IsPin(absl::string_view text);

// How a colleague stands to the site at which two people would reset her password.
struct ResetCase {
  bool holds_role_here = false;
  bool holds_role_beyond = false;  // at another site, or everywhere
  bool has_one_time_code = false;
  bool ends_one_time_code = false;
};
// Whoever reaches beyond the site is reset there only while her one-time code stands between the
// new password and what she may do elsewhere: two people of one site must not come by more than the
// site.
bool MayReset(const ResetCase& reset);

// How long the word of a reset is good.
inline constexpr absl::Duration kResetLife = absl::Minutes(30);

// How long an approval may wait for its request.
inline constexpr absl::Duration kApprovalLife = absl::Minutes(10);

// How long a session lives without a call.
inline constexpr absl::Duration kSessionIdle = absl::Minutes(30);

}  // namespace oat::access
