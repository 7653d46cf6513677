// The map of the house: every method of the contract and the service that answers it.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "services/cards/key_file.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"
#include "services/server/call.h"

namespace oat::server {

// The gRPC services of package oat.v1, behind a door. What the arguments refer to outlives them.
std::vector<std::unique_ptr<grpc::Service>> MakeEndpoints(const Entrance& entrance,
                                                          const identity::Vault& vault,
                                                          const policy::Book& book,
                                                          const cards::Keys& card_keys,
                                                          int64_t report_threshold);

}  // namespace oat::server
