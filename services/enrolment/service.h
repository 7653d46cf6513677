// EnrolmentService: people, applications, episodes.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oat/v1/enrolment.pb.h"
#include "services/access/caller.h"
#include "services/enrolment/store.h"
#include "services/identity/review_store.h"
#include "services/identity/store.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"

namespace oat::enrolment {

class Service {
 public:
  Service(const identity::Vault* vault, const policy::Book* book) : vault_(*vault), book_(*book) {}

  absl::Status FindPatient(access::Call& call, const v1::FindPatientRequest& request,
                           v1::FindPatientResponse* response) const;
  absl::Status OpenApplication(access::Call& call, const v1::OpenApplicationRequest& request,
                               v1::OpenApplicationResponse* response) const;
  absl::Status RecordAssessment(access::Call& call, const v1::RecordAssessmentRequest& request,
                                v1::RecordAssessmentResponse* response) const;
  absl::Status DecideApplication(access::Call& call, const v1::DecideApplicationRequest& request,
                                 v1::DecideApplicationResponse* response) const;
  absl::Status ListApplications(access::Call& call, const v1::ListApplicationsRequest& request,
                                v1::ListApplicationsResponse* response) const;
  absl::Status EndEpisode(access::Call& call, const v1::EndEpisodeRequest& request,
                          v1::EndEpisodeResponse* response) const;
  absl::Status ReopenEpisode(access::Call& call, const v1::ReopenEpisodeRequest& request,
                             v1::ReopenEpisodeResponse* response) const;
  absl::Status ListDuplicateReviews(access::Call& call,
                                    const v1::ListDuplicateReviewsRequest& request,
                                    v1::ListDuplicateReviewsResponse* response) const;
  absl::Status CompareDuplicate(access::Call& call, const v1::CompareDuplicateRequest& request,
                                v1::CompareDuplicateResponse* response) const;
  absl::Status DecideDuplicate(access::Call& call, const v1::DecideDuplicateRequest& request,
                               v1::DecideDuplicateResponse* response) const;
  absl::Status ImportRoster(access::Call& call,
                            const std::vector<v1::ImportRosterRequest>& requests,
                            v1::ImportRosterResponse* response) const;
  absl::Status ImportRefusals(access::Call& call,
                              const std::vector<v1::ImportRefusalsRequest>& requests,
                              v1::ImportRefusalsResponse* response) const;

 private:
  absl::StatusOr<PersonId> FindByKey(access::Call& call,
                                     const v1::FindPatientRequest& request) const;
  absl::StatusOr<Comparable> Newcomer(access::Call& call,
                                      const identity::DuplicateReview& review) const;
  absl::StatusOr<PersonId> PersonAfterReview(access::Call& call,
                                             const identity::DuplicateReview& review) const;
  absl::Status Admit(access::Call& call, const Application& application,
                     v1::DecideApplicationResponse* response) const;

  const identity::Vault& vault_;
  const policy::Book& book_;
};

}  // namespace oat::enrolment
