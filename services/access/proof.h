// Who somebody is, by what she shows: for SignIn and Approve alike, and for what she does to her
// own passwords and codes. An answer to a failure has one wording and takes one time, whatever was
// wrong, also when she is locked out: failures of unknown logins are counted together, so another
// wording would tell which logins there are. The guard's audit row of it is what is counted.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/access/caller.h"
#include "services/access/credential_store.h"
#include "services/base/secret.h"
#include "services/identity/vault.h"

namespace oat::access {

struct Shown {
  std::string login;
  Secret password;
  Secret one_time_code;
  Secret badge;
  Secret pin;
};
template <class Request>
Shown ShownIn(const Request& request) {
  return {.login = request.login(),
          .password = Secret(request.password()),
          .one_time_code = Secret(request.one_time_code()),
          .badge = Secret(request.badge()),
          .pin = Secret(request.pin())};
}

struct Proven {
  StaffId staff;
  std::string login;
  bool with_code = false;
  bool under_duress = false;
  std::optional<BadgeId> badge;
};
// UNAUTHENTICATED when it does not prove anybody; INVALID_ARGUMENT when it is no pair, or half of
// one; PERMISSION_DENIED for a badge at a device of no site. Uses the code that was shown.
absl::StatusOr<Proven> Prove(Call& call, const identity::Vault& vault, const Shown& shown);

// The caller's own password, in a session of somebody who was forced the one she gave there.
absl::Status ProveOwnPassword(Call& call, const Secret& password);
// Uses a code of the caller's own key in force; UNAUTHENTICATED when it is none.
absl::Status ProveOwnCode(Call& call, const identity::Vault& vault, const Secret& code);

// Whether a try to prove somebody may succeed, by the failures so far on this device; sets whom the
// call is about.
bool IsLockedOut(Call& call, std::optional<StaffId> staff);
absl::Status NotProven();

}  // namespace oat::access
