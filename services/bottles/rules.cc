#include "services/bottles/rules.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/patient_number.h"
#include "services/base/status.h"

namespace oat::bottles {

bool Bottle::holds_portion() const {
  return is_at_home() || state == "lost" || (state == "returned_opened" && !was_replaced);
}

Coverage CoverageOf(const Bottle& bottle) {
  if (bottle.state == "at_home") return Coverage::kCovered;
  static const auto* const unknown =
      new std::set<std::string>{"recalled", "lost", "returned_opened", "replaced"};
  return unknown->contains(bottle.state) ? Coverage::kUnknown : Coverage::kNone;
}

bool MayPass(const Bottle& bottle, const std::string& to) {
  // What was lost is sometimes found, and what was replaced is to come back.
  static const auto* const ways = new std::map<std::string, std::set<std::string>>{
      {"prepared", {"at_home", "unmade"}},
      {"at_home", {"recalled", "drunk_here", "returned", "returned_opened", "lost"}},
      {"recalled", {"recalled", "drunk_here", "returned", "returned_opened", "lost", "replaced"}},
      {"lost", {"returned", "returned_opened", "replaced"}},
      {"returned_opened", {"replaced"}},
      {"replaced", {"returned", "returned_opened"}}};
  const bool is_return = to == "returned" || to == "returned_opened";
  if ((is_return && bottle.came_back) || (to == "replaced" && bottle.was_replaced)) return false;
  const auto way = ways->find(bottle.state);
  return way != ways->end() && way->second.contains(to);
}

std::string MakeSerial() { return absl::StrCat("B-", PatientNumber::Make().text()); }

absl::StatusOr<std::string> ReadSerial(absl::string_view text) {
  const std::string upper = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
  absl::string_view rest = upper;
  if (absl::ConsumePrefix(&rest, "B")) {
    absl::ConsumePrefix(&rest, "-");
    const auto read = PatientNumber::Parse(rest);
    if (read.ok()) return absl::StrCat("B-", read->text());
  }
  return Invalid("serial", text, "B- and ten characters, as it stands on the bottle");
}

}  // namespace oat::bottles
