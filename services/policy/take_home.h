// What the rules in force let a person take home: how many days, on which criteria. Pure functions
// of the stack and of what is known. Every pack that speaks of it must agree; where none does,
// nothing is taken home.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/reason.h"
#include "services/policy/pack.h"

namespace oat::policy {

// Of a supply outside a program, until one is reached.
inline constexpr char kEmergencySupply[] = "EMERGENCY-SUPPLY";
// The criterion that a pack's time of stability makes.
inline constexpr char kStableMonths[] = "STABLE-MONTHS";

struct TakeHomeQuestion {
  Drug drug = rules::v1::DRUG_UNSPECIFIED;
  Day today;
  Day treated_since;
  // Days for which doses are asked for, and days for which they are authorised or at home already,
  // the last fourteen days' too.
  std::set<Day> asked;
  std::set<Day> already;
  // Of all of them: those on which the site is shut by its calendar.
  std::set<Day> closed;
  // A code of the packs' rows, or kEmergencySupply; empty: none.
  std::string ground;
  // Such a supply was given before.
  bool is_renewal = false;
  // Codes of criteria that the prescriber has found met.
  std::set<std::string> criteria_met;

  // The first day of treatment is 1.
  int32_t TreatmentDay() const { return static_cast<int32_t>(today - treated_since) + 1; }
};

enum class CeilingUnit { kSupply, kWeek, kTwoWeeks, kConsecutive, kNone, kSilent };

// What one pack says of how many days.
struct Ceiling {
  std::string pack;
  std::string source;
  CeilingUnit unit = CeilingUnit::kNone;
  int32_t most = 0;
  int32_t counted = 0;
  int32_t closed_on_top = 0;  // closed days that do not count

  bool is_within() const;
  bool operator==(const Ceiling&) const = default;
};

enum class CriterionState { kMet, kToJudge, kMissing };

struct CriterionFound {
  std::string pack;
  std::string code;
  rules::v1::Words words;
  CriterionState state = CriterionState::kToJudge;
};

struct TakeHomeAnswer {
  std::vector<Ceiling> ceilings;
  std::vector<CriterionFound> criteria;
  // Why it may not be; none: it may.
  std::vector<Reason> reasons;
};
TakeHomeAnswer MayTakeHome(const Stack& stack, const TakeHomeQuestion& question);

}  // namespace oat::policy
