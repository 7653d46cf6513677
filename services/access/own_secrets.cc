// What staff do to their own passwords, PINs and one-time codes.
#include "services/access/code_store.h"
#include "services/access/credential.h"
#include "services/access/credential_store.h"
#include "services/access/one_time_code.h"
#include "services/access/proof.h"
#include "services/access/service.h"
#include "services/access/session_store.h"
#include "services/access/strength.h"
#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::access {
namespace {

// Whoever has a one-time code chooses a secret in a session opened with it: a stolen password alone
// must not shut its owner out.
absl::Status CheckCodeWasGiven(Call& call) {
  if (call.caller.with_code || !LoadCodeKey(call.transaction, call.caller.staff)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "this session was opened without a one-time code: sign in with one first");
}

// Whether it is in use, and as what, is not said.
absl::Status CheckUnused(const char* field, const Secret& chosen,
                         const StaffCredential& credential) {
  if (VerifyPassword(credential.password_hash, chosen) ||
      VerifyPassword(credential.duress_hash, chosen)) {
    return Invalid(field, "one that was used", "another");
  }
  return absl::OkStatus();
}

std::string SiteCodeOf(const Caller& caller) { return caller.site ? caller.site->code : ""; }

}  // namespace

absl::Status Service::ChangePassword(Call& call, const v1::ChangePasswordRequest& request,
                                     v1::ChangePasswordResponse*) const {
  const Secret chosen(request.new_password());
  OAT_RETURN_IF_ERROR(ProveOwnPassword(call, Secret(request.password())));
  OAT_RETURN_IF_ERROR(CheckCodeWasGiven(call));
  OAT_RETURN_IF_ERROR(
      CheckPassword("new_password", chosen, call.caller.login, SiteCodeOf(call.caller)));
  OAT_RETURN_IF_ERROR(
      CheckUnused("new_password", chosen, *LoadCredential(call.transaction, call.caller.login)));
  RecordPassword(call.transaction, call.caller.staff, HashPassword(chosen), call.now);
  EndSessionsOf(call.transaction, call.caller.staff, call.caller.session_number, call.now);
  return absl::OkStatus();
}

absl::Status Service::ChooseDuressPassword(Call& call,
                                           const v1::ChooseDuressPasswordRequest& request,
                                           v1::ChooseDuressPasswordResponse*) const {
  const Secret chosen(request.duress_password());
  OAT_RETURN_IF_ERROR(ProveOwnPassword(call, Secret(request.password())));
  OAT_RETURN_IF_ERROR(CheckCodeWasGiven(call));
  OAT_RETURN_IF_ERROR(
      CheckPassword("duress_password", chosen, call.caller.login, SiteCodeOf(call.caller)));
  OAT_RETURN_IF_ERROR(
      CheckUnused("duress_password", chosen, *LoadCredential(call.transaction, call.caller.login)));
  RecordDuressPassword(call.transaction, call.caller.staff, HashPassword(chosen), call.now);
  return absl::OkStatus();
}

absl::Status Service::ChoosePin(Call& call, const v1::ChoosePinRequest& request,
                                v1::ChoosePinResponse*) const {
  const Secret pin(request.pin());
  OAT_RETURN_IF_ERROR(ProveOwnPassword(call, Secret(request.password())));
  OAT_RETURN_IF_ERROR(CheckCodeWasGiven(call));
  OAT_RETURN_IF_ERROR(CheckPin("pin", pin));
  RecordPin(call.transaction, call.caller.staff, HashPassword(pin), call.now);
  return absl::OkStatus();
}

// With a key in force a password alone begins none: whoever stole it could put her own in its
// place. Where none is in force yet the password is all there is; whoever uses it first has the
// roles that want a code, so it is to be used when it is handed over.
absl::Status Service::BeginOneTimeCode(Call& call, const v1::BeginOneTimeCodeRequest& request,
                                       v1::BeginOneTimeCodeResponse* response) const {
  OAT_RETURN_IF_ERROR(ProveOwnPassword(call, Secret(request.password())));
  LockCodeKeys(call.transaction, call.caller.staff);
  if (LoadCodeKey(call.transaction, call.caller.staff)) {
    if (request.one_time_code().empty()) {
      return Invalid("one_time_code", "none", "one of the key in force");
    }
    OAT_RETURN_IF_ERROR(ProveOwnCode(call, vault_, Secret(request.one_time_code())));
  }
  const Secret key = MakeCodeKey();
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(call.transaction, vault_, {}, key.Reveal()));
  BeginCodeKey(call.transaction, call.caller.staff, sealed, call.caller.session_number, call.now);
  response->set_key(KeyForTyping(key));
  response->set_address(AddressOf(key, call.caller.login));
  return absl::OkStatus();
}

absl::Status Service::ConfirmOneTimeCode(Call& call, const v1::ConfirmOneTimeCodeRequest& request,
                                         v1::ConfirmOneTimeCodeResponse*) const {
  // What she was forced to begin was kept nowhere: there is nothing to compare with.
  if (call.caller.is_under_duress) return absl::OkStatus();
  const StaffId staff = call.caller.staff;
  const bool is_locked_out = IsLockedOut(call, staff);
  LockCodeKeys(call.transaction, staff);
  const auto begun = LoadBegunCodeKey(call.transaction, staff, call.caller.session_number);
  if (!begun) {
    return absl::FailedPreconditionError("no key was begun in this session: begin one first");
  }
  OAT_ASSIGN_OR_RETURN(const auto key, vault_.Unseal(begun->sealed));
  const auto step =
      MatchCode(Secret(key.value()), Secret(request.one_time_code()), call.now, begun->last_step);
  if (is_locked_out || !step) return NotProven();
  StartCodeKey(call.transaction, staff, begun->revision, call.now);
  UseCodeStep(call.transaction, staff, begun->revision, *step, call.now);
  LiftSession(call.transaction, call.caller.session_number);
  return absl::OkStatus();
}

}  // namespace oat::access
