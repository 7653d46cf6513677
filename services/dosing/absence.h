// Days without a dose: how they are reckoned from facts and bottles, and what the rules say after
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/dosing/rules.h"
#include "services/policy/missed_doses.h"

namespace oat::dosing {

// The last day before today on which a dose was taken, and what followed.
struct Absence {
  // Of a day that a bottle covers: what was in it.
  std::optional<slots::DayTaken> last_day;
  // Expected days without a dose since, and days of which nobody can say.
  int32_t missed_days = 0;
  int32_t unknown_days = 0;
};

// What the rules say after the days that the person missed; absent when none were, or when an order
// that a prescriber signed today for this person is the answer to them.
std::optional<policy::MissedAnswer> AfterMissedDays(const Situation& situation,
                                                    const Encounter& encounter,
                                                    const policy::Rules& rules);
// Whether a prescriber has to act before a dose of the drug form after so many missed days.
bool WantsPrescriber(const std::string& drug_form, int32_t missed_days, const policy::Rules& rules);

// Days without a dose since the last one that one covers, before today, counting those on which one
// was expected.
int32_t CountMissedDays(std::optional<Day> covered_until, Day today,
                        const std::function<bool(Day)>& is_expected);

// The same of somebody who has bottles: one at home for a day is a dose taken on it, and one of
// which nobody knows what became makes its day unknown, whether or not the site was open.
// `observed` is the last day before today on which anything was taken at a window.
Absence ReckonAbsence(std::optional<slots::DayTaken> observed,
                      const std::vector<bottles::Bottle>& bottles, Day today,
                      const std::function<bool(Day)>& is_expected);

}  // namespace oat::dosing
