// What is made, and called back.
#include "absl/strings/escaping.h"
#include "services/base/status.h"
#include "services/cards/content.h"
#include "services/cards/service.h"
#include "services/cards/store.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/identity/store.h"

namespace oat::cards {

using access::Call;
using contract::Accept;
using contract::Refuse;

absl::Status Service::IssueCard(Call& call, const v1::IssueCardRequest& request,
                                v1::IssueCardResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  const Situation situation = LoadSituation(call, person);
  const auto reasons = WhyNone(situation);
  if (!reasons.empty()) {
    Refuse(response->mutable_outcome(), reasons);
    return absl::OkStatus();
  }
  card::Content content = ContentOf(situation, identity::NumberOf(call.transaction, person));
  content.issue = NewestIssue(call.transaction, person) + 1;
  content.valid_until = ValidUntil(situation, request.days(), content.dose_until);
  OAT_ASSIGN_OR_RETURN(const std::string text, card::Make(content, keys_.newest()));
  RecordIssue(call.transaction, {.person = person,
                                 .number = content.issue,
                                 .id = call.request_id,
                                 .site_code = call.site().code,
                                 .order = situation.order->id,
                                 .key_id = absl::BytesToHexString(keys_.newest().opening_key.id),
                                 .valid_until = content.valid_until,
                                 .staff = call.caller.staff,
                                 .at = call.now});
  Accept(response->mutable_outcome());
  response->set_card(text);
  FillContent(content, response->mutable_content());
  return absl::OkStatus();
}

absl::Status Service::RevokeCard(Call& call, const v1::RevokeCardRequest& request,
                                 v1::RevokeCardResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  const int32_t issue = NewestIssue(call.transaction, person);
  const auto standing = LoadStanding(call.transaction, person, issue);
  if (!standing || standing->revoked_at) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
           {{"state", standing ? "revoked" : "not_issued"}});
    return absl::OkStatus();
  }
  RecordRevocation(call.transaction, {.person = person,
                                      .issue = issue,
                                      .reason = contract::Code(request.reason()),
                                      .site_code = call.site().code,
                                      .staff = call.caller.staff,
                                      .at = call.now});
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetCardKeys(Call& call, const v1::GetCardKeysRequest&,
                                  v1::GetCardKeysResponse* response) const {
  for (const card::OpeningKey& key : keys_.opening_keys()) {
    v1::CardKey* out = response->add_keys();
    out->set_key_id(key.id);
    out->set_public_key(key.public_key);
    out->set_opening_key(key.opening.Reveal());
  }
  *response->mutable_keep_until() = contract::ToTimestamp(call.now + kKeepKeys);
  response->set_time_zone(call.site().time_zone);
  return absl::OkStatus();
}

}  // namespace oat::cards
