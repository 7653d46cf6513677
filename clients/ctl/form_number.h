// Numbered forms as people name them: RX-120, or RX-120/199 for several in a row.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "oat/v1/form.pb.h"

namespace oat::ctl {

struct FormNumber {
  std::string series;
  int64_t number = 0;
};
absl::StatusOr<FormNumber> ReadFormNumber(const std::string& field, const std::string& text);
absl::StatusOr<v1::FormRange> ReadFormRange(const std::string& text);
std::string FormatFormRange(const v1::FormRange& range);

}  // namespace oat::ctl
