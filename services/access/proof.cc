#include "services/access/proof.h"

#include "services/access/code_store.h"
#include "services/access/credential.h"
#include "services/access/one_time_code.h"
#include "services/access/rules.h"
#include "services/base/status.h"

namespace oat::access {
namespace {

absl::Status CheckPairs(const Shown& shown) {
  const bool by_password = !shown.login.empty() || !shown.password.empty();
  const bool by_badge = !shown.badge.empty() || !shown.pin.empty();
  if (!by_password && !by_badge) {
    return Invalid("login", "nothing", "login and password, or badge and PIN");
  }
  if (by_password && by_badge) return Invalid("badge", "one beside a login", "one of the two");
  if (by_badge) {
    if (shown.badge.empty()) return Invalid("badge", "nothing", "the one of the PIN");
    if (shown.pin.empty()) return Invalid("pin", "nothing", "the one of the badge");
    if (shown.one_time_code.empty()) return absl::OkStatus();
    return Invalid("one_time_code", "one beside a badge", "login and password with it");
  }
  if (shown.login.empty()) return Invalid("login", "nothing", "the one of the password");
  if (shown.password.empty()) return Invalid("password", "nothing", "the one of the login");
  return absl::OkStatus();
}

// False when she has no key, or the code is wrong, old or used.
bool UseCode(Call& call, const identity::Vault& vault, StaffId staff, const Secret& code) {
  const auto key = LoadCodeKey(call.transaction, staff);
  if (!key) return false;
  const auto plain = vault.Unseal(key->sealed);
  if (!plain.ok() || !*plain) return false;
  const auto step = MatchCode(Secret(**plain), code, call.now, key->last_step);
  return step && UseCodeStep(call.transaction, staff, key->revision, *step, call.now);
}

absl::StatusOr<Proven> ProveByPassword(Call& call, const identity::Vault& vault,
                                       const Shown& shown) {
  const auto credential = LoadCredential(call.transaction, shown.login);
  const bool is_locked_out =
      IsLockedOut(call, credential ? std::optional<StaffId>(credential->staff) : std::nullopt);
  // Both are compared, whether she chose a second or not: the time tells nothing.
  const bool is_right = VerifyPassword(credential ? credential->password_hash : "", shown.password);
  const bool is_forced = VerifyPassword(credential ? credential->duress_hash : "", shown.password);
  if (is_locked_out || (!is_right && !is_forced)) return NotProven();
  const bool with_code = !shown.one_time_code.empty();
  if (with_code && !UseCode(call, vault, credential->staff, shown.one_time_code)) {
    return NotProven();
  }
  return Proven{.staff = credential->staff,
                .login = credential->login,
                .with_code = with_code,
                .under_duress = is_forced};
}

// The PIN is chosen by the badge's owner with her password: whoever issues a badge, or finds one,
// opens nothing with it.
absl::StatusOr<Proven> ProveByBadge(Call& call, const Shown& shown) {
  if (!call.caller.site) {
    return absl::PermissionDeniedError("badge: this device belongs to no site");
  }
  const auto badge = LoadBadge(call.transaction, HashToken(shown.badge));
  const bool is_locked_out =
      IsLockedOut(call, badge ? std::optional<StaffId>(badge->staff) : std::nullopt);
  const bool is_right = VerifyPassword(badge ? badge->pin_hash : "", shown.pin);
  if (is_locked_out || !is_right) return NotProven();
  return Proven{.staff = badge->staff, .login = badge->login, .badge = badge->id};
}

}  // namespace

absl::StatusOr<Proven> Prove(Call& call, const identity::Vault& vault, const Shown& shown) {
  OAT_RETURN_IF_ERROR(CheckPairs(shown));
  if (!shown.badge.empty()) return ProveByBadge(call, shown);
  return ProveByPassword(call, vault, shown);
}

absl::Status ProveOwnPassword(Call& call, const Secret& password) {
  const auto credential = LoadCredential(call.transaction, call.caller.login);
  const bool is_locked_out = IsLockedOut(call, call.caller.staff);
  const bool is_right = VerifyPassword(
      call.caller.is_under_duress ? credential->duress_hash : credential->password_hash, password);
  return is_right && !is_locked_out ? absl::OkStatus() : NotProven();
}

absl::Status ProveOwnCode(Call& call, const identity::Vault& vault, const Secret& code) {
  const bool is_locked_out = IsLockedOut(call, call.caller.staff);
  const bool is_right = UseCode(call, vault, call.caller.staff, code);
  return is_right && !is_locked_out ? absl::OkStatus() : NotProven();
}

bool IsLockedOut(Call& call, std::optional<StaffId> staff) {
  call.subject = staff;
  return CountFailures(call.transaction, call.caller.device, staff, call.now - kLockOutWindow) >=
         kFailuresToLockOut;
}

absl::Status NotProven() {
  return absl::UnauthenticatedError(
      "login or password is wrong, or the badge, PIN or code, or it was too often on this device: "
      "then wait 15 minutes, or use another device");
}

}  // namespace oat::access
