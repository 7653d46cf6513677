// What the rules in force say after missed doses: the dose as ordered, less of it, a prescriber
// first, or a new start. Pure functions of the stack and of what is known of the person.
#pragma once

#include <optional>
#include <string>

#include "services/base/quantity.h"
#include "services/policy/pack.h"

namespace oat::policy {

struct MissedQuestion {
  Drug drug = rules::v1::DRUG_UNSPECIFIED;
  // Missed in a row up to today, each as its unit counts.
  int32_t days = 0;
  int32_t doses = 0;
  // What was swallowed on the last day on which anything was; absent: nobody knows it.
  std::optional<Micrograms> last_taken;
  // Absent: nobody knows.
  std::optional<bool> is_intoxicated;
  std::optional<bool> used_full_agonist;
};

// From the mildest to the strictest.
enum class MissedAction {
  kSame,          // as ordered
  kReduced,       // at most `most`
  kAsk,           // the source is silent, or what it depends on is not known
  kNewInduction,  // a new start, not the old dose
  kCancelOrder,   // the order counts no more
  kWithhold,      // nothing now
};

// Whether a prescriber must have been asked, or must see the person, first.
enum class MissedApprover { kNobody, kConsulted, kSees };

struct MissedAnswer {
  MissedAction action = MissedAction::kSame;
  MissedApprover approver = MissedApprover::kNobody;
  // Of kReduced: never more than the last dose taken. Of kNewInduction: of its first day, where the
  // source says so.
  std::optional<Micrograms> most;
  // The packs that decided it, "au-2003/1", and the title of the source.
  std::string packs;
  std::string source;

  bool operator==(const MissedAnswer&) const = default;
};

// The strictest of what the packs say; absent where none speaks of so many.
std::optional<MissedAnswer> AfterMissed(const Stack& stack, const MissedQuestion& question);

}  // namespace oat::policy
