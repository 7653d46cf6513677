// StockService: the narcotic stock of a site.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oat/v1/stock.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::stock {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

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
  absl::Status LinkPackCode(access::Call& call, const v1::LinkPackCodeRequest& request,
                            v1::LinkPackCodeResponse* response) const;
  absl::Status SetLotStanding(access::Call& call, const v1::SetLotStandingRequest& request,
                              v1::SetLotStandingResponse* response) const;
  absl::Status TraceLot(access::Call& call, const v1::TraceLotRequest& request,
                        v1::TraceLotResponse* response) const;
  absl::Status CountStock(access::Call& call, const v1::CountStockRequest& request,
                          v1::CountStockResponse* response) const;
  absl::Status ExplainVariance(access::Call& call, const v1::ExplainVarianceRequest& request,
                               v1::ExplainVarianceResponse* response) const;
  absl::Status ListCounts(access::Call& call, const v1::ListCountsRequest& request,
                          v1::ListCountsResponse* response) const;
  absl::Status GetStockBook(access::Call& call, const v1::GetStockBookRequest& request,
                            v1::GetStockBookResponse* response) const;
  absl::Status CorrectStockEntry(access::Call& call, const v1::CorrectStockEntryRequest& request,
                                 v1::CorrectStockEntryResponse* response) const;
  absl::Status ChangeBottle(access::Call& call, const v1::ChangeBottleRequest& request,
                            v1::ChangeBottleResponse* response) const;
  absl::Status ReturnStock(access::Call& call, const v1::ReturnStockRequest& request,
                           v1::ReturnStockResponse* response) const;
  absl::Status CloseStockDay(access::Call& call, const v1::CloseStockDayRequest& request,
                             v1::CloseStockDayResponse* response) const;
  absl::Status GetStockPatterns(access::Call& call, const v1::GetStockPatternsRequest& request,
                                v1::GetStockPatternsResponse* response) const;
  absl::Status GetRegister(access::Call& call, const v1::GetRegisterRequest& request,
                           std::vector<v1::GetRegisterResponse>* responses) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::stock
