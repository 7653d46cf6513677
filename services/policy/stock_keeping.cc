#include "services/policy/stock_keeping.h"

#include <algorithm>
#include <tuple>

namespace oat::policy {
namespace {

using rules::v1::LossDeadline;

constexpr int kFriday = 5;

Day AfterBusinessDays(Day from, int64_t days) {
  Day day = from;
  while (days > 0) {
    ++day;
    if (IsoWeekday(day) <= kFriday) --days;
  }
  return day;
}

// Silence is no deadline that anybody could keep or miss.
std::optional<Day> DueOn(const LossDeadline& deadline, Day discovered) {
  if (deadline.business_days().has_is()) {
    return AfterBusinessDays(discovered, deadline.business_days().is());
  }
  if (deadline.calendar_days().has_is()) return discovered + deadline.calendar_days().is();
  return std::nullopt;
}

}  // namespace

std::vector<LossStep> LossSteps(const Stack& stack, Day discovered) {
  std::vector<LossStep> steps;
  for (const auto& pack : stack) {
    for (const LossDeadline& deadline : pack->says.stock_keeping().loss_deadlines()) {
      const auto due = DueOn(deadline, discovered);
      if (!due) continue;
      const auto same = std::find_if(steps.begin(), steps.end(), [&](const LossStep& step) {
        return step.name == deadline.step();
      });
      if (same == steps.end()) {
        steps.push_back({deadline.step(), *due, pack->Id()});
      } else if (*due < same->due) {
        *same = {deadline.step(), *due, pack->Id()};
      }
    }
  }
  std::sort(steps.begin(), steps.end(), [](const LossStep& a, const LossStep& b) {
    return std::tie(a.due, a.name) < std::tie(b.due, b.name);
  });
  return steps;
}

std::optional<OrderForm> OrderFormOf(const Stack& stack) {
  for (const auto& pack : stack) {
    const std::string& series = pack->says.stock_keeping().order_form().series();
    if (!series.empty()) return OrderForm{series, pack->Id()};
  }
  return std::nullopt;
}

}  // namespace oat::policy
