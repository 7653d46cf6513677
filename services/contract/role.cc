#include "services/contract/role.h"

#include "oat/v1/contract.pb.h"
#include "services/contract/code.h"

namespace oat::contract {

const std::set<std::string>& RolesWantingCode() {
  static const auto* const roles = [] {
    auto* wanting = new std::set<std::string>;
    const auto* type = v1::Role_descriptor();
    for (int i = 0; i < type->value_count(); ++i) {
      if (type->value(i)->options().GetExtension(v1::needs_one_time_code)) {
        wanting->insert(CodeText(*type, type->value(i)->number()));
      }
    }
    return wanting;
  }();
  return *roles;
}

}  // namespace oat::contract
