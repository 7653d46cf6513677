// An outcome in one line, for tests of any topic.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "oat/v1/reason.pb.h"
#include "services/contract/code.h"

namespace oat::test {

// "start_first_dose 30 mg who-2009/1": an outcome's reasons with their values; a leading "yes, "
// where they stand beside a yes, and "accepted" for one without any.
inline std::string InWords(const v1::Outcome& outcome) {
  std::vector<std::string> words;
  for (const v1::Reason& reason : outcome.reasons()) {
    std::string& one = words.emplace_back(contract::Code(reason.code()));
    for (const v1::Parameter& parameter : reason.parameters()) {
      absl::StrAppend(&one, " ", parameter.value());
    }
  }
  const std::string all = absl::StrJoin(words, "; ");
  if (!outcome.accepted()) return all;
  return words.empty() ? "accepted" : absl::StrCat("yes, ", all);
}

}  // namespace oat::test
