#include "services/merges/rules.h"

#include <map>

namespace oat::merges {
namespace {

const slots::Slot* CopyOf(const slots::Slot& claim, const Slots& slots) {
  for (const slots::Slot& one : slots) {
    if (one.claimed_by == claim.claimed_by && one.clinical_day == claim.clinical_day) return &one;
  }
  return nullptr;
}
bool LivesIn(const slots::Slot& claim, const Slots& slots) {
  const slots::Slot* copy = CopyOf(claim, slots);
  return copy != nullptr && !copy->released;
}

}  // namespace

Slots ClaimsToTakeOver(const Slots& first, const Slots& second) {
  std::map<std::tuple<Day, int32_t>, slots::Slot> latest;
  for (const slots::Slot& one : first) latest[{one.clinical_day, one.portion}] = one;
  Slots claims;
  for (slots::Slot claim : second) {
    if (claim.released || LivesIn(claim, first)) continue;
    auto held = latest.find({claim.clinical_day, claim.portion});
    while (held != latest.end() && !held->second.released) {
      held = latest.find({claim.clinical_day, ++claim.portion});
    }
    claim.turn = held == latest.end() ? 0 : held->second.turn + 1;
    latest[{claim.clinical_day, claim.portion}] = claim;
    claims.push_back(claim);
  }
  return claims;
}

Releases ReleasesOfSeparation(const Slots& first, const Slots& second, const Turns& dosed) {
  Releases releases;
  for (const slots::Slot& one : first) {
    const bool is_dosed = dosed.contains({one.clinical_day, one.portion, one.turn});
    if (!one.released && LivesIn(one, second) && !is_dosed) releases.first.push_back(one);
  }
  for (const slots::Slot& one : second) {
    const slots::Slot* copy = CopyOf(one, first);
    if (!one.released && copy != nullptr && copy->released) releases.second.push_back(one);
  }
  return releases;
}

}  // namespace oat::merges
