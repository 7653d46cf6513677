// PolicyService: rule packs checked, put in force and asked.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/policy.pb.h"
#include "services/access/caller.h"
#include "services/policy/pack.h"

namespace oat::policy {

class Service {
 public:
  absl::Status CheckRulePack(access::Call& call, const v1::CheckRulePackRequest& request,
                             v1::CheckRulePackResponse* response) const;
  absl::Status PutRulePackInForce(access::Call& call, const v1::PutRulePackInForceRequest& request,
                                  v1::PutRulePackInForceResponse* response) const;
  absl::Status WithdrawRulePack(access::Call& call, const v1::WithdrawRulePackRequest& request,
                                v1::WithdrawRulePackResponse* response) const;
  absl::Status ListRuleChanges(access::Call& call, const v1::ListRuleChangesRequest& request,
                               v1::ListRuleChangesResponse* response) const;
  absl::Status GetRulePack(access::Call& call, const v1::GetRulePackRequest& request,
                           v1::GetRulePackResponse* response) const;
  absl::Status ExplainRules(access::Call& call, const v1::ExplainRulesRequest& request,
                            v1::ExplainRulesResponse* response) const;
};

}  // namespace oat::policy
