// The register of a period, which comes in many answers, read as one.
#pragma once

#include "absl/status/statusor.h"
#include "clients/link/link.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::link {

inline absl::StatusOr<v1::GetRegisterResponse> ReadRegister(Link& link,
                                                            const v1::GetRegisterRequest& request) {
  const auto parts = link.ReadAll(&v1::StockService::Stub::GetRegister, request);
  if (!parts.ok()) return parts.status();
  v1::GetRegisterResponse whole;
  for (const v1::GetRegisterResponse& part : *parts) whole.MergeFrom(part);
  return whole;
}

}  // namespace oat::link
