// Claims of somebody with two numbers: the right to a dose today and later is held once, whichever
// number it was claimed under.
#pragma once

#include <set>
#include <tuple>
#include <vector>

#include "services/slots/store.h"

namespace oat::merges {

using Slots = std::vector<slots::Slot>;  // the latest turns of portions
// Clinical day, portion and turn.
using Turns = std::set<std::tuple<Day, int32_t, int32_t>>;

// What is to be claimed under the first number, so that nobody claims it again: every claim that
// lives under the second. Where both hold the same portion, the second one's takes the next that is
// free, as it is a bottle at home or a dose that was swallowed.
Slots ClaimsToTakeOver(const Slots& first, const Slots& second);

// What is to be released when the two stand apart again: claims that were taken over, but for those
// of which the first was dosed meanwhile (a bottle of the second's, drunk at a window); and the
// second's of which nothing is left, as their copy was released under the first number.
struct Releases {
  Slots first;
  Slots second;
};
Releases ReleasesOfSeparation(const Slots& first, const Slots& second, const Turns& dosed);

}  // namespace oat::merges
