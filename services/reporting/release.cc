#include "services/reporting/release.h"

#include <algorithm>
#include <tuple>

#include "services/contract/answer.h"
#include "services/contract/code.h"

namespace oat::reporting {
namespace {

// Medians of fewer people say something of each (NHS Digital, rules.md, chapter 8).
constexpr int64_t kLeastForDays = 8;
constexpr char kOwnSource[] = "this network's register";

void FillCount(const CellValue& cell, v1::Count* out) {
  if (cell.disclosure == Disclosure::kShown) {
    out->set_value(cell.value);
  } else {
    out->set_withheld(true);
  }
}

// In the order of the contract's own lists.
void FillTables(const Cells& cells, v1::Release* out) {
  std::map<std::tuple<v1::Measure, v1::Dimension, v1::Dimension>, v1::ReportTable> tables;
  for (const auto& [key, cell] : cells) {
    const auto measure = contract::FromCode<v1::Measure>(key.measure);
    if (cell.disclosure == Disclosure::kUnpublished || measure == v1::MEASURE_UNSPECIFIED) continue;
    const auto rows = contract::FromCode<v1::Dimension>(key.rows);
    const auto columns = contract::FromCode<v1::Dimension>(key.columns);
    v1::ReportTable& table = tables[{measure, rows, columns}];
    table.set_measure(measure);
    table.set_rows(rows);
    table.set_columns(columns);
    v1::ReportCell* filled = table.add_cells();
    filled->set_row(key.row);
    filled->set_column(key.column);
    FillCount(cell, filled->mutable_count());
  }
  for (auto& [place, table] : tables) *out->add_tables() = std::move(table);
}

void FillCoverage(const v1::Count& numerator, const std::string& source, int64_t year,
                  const PopulationEstimate& estimate, v1::Release* out) {
  v1::Coverage* coverage = out->add_coverage();
  coverage->set_scope(estimate.scope);
  coverage->set_numerator_year(static_cast<int32_t>(year));
  *coverage->mutable_numerator() = numerator;
  coverage->set_numerator_source(source);
  coverage->set_denominator_year(estimate.year);
  coverage->set_denominator(estimate.people_who_inject);
  coverage->set_denominator_source(estimate.source);
  coverage->set_needed_for_high(NeededForHigh(estimate.people_who_inject));
  if (numerator.withheld()) return;
  coverage->set_basis_points(BasisPoints(numerator.value(), estimate.people_who_inject));
  coverage->set_band(contract::FromCode<v1::CoverageBand>(
      CoverageBandOf(numerator.value(), estimate.people_who_inject)));
}

// Each source's own figures as it gave them, then this network's people against the latest estimate
// of its country.
void FillAllCoverage(const Findings& findings, v1::Release* out) {
  v1::Count own;
  FillCount(findings.release.cells.at({"on_treatment", "", "", "", ""}), &own);
  for (size_t i = 0; i < findings.estimates.size(); ++i) {
    const PopulationEstimate& estimate = findings.estimates[i];
    if (estimate.reported_on_treatment) {
      v1::Count reported;
      reported.set_value(*estimate.reported_on_treatment);
      FillCoverage(reported, estimate.source, estimate.year, estimate, out);
    }
    const bool latest =
        i + 1 == findings.estimates.size() || findings.estimates[i + 1].scope != estimate.scope;
    if (latest) {
      FillCoverage(own, kOwnSource, findings.release.month.year(), estimate, out);
    }
  }
}

void FillWaiting(const Findings& findings, v1::WaitingTime* out) {
  FillCount(findings.release.cells.at({"waiting", "", "", "", ""}), out->mutable_still_waiting());
  const int64_t least = std::max(findings.threshold, kLeastForDays);
  auto fill = [](const Waited& waited, v1::WaitingDays* days) {
    days->set_median(waited.median);
    days->set_ninetieth(waited.ninetieth);
  };
  if (auto waited = Summarise(findings.waits.decided, least)) fill(*waited, out->mutable_decided());
  if (auto waited = Summarise(findings.waits.still_waiting, least)) {
    fill(*waited, out->mutable_still_waiting_days());
  }
}

// That a site recorded a day says that it has somebody.
void FillCompleteness(const Findings& findings, v1::Release* out) {
  auto is_shown = [&](const char* measure, const std::string& site) {
    const CellValue& cell = findings.release.cells.at({measure, "site", site, "", ""});
    return cell.disclosure == Disclosure::kShown;
  };
  for (const auto& [site, expected] : findings.days_expected) {
    if (!is_shown("enrolled", site) || !is_shown("on_treatment", site)) continue;
    v1::SiteCompleteness* completeness = out->add_completeness();
    completeness->set_site_code(site);
    completeness->set_days_expected(expected);
    const auto recorded = findings.days_recorded.find(site);
    completeness->set_days_recorded(
        recorded == findings.days_recorded.end() ? 0 : std::min(recorded->second, expected));
  }
}

}  // namespace

v1::Release Word(const Findings& findings) {
  v1::Release out;
  v1::ReleaseHeading* heading = out.mutable_heading();
  heading->set_month(FormatDay(findings.release.month));
  heading->set_revision(findings.release.revision);
  *heading->mutable_as_of() = contract::ToTimestamp(findings.as_of);
  heading->set_threshold(static_cast<int32_t>(findings.threshold));
  heading->set_covered_within_days(findings.covered_within_days);
  FillTables(findings.release.cells, &out);
  FillCompleteness(findings, &out);
  FillAllCoverage(findings, &out);
  FillWaiting(findings, out.mutable_waiting());
  return out;
}

}  // namespace oat::reporting
