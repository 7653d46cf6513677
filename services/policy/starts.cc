#include "services/policy/starts.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"

namespace oat::policy {
namespace {

using rules::v1::Start;
using rules::v1::Value;

constexpr int64_t kDaysOfWeek = 7;

// Where a table keeps the value that is asked for; null: it does not speak of it.
using ValueOf = std::function<const Value*(const Start&)>;

Limit Strictest(const Stack& stack, Drug drug, const ValueOf& value_of) {
  Limit limit;
  for (const auto& pack : stack) {
    for (const Start& start : pack->says.starts()) {
      const Value* value = start.drug() == drug ? value_of(start) : nullptr;
      if (value == nullptr) continue;
      if (value->silent()) {
        absl::StrAppend(&limit.silent_packs, limit.silent_packs.empty() ? "" : " ", pack->Id());
      } else if (!limit.most || Milligrams(value->is()) < *limit.most) {
        limit.most = Milligrams(value->is());
        limit.pack = pack->Id();
      }
    }
  }
  return limit;
}

// Whether what a prescriber has written down is what the table wants for going above its limit.
// That the limit was given and failed is a reason of hers as well; what the source leaves open
// takes any.
bool IsSatisfied(const Start& start, Rationale rationale) {
  if (start.first_day_mg().silent()) return rationale != rules::v1::RATIONALE_UNSPECIFIED;
  return start.above_first_day() != rules::v1::RATIONALE_UNSPECIFIED &&
         rationale >= start.above_first_day();
}

}  // namespace

Limit FirstDoseLimit(const Stack& stack, Drug drug) {
  return Strictest(stack, drug, [](const Start& start) {
    return start.has_first_dose_mg() ? &start.first_dose_mg() : nullptr;
  });
}

Limit FirstDoseCaution(const Stack& stack, Drug drug) {
  return Strictest(stack, drug, [](const Start& start) {
    return start.has_first_dose_caution_above_mg() ? &start.first_dose_caution_above_mg() : nullptr;
  });
}

Limit FirstDayLimit(const Stack& stack, Drug drug, Rationale rationale) {
  return Strictest(stack, drug, [=](const Start& start) {
    const bool binds = start.has_first_day_mg() && !IsSatisfied(start, rationale);
    return binds ? &start.first_day_mg() : nullptr;
  });
}

Limit WeeklyRiseLimit(const Stack& stack, Drug drug, int64_t day_of_treatment) {
  return Strictest(stack, drug, [=](const Start& start) {
    const bool binds =
        start.has_weekly_rise_mg() && day_of_treatment <= kDaysOfWeek * start.weekly_rise_weeks();
    return binds ? &start.weekly_rise_mg() : nullptr;
  });
}

int32_t WeeksOfRise(const Stack& stack, Drug drug) {
  int32_t weeks = 0;
  for (const auto& pack : stack) {
    for (const Start& start : pack->says.starts()) {
      if (start.drug() == drug) weeks = std::max(weeks, start.weekly_rise_weeks());
    }
  }
  return weeks;
}

bool DemandsNewStart(const Stack& stack, const MissedQuestion& question) {
  const auto demands = [&](const Stack& alone, int32_t missed) {
    MissedQuestion after = question;
    after.days = after.doses = missed;
    const auto answer = AfterMissed(alone, after);
    return answer && (answer->action == MissedAction::kNewInduction ||
                      answer->action == MissedAction::kCancelOrder);
  };
  for (const auto& pack : stack) {
    // A milder pack or one that withholds does not hide it.
    const Stack alone = {pack};
    for (int32_t missed = 1; missed <= question.days; ++missed) {
      if (demands(alone, missed)) return true;
    }
  }
  return false;
}

}  // namespace oat::policy
