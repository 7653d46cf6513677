// Words for what could not be decided. A clinical no is never a status (design: a value).
#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace oat {

// INVALID_ARGUMENT in the one form that every input error has.
inline absl::Status Invalid(absl::string_view field, absl::string_view got,
                            absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": got ", got, ", wanted ", wanted));
}

}  // namespace oat

// Returns from the function when `expression` is not OK.
#define OAT_RETURN_IF_ERROR(expression)                                     \
  do {                                                                      \
    if (absl::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

#define OAT_CONCATENATE_INNER(a, b) a##b
#define OAT_CONCATENATE(a, b) OAT_CONCATENATE_INNER(a, b)

// Declares `left` from the value of a StatusOr, or returns its status.
#define OAT_ASSIGN_OR_RETURN(left, expression) \
  OAT_ASSIGN_OR_RETURN_INNER(OAT_CONCATENATE(result_, __LINE__), left, expression)
#define OAT_ASSIGN_OR_RETURN_INNER(result, left, expression) \
  auto result = (expression);                                \
  if (!result.ok()) return result.status();                  \
  left = *std::move(result)
