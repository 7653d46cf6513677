// One-time codes after RFC 6238: SHA-1, steps of 30 s, six digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/base/secret.h"

namespace oat::access {

// A step is so long, and a code is taken so many steps early or late: clocks of telephones differ.
inline constexpr absl::Duration kCodeStep = absl::Seconds(30);
inline constexpr int64_t kCodeWindow = 1;

// The step of an instant, counted from 1970.
int64_t CodeStepOf(absl::Time time);

// A new key: 160 random bits.
Secret MakeCodeKey();
// The code of a step.
Secret CodeOf(const Secret& key, int64_t step);
// The step whose code this is: within the window round `now`, and later than `after`, the last one
// that was used. A code is thereby good once. Absent: a wrong, old or used code.
std::optional<int64_t> MatchCode(const Secret& key, const Secret& code, absl::Time now,
                                 int64_t after);

// The key for typing, in base 32, and as an address that an app reads from a picture.
std::string KeyForTyping(const Secret& key);
std::string AddressOf(const Secret& key, const std::string& login);

}  // namespace oat::access
