#include "tests/reporting/attacker.h"

#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace oat::reporting {
namespace {

const std::vector<std::string> kSexes = {"female", "male"};
const std::vector<std::string> kAges = {"under_18", "18-24", "25-34", "35-44", "45-54", "55+"};

std::string NameOf(const std::string& measure, const std::string& row = "",
                   const std::string& column = "") {
  return absl::StrCat(measure, "/", row, "/", column);
}

}  // namespace

Attacker::Attacker(const std::map<std::string, std::string>& region_of_site)
    : regions_(region_of_site), solver_(context_, "QF_LIA") {}

z3::expr Attacker::Cell(Page* page, const std::string& name) {
  auto found = page->cells.find(name);
  if (found != page->cells.end()) return found->second;
  const std::string full = absl::StrCat(page->year, "-", page->month, " ", name);
  z3::expr cell = context_.int_const(full.c_str());
  solver_.add(cell >= 0);
  page->cells.emplace(name, cell);
  return cell;
}

void Attacker::ReadTables(const oat::v1::Release& release, Page* page) {
  for (const auto& table : release.tables()) {
    for (const auto& cell : table.cells()) {
      const std::string name =
          NameOf(oat::v1::Measure_Name(table.measure()).substr(8), cell.row(), cell.column());
      if (cell.count().has_value()) {
        page->cells.emplace(name, context_.int_val(cell.count().value()));
      } else {
        withheld_.emplace(absl::StrCat(release.heading().month(), " ", name), Cell(page, name));
      }
    }
  }
}

void Attacker::Sum(const z3::expr_vector& parts, const z3::expr& whole) {
  solver_.add(z3::sum(parts) == whole);
}

// Everybody counted has a site, a region, a sex and an age.
void Attacker::AddUp(Page* page, const std::string& measure) {
  const z3::expr total = Cell(page, NameOf(measure));
  std::map<std::string, z3::expr_vector> sites_of;
  std::set<std::string> regions;
  z3::expr_vector all_sites(context_), all_regions(context_);
  for (const auto& [site, region] : regions_) {
    sites_of.try_emplace(region, context_)
        .first->second.push_back(Cell(page, NameOf(measure, site)));
    all_sites.push_back(Cell(page, NameOf(measure, site)));
    regions.insert(region);
  }
  for (const auto& [region, sites] : sites_of) Sum(sites, Cell(page, NameOf(measure, region)));
  Sum(all_sites, total);
  for (const std::string& region : regions) {
    all_regions.push_back(Cell(page, NameOf(measure, region)));
  }
  Sum(all_regions, total);
  for (const auto& columns : {kSexes, kAges}) {
    z3::expr_vector whole(context_);
    for (const std::string& column : columns) {
      z3::expr_vector parts(context_);
      for (const std::string& region : regions) {
        parts.push_back(Cell(page, NameOf(measure, region, column)));
      }
      Sum(parts, Cell(page, NameOf(measure, column)));
      whole.push_back(Cell(page, NameOf(measure, column)));
    }
    Sum(whole, total);
    for (const std::string& region : regions) {
      z3::expr_vector parts(context_);
      for (const std::string& column : columns) {
        parts.push_back(Cell(page, NameOf(measure, region, column)));
      }
      Sum(parts, Cell(page, NameOf(measure, region)));
    }
  }
}

// Each reason has one ground; what is left over is neither.
void Attacker::GroundDecisions(Page* page) {
  const std::map<std::string, std::vector<std::string>> grounds = {
      {"admitted", {"none"}},
      {"clinical", {"clinical_contraindication", "no_dependence", "other_treatment_better"}},
      {"other", {"patient_withdrew", "already_in_treatment"}}};
  for (const auto& [ground, reasons] : grounds) {
    z3::expr_vector parts(context_);
    for (const std::string& reason : reasons)
      parts.push_back(Cell(page, NameOf("DECISIONS", reason)));
    Sum(parts, Cell(page, NameOf("DECISIONS", ground)));
  }
}

