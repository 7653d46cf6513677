// Clinical policy as data: every value with its source and a mark that says how well it is known.
// One pack is built in until packs are loaded from files.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "services/base/quantity.h"

namespace oat::policy {

// How a value is known.
enum class Mark {
  kVerifiedPrimary,    // the law, label or guideline itself was read
  kVerifiedSecondary,  // read where another document quotes it
  kRecalled,           // own knowledge: a clinician must confirm it before real use
};

template <class T>
struct Sourced {
  T value;
  const char* source;
  Mark mark;
};

// What differs between the two drugs.
struct DrugPolicy {
  // Above this much a day an order needs a second prescriber's consent, and no dose is authorised
  // without it.
  Sourced<Micrograms> maximum;
  // A change of the daily dose beyond this asks "patient told?".
  Sourced<Micrograms> large_change;
};

struct RulePack {
  std::string name;
  std::string version;

  // From the last dose taken on an earlier clinical day to the first portion of today.
  Sourced<absl::Duration> minimum_interval;
  // Between two portions of one clinical day, or of a split order.
  Sourced<absl::Duration> minimum_portion_interval;
  // What may be taken in any 24 hours, in percent of the day's order.
  Sourced<int32_t> rolling_day_percent;
  // After this many expected days without a dose the prescriber sees the person first.
  Sourced<int32_t> missed_days_to_review;
  // A dose this many times the last one looks like a slip of the decimal point.
  Sourced<int32_t> tenfold_factor;
  // How long an order that an import carried over stays valid unsigned.
  Sourced<int32_t> carried_over_days;
  // How long the swallower of a wrong or doubled dose is observed.
  Sourced<int32_t> observe_minutes;
  // How long the window watches a tablet under the tongue before it says what became of it.
  Sourced<int32_t> sublingual_watch_minutes;
  // On treatment at a date: with a dose on one of so many days up to it.
  Sourced<int32_t> covered_within_days;
  Sourced<absl::Duration> longest_hold;
  DrugPolicy methadone;
  DrugPolicy buprenorphine;

  const DrugPolicy& ForDrugForm(const std::string& drug_form) const;
  // Minutes of watching that a dose of this form takes; 0 for what is swallowed at once.
  int32_t WatchMinutes(const std::string& drug_form) const;
};

// The built-in pack.
const RulePack& BuiltIn();

}  // namespace oat::policy
