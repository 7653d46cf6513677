// PumpService: dispensing pumps, verified before they pour, told what to pour before they pour it.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/pump.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::pumps {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  // keeping.cc
  absl::Status PlacePump(access::Call& call, const v1::PlacePumpRequest& request,
                         v1::PlacePumpResponse* response) const;
  absl::Status VerifyPump(access::Call& call, const v1::VerifyPumpRequest& request,
                          v1::VerifyPumpResponse* response) const;
  absl::Status RecordPumpCycle(access::Call& call, const v1::RecordPumpCycleRequest& request,
                               v1::RecordPumpCycleResponse* response) const;
  absl::Status ListPumps(access::Call& call, const v1::ListPumpsRequest& request,
                         v1::ListPumpsResponse* response) const;

  // pouring.cc
  absl::Status BeginPour(access::Call& call, const v1::BeginPourRequest& request,
                         v1::BeginPourResponse* response) const;
  absl::Status EndPour(access::Call& call, const v1::EndPourRequest& request,
                       v1::EndPourResponse* response) const;
  absl::Status ResolvePour(access::Call& call, const v1::ResolvePourRequest& request,
                           v1::ResolvePourResponse* response) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::pumps
