// A rule pack read from its text, and everything that speaks against putting it in force. Reading
// is strict: a field that the schema does not know, a value without its source or mark, a source
// that nothing names, two rows for one case.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/policy/pack.h"

namespace oat::policy {

// INVALID_ARGUMENT with line and column where it is no pack's text.
absl::StatusOr<Pack> ReadPack(const std::string& text);

// What is wrong with it, each behind its place: "missed_doses[0].rows[2].until: got ...". Of a form
// whose law is still to be read only that.
std::vector<std::string> FaultsOf(const Pack& pack);

// A value that counts only once a named person has vouched for it: recalled, or read in part.
struct WeakValue {
  std::string path;
  std::string says;  // "16, recalled: a choice of this software"
};
std::vector<WeakValue> WeakValuesOf(const Pack& pack);

}  // namespace oat::policy
