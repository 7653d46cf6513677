// What the contract says of roles.
#pragma once

#include <set>
#include <string>

namespace oat::contract {

// The codes of the roles that count only in a session opened with a one-time code.
const std::set<std::string>& RolesWantingCode();

}  // namespace oat::contract
