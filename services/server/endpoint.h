// How a service of the contract meets the service that answers it.
#pragma once

#include <string>
#include <utility>

#include "services/server/call.h"

namespace oat::server {

// gRPC's generated services want one override a method, all alike: a line each says which service
// answers, and the form says how it is called. kService names the contract's service.
#define OAT_METHOD(Method)                                                          \
  ([] {                                                                             \
    static const auto* const method = MethodNamed(std::string(kService) + #Method); \
    return method;                                                                  \
  }())

#define OAT_UNARY(Method)                                                                          \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context,                           \
                                   const v1::Method##Request* request,                             \
                                   v1::Method##Response* response) override {                      \
    return Unary<v1::Method##Request, v1::Method##Response>(                                       \
        entrance_, context, OAT_METHOD(Method), request, response,                                 \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

#define OAT_CLIENT_STREAM(Method)                                                                  \
  grpc::ServerReadReactor<v1::Method##Request>* Method(grpc::CallbackServerContext* context,       \
                                                       v1::Method##Response* response) override {  \
    return new ClientStream<v1::Method##Request, v1::Method##Response>(                            \
        entrance_, context, OAT_METHOD(Method), response,                                          \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

#define OAT_SERVER_STREAM(Method)                                                                  \
  grpc::ServerWriteReactor<v1::Method##Response>* Method(                                          \
      grpc::CallbackServerContext* context, const v1::Method##Request* request) override {         \
    return new ServerStream<v1::Method##Request, v1::Method##Response>(                            \
        entrance_, context, OAT_METHOD(Method), request,                                           \
        [this](auto& call, const auto& in, auto* out) { return service_.Method(call, in, out); }); \
  }

// A contract's service with the service that answers it.
template <class Contract, class Service>
class Endpoint : public Contract::CallbackService {
 public:
  Endpoint(const Entrance& entrance, Service service)
      : entrance_(entrance), service_(std::move(service)) {}

 protected:
  const Entrance entrance_;
  const Service service_;
};

}  // namespace oat::server
