// What the rules in force want on the label of a bottle. Packs stack: each adds fields and words,
// and none takes any away.
#pragma once

#include <string>
#include <vector>

#include "services/policy/rules.h"

namespace oat::policy {

using rules::v1::LabelField;

// In which a patient reads.
enum class Language { kKazakh, kRussian, kEnglish };

struct LabelRules {
  // False: no pack in force speaks of labels, which is not the same as a label without fields.
  bool is_said = false;
  // Each once, in the order of the schema, under the first pack that demands it.
  std::vector<Decided<LabelField>> fields;
  // Each text once, in the order of the packs.
  std::vector<Decided<rules::v1::Words>> warnings;
  std::vector<Decided<rules::v1::Words>> storage;

  bool Demands(LabelField field) const;
  // The texts of one language, behind one another.
  std::string Warning(Language language) const;
  std::string Storage(Language language) const;
};

LabelRules LabelOf(const Stack& stack);

}  // namespace oat::policy
