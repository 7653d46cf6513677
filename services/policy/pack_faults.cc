#include "services/policy/pack_faults.h"

#include <regex>

#include "absl/strings/str_cat.h"

namespace oat::policy {

void Faults::Add(const std::string& path, const std::string& got, const std::string& wanted) {
  Take(absl::StrCat(path, ": got ", got.empty() ? "nothing" : got, ", wanted ", wanted));
}

void Faults::Match(const std::string& path, const std::string& got, const char* pattern,
                   const std::string& wanted) {
  if (!std::regex_match(got, std::regex(pattern))) Add(path, got, wanted);
}

void Faults::NotEmpty(const std::string& path, const std::string& got) {
  if (got.empty()) Add(path, got, "some text");
}

void Faults::AtMost(const std::string& path, const rules::v1::Value& value, int64_t most) {
  if (value.is() > most) {
    Add(path + ".is", absl::StrCat(value.is()), absl::StrCat("at most ", most));
  }
}

void Faults::AskRange(const std::string& path, const char* end, int32_t from, int32_t until) {
  if (from < 1) Add(path + ".from", absl::StrCat(from), "1 or more");
  if (until != 0 && until < from) {
    Add(absl::StrCat(path, ".", end), absl::StrCat(until), absl::StrCat("0 or ", from, " or more"));
  }
}

}  // namespace oat::policy
