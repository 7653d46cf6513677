// MergeService: two numbers that mean one person. Its methods stand in comparing.cc (compared,
// listed) and merging.cc (merged, taken apart again).
#pragma once

#include "absl/status/status.h"
#include "oat/v1/merge.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::merges {

class Service {
 public:
  // The vault outlives the service.
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status ComparePatients(access::Call& call, const v1::ComparePatientsRequest& request,
                               v1::ComparePatientsResponse* response) const;
  absl::Status MergePatients(access::Call& call, const v1::MergePatientsRequest& request,
                             v1::MergePatientsResponse* response) const;
  absl::Status SeparatePatients(access::Call& call, const v1::SeparatePatientsRequest& request,
                                v1::SeparatePatientsResponse* response) const;
  absl::Status ListMerges(access::Call& call, const v1::ListMergesRequest& request,
                          v1::ListMergesResponse* response) const;

 private:
  const identity::Vault& vault_;
};

}  // namespace oat::merges
