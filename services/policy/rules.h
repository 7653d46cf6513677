// The rules in force at a place on a day. Packs stack: where several speak of a value the strictest
// holds, and the value says which pack it was. Tables are asked through their own headers
// (missed_doses.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/quantity.h"
#include "services/policy/pack.h"

namespace oat::policy {

// A value and the pack that decided it.
template <class T>
struct Decided {
  T value{};
  std::string pack;    // "jalgas/1"
  std::string source;  // its title
  Mark mark = rules::v1::MARK_UNSPECIFIED;
};

// What differs between the two drugs.
struct DrugRules {
  // Above this much a day an order needs a second prescriber's consent, and no dose is authorised
  // without it.
  Decided<Micrograms> maximum;
  // A change of the daily dose beyond this asks "patient told?".
  Decided<Micrograms> large_change;
  // A step up is given once so many doses of the step below were taken on days in a row; absent: it
  // waits for none.
  std::optional<Decided<int64_t>> doses_before_step_up;
  // The most days from one dose to the next that an order may name; absent: one.
  std::optional<Decided<int64_t>> longest_interval_days;
};

// Nobody waits longer for a step, or for the next dose that is no depot: what a pack may say at
// most.
inline constexpr int64_t kMostDosesBeforeStepUp = 30;
inline constexpr int64_t kLongestInterval = 7;

struct Rules {
  // As decisions name them: "jalgas/1 uk-instalment/1".
  std::string packs;
  Stack stack;

  // From the last dose taken on an earlier clinical day to the first portion of today.
  Decided<absl::Duration> minimum_interval;
  // Between two portions of one clinical day, or of a split order.
  Decided<absl::Duration> minimum_portion_interval;
  // What may be taken in any 24 hours, in percent of the day's order.
  Decided<int64_t> rolling_day_percent;
  // A dose this many times the last one looks like a slip of the decimal point.
  Decided<int64_t> tenfold_factor;
  // How long an order that an import carried over stays valid unsigned.
  Decided<int64_t> carried_over_days;
  // How long the swallower of a wrong or doubled dose is observed.
  Decided<int64_t> observe_minutes;
  // How long the window watches a tablet under the tongue before it says what became of it.
  Decided<int64_t> sublingual_watch_minutes;
  // On treatment at a date: with a dose on one of so many days up to it.
  Decided<int64_t> covered_within_days;
  Decided<absl::Duration> longest_hold;
  // How far a count of a liquid may differ from the book, in thousandths of what was taken from it;
  // absent: not at all.
  std::optional<Decided<int64_t>> liquid_tolerance_per_mille;
  // How far a test pour of a pump may be off, in thousandths of it; absent: by the smallest
  // measure.
  std::optional<Decided<int64_t>> pump_tolerance_per_mille;
  // Days of supply under which more is ordered, and under which it is late for that.
  std::optional<Decided<int64_t>> low_supply_days;
  std::optional<Decided<int64_t>> critical_supply_days;
  DrugRules methadone;
  DrugRules buprenorphine;

  const DrugRules& ForDrugForm(const std::string& drug_form) const;
  // Minutes of watching that a dose of this form takes; 0 for what is swallowed at once.
  int32_t WatchMinutes(const std::string& drug_form) const;
};

// FAILED_PRECONDITION names what no pack of the stack says and every window needs.
absl::StatusOr<Rules> Resolve(Stack stack);

// One value of the above in words, under its path in the schema.
struct Explained {
  std::string path;
  Decided<int64_t> decided;  // in the unit that the path names
};
std::vector<Explained> Explain(const Stack& stack);

}  // namespace oat::policy
