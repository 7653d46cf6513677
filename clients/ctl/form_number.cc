#include "clients/ctl/form_number.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"

namespace oat::ctl {

absl::StatusOr<FormNumber> ReadFormNumber(const std::string& field, const std::string& text) {
  // A series may have a hyphen of its own.
  const size_t hyphen = text.rfind('-');
  FormNumber form;
  const bool is_read = hyphen != std::string::npos && hyphen > 0 &&
                       absl::SimpleAtoi(text.substr(hyphen + 1), &form.number) && form.number > 0;
  if (!is_read) return Invalid(field, text, "SERIES-NUMBER, such as RX-120");
  form.series = text.substr(0, hyphen);
  return form;
}

absl::StatusOr<v1::FormRange> ReadFormRange(const std::string& text) {
  const std::vector<std::string> ends = absl::StrSplit(text, '/');
  const auto first = ReadFormNumber("range", ends.front());
  int64_t last = first.ok() ? first->number : 0;
  const bool is_read =
      first.ok() && (ends.size() == 1 || (ends.size() == 2 && absl::SimpleAtoi(ends[1], &last)));
  if (!is_read) return Invalid("range", text, "SERIES-FIRST/LAST, such as RX-120/199");
  v1::FormRange range;
  range.set_series(first->series);
  range.set_first(first->number);
  range.set_last(last);
  return range;
}

std::string FormatFormRange(const v1::FormRange& range) {
  const std::string first = absl::StrCat(range.series(), "-", range.first());
  return range.first() == range.last() ? first : absl::StrCat(first, "/", range.last());
}

}  // namespace oat::ctl
