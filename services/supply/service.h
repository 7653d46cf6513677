// SupplyService: how long everything lasts, and what was ordered against it.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/supply.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::supply {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  absl::Status ForecastSupply(access::Call& call, const v1::ForecastSupplyRequest& request,
                              v1::ForecastSupplyResponse* response) const;
  absl::Status PlaceSupplyOrder(access::Call& call, const v1::PlaceSupplyOrderRequest& request,
                                v1::PlaceSupplyOrderResponse* response) const;
  absl::Status EndSupplyOrder(access::Call& call, const v1::EndSupplyOrderRequest& request,
                              v1::EndSupplyOrderResponse* response) const;
  absl::Status ListSupplyOrders(access::Call& call, const v1::ListSupplyOrdersRequest& request,
                                v1::ListSupplyOrdersResponse* response) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::supply
