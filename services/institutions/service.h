// InstitutionService: doses that wards and cells told of, and the last dose told to them.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/institution.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::institutions {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  absl::Status ReportDose(access::Call& call, const v1::ReportDoseRequest& request,
                          v1::ReportDoseResponse* response) const;
  absl::Status GetWardRound(access::Call& call, const v1::GetWardRoundRequest& request,
                            v1::GetWardRoundResponse* response) const;
  absl::Status OpenEnquiry(access::Call& call, const v1::OpenEnquiryRequest& request,
                           v1::OpenEnquiryResponse* response) const;
  absl::Status AnswerEnquiry(access::Call& call, const v1::AnswerEnquiryRequest& request,
                             v1::AnswerEnquiryResponse* response) const;
  absl::Status ListEnquiries(access::Call& call, const v1::ListEnquiriesRequest& request,
                             v1::ListEnquiriesResponse* response) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::institutions
