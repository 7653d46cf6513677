#include "services/policy/switches.h"

namespace oat::policy {
namespace {

using rules::v1::Value;

void Raise(const Pack& pack, const Value& value, std::optional<Floor>* floor) {
  if (!value.has_is()) return;
  if (!*floor || value.is() > (*floor)->least) *floor = {value.is(), pack.Id()};
}

}  // namespace

std::optional<SwitchRules> RulesOfSwitch(const Stack& stack, Drug from, Drug to) {
  std::optional<SwitchRules> rules;
  for (const auto& pack : stack) {
    for (const rules::v1::Switch& one : pack->says.switches()) {
      if (one.from() != from || one.to() != to) continue;
      if (!rules) rules.emplace();
      Raise(*pack, one.minimum_hours(), &rules->hours);
      Raise(*pack, one.minimum_withdrawal_score(), &rules->withdrawal_score);
    }
  }
  return rules;
}

}  // namespace oat::policy