// Who was there, and came, and did not go, is there.
void Attacker::Move(Page* page, const std::string& cell, bool linked) {
  const z3::expr before = Cell(page, "ENROLLED_BEFORE" + cell);
  solver_.add(before + Cell(page, "ADMISSIONS" + cell) - Cell(page, "EXITS" + cell) ==
              Cell(page, "ENROLLED" + cell));
  solver_.add(Cell(page, "ON_TREATMENT" + cell) <= Cell(page, "ENROLLED" + cell));
  if (linked) solver_.add(before == Cell(&pages_.back(), "ENROLLED" + cell));
}

void Attacker::Read(const oat::v1::Release& release) {
  Page page;
  if (!absl::SimpleAtoi(release.heading().month().substr(0, 4), &page.year) ||
      !absl::SimpleAtoi(release.heading().month().substr(5, 2), &page.month)) {
    return;
  }
  ReadTables(release, &page);
  for (const char* measure :
       {"ENROLLED", "ON_TREATMENT", "ADMISSIONS", "EXITS", "ENROLLED_BEFORE"}) {
    AddUp(&page, measure);
  }
  for (const auto& table : release.tables()) {
    const std::string measure = oat::v1::Measure_Name(table.measure()).substr(8);
    if (table.rows() == oat::v1::DIMENSION_UNSPECIFIED) continue;
    std::map<std::string, z3::expr_vector> by_row, by_column;
    z3::expr_vector all(context_);
    for (const auto& cell : table.cells()) {
      const z3::expr value = Cell(&page, NameOf(measure, cell.row(), cell.column()));
      all.push_back(value);
      by_row.try_emplace(cell.row(), context_).first->second.push_back(value);
      by_column.try_emplace(cell.column(), context_).first->second.push_back(value);
    }
    Sum(all, Cell(&page, NameOf(measure)));
    if (table.columns() == oat::v1::DIMENSION_UNSPECIFIED) continue;
    for (const auto& [row, parts] : by_row) Sum(parts, Cell(&page, NameOf(measure, row)));
    for (const auto& [column, parts] : by_column) Sum(parts, Cell(&page, NameOf(measure, column)));
  }
  GroundDecisions(&page);
  const bool linked = !pages_.empty();
  const bool same_year = linked && pages_.back().year == page.year;
  Move(&page, "//", linked);
  for (const std::string& sex : kSexes) Move(&page, absl::StrCat("/", sex, "/"), linked);
  for (const std::string& age : kAges) Move(&page, absl::StrCat("/", age, "/"), same_year);
  std::set<std::string> places;
  for (const auto& [site, region] : regions_) {
    Move(&page, absl::StrCat("/", site, "/"), linked);
    places.insert(region);
  }
  for (const std::string& region : places) {
    Move(&page, absl::StrCat("/", region, "/"), linked);
    for (const std::string& sex : kSexes) Move(&page, absl::StrCat("/", region, "/", sex), linked);
    for (const std::string& age : kAges) {
      Move(&page, absl::StrCat("/", region, "/", age), same_year);
    }
  }
  pages_.push_back(std::move(page));
}

std::vector<std::string> Attacker::Worked() {
  if (solver_.check() != z3::sat) return {"what was published cannot be true"};
  std::map<std::string, int64_t> first;
  std::map<std::string, z3::expr> open = withheld_;
  const z3::model world = solver_.get_model();
  for (const auto& [name, cell] : open) first[name] = world.eval(cell, true).get_numeral_int64();
  std::vector<std::string> fixed;
  while (!open.empty()) {
    const auto [name, cell] = *open.begin();
    bool free = false;
    for (const z3::expr& other :
         {cell > context_.int_val(first[name]), cell < context_.int_val(first[name])}) {
      solver_.push();
      solver_.add(other);
      if (solver_.check() == z3::sat) {
        const z3::model another = solver_.get_model();
        std::erase_if(open, [&](const auto& one) {
          return another.eval(one.second, true).get_numeral_int64() != first[one.first];
        });
        free = true;
      }
      solver_.pop();
      if (free) break;
    }
    if (free) continue;
    fixed.push_back(name);
    open.erase(name);
  }
  return fixed;
}

}  // namespace oat::reporting
