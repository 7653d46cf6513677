// What was swallowed without an authorisation, and which rules it broke.
#pragma once

#include <string>
#include <vector>

#include "services/dosing/rules.h"

namespace oat::dosing {

// What was swallowed without an authorisation.
struct Declared {
  std::string cause;  // a code of oat.v1.AdministrationCause
  std::string drug_form;
  Micrograms micrograms;
  absl::Time taken_at;
  // Somebody displaced was received on the word that it was not taken.
  bool is_contradiction = false;
};
// The incidents, codes of oat.v1.IncidentKind, that a declared fact opens. `situation` is that of
// the one who swallowed, before the fact, on the fact's day. Without rules in force (null) no
// interval is judged.
std::vector<std::string> IncidentsOf(const Declared& declared, const Situation& situation,
                                     const policy::Rules* rules);

}  // namespace oat::dosing
