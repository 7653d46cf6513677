// The numbered form that an order is written on, where the rules in force ask for one.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "oat/v1/prescribing.pb.h"
#include "services/access/caller.h"
#include "services/base/reason.h"
#include "services/policy/rules.h"

namespace oat::prescribing {

// INVALID_ARGUMENT: a series without a number, or a number without a series.
absl::Status CheckOrderForm(const v1::SignOrderRequest& request);

// Why the order cannot be written on the form that it names, or on none. Locks the form.
std::optional<Reason> QuestionOrderForm(access::Call& call, const v1::SignOrderRequest& request,
                                        const policy::Rules& rules);

// Writes the order, which is recorded, on the form that it names; past QuestionOrderForm this
// cannot fail.
void UseOrderForm(access::Call& call, const v1::SignOrderRequest& request);

}  // namespace oat::prescribing
