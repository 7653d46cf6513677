#include "services/server/duress.h"

#include <set>
#include <string>

#include "services/contract/digest.h"

namespace oat::server {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

Pretence PretenceOf(const MethodDescriptor& method, const Message& request) {
  static const auto* const real =
      new std::set<std::string>{"oat.v1.AccessService.SignOut", "oat.v1.AccessService.EndSession",
                                "oat.v1.AccessService.Approve"};
  static const auto* const facts =
      new std::set<std::string>{"oat.v1.DosingService.ConfirmDose", "oat.v1.DosingService.VoidDose",
                                "oat.v1.DosingService.RecordAdministration"};
  // What opens patients' cards stays away, and a card that was read is told of another time.
  static const auto* const of_cards = new std::set<std::string>{
      "oat.v1.CardService.GetCardKeys", "oat.v1.CardService.ReportCardReading"};
  if (facts->contains(method.full_name()) || of_cards->contains(method.full_name())) {
    return Pretence::kUnanswered;
  }
  const v1::AccessRule& rule = method.options().GetExtension(v1::access);
  if (rule.names_patient() || !contract::TextField(request, "patient_number").empty()) {
    return Pretence::kUnknown;
  }
  if (rule.reaches_everyone()) return Pretence::kEmpty;
  return real->contains(method.full_name()) ? Pretence::kReal : Pretence::kRehearsed;
}

absl::Status AsOfSomebodyUnknown(const Message& request) {
  if (!contract::TextField(request, "patient_number").empty()) {
    return absl::NotFoundError("patient_number: well formed, but no such number was ever issued");
  }
  if (!contract::TextField(request, "review_id").empty()) {
    return absl::NotFoundError("review_id: there is none such, or it is decided");
  }
  if (!contract::TextField(request, "disclosure_id").empty()) {
    return absl::NotFoundError("disclosure_id: this site has no such request");
  }
  return absl::NotFoundError("key: nobody is found by it");
}

}  // namespace oat::server
