#include "services/enrolment/identity_service.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/language.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/custody/chart.h"
#include "services/enrolment/particulars_of.h"
#include "services/identity/language_store.h"
#include "services/identity/photo_store.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"

namespace oat::enrolment {
namespace {

using access::Call;

// The person of a number whose record this site may open, named in the trail either way.
absl::StatusOr<PersonId> Open(Call& call, const std::string& number) {
  OAT_ASSIGN_OR_RETURN(const PersonId person, identity::FindPerson(call.transaction, number));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  return person;
}

// The same, locked against whoever changes the record at this moment.
absl::StatusOr<PersonId> OpenToChange(Call& call, const std::string& number) {
  OAT_ASSIGN_OR_RETURN(const PersonId person, Open(call, number));
  identity::LockPerson(call.transaction, person);
  return person;
}

void Fill(const identity::Particulars& particulars, v1::RevealForCorrectionResponse* out) {
  if (!particulars.family_name.empty()) {
    out->mutable_name()->set_family_name(particulars.family_name.Reveal());
    out->mutable_name()->set_given_name(particulars.given_name.Reveal());
    out->mutable_name()->set_birth_date(particulars.birth_date.Reveal());
  }
  if (!particulars.document_number.empty()) {
    out->mutable_document()->set_kind(
        contract::FromCode<v1::DocumentKind>(particulars.document_kind.Reveal()));
    out->mutable_document()->set_number(particulars.document_number.Reveal());
  }
  out->set_uic(particulars.uic.Reveal());
}

// Somebody else whom the particulars lead to. A name alone leads to nobody.
std::optional<identity::Match> MatchOfAnother(Call& call, PersonId person,
                                              const std::vector<identity::Token>& tokens) {
  auto owners = identity::FindOwners(call.transaction, tokens);
  for (auto& [token, people] : owners) std::erase(people, person);
  return identity::BestMatch(tokens, owners);
}

absl::Status CheckJpeg(const std::string& bytes) {
  using absl::string_view;
  const bool is_jpeg = absl::StartsWith(bytes, string_view("\xff\xd8\xff", 3)) &&
                       absl::EndsWith(bytes, string_view("\xff\xd9", 2));
  return is_jpeg ? absl::OkStatus() : Invalid("jpeg", "something else", "a whole JPEG");
}

}  // namespace

absl::Status IdentityService::RevealForLabel(Call& call, const v1::RevealForLabelRequest& request,
                                             v1::RevealForLabelResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person, Open(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(const auto particulars,
                       identity::LoadParticulars(call.transaction, vault_, person));
  if (!particulars) return absl::OkStatus();
  response->set_family_name(particulars->family_name.Reveal());
  response->set_given_name(particulars->given_name.Reveal());
  return absl::OkStatus();
}

absl::Status IdentityService::RevealForCorrection(Call& call,
                                                  const v1::RevealForCorrectionRequest& request,
                                                  v1::RevealForCorrectionResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person, Open(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(const auto revisions,
                       identity::LoadRevisions(call.transaction, vault_, person));
  response->set_language(identity::LoadLanguage(call.transaction, person));
  if (revisions.empty()) return absl::OkStatus();
  response->set_revision(revisions.back().revision);
  Fill(revisions.back().particulars, response);
  return absl::OkStatus();
}

absl::Status IdentityService::CorrectIdentity(Call& call, const v1::CorrectIdentityRequest& request,
                                              v1::CorrectIdentityResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person, OpenToChange(call, request.patient_number()));
  if (!request.has_name() && !request.has_document() && request.uic().empty()) {
    return Invalid("name", "nothing", "name, document or uic");
  }
  if (!call.second) {
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  OAT_ASSIGN_OR_RETURN(const auto revisions,
                       identity::LoadRevisions(call.transaction, vault_, person));
  const int32_t newest = revisions.empty() ? 0 : revisions.back().revision;
  if (request.revision() != newest) {
    return absl::FailedPreconditionError(
        absl::StrCat("revision: got ", request.revision(), ", wanted ", newest,
                     ", as somebody corrected it meanwhile: look at it again"));
  }
  identity::Correction correction{.corrected = {newest + 1, ParticularsOf(request)},
                                  .reason = contract::Code(request.reason()),
                                  .by = call.caller.staff,
                                  .second = *call.second};
  if (request.has_name()) {
    OAT_ASSIGN_OR_RETURN(const Day born, ParseDay(request.name().birth_date()));
    correction.birth_year = static_cast<int32_t>(born.year());
  }
  OAT_ASSIGN_OR_RETURN(
      correction.tokens,
      vault_.TokensOf(correction.corrected.particulars, identity::IndexVersions(call.transaction)));
  if (const auto other = MatchOfAnother(call, person, correction.tokens)) {
    // The answer says something of the other: her own log shows who asked.
    call.person = other->person;
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_KNOWN_AS_ANOTHER);
    return absl::OkStatus();
  }
  OAT_RETURN_IF_ERROR(
      identity::RecordCorrection(call.transaction, vault_, person, correction, call.now));
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status IdentityService::RecordLanguage(Call& call, const v1::RecordLanguageRequest& request,
                                             v1::RecordLanguageResponse*) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  OAT_RETURN_IF_ERROR(custody::CheckChart(call, person));
  OAT_RETURN_IF_ERROR(CheckLanguage("language", request.language()));
  identity::RecordLanguage(call.transaction, person, request.language(), call.caller.staff,
                           call.now);
  return absl::OkStatus();
}

absl::Status IdentityService::StorePhoto(Call& call, const v1::StorePhotoRequest& request,
                                         v1::StorePhotoResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person, OpenToChange(call, request.patient_number()));
  OAT_RETURN_IF_ERROR(CheckJpeg(request.jpeg()));
  OAT_RETURN_IF_ERROR(identity::RecordPhoto(call.transaction, vault_, call.request_id, person,
                                            {request.jpeg(), call.now}, call.caller.staff));
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status IdentityService::GetPhoto(Call& call, const v1::GetPhotoRequest& request,
                                       v1::GetPhotoResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const PersonId person, Open(call, request.patient_number()));
  OAT_ASSIGN_OR_RETURN(auto photo, identity::LoadPhoto(call.transaction, vault_, person));
  if (!photo) return absl::OkStatus();
  response->set_jpeg(std::move(photo->jpeg));
  *response->mutable_taken_at() = contract::ToTimestamp(photo->taken_at);
  return absl::OkStatus();
}

absl::Status IdentityService::RemovePhoto(Call& call, const v1::RemovePhotoRequest& request,
                                          v1::RemovePhotoResponse* response) const {
  // As with a consent: who wants hers gone is not sent to another city for it.
  OAT_ASSIGN_OR_RETURN(const PersonId person,
                       identity::LockPerson(call.transaction, request.patient_number()));
  call.person = person;
  if (identity::RemovePhoto(call.transaction, call.request_id, person, call.caller.staff,
                            call.now)) {
    contract::Accept(response->mutable_outcome());
  } else {
    contract::Refuse(response->mutable_outcome(), v1::REASON_CODE_WRONG_STATE,
                     {{"state", "no photo"}});
  }
  return absl::OkStatus();
}

}  // namespace oat::enrolment
