// What is asked from outside: recorded, refused unless two people grant it, told as a packet.
#include "services/base/status.h"
#include "services/consent/elements.h"
#include "services/consent/known.h"
#include "services/consent/packet.h"
#include "services/consent/service.h"
#include "services/consent/store.h"
#include "services/contract/answer.h"
#include "services/identity/store.h"

namespace oat::consent {
namespace {

using access::Call;

// The consent that a request names, where it is the person's.
absl::StatusOr<std::optional<Consent>> ConsentBeneath(Call& call, const identity::Vault& vault,
                                                      const Disclosure& asked) {
  if (!asked.person || !asked.consent) return std::nullopt;
  return LoadConsent(call.transaction, vault, *asked.person, *asked.consent);
}

v1::DisclosureState StateOf(const Disclosure& disclosure) {
  if (!disclosure.decision) return v1::DISCLOSURE_STATE_ASKED;
  return disclosure.IsGranted() ? v1::DISCLOSURE_STATE_GRANTED : v1::DISCLOSURE_STATE_REFUSED;
}

void Fill(const Disclosure& disclosure, v1::Disclosure* out) {
  out->set_disclosure_id(disclosure.id.text());
  out->set_patient_number(disclosure.patient_number);
  out->set_recipient_kind(contract::FromCode<v1::RecipientKind>(disclosure.recipient_kind));
  out->set_recipient(disclosure.recipient.Reveal());
  out->set_basis(contract::FromCode<v1::LegalBasis>(disclosure.basis));
  out->set_reference(disclosure.reference.Reveal());
  FillElements(disclosure.asked, out->mutable_asked());
  out->set_state(StateOf(disclosure));
  *out->mutable_asked_at() = contract::ToTimestamp(disclosure.asked_at);
  if (!disclosure.decision) return;
  FillElements(disclosure.decision->granted, out->mutable_granted());
  *out->mutable_decided_at() = contract::ToTimestamp(disclosure.decision->at);
}

absl::Status NoSuchDisclosure() {
  return absl::NotFoundError("disclosure_id: this site has no such request");
}

}  // namespace

absl::Status Service::RequestDisclosure(Call& call, const v1::RequestDisclosureRequest& request,
                                        v1::RequestDisclosureResponse* response) const {
  Disclosure asked{.id = call.request_id,
                   .recipient_kind = contract::Code(request.recipient_kind()),
                   .recipient = Secret(request.recipient()),
                   .basis = contract::Code(request.basis()),
                   .reference = Secret(request.reference()),
                   .asked = ReadElements(request.elements())};
  if (!request.consent_id().empty()) asked.consent = Uuid(request.consent_id());
  if (!request.patient_number().empty()) {
    // A number that nobody has and one of another site's patient are the same here, and the answer
    // is the same in every case: who asks by way of this desk learns of nobody that she exists.
    auto person = identity::FindPerson(call.transaction, request.patient_number());
    if (person.ok() && IsKnownHere(call, *person)) call.person = asked.person = *person;
  }
  OAT_RETURN_IF_ERROR(
      consent::RecordDisclosure(call.transaction, vault_, asked,
                                {call.site().code, call.caller.staff, call.second, call.now}));
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::DecideDisclosure(Call& call, const v1::DecideDisclosureRequest& request,
                                       v1::DecideDisclosureResponse* response) const {
  OAT_ASSIGN_OR_RETURN(auto asked, LockDisclosure(call.transaction, vault_,
                                                  Uuid(request.disclosure_id()), call.site().code));
  if (!asked) return NoSuchDisclosure();
  // A withdrawal takes the same lock: it is seen here, or comes after.
  if (asked->person) identity::LockPerson(call.transaction, *asked->person);
  call.person = asked->person;
  if (asked->decision) {
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
                     {{"state", asked->IsGranted() ? "granted" : "refused"}});
    return absl::OkStatus();
  }
  Decision decision{.granted = ReadElements(request.elements()), .at = call.now};
  if (!request.secret_until_day().empty()) {
    OAT_ASSIGN_OR_RETURN(decision.secret_until, ParseDay(request.secret_until_day()));
  }
  OAT_RETURN_IF_ERROR(CheckDecision(*asked, decision, call.today()));
  OAT_ASSIGN_OR_RETURN(auto consent, ConsentBeneath(call, vault_, *asked));
  const bool by_two = call.second && *call.second != call.caller.staff;
  const std::vector<Reason> reasons =
      QuestionDecision(*asked, decision.granted, consent, by_two, call.today());
  contract::Refuse(response->mutable_outcome(), reasons);
  if (!reasons.empty()) return absl::OkStatus();
  RecordDecision(call.transaction, *asked, decision,
                 {call.site().code, call.caller.staff, call.second, call.now});
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::GetDisclosurePacket(Call& call, const v1::GetDisclosurePacketRequest& request,
                                          v1::GetDisclosurePacketResponse* response) const {
  OAT_ASSIGN_OR_RETURN(auto told, LoadDisclosure(call.transaction, vault_,
                                                 Uuid(request.disclosure_id()), call.site().code));
  if (!told) return NoSuchDisclosure();
  call.person = told->person;
  if (told->person) identity::NamePerson(call.transaction, *told->person);
  if (!told->IsGranted()) {
    return absl::FailedPreconditionError(
        "disclosure_id: got one that nobody granted, wanted one that two people did");
  }
  const Decision& decision = *told->decision;
  if (call.now - decision.at > kGrantLife) {
    return absl::FailedPreconditionError(
        "disclosure_id: what was granted has run out, wanted a new request");
  }
  OAT_ASSIGN_OR_RETURN(auto consent, ConsentBeneath(call, vault_, *told));
  if (told->basis == "consent" && !Covers(consent, *told, decision.granted, call.today())) {
    return absl::FailedPreconditionError(
        "disclosure_id: the consent beneath it was withdrawn or is over");
  }
  v1::DisclosurePacket* packet = response->mutable_packet();
  packet->set_disclosure_id(told->id.text());
  packet->set_recipient_kind(contract::FromCode<v1::RecipientKind>(told->recipient_kind));
  packet->set_recipient(told->recipient.Reveal());
  packet->set_reference(told->reference.Reveal());
  *packet->mutable_made_at() = contract::ToTimestamp(call.now);
  return FillPacket(call, vault_, *told->person, decision.granted, packet);
}

absl::Status Service::ListDisclosures(Call& call, const v1::ListDisclosuresRequest&,
                                      v1::ListDisclosuresResponse* response) const {
  OAT_ASSIGN_OR_RETURN(auto disclosures,
                       consent::ListDisclosures(call.transaction, vault_, call.site().code));
  for (const Disclosure& one : disclosures) Fill(one, response->add_disclosures());
  return absl::OkStatus();
}

}  // namespace oat::consent
