#include "services/stock/handling.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace oat::stock {
namespace {

// For the whole house: with nobody at fault one in so many looks names somebody.
constexpr double kChance = 0.01;

double LogChoose(int32_t of, int32_t taken) {
  return std::lgamma(of + 1.0) - std::lgamma(taken + 1.0) - std::lgamma(of - taken + 1.0);
}

bool IsShort(const CountedStretch& stretch) { return stretch.difference < StockQuantity(0); }

bool Drew(const CountedStretch& stretch, const std::string& login) {
  return std::any_of(stretch.drawers.begin(), stretch.drawers.end(),
                     [&](const Drawer& drawer) { return drawer.login == login; });
}

}  // namespace

double ChanceOfAtLeast(int32_t hers_short, int32_t hers, int32_t short_counts, int32_t all) {
  double chance = 0;
  for (int32_t k = hers_short; k <= std::min(hers, short_counts); ++k) {
    if (short_counts - k > all - hers) continue;
    chance += std::exp(LogChoose(hers, k) + LogChoose(all - hers, short_counts - k) -
                       LogChoose(all, short_counts));
  }
  return chance;
}

std::vector<HandlingLoss> LossesIn(const std::vector<CountedStretch>& stretches) {
  std::map<std::pair<std::string, std::string>, HandlingLoss> losses;
  for (const CountedStretch& stretch : stretches) {
    if (!stretch.is_solution) continue;
    HandlingLoss& loss = losses[{stretch.station, stretch.product_code}];
    loss.station = stretch.station;
    loss.product_code = stretch.product_code;
    ++loss.counts;
    loss.missing += -stretch.difference;
    for (const Drawer& drawer : stretch.drawers) {
      loss.pours += drawer.pours;
      loss.poured += drawer.poured;
    }
  }
  std::vector<HandlingLoss> all;
  for (auto& [place, loss] : losses) all.push_back(std::move(loss));
  return all;
}

std::vector<PersonPattern> PatternsIn(const std::vector<CountedStretch>& stretches) {
  std::map<std::string, StaffId> people;
  for (const CountedStretch& stretch : stretches) {
    for (const Drawer& drawer : stretch.drawers) people.emplace(drawer.login, drawer.staff);
  }
  std::vector<PersonPattern> patterns;
  for (const auto& [login, staff] : people) {
    PersonPattern& person = patterns.emplace_back();
    person.staff = staff;
    person.login = login;
    for (const CountedStretch& stretch : stretches) {
      if (stretch.drawers.empty()) continue;
      const bool is_hers = Drew(stretch, login);
      ++(is_hers ? person.counts : person.other_counts);
      if (IsShort(stretch)) ++(is_hers ? person.short_counts : person.other_short_counts);
      if (is_hers && stretch.is_solution) person.missing += -stretch.difference;
    }
    const double chance = ChanceOfAtLeast(person.short_counts, person.counts,
                                          person.short_counts + person.other_short_counts,
                                          person.counts + person.other_counts);
    person.stands_out = chance * static_cast<double>(people.size()) < kChance;
  }
  return patterns;
}

}  // namespace oat::stock
