#include "services/access/rules.h"

#include <algorithm>

namespace oat::access {

Admission Judge(const Requirement& requirement, const Caller& caller) {
  if (requirement.session && !caller.has_session) return Admission::kNeedsSession;
  if (requirement.site && !caller.site.has_value()) return Admission::kNeedsSite;
  if (requirement.roles.empty()) return Admission::kAdmitted;
  bool holds_one =
      std::any_of(requirement.roles.begin(), requirement.roles.end(),
                  [&](const std::string& role) { return caller.roles.contains(role); });
  return holds_one ? Admission::kAdmitted : Admission::kNeedsRole;
}

}  // namespace oat::access
