// What the rules in force say of replacing a dose that was vomited. Pure functions of the stack and
// of what was seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/base/quantity.h"
#include "services/policy/pack.h"

namespace oat::policy {

using rules::v1::Approver;

struct VomitedQuestion {
  int32_t minutes = 0;     // after the dose
  bool witnessed = false;  // by somebody of the site
};

// From the mildest to the strictest.
enum class VomitedAction {
  kReplace,  // at most `percent` of what was taken
  kAsk,      // the source is silent: the prescriber judges
  kUnseen,   // only what was seen is replaced
  kTooLate,  // nothing, so long after the dose
};

struct VomitedAnswer {
  VomitedAction action = VomitedAction::kReplace;
  int64_t percent = 0;  // of kReplace
  Approver approver = rules::v1::APPROVER_UNSPECIFIED;
  // The pack that decided it, "nz-bop/1", and the title of the source.
  std::string pack;
  std::string source;

  // Of kReplace.
  Micrograms MostOf(Micrograms taken) const { return Micrograms(taken.count() * percent / 100); }
  bool operator==(const VomitedAnswer&) const = default;
};

// The strictest of what the packs say, with the strictest approver; absent where none speaks of it.
std::optional<VomitedAnswer> AfterVomiting(const Stack& stack, const VomitedQuestion& question);

}  // namespace oat::policy
