// UUIDs of version 7 (RFC 9562): a millisecond clock in front, so that keys grow, then random bits.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/ids.h"

namespace oat {

// A new UUID of version 7, made at `now` from the operating system's random source.
Uuid MakeUuid(absl::Time now);

// True for the canonical lower-case form of any version.
bool IsUuid(absl::string_view text);
// True for the canonical lower-case form of version 7.
bool IsUuidVersion7(absl::string_view text);

}  // namespace oat
