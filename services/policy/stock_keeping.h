// What the rules in force ask of who keeps narcotic stock: deadlines after a loss, numbered forms.
// Pure functions of the stack.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/policy/pack.h"

namespace oat::policy {

// One thing that is asked for after a theft or a loss.
struct LossStep {
  std::string name;  // "notice"
  Day due;           // the last day on which it is in time
  std::string pack;  // that asks for it, "us-1301-76/1"
  bool operator==(const LossStep&) const = default;
};

// What is asked for after a discovery, the earliest first; of a step that several packs name, the
// earliest. The day of the discovery does not count. Business days are Monday to Friday: no pack
// knows holidays, and a day too early is in time.
std::vector<LossStep> LossSteps(const Stack& stack, Day discovered);

// The numbered form that every order is written on.
struct OrderForm {
  std::string series;
  std::string pack;
};
// Absent: no pack asks for one.
std::optional<OrderForm> OrderFormOf(const Stack& stack);

}  // namespace oat::policy
