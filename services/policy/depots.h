// What the rules in force say of the interval of a depot. Pure functions of the stack.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/base/dose_interval.h"
#include "services/policy/pack.h"

namespace oat::policy {

// The strictest of the packs: the longest that one claims, the latest beginning and the earliest
// end of the days on which the next is given.
struct DepotRules {
  int64_t usual_days = 0;
  // Days since the one before. Absent: no pack gives a number.
  std::optional<int64_t> earliest_days;
  std::optional<int64_t> latest_days;
  // A pack leaves open when it is too early or late, or what is done with one that is late.
  bool is_earliest_silent = false;
  bool is_latest_silent = false;
  bool is_late_silent = false;
  std::string packs;  // that speak of it, "us-brixadi-label/2"

  DoseInterval Interval() const;
};

// Absent where no pack speaks of this drug form (a code of oat.v1.DrugForm).
std::optional<DepotRules> RulesOfDepot(const Stack& stack, const std::string& drug_form);

// When the next one stands there.
enum class DepotTiming {
  kTooEarly,
  kDue,
  kLate,    // it is given, and soon
  kSilent,  // the source does not say: ask the prescriber
};
DepotTiming TimingOf(const DepotRules& rules, int64_t days_since);

}  // namespace oat::policy
