// What dose may be proposed for somebody displaced, whose site cannot be asked: from what the
// network's record knows, and what she can show or says. Advice alone: the window asks as for
// anybody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/quantity.h"
#include "services/packet/rules.h"
#include "services/policy/rules.h"

namespace oat::transfers {

// One piece of what she can show, the kind a code of oat.v1.EvidenceKind. What it says of the dose
// is absent where it says nothing of it.
struct Told {
  std::string kind;
  std::optional<std::string> drug_form;
  std::optional<Micrograms> micrograms;
  std::optional<Day> last_day;
};

// How well a piece is known, by its kind. Of a bottle somebody must have drunk, which nobody saw.
packet::Confidence ConfidenceOf(const std::string& kind);
// Whether who tells of a last day says that no dose came after it. A card, a bottle or a paper
// tells of the last that it knows.
bool ClaimsTheLast(const std::string& kind);

// What the network's record knows, as far as it was heard.
struct Recorded {
  Day today;
  // Of the order in force, what it gives today; absent: none is in force.
  struct Ordered {
    std::string drug_form;
    Micrograms micrograms;
  };
  std::optional<Ordered> order;
  struct Last {
    Day day;
    Day covers_until;  // a depot acts for longer
    packet::Confidence confidence;
  };
  std::optional<Last> last;
};

// Why a prescriber is to look first.
struct Doubt {
  std::string code;   // of oat.v1.DisplacedDoubt
  int32_t piece = 0;  // counted from 1; 0: none
  std::string told;
  std::string known;

  bool operator==(const Doubt&) const = default;
};

struct Proposed {
  std::optional<std::string> drug_form;
  Micrograms micrograms;  // none: no amount is proposed
  int32_t rests_on = 0;   // the piece, counted from 1; 0: the record, or nothing
  packet::Confidence confidence = packet::Confidence::kUnknown;
  std::vector<Doubt> doubts;
  std::string pack;  // whose limit lowered it; empty: none did
};

// Where everything agrees, what the order gives. Where it does not, the lower amount. Without a
// dose in the record within the days for which it counts as treatment, and without a card, not more
// than a start's first dose; where the rules give no such number, none.
Proposed Propose(const Recorded& recorded, const std::vector<Told>& pieces,
                 const policy::Rules& rules);

}  // namespace oat::transfers
