// The methods about people who move, sites that close, and institutions without a desk.
#pragma once

#include <memory>
#include <vector>

#include "services/policy/book.h"
#include "services/server/call.h"

namespace oat::server {

void AddContinuityEndpoints(const Entrance& entrance, const policy::Book& book,
                            std::vector<std::unique_ptr<grpc::Service>>* endpoints);

}  // namespace oat::server
