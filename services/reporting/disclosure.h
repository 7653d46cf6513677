// Which numbers of a release are withheld, so that no small one can be read or worked out.
//
// A number is safe when the published ones leave another world open in which it is different. What
// everybody knows of the tables is written down as relations (a row sums to its total, one month's
// end is the next one's beginning); a solver for whole numbers looks for such worlds. Where it
// finds none for a number that must not be known, one more is withheld, and it looks again.
//
// Small numbers and their complements: rules.md, chapter 8 (CMS 2024: no cell from which a small
// one can be derived; NHS England: a small number is one below the threshold, 0 may be shown).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"

namespace oat::reporting {

enum class Disclosure {
  kShown,
  kWithheld,
  kUnpublished,  // stands in no table, and everybody can reason about it
};

// One number.
struct Figure {
  int64_t value = 0;  // not negative
  Disclosure disclosure = Disclosure::kShown;
  // Published in an earlier release: what is shown stays shown, what is withheld withheld.
  bool frozen = false;
  // How much is lost with it: the lower goes first where one is withheld for another's sake.
  int weight = 0;
};

// A relation that everybody knows: the figures, each times its factor, sum to zero.
struct Term {
  size_t figure = 0;
  int factor = 1;
};
using Relation = std::vector<Term>;

struct System {
  std::vector<Figure> figures;
  std::vector<Relation> relations;
};

// Withholds, among the figures that are not frozen, those from 1 to threshold - 1 and whatever
// would give one of them or one of the frozen ones away. FAILED_PRECONDITION when that cannot be
// done: then nothing may be released. The relations must hold for the values.
absl::Status Withhold(int64_t threshold, System* system);

}  // namespace oat::reporting
