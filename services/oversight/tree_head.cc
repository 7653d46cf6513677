// GetTreeHead: what a desk keeps, so that nobody can write the past anew.
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/oversight/service.h"
#include "services/transparency/store.h"

namespace oat::oversight {

absl::Status Service::GetTreeHead(access::Call& call, const v1::GetTreeHeadRequest& request,
                                  v1::GetTreeHeadResponse* response) const {
  const auto head = transparency::LoadNewestHead(call.transaction);
  if (!head) return absl::OkStatus();
  v1::TreeHead* answer = response->mutable_head();
  answer->set_size(head->size);
  answer->set_root(merkle::ToBytes(head->root));
  *answer->mutable_sealed_at() = contract::ToTimestamp(head->sealed_at);
  answer->set_signature(head->signature);
  answer->set_key_id(merkle::ToBytes(head->key_id));
  // A caller who kept a longer log is answered all the same: that is what it must see.
  if (request.known_size() >= head->size) return absl::OkStatus();
  OAT_ASSIGN_OR_RETURN(
      std::vector<merkle::Hash> proof,
      transparency::LoadConsistency(call.transaction, request.known_size(), head->size));
  for (const merkle::Hash& hash : proof) response->add_consistency(merkle::ToBytes(hash));
  return absl::OkStatus();
}

}  // namespace oat::oversight
