// What everybody knows of the tables, as relations between their figures.
#include <algorithm>

#include "services/reporting/tables.h"

namespace oat::reporting {
namespace {

// The months on either side whose releases a reader is taken to have beside this one.
constexpr int kMonthsRemembered = 12;

// Details go first. How many are in treatment where is asked more often than who came this month.
int WeightOf(const CellKey& key) {
  if (!key.columns.empty()) return 0;
  const bool flow = key.measure != "enrolled" && key.measure != "on_treatment";
  return (key.rows.empty() ? 3 : 1) + (flow ? 0 : 1);
}

CellKey Total(const CellKey& key) { return {key.measure, "", "", "", ""}; }
CellKey OneWay(const CellKey& key, const std::string& rows, const std::string& row) {
  return {key.measure, rows, row, "", ""};
}
CellKey OfMeasure(CellKey key, const char* measure) {
  key.measure = measure;
  return key;
}

// One release's figures within the system, with the relations inside it.
class Pages {
 public:
  Pages(const Release& release, bool frozen, const Regions& regions, System* system)
      : release_(release), system_(*system) {
    for (const auto& [key, cell] : release.cells) {
      places_[key] = system_.figures.size();
      system_.figures.push_back({cell.value, cell.disclosure, frozen, WeightOf(key)});
    }
    for (const auto& [key, cell] : release.cells) AddToSums(key, regions);
    for (auto& [whole, parts] : sums_) system_.relations.push_back(std::move(parts));
    for (const auto& [key, cell] : release.cells) {
      if (key.measure == "enrolled_before") Balance(key);
      if (key.measure == "on_treatment") Contain(key);
    }
  }

  // People enrolled at the end of a month are those enrolled before the next. Not so where
  // something was recorded late, nor, by age, over the turn of a year.
  void Follow(const Pages& before) {
    const bool birthday = release_.month.year() != before.release_.month.year();
    for (const auto& [key, place] : places_) {
      if (key.measure != "enrolled_before") continue;
      if (birthday && (key.rows == "age_band" || key.columns == "age_band")) continue;
      Equate(place, before, OfMeasure(key, "enrolled"));
    }
  }

  // A revision repeats most of what it revises.
  void Repeat(const Pages& revised) {
    for (const auto& [key, place] : places_) Equate(place, revised, key);
  }

  const Release& release() const { return release_; }
  Disclosure DisclosureOf(const CellKey& key) const {
    return system_.figures[places_.at(key)].disclosure;
  }

 private:
  // The parts of a whole sum to it: `by` tells the breakdowns of one whole apart.
  void AddPart(const CellKey& part, const CellKey& whole, const std::string& by) {
    auto found = places_.find(whole);
    if (found == places_.end()) return;
    Relation& sum = sums_[{whole, by}];
    if (sum.empty()) sum.push_back({found->second, -1});
    sum.push_back({places_.at(part), 1});
  }

  void AddToSums(const CellKey& key, const Regions& regions) {
    if (key.rows.empty()) return;
    if (!key.columns.empty()) {
      AddPart(key, OneWay(key, key.rows, key.row), key.columns);
      AddPart(key, OneWay(key, key.columns, key.column), key.rows);
      return;
    }
    AddPart(key, Total(key), key.rows);
    if (key.rows == "site") AddPart(key, OneWay(key, "region", regions.at(key.row)), "site");
    if (key.rows == "decision_reason") {
      AddPart(key, OneWay(key, "decision_ground", GroundOf(key.row)), "decision_reason");
    }
  }

  void Balance(const CellKey& before) {
    system_.relations.push_back({{places_.at(before), 1},
                                 {places_.at(OfMeasure(before, "admissions")), 1},
                                 {places_.at(OfMeasure(before, "exits")), -1},
                                 {places_.at(OfMeasure(before, "enrolled")), -1}});
  }

  void Contain(const CellKey& on_treatment) {
    const size_t enrolled = places_.at(OfMeasure(on_treatment, "enrolled"));
    const size_t treated = places_.at(on_treatment);
    system_.relations.push_back({{treated, 1}, {system_.figures.size(), 1}, {enrolled, -1}});
    system_.figures.push_back({system_.figures[enrolled].value - system_.figures[treated].value,
                               Disclosure::kUnpublished});
  }

  void Equate(size_t place, const Pages& other, const CellKey& key) {
    auto found = other.places_.find(key);
    if (found == other.places_.end()) return;
    if (system_.figures[place].value != system_.figures[found->second].value) return;
    system_.relations.push_back({{place, 1}, {found->second, -1}});
  }

  const Release& release_;
  System& system_;
  std::map<CellKey, size_t> places_;
  std::map<std::pair<CellKey, std::string>, Relation> sums_;
};

void Connect(std::vector<Pages>* pages) {
  for (Pages& page : *pages) {
    const Release& release = page.release();
    const Pages* before = nullptr;
    const Pages* revised = nullptr;
    for (const Pages& other : *pages) {
      const Release& one = other.release();
      auto later = [&](const Pages* best) {
        return best == nullptr || best->release().revision < one.revision;
      };
      if (absl::CivilMonth(one.month) == absl::CivilMonth(release.month) - 1 && later(before)) {
        before = &other;
      }
      if (one.month == release.month && one.revision < release.revision && later(revised)) {
        revised = &other;
      }
    }
    if (before != nullptr) page.Follow(*before);
    if (revised != nullptr) page.Repeat(*revised);
  }
}

}  // namespace

absl::Status Protect(const std::vector<Release>& earlier, const Regions& regions, int64_t threshold,
                     Release* next) {
  System system;
  std::vector<Pages> pages;
  pages.emplace_back(*next, /*frozen=*/false, regions, &system);
  for (const Release& release : earlier) {
    const auto apart = absl::CivilMonth(release.month) - absl::CivilMonth(next->month);
    if (apart < -kMonthsRemembered || apart > kMonthsRemembered) continue;
    pages.emplace_back(release, /*frozen=*/true, regions, &system);
  }
  Connect(&pages);
  absl::Status done = Withhold(threshold, &system);
  if (!done.ok()) return done;
  const Pages& own = pages.front();
  for (auto& [key, cell] : next->cells) cell.disclosure = own.DisclosureOf(key);
  return absl::OkStatus();
}

}  // namespace oat::reporting
