// The methods about people who move, sites that close, and institutions without a
// desk, days without a dose.
#pragma once

#include <memory>
#include <vector>

#include "services/cards/key_file.h"
#include "services/identity/vault.h"
#include "services/policy/book.h"
#include "services/server/call.h"

namespace oat::server {

void AddContinuityEndpoints(const Entrance& entrance, const identity::Vault& vault,
                            const cards::Keys& card_keys, const policy::Book& book,
                            std::vector<std::unique_ptr<grpc::Service>>* endpoints);

}  // namespace oat::server
