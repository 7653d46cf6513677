// What a status says of the server itself.
#pragma once

#include "absl/status/status.h"

namespace oat::link {

// No answer came: the server is away, and whether the request took effect nobody knows.
inline bool IsAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// The server turned the call away before it looked whether the request had taken effect.
inline bool WasNotLookedAt(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status) ||
         absl::IsAborted(status) || absl::IsResourceExhausted(status);
}

}  // namespace oat::link
