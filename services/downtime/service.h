// DowntimeService: the list for the time without a server, and what is told of it afterwards.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oat/v1/downtime.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"

namespace oat::downtime {

class Service {
 public:
  Service(const identity::Vault* vault, const policy::Book* book) : vault_(*vault), book_(*book) {}

  absl::Status GetDowntimeList(access::Call& call, const v1::GetDowntimeListRequest& request,
                               std::vector<v1::GetDowntimeListResponse>* responses) const;
  absl::Status KeepDowntimeList(access::Call& call, const v1::KeepDowntimeListRequest& request,
                                v1::KeepDowntimeListResponse* response) const;
  absl::Status ReleaseDowntimeList(access::Call& call,
                                   const v1::ReleaseDowntimeListRequest& request,
                                   v1::ReleaseDowntimeListResponse* response) const;
  absl::Status EndDowntimeList(access::Call& call, const v1::EndDowntimeListRequest& request,
                               v1::EndDowntimeListResponse* response) const;
  absl::Status RecordDowntimeLook(access::Call& call, const v1::RecordDowntimeLookRequest& request,
                                  v1::RecordDowntimeLookResponse* response) const;

 private:
  const identity::Vault& vault_;
  const policy::Book& book_;
};

}  // namespace oat::downtime
