// What counts against a person's day.
#pragma once

#include <optional>

#include "services/dosing/rules.h"

namespace oat::dosing {

// What a step of the order (null: none) and the supplements allow today.
Micrograms AllowedToday(const Situation& situation, const prescribing::Step* step);

// What was swallowed, is authorised and unsettled, or stands in bottles for today, without what is
// in the bottle that is about to be drunk.
Micrograms UsedToday(const Situation& situation, const std::optional<Uuid>& own_bottle = {});

// What was swallowed in the time up to now.
Micrograms TakenWithin(const Situation& situation, absl::Duration window);

// So much in a day is above the maximum of the order's drug, and no second prescriber consented.
std::optional<Reason> OverMaximum(const prescribing::Order& order, Micrograms day_total,
                                  const policy::Rules& rules);

}  // namespace oat::dosing
