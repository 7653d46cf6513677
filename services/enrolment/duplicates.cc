// Probable duplicates: listed by number, compared without being shown, decided by a person.
#include "absl/strings/str_split.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/enrolment/roster.h"
#include "services/enrolment/sealed_row.h"
#include "services/enrolment/service.h"
#include "services/identity/review_store.h"
#include "services/identity/token_store.h"

namespace oat::enrolment {
namespace {

using access::Call;

absl::Status NoSuchReview() {
  return absl::NotFoundError("review_id: there is none such, or it is decided");
}

void Fill(Call& call, const identity::DuplicateReview& review, v1::DuplicateReview* out) {
  out->set_review_id(review.id.text());
  out->set_patient_number(identity::NumberOf(call.transaction, review.person));
  out->set_site_code(review.site_code);
  out->set_line(review.import_line.value_or(0));
  for (absl::string_view kind : absl::StrSplit(review.agreeing, ' ', absl::SkipEmpty())) {
    out->add_agreeing(std::string(kind));
  }
  *out->mutable_opened_at() = contract::ToTimestamp(review.opened_at);
}

// The key of an undecided review is there.
absl::StatusOr<identity::Particulars> UnsealNewcomer(const identity::Vault& vault,
                                                     const identity::DuplicateReview& review) {
  OAT_ASSIGN_OR_RETURN(auto particulars, vault.UnsealParticulars(review.newcomer));
  return *std::move(particulars);
}

}  // namespace

absl::Status Service::ListDuplicateReviews(Call& call, const v1::ListDuplicateReviewsRequest&,
                                           v1::ListDuplicateReviewsResponse* response) const {
  for (const auto& review : identity::ListReviews(call.transaction)) {
    Fill(call, review, response->add_reviews());
  }
  return absl::OkStatus();
}

absl::StatusOr<Comparable> Service::Newcomer(Call& call,
                                             const identity::DuplicateReview& review) const {
  if (review.application) {
    OAT_ASSIGN_OR_RETURN(auto particulars, UnsealNewcomer(vault_, review));
    return Comparable{particulars, LoadApplication(call.transaction, *review.application)->sex};
  }
  OAT_ASSIGN_OR_RETURN(RosterCells cells, UnsealRow(vault_, review.newcomer));
  std::vector<ImportFault> faults;
  const RosterEntry entry = ReadRosterRow(cells, &faults);
  return Comparable{entry.particulars, entry.sex};
}

absl::Status Service::CompareDuplicate(Call& call, const v1::CompareDuplicateRequest& request,
                                       v1::CompareDuplicateResponse* response) const {
  auto review = identity::LoadOpenReview(call.transaction, Uuid(request.review_id()));
  if (!review) return NoSuchReview();
  call.person = review->person;
  OAT_ASSIGN_OR_RETURN(Comparable newcomer, Newcomer(call, *review));
  OAT_ASSIGN_OR_RETURN(auto particulars,
                       identity::LoadParticulars(call.transaction, vault_, review->person));
  const Comparable known{particulars.value_or(identity::Particulars()),
                         identity::LoadDemographics(call.transaction, review->person)->sex};
  Fill(call, *review, response->mutable_review());
  for (const FieldComparison& one : Compare(newcomer, known)) {
    v1::FieldComparison* out = response->add_fields();
    out->set_field(one.field);
    out->set_agreement(contract::FromCode<v1::Agreement>(one.agreement));
  }
  return absl::OkStatus();
}

// The newcomer of a review that found two people: recorded from what was sealed.
absl::StatusOr<PersonId> Service::PersonAfterReview(Call& call,
                                                    const identity::DuplicateReview& review) const {
  const std::vector<int32_t> versions = identity::IndexVersions(call.transaction);
  if (!review.application) {
    OAT_ASSIGN_OR_RETURN(RosterCells cells, UnsealRow(vault_, review.newcomer));
    std::vector<ImportFault> faults;
    const RosterEntry entry = ReadRosterRow(cells, &faults);
    OAT_ASSIGN_OR_RETURN(auto tokens, vault_.TokensOf(entry.particulars, versions));
    OAT_ASSIGN_OR_RETURN(const policy::RulesInForce rules, book_.Of(call));
    OAT_ASSIGN_OR_RETURN(auto people, EnrolRows(call, vault_, *rules, {{entry, tokens}}));
    return people.front();
  }
  OAT_ASSIGN_OR_RETURN(auto particulars, UnsealNewcomer(vault_, review));
  OAT_ASSIGN_OR_RETURN(auto tokens, vault_.TokensOf(particulars, versions));
  auto application = LoadApplication(call.transaction, *review.application);
  return identity::RecordPerson(call.transaction, vault_,
                                {{application->sex, application->birth_year}, particulars, tokens},
                                call.now);
}

absl::Status Service::DecideDuplicate(Call& call, const v1::DecideDuplicateRequest& request,
                                      v1::DecideDuplicateResponse* response) const {
  auto review = identity::LoadOpenReview(call.transaction, Uuid(request.review_id()));
  if (!review) return NoSuchReview();
  identity::LockPerson(call.transaction, review->person);
  PersonId person = review->person;
  if (request.verdict() == v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE) {
    OAT_ASSIGN_OR_RETURN(person, PersonAfterReview(call, *review));
  }
  call.person = person;
  if (!identity::RecordVerdict(call.transaction, review->id, contract::Code(request.verdict()),
                               person, call.caller.staff, call.now)) {
    return absl::AbortedError("review_id: somebody else decided it just now");
  }
  if (review->application) LinkPerson(call.transaction, *review->application, person, call.now);
  response->set_patient_number(identity::NumberOf(call.transaction, person));
  contract::Accept(response->mutable_outcome());
  return absl::OkStatus();
}

}  // namespace oat::enrolment
