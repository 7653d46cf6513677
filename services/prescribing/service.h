// PrescribingService: orders, versioned and signed.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/prescribing.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"

namespace oat::prescribing {

class Service {
 public:
  Service(const identity::Vault* vault, const policy::Book* book) : vault_(*vault), book_(*book) {}

  absl::Status SignOrder(access::Call& call, const v1::SignOrderRequest& request,
                         v1::SignOrderResponse* response) const;
  absl::Status SignBridgingOrder(access::Call& call, const v1::SignBridgingOrderRequest& request,
                                 v1::SignBridgingOrderResponse* response) const;
  absl::Status SignCarriedOverOrders(access::Call& call,
                                     const v1::SignCarriedOverOrdersRequest& request,
                                     v1::SignCarriedOverOrdersResponse* response) const;
  absl::Status SignSupplement(access::Call& call, const v1::SignSupplementRequest& request,
                              v1::SignSupplementResponse* response) const;
  absl::Status HoldOrder(access::Call& call, const v1::HoldOrderRequest& request,
                         v1::HoldOrderResponse* response) const;
  absl::Status OverrideRule(access::Call& call, const v1::OverrideRuleRequest& request,
                            v1::OverrideRuleResponse* response) const;
  absl::Status ReleaseHold(access::Call& call, const v1::ReleaseHoldRequest& request,
                           v1::ReleaseHoldResponse* response) const;
  absl::Status CancelOrder(access::Call& call, const v1::CancelOrderRequest& request,
                           v1::CancelOrderResponse* response) const;
  absl::Status RecordClinicalFact(access::Call& call, const v1::RecordClinicalFactRequest& request,
                                  v1::RecordClinicalFactResponse* response) const;
  absl::Status GetClinicalFacts(access::Call& call, const v1::GetClinicalFactsRequest& request,
                                v1::GetClinicalFactsResponse* response) const;
  absl::Status ReviewClinicalFacts(access::Call& call,
                                   const v1::ReviewClinicalFactsRequest& request,
                                   v1::ReviewClinicalFactsResponse* response) const;
  absl::Status GetOrders(access::Call& call, const v1::GetOrdersRequest& request,
                         v1::GetOrdersResponse* response) const;
  absl::Status ListExpiringOrders(access::Call& call, const v1::ListExpiringOrdersRequest& request,
                                  v1::ListExpiringOrdersResponse* response) const;

 private:
  const identity::Vault& vault_;
  const policy::Book& book_;
};

}  // namespace oat::prescribing
