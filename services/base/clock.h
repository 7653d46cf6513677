// The one source of time. Clinical logic is handed a time and never asks for one.
#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace oat {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace oat
