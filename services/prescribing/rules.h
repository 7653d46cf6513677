// Orders: when one is in force, and what must be true of one that is signed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/base/reason.h"
#include "services/policy/rules.h"
#include "services/policy/starts.h"

namespace oat::prescribing {

// The dose from a day until a day, both included.
struct Step {
  Day from_day;
  Day until_day;
  std::vector<Micrograms> portions;  // of one day, in order
  // From one dose to the next; of a depot the rules say it.
  int32_t interval_days = 1;

  Micrograms DayTotal() const;
};

// Before a change of drug.
struct SwitchAssessment {
  int32_t hours_since_full_agonist = 0;
  int32_t withdrawal_score = 0;  // of the Clinical Opiate Withdrawal Scale
};

inline constexpr char kBesideDepot[] = "beside_depot";

struct Order {
  Uuid id;
  int32_t version = 0;
  std::string kind;  // standard, carried_over, bridging, beside_depot
  std::string drug_form;
  Day from_day;
  Day until_day;
  std::vector<int32_t> supervised_weekdays;  // ISO
  std::optional<StaffId> signed_by;          // absent: carried over and not signed
  std::optional<StaffId> second;             // a second prescriber's consent
  std::string signed_by_login;
  absl::Time recorded_at;
  std::vector<Step> steps;
  std::optional<Day> cancelled_from;
  // That a prescriber signed it under, for this person; absent: carried over, whoever signed the
  // lot, or bridged.
  std::optional<std::string> rule_packs;
  // What its prescriber has written down to go above a limit of the first day.
  policy::Rationale rationale = rules::v1::RATIONALE_UNSPECIFIED;
  std::optional<SwitchAssessment> switch_assessment;  // kept with it, and not read back

  // It is given although a depot still acts.
  bool is_beside_depot() const { return kind == kBesideDepot; }
  // The step that holds on a day; null where the steps leave it out.
  const Step* StepOn(Day day) const;
};

// Whether the newest version that began on or before `day` is in force on it: nothing, or why not.
std::optional<Reason> WhyNotInForce(const std::optional<Order>& order, Day day);

// What a prescriber signs.
struct Proposal {
  std::string drug_form;
  std::vector<Step> steps;
  std::vector<int32_t> supervised_weekdays;
  bool patient_told = false;
  bool tenfold_checked = false;
  bool second_consents = false;
  policy::Rationale rationale = rules::v1::RATIONALE_UNSPECIFIED;
  std::optional<SwitchAssessment> switch_assessment;
  bool beside_depot = false;
};

// Steps in order of time, without holes or overlaps, none before `today`, and of a depot one
// portion and no interval; INVALID_ARGUMENT otherwise.
absl::Status CheckSteps(const Proposal& proposal, Day today);

// The clinical questions a proposal raises: above the maximum, tenfold, a large change not talked
// over, an interval beyond the rules. `current` is the dose of the order before it or of the last
// dose taken, if any, in milligrams that compare with the proposal's.
std::vector<Reason> Question(const Proposal& proposal, std::optional<Micrograms> current,
                             const policy::Rules& rules);

// The notices of an order's end: 14, 7, 3 and 1 days ahead, 0 once it has ended. Absent: not yet
// due.
std::optional<int32_t> ExpiryNotice(Day until_day, Day today);
inline constexpr int32_t kFirstExpiryNotice = 14;

// The first number of a supplement's portion in a day; an order's own come before it.
inline constexpr int32_t kFirstSupplementPortion = 5;

}  // namespace oat::prescribing
