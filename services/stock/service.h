// StockService: the narcotic stock of a site.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/stock.pb.h"
#include "services/access/caller.h"

namespace oat::stock {

class Service {
 public:
  absl::Status ListProducts(access::Call& call, const v1::ListProductsRequest& request,
                            v1::ListProductsResponse* response) const;
  absl::Status ReceiveStock(access::Call& call, const v1::ReceiveStockRequest& request,
                            v1::ReceiveStockResponse* response) const;
  absl::Status MoveStock(access::Call& call, const v1::MoveStockRequest& request,
                         v1::MoveStockResponse* response) const;
  absl::Status RecordOverage(access::Call& call, const v1::RecordOverageRequest& request,
                             v1::RecordOverageResponse* response) const;
  absl::Status SignWaste(access::Call& call, const v1::SignWasteRequest& request,
                         v1::SignWasteResponse* response) const;
  absl::Status GetBalances(access::Call& call, const v1::GetBalancesRequest& request,
                           v1::GetBalancesResponse* response) const;
};

}  // namespace oat::stock
