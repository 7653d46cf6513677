// What the rules in force ask for before a change from one drug to the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/policy/pack.h"

namespace oat::policy {

// The highest number of the packs, and whose it is.
struct Floor {
  int64_t least = 0;
  std::string pack;

  bool operator==(const Floor&) const = default;
};

struct SwitchRules {
  // Since the last dose of a full agonist, and of the Clinical Opiate Withdrawal Scale. Absent: no
  // pack gives a number. Where one speaks of it as a range or in words, nobody but the prescriber
  // who assessed the person can judge it.
  std::optional<Floor> hours;
  std::optional<Floor> withdrawal_score;

  bool operator==(const SwitchRules&) const = default;
};

// Absent where no pack speaks of this change: then nobody need assess anything.
std::optional<SwitchRules> RulesOfSwitch(const Stack& stack, Drug from, Drug to);

}  // namespace oat::policy
