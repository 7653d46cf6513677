// What becomes of stock and papers between the cities and outside of the windows: a loan to a city
// that runs short and its repayment, a broken bottle, prescription forms that arrive.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {

// Plays all of it among the cities that are open; what the account says of it, a line each.
std::vector<std::string> PlayShipping(Crew& crew, const std::vector<std::unique_ptr<SiteDay>>& days,
                                      Day today);

}  // namespace oat::scenario
