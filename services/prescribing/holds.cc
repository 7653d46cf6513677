// Doses held for review, and rules set aside for a day.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/prescribing/bottles_at_home.h"
#include "services/prescribing/patient.h"
#include "services/prescribing/service.h"
#include "services/prescribing/store.h"

namespace oat::prescribing {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status Service::HoldOrder(Call& call, const v1::HoldOrderRequest& request,
                                v1::HoldOrderResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
  const absl::Duration longest = rules->longest_hold.value;
  if (absl::Hours(request.hours()) > longest) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_HOLD_TOO_LONG,
           {{"hours", absl::StrCat(absl::ToInt64Hours(longest))}});
    return absl::OkStatus();
  }
  if (auto undecided = AskBottles(call, patient, patient.today, request.bottles())) {
    Refuse(response->mutable_outcome(), *undecided);
    return absl::OkStatus();
  }
  CarryOutOnBottles(call, patient, patient.today, request.bottles());
  Hold hold{.id = call.request_id,
            .code = contract::Code(request.code()),
            .alternative = contract::Code(request.alternative()),
            .until = call.now + absl::Hours(request.hours())};
  RecordHold(call.transaction, patient.person, hold, call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  *response->mutable_until() = contract::ToTimestamp(hold.until);
  return absl::OkStatus();
}

absl::Status Service::OverrideRule(Call& call, const v1::OverrideRuleRequest& request,
                                   v1::OverrideRuleResponse* response) const {
  // A new start takes a new order.
  constexpr v1::ReasonCode kOverridable[] = {
      v1::REASON_CODE_TOO_SOON,       v1::REASON_CODE_OVER_24_HOURS, v1::REASON_CODE_MISSED_DAYS,
      v1::REASON_CODE_MISSED_REDUCED, v1::REASON_CODE_RULES_SILENT,  v1::REASON_CODE_UNKNOWN_DAYS,
      v1::REASON_CODE_STEP_WAITS,     v1::REASON_CODE_NOT_DUE};
  if (std::find(std::begin(kOverridable), std::end(kOverridable), request.overridden()) ==
      std::end(kOverridable)) {
    return Invalid(
        "overridden", v1::ReasonCode_Name(request.overridden()),
        "TOO_SOON, OVER_24_HOURS, MISSED_DAYS, MISSED_REDUCED, RULES_SILENT, UNKNOWN_DAYS, "
        "STEP_WAITS or NOT_DUE");
  }
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  RecordOverride(call.transaction, patient.person, patient.today,
                 contract::Code(request.overridden()), call.caller.staff, call.now);
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ReleaseHold(Call& call, const v1::ReleaseHoldRequest& request,
                                  v1::ReleaseHoldResponse* response) const {
  OAT_ASSIGN_OR_RETURN(Patient patient, LockPatient(call, request.patient_number()));
  if (ReleaseHolds(call.transaction, patient.person, call.caller.staff, call.now) == 0) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE, {{"state", "not held"}});
  } else {
    Accept(response->mutable_outcome());
  }
  return absl::OkStatus();
}

}  // namespace oat::prescribing
