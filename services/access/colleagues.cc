// What staff do for the sign-in of their colleagues: badges, and a forgotten password.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/oversight.pb.h"
#include "services/access/alarm.h"
#include "services/access/code_store.h"
#include "services/access/credential.h"
#include "services/access/credential_store.h"
#include "services/access/proof.h"
#include "services/access/rules.h"
#include "services/access/service.h"
#include "services/access/session_store.h"
#include "services/access/store.h"
#include "services/access/strength.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/contract/code.h"

namespace oat::access {
namespace {

bool IsBase64Url(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

// The colleague of a login; for a site manager, one who holds a role at the calling device's site.
absl::StatusOr<StaffId> ColleagueOf(Call& call, const std::string& login) {
  const auto staff = FindStaff(call.transaction, login);
  if (!staff) return absl::NotFoundError("login: no such staff member");
  call.subject = staff;
  if (call.caller.roles.contains(contract::Code(v1::ROLE_ADMINISTRATOR))) return *staff;
  if (!call.caller.site) {
    return absl::PermissionDeniedError("this device belongs to no site");
  }
  if (RolesAt(call.transaction, *staff, call.caller.site->code).empty()) {
    return absl::PermissionDeniedError("login: she holds no role at this site");
  }
  return *staff;
}

}  // namespace

absl::Status Service::IssueBadge(Call& call, const v1::IssueBadgeRequest& request,
                                 v1::IssueBadgeResponse*) const {
  OAT_ASSIGN_OR_RETURN(const StaffId staff, ColleagueOf(call, request.login()));
  if (staff == call.caller.staff) {
    return absl::PermissionDeniedError("login: nobody issues a badge to herself");
  }
  if (!IsBase64Url(request.badge())) return Invalid("badge", "other characters", "base64url");
  if (!RecordBadge(call.transaction, staff, HashToken(Secret(request.badge())), call.caller.staff,
                   call.now)) {
    return absl::AlreadyExistsError("badge: it was issued before");
  }
  EndSessionsByBadge(call.transaction, staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::RevokeBadge(Call& call, const v1::RevokeBadgeRequest& request,
                                  v1::RevokeBadgeResponse*) const {
  OAT_ASSIGN_OR_RETURN(const StaffId staff, ColleagueOf(call, request.login()));
  if (!access::RevokeBadge(call.transaction, staff, call.caller.staff, call.now)) {
    return absl::NotFoundError("login: she has no badge");
  }
  EndSessionsByBadge(call.transaction, staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::ResetPassword(Call& call, const v1::ResetPasswordRequest& request,
                                    v1::ResetPasswordResponse*) const {
  const auto staff = FindStaff(call.transaction, request.login());
  if (!staff) return absl::NotFoundError("login: no such staff member");
  call.subject = staff;
  if (*staff == call.caller.staff || *staff == *call.second) {
    return absl::PermissionDeniedError("login: two others reset a password");
  }
  LockCodeKeys(call.transaction, *staff);
  const std::string& site_code = call.site().code;
  const ResetCase reset{.holds_role_here = !RolesAt(call.transaction, *staff, site_code).empty(),
                        .holds_role_beyond = HoldsRoleBeyond(call.transaction, *staff, site_code),
                        .has_one_time_code = LoadCodeKey(call.transaction, *staff).has_value(),
                        .ends_one_time_code = request.end_one_time_code()};
  if (!MayReset(reset)) {
    return absl::PermissionDeniedError(
        "login: she holds no role here, or one beyond this site that only her one-time code "
        "guards");
  }
  RecordReset(call.transaction,
              {.id = call.request_id,
               .staff = *staff,
               .site_code = site_code,
               .word = HashToken(Secret(request.reset_word())),
               .requested_by = call.caller.staff,
               .approved_by = *call.second,
               .until = call.now + kResetLife},
              call.now);
  if (request.end_one_time_code()) {
    EndCodeKeys(call.transaction, *staff, call.caller.staff, call.now);
  }
  EndSessionsOf(call.transaction, *staff, std::nullopt, call.now);
  RaiseAlarm(call.transaction, {.id = MakeUuid(call.now),
                                .kind = contract::Code(v1::ALARM_KIND_PASSWORD_RESET),
                                .at = call.now,
                                .staff = call.caller.staff,
                                .device = call.caller.device,
                                .site_code = site_code});
  return absl::OkStatus();
}

absl::Status Service::RedeemReset(Call& call, const v1::RedeemResetRequest& request,
                                  v1::RedeemResetResponse*) const {
  const Secret chosen(request.new_password());
  const std::string& site_code = call.site().code;
  OAT_RETURN_IF_ERROR(CheckPassword("new_password", chosen, request.login(), site_code));
  const auto credential = LoadCredential(call.transaction, request.login());
  const bool is_locked_out =
      IsLockedOut(call, credential ? std::optional<StaffId>(credential->staff) : std::nullopt);
  if (is_locked_out || !credential ||
      !UseReset(call.transaction, credential->staff, site_code,
                HashToken(Secret(request.reset_word())), call.now)) {
    return NotProven();
  }
  if (VerifyPassword(credential->duress_hash, chosen)) {
    return Invalid("new_password", "one that was used", "another");
  }
  RecordPassword(call.transaction, credential->staff, HashPassword(chosen), call.now);
  EndSessionsOf(call.transaction, credential->staff, std::nullopt, call.now);
  return absl::OkStatus();
}

}  // namespace oat::access
