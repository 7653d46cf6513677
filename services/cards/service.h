// CardService: cards that patients carry. Its methods stand in issuing.cc (what is made and called
// back) and reading.cc (what is shown here, and told afterwards).
#pragma once

#include "absl/status/status.h"
#include "oat/v1/card.pb.h"
#include "services/access/caller.h"
#include "services/cards/key_file.h"

namespace oat::cards {

class Service {
 public:
  // The keys outlive the service.
  explicit Service(const Keys* keys) : keys_(*keys) {}

  absl::Status IssueCard(access::Call& call, const v1::IssueCardRequest& request,
                         v1::IssueCardResponse* response) const;
  absl::Status RevokeCard(access::Call& call, const v1::RevokeCardRequest& request,
                          v1::RevokeCardResponse* response) const;
  absl::Status ReadCard(access::Call& call, const v1::ReadCardRequest& request,
                        v1::ReadCardResponse* response) const;
  absl::Status ReportCardReading(access::Call& call, const v1::ReportCardReadingRequest& request,
                                 v1::ReportCardReadingResponse* response) const;
  absl::Status GetCardKeys(access::Call& call, const v1::GetCardKeysRequest& request,
                           v1::GetCardKeysResponse* response) const;

 private:
  const Keys& keys_;
};

}  // namespace oat::cards
