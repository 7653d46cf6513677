#include "services/prescribing/bottles_at_home.h"

#include "absl/strings/str_join.h"
#include "services/bottles/store.h"

namespace oat::prescribing {

std::optional<Reason> AskBottles(access::Call& call, const Patient& patient, Day from_day,
                                 v1::BottlesDecision decision) {
  if (decision != v1::BOTTLES_DECISION_UNSPECIFIED) return std::nullopt;
  std::vector<std::string> serials;
  for (const auto& bottle : bottles::LoadAtHome(call.transaction, patient.person, from_day)) {
    serials.push_back(bottle.serial);
  }
  if (serials.empty()) return std::nullopt;
  return Reason{reason::kBottlesUndecided, {{"serials", absl::StrJoin(serials, ", ")}}};
}

void CarryOutOnBottles(access::Call& call, const Patient& patient, Day from_day,
                       v1::BottlesDecision decision) {
  if (decision != v1::BOTTLES_DECISION_RECALL) return;
  bottles::RecallFrom(call.transaction, patient.person, from_day,
                      {.bring_back_until = patient.today,
                       .detail = "order_changed",
                       .staff = call.caller.staff,
                       .request = call.request_id},
                      call.now);
}

}  // namespace oat::prescribing
