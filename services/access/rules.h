// Who may call what, and when a person is locked out.
#pragma once

#include <set>
#include <string>

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

// A person who failed this often on one device within the window is locked out there, and nowhere
// else, until the oldest failure is that old: it cannot lock a clinic out.
inline constexpr int kFailuresToLockOut = 5;
inline constexpr absl::Duration kLockOutWindow = absl::Minutes(15);

// How long an approval may wait for its request.
inline constexpr absl::Duration kApprovalLife = absl::Minutes(10);

// How long a session lives without a call.
inline constexpr absl::Duration kSessionIdle = absl::Minutes(30);

}  // namespace oat::access
