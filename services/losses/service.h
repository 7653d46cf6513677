// LossService: theft and loss of narcotic stock.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/loss.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::losses {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  absl::Status ReportLoss(access::Call& call, const v1::ReportLossRequest& request,
                          v1::ReportLossResponse* response) const;
  absl::Status RecordLossStep(access::Call& call, const v1::RecordLossStepRequest& request,
                              v1::RecordLossStepResponse* response) const;
  absl::Status CloseLoss(access::Call& call, const v1::CloseLossRequest& request,
                         v1::CloseLossResponse* response) const;
  absl::Status ListLosses(access::Call& call, const v1::ListLossesRequest& request,
                          v1::ListLossesResponse* response) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::losses
