// The register of a period, which comes in many answers, read as one.
#pragma once

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/link/link.h"
#include "oat/v1/stock.grpc.pb.h"

namespace oat::link {

// The stream as a method with one answer, so that it is asked for again as any other.
struct RegisterStream {
  v1::StockService::Stub& stub;

  grpc::Status ReadAll(grpc::ClientContext* context, const v1::GetRegisterRequest& request,
                       v1::GetRegisterResponse* whole) {
    const auto reader = stub.GetRegister(context, request);
    v1::GetRegisterResponse part;
    while (reader->Read(&part)) whole->MergeFrom(part);
    return reader->Finish();
  }
};

inline absl::StatusOr<v1::GetRegisterResponse> ReadRegister(Link& link,
                                                            const v1::GetRegisterRequest& request) {
  RegisterStream stream{link.stock()};
  return link.Call(stream, &RegisterStream::ReadAll, request);
}

}  // namespace oat::link
