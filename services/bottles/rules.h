// Bottles with doses to take home, one for one portion of one day: how they move, and what each
// says of the day it is for. Everybody who may dose the person asks here before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/dose_interval.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/stock/rules.h"

namespace oat::bottles {

struct Bottle {
  Uuid id;
  std::string serial;
  Uuid authorisation;
  PersonId person;
  Day clinical_day;
  int32_t portion = 0;
  Uuid order;
  std::string drug_form;
  Micrograms micrograms;
  std::string site_code;  // where it was filled: whose stock it was
  std::string station;
  // A code of oat.v1.BottleState.
  std::string state = "prepared";
  std::optional<absl::Time> supplied_at;
  std::optional<Day> bring_back_until;  // of a recalled one
  int32_t usual_days = 1;               // of its order: so many days it is for, from its own on
  // At any time before: one that comes back after it was replaced is a bottle without a portion.
  bool came_back = false;
  bool was_replaced = false;
  std::vector<stock::DoseLine> lines = {};

  // It was handed out, and nothing was heard of it since that ends that.
  bool is_at_home() const { return state == "at_home" || state == "recalled"; }
  // It holds its portion: nothing else may be given for it.
  bool holds_portion() const;
  DoseInterval interval() const { return {usual_days, usual_days}; }
};

// What a bottle says of whether the dose of its day was taken.
enum class Coverage {
  kCovered,  // it is at home, for that day
  kUnknown,  // asked back, lost or opened: nobody can say
  kNone,     // nothing: it never left, came back whole, or was drunk at a window, which is a fact
};
Coverage CoverageOf(const Bottle& bottle);

// Whether a bottle may pass to a state. It comes back once, and is replaced once.
bool MayPass(const Bottle& bottle, const std::string& to);

// A new serial: B, and ten characters of which the last is a check. No patient number reads so.
std::string MakeSerial();
// Reads a typed or scanned one. INVALID_ARGUMENT.
absl::StatusOr<std::string> ReadSerial(absl::string_view text);

}  // namespace oat::bottles
