#include "clients/ctl/report_page.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/print.h"

namespace oat::ctl {
namespace {

constexpr v1::Measure kPeople[] = {v1::MEASURE_ENROLLED, v1::MEASURE_ON_TREATMENT,
                                   v1::MEASURE_ADMISSIONS, v1::MEASURE_EXITS};

std::string Say(const v1::Count& count) {
  return count.withheld() ? "*" : absl::StrCat(count.value());
}

// A code as people read it: first_ever is "first ever".
std::string Plain(const std::string& code) { return absl::StrReplaceAll(code, {{"_", " "}}); }

const v1::ReportTable* Find(const v1::Release& release, v1::Measure measure, v1::Dimension rows,
                            v1::Dimension columns = v1::DIMENSION_UNSPECIFIED) {
  for (const v1::ReportTable& table : release.tables()) {
    if (table.measure() == measure && table.rows() == rows && table.columns() == columns) {
      return &table;
    }
  }
  return nullptr;
}

std::string TotalOf(const v1::Release& release, v1::Measure measure) {
  const v1::ReportTable* table = Find(release, measure, v1::DIMENSION_UNSPECIFIED);
  return table == nullptr ? "" : Say(table->cells(0).count());
}

void PrintTotals(const v1::Release& release, std::ostream& out) {
  Listing listing({"network", ">people"});
  listing.Add(
      {"enrolled at the end of the month before", TotalOf(release, v1::MEASURE_ENROLLED_BEFORE)});
  listing.Add({"+ admissions", TotalOf(release, v1::MEASURE_ADMISSIONS)});
  listing.Add({"- exits", TotalOf(release, v1::MEASURE_EXITS)});
  listing.Add({"= enrolled at the end of the month", TotalOf(release, v1::MEASURE_ENROLLED)});
  listing.Add({absl::StrCat("  of them on treatment (a dose within ",
                            release.heading().covered_within_days(), " days)"),
               TotalOf(release, v1::MEASURE_ON_TREATMENT)});
  listing.Add({"  of them known by no document and no programme code",
               TotalOf(release, v1::MEASURE_UNLINKABLE)});
  listing.Add({"applications decided in the month", TotalOf(release, v1::MEASURE_DECISIONS)});
  listing.Print(out);
}

// A table's lines under its header, by their codes.
using Lines = std::map<std::string, std::vector<std::string>>;
void PrintLines(const std::vector<std::string>& header, const Lines& lines, std::ostream& out) {
  Listing listing(header);
  for (const auto& [row, counts] : lines) {
    std::vector<std::string> cells = {Plain(row)};
    cells.insert(cells.end(), counts.begin(), counts.end());
    listing.Add(cells);
  }
  out << "\n";
  listing.Print(out);
}

// The measures of people side by side, by one dimension.
void PrintOneWay(const v1::Release& release, v1::Dimension rows, std::ostream& out) {
  std::vector<std::string> header = {"by " + Plain(Word(rows))};
  Lines lines;
  for (v1::Measure measure : kPeople) {
    const v1::ReportTable* table = Find(release, measure, rows);
    if (table == nullptr) continue;
    header.push_back(">" + Plain(Word(measure)));
    for (const v1::ReportCell& cell : table->cells()) {
      lines[cell.row()].push_back(Say(cell.count()));
    }
  }
  PrintLines(header, lines, out);
}

// One measure by two dimensions, or by one of its own.
void PrintTable(const v1::ReportTable& table, std::ostream& out) {
  std::vector<std::string> header = {
      absl::StrCat(Plain(Word(table.measure())), " by ", Plain(Word(table.rows())))};
  Lines lines;
  for (const v1::ReportCell& cell : table.cells()) {
    lines[cell.row()].push_back(Say(cell.count()));
    if (cell.row() != table.cells(0).row()) continue;
    header.push_back(">" + (cell.column().empty() ? "count" : Plain(cell.column())));
  }
  PrintLines(header, lines, out);
}

void PrintCoverage(const v1::Release& release, std::ostream& out) {
  if (release.coverage_size() == 0) return;
  Listing listing({"coverage", ">on treatment", "year", ">people who inject", "year", ">share",
                   "level", ">40 % are"});
  for (const v1::Coverage& coverage : release.coverage()) {
    const bool known = !coverage.numerator().withheld();
    listing.Add({coverage.scope(), Say(coverage.numerator()),
                 absl::StrCat(coverage.numerator_year()), absl::StrCat(coverage.denominator()),
                 absl::StrCat(coverage.denominator_year()),
                 known ? absl::StrFormat("%d.%02d %%", coverage.basis_points() / 100,
                                         coverage.basis_points() % 100)
                       : "*",
                 known ? Word(coverage.band()) : "", absl::StrCat(coverage.needed_for_high())});
  }
  out << "\n";
  listing.Print(out);
  for (const v1::Coverage& coverage : release.coverage()) {
    out << "  " << coverage.numerator_year() << " of " << coverage.denominator_year() << ": "
        << coverage.numerator_source();
    if (coverage.denominator_source() != coverage.numerator_source()) {
      out << "; " << coverage.denominator_source();
    }
    out << "\n";
  }
  out << "Whether somebody injects is not recorded: everybody on treatment is counted.\n";
}

void PrintWaiting(const v1::WaitingTime& waiting, std::ostream& out) {
  Listing listing({"waiting for a decision", ">people", ">median days", ">90th percentile"});
  auto add = [&](const char* who, const std::string& people, bool known,
                 const v1::WaitingDays& days) {
    listing.Add({who, people, known ? absl::StrCat(days.median()) : "*",
                 known ? absl::StrCat(days.ninetieth()) : "*"});
  };
  add("decided in the month", "", waiting.has_decided(), waiting.decided());
  add("still waiting at its end", Say(waiting.still_waiting()), waiting.has_still_waiting_days(),
      waiting.still_waiting_days());
  out << "\n";
  listing.Print(out);
}

void PrintCompleteness(const v1::Release& release, std::ostream& out) {
  Listing listing({"site", ">days recorded", ">days expected"});
  for (const v1::SiteCompleteness& site : release.completeness()) {
    listing.Add(
        {site.site_code(), absl::StrCat(site.days_recorded()), absl::StrCat(site.days_expected())});
  }
  out << "\n";
  listing.Print(out);
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

}  // namespace

void PrintRelease(const v1::Release& release, std::ostream& out) {
  const v1::ReleaseHeading& heading = release.heading();
  out << "Opioid agonist therapy, " << heading.month().substr(0, 7) << ", revision "
      << heading.revision() << ", as known on " << FormatTime(heading.as_of()) << "\n"
      << "* withheld: a count from 1 to " << heading.threshold() - 1
      << ", or one that would give such a count away\n\n";
  PrintTotals(release, out);
  for (v1::Dimension rows : {v1::DIMENSION_REGION, v1::DIMENSION_SITE, v1::DIMENSION_SEX,
                             v1::DIMENSION_AGE_BAND, v1::DIMENSION_MEDICATION}) {
    PrintOneWay(release, rows, out);
  }
  for (const v1::ReportTable& table : release.tables()) {
    const bool of_its_own = table.measure() == v1::MEASURE_DECISIONS ||
                            table.rows() == v1::DIMENSION_HISTORY ||
                            table.rows() == v1::DIMENSION_EXIT_REASON;
    const bool two_way = table.columns() != v1::DIMENSION_UNSPECIFIED;
    if (two_way || (of_its_own && table.rows() != v1::DIMENSION_UNSPECIFIED)) {
      PrintTable(table, out);
    }
  }
  PrintCoverage(release, out);
  PrintWaiting(release.waiting(), out);
  PrintCompleteness(release, out);
}

void PrintReleaseAsCsv(const v1::Release& release, std::ostream& out) {
  out << "month,revision,measure,rows,row,columns,column,count,withheld\n";
  for (const v1::ReportTable& table : release.tables()) {
    for (const v1::ReportCell& cell : table.cells()) {
      out << release.heading().month().substr(0, 7) << "," << release.heading().revision() << ","
          << Word(table.measure()) << ","
          << (table.rows() == v1::DIMENSION_UNSPECIFIED ? "" : Word(table.rows())) << ","
          << Quoted(cell.row()) << ","
          << (table.columns() == v1::DIMENSION_UNSPECIFIED ? "" : Word(table.columns())) << ","
          << Quoted(cell.column()) << ","
          << (cell.count().withheld() ? "" : absl::StrCat(cell.count().value())) << ","
          << (cell.count().withheld() ? "withheld" : "") << "\n";
    }
  }
}

}  // namespace oat::ctl
