// The methods about the narcotic stock and what is kept beside it: losses, shipments, forms, supply
// and pumps.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

#include "services/policy/book.h"
#include "services/server/call.h"

namespace oat::server {

void AddStockEndpoints(const Entrance& entrance, const policy::Book& book,
                       std::vector<std::unique_ptr<grpc::Service>>* endpoints);

}  // namespace oat::server
