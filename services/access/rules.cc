#include "services/access/rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace oat::access {
namespace {

// Each digit is the one before plus a step; after 9 comes 0.
bool RunsBy(absl::string_view digits, int step) {
  for (size_t i = 1; i < digits.size(); ++i) {
    if ((digits[i] - digits[i - 1] - step) % 10 != 0) return false;
  }
  return true;
}

}  // namespace

Admission Judge(const Requirement& requirement, const Caller& caller) {
  if (requirement.session && !caller.has_session) return Admission::kNeedsSession;
  if (requirement.site && !caller.site.has_value()) return Admission::kNeedsSite;
  if (requirement.roles.empty()) return Admission::kAdmitted;
  bool holds_one =
      std::any_of(requirement.roles.begin(), requirement.roles.end(),
                  [&](const std::string& role) { return caller.roles.contains(role); });
  return holds_one ? Admission::kAdmitted : Admission::kNeedsRole;
}

std::set<std::string> RolesThatCount(const std::set<std::string>& held,
                                     const std::set<std::string>& wanting_code, bool with_code) {
  std::set<std::string> counting;
  for (const std::string& role : held) {
    if (with_code || !wanting_code.contains(role)) counting.insert(role);
  }
  return counting;
}

bool IsPin(absl::string_view text) {
  const bool is_digits =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (!is_digits || text.size() < 6 || text.size() > 12) return false;
  return !RunsBy(text, 0) && !RunsBy(text, 1) && !RunsBy(text, -1);
}

bool MayReset(const ResetCase& reset) {
  if (!reset.holds_role_here) return false;
  return !reset.holds_role_beyond || (reset.has_one_time_code && !reset.ends_one_time_code);
}

}  // namespace oat::access
