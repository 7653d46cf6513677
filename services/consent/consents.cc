// What people agree to: recorded while they stand there, read back, taken back.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "services/base/status.h"
#include "services/consent/elements.h"
#include "services/consent/known.h"
#include "services/consent/service.h"
#include "services/consent/store.h"
#include "services/contract/answer.h"
#include "services/identity/store.h"

namespace oat::consent {
namespace {

using access::Call;

// Somebody of this site's. What another site's patient agreed to says where else she is known.
absl::Status CheckKnownHere(Call& call, PersonId person) {
  if (IsKnownHere(call, person)) return absl::OkStatus();
  return absl::PermissionDeniedError("patient_number: this site does not treat the person");
}

absl::StatusOr<Consent> ReadConsent(const Call& call, const v1::RecordConsentRequest& request) {
  OAT_ASSIGN_OR_RETURN(Day until_day, ParseDay(request.until_day()));
  OAT_RETURN_IF_ERROR(CheckUntilDay(until_day, call.today()));
  const std::string& language = request.interpreted_into();
  if (!std::all_of(language.begin(), language.end(), absl::ascii_islower)) {
    return Invalid("interpreted_into", language, "a code of ISO 639, such as kk");
  }
  return Consent{.id = call.request_id,
                 .recipient_kind = contract::Code(request.recipient_kind()),
                 .recipient = Secret(request.recipient()),
                 .purpose = Secret(request.purpose()),
                 .elements = ReadElements(request.elements()),
                 .given_on = call.today(),
                 .until_day = until_day,
                 .manner = contract::Code(request.manner()),
                 .interpreted_into = language};
}

void Fill(const Consent& consent, Day today, v1::Consent* out) {
  out->set_consent_id(consent.id.text());
  out->set_recipient_kind(contract::FromCode<v1::RecipientKind>(consent.recipient_kind));
  out->set_recipient(consent.recipient.Reveal());
  out->set_purpose(consent.purpose.Reveal());
  FillElements(consent.elements, out->mutable_elements());
  out->set_given_on(FormatDay(consent.given_on));
  out->set_until_day(FormatDay(consent.until_day));
  out->set_manner(contract::FromCode<v1::ConsentManner>(consent.manner));
  out->set_interpreted_into(consent.interpreted_into);
  out->set_witness(consent.witness);
  if (consent.withdrawn_at) {
    *out->mutable_withdrawn_at() = contract::ToTimestamp(*consent.withdrawn_at);
  }
  out->set_in_force(consent.IsInForce(today));
}

}  // namespace

absl::Status Service::RecordConsent(Call& call, const v1::RecordConsentRequest& request,
                                    v1::RecordConsentResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(CheckKnownHere(call, person));
  OAT_ASSIGN_OR_RETURN(Consent consent, ReadConsent(call, request));
  const std::vector<Reason> reasons = QuestionConsent(consent, call.second.has_value());
  contract::Refuse(response->mutable_outcome(), reasons);
  if (!reasons.empty()) return absl::OkStatus();
  OAT_RETURN_IF_ERROR(
      consent::RecordConsent(call.transaction, vault_, person, consent,
                             {call.site().code, call.caller.staff, call.second, call.now}));
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

// At any site: nothing may stand between a person and her no.
absl::Status Service::WithdrawConsent(Call& call, const v1::WithdrawConsentRequest& request,
                                      v1::WithdrawConsentResponse*) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_ASSIGN_OR_RETURN(auto consent,
                       LoadConsent(call.transaction, vault_, person, Uuid(request.consent_id())));
  if (!consent) return absl::NotFoundError("consent_id: this person gave no such consent");
  RecordWithdrawal(call.transaction, consent->id, call.caller.staff, call.now);
  return absl::OkStatus();
}

absl::Status Service::ListConsents(Call& call, const v1::ListConsentsRequest& request,
                                   v1::ListConsentsResponse* response) const {
  OAT_ASSIGN_OR_RETURN(PersonId person,
                       identity::FindPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(CheckKnownHere(call, person));
  OAT_ASSIGN_OR_RETURN(auto consents, LoadConsents(call.transaction, vault_, person));
  for (const Consent& consent : consents) Fill(consent, call.today(), response->add_consents());
  return absl::OkStatus();
}

}  // namespace oat::consent
