#include "services/reporting/tables.h"

#include <algorithm>
#include <set>

#include "services/enrolment/rules.h"

namespace oat::reporting {
namespace {

const std::vector<std::string>& CodesOf(const std::string& dimension) {
  static const auto* const rows = new std::map<std::string, std::vector<std::string>>{
      {"sex", {"female", "male"}},
      {"age_band", {"under_18", "18-24", "25-34", "35-44", "45-54", "55+"}},
      {"medication",
       {"methadone_oral_solution", "methadone_tablet", "buprenorphine_sublingual",
        "buprenorphine_naloxone_sublingual", "buprenorphine_depot_weekly",
        "buprenorphine_depot_monthly", "buprenorphine_depot_in_situ_monthly", "none"}},
      {"history", {"first_ever", "again", "unknown"}},
      {"exit_reason",
       {"completed", "own_choice", "lost", "involuntary", "prison", "died", "moved_away",
        "transferred", "duplicate"}},
      {"decision_reason",
       {"none", "clinical_contraindication", "no_dependence", "other_treatment_better",
        "site_overload", "no_staff", "no_prescription_forms", "no_medication",
        "quota_verbal_instruction", "region_refuses_places", "waiting_list", "no_documents",
        "patient_withdrew", "already_in_treatment"}},
      {"decision_ground", {"admitted", "clinical", "not_clinical", "other"}}};
  return rows->at(dimension);
}

// A table of a measure: its two sides, empty for none, and whether anybody sees it.
struct Layout {
  std::vector<const char*> measures;
  const char* rows;
  const char* columns;
  Disclosure disclosure;
};

const std::vector<Layout>& Layouts() {
  static const std::vector<const char*> stock = {"enrolled", "on_treatment"};
  static const std::vector<const char*> flow = {"admissions", "exits"};
  static const std::vector<const char*> people = {"enrolled", "on_treatment", "admissions",
                                                  "exits"};
  static const auto* const layouts =
      new std::vector<Layout>{{people, "", "", Disclosure::kShown},
                              {people, "region", "", Disclosure::kShown},
                              {people, "site", "", Disclosure::kShown},
                              {people, "sex", "", Disclosure::kShown},
                              {people, "age_band", "", Disclosure::kShown},
                              {stock, "medication", "", Disclosure::kShown},
                              {stock, "region", "sex", Disclosure::kShown},
                              {stock, "region", "age_band", Disclosure::kShown},
                              {stock, "region", "medication", Disclosure::kShown},
                              {flow, "region", "sex", Disclosure::kUnpublished},
                              {flow, "region", "age_band", Disclosure::kUnpublished},
                              {{"admissions"}, "history", "", Disclosure::kShown},
                              {{"exits"}, "exit_reason", "", Disclosure::kShown},
                              {{"enrolled_before"}, "", "", Disclosure::kShown},
                              {{"enrolled_before"}, "region", "", Disclosure::kUnpublished},
                              {{"enrolled_before"}, "site", "", Disclosure::kUnpublished},
                              {{"enrolled_before"}, "sex", "", Disclosure::kUnpublished},
                              {{"enrolled_before"}, "age_band", "", Disclosure::kUnpublished},
                              {{"enrolled_before"}, "region", "sex", Disclosure::kUnpublished},
                              {{"enrolled_before"}, "region", "age_band", Disclosure::kUnpublished},
                              {{"unlinkable"}, "", "", Disclosure::kShown},
                              {{"decisions", "waiting"}, "", "", Disclosure::kShown},
                              {{"decisions"}, "region", "", Disclosure::kShown},
                              {{"decisions"}, "decision_reason", "", Disclosure::kShown},
                              {{"decisions"}, "decision_ground", "", Disclosure::kShown}};
  return *layouts;
}

std::vector<std::string> RowsOf(const std::string& dimension, const Regions& regions) {
  if (dimension.empty()) return {""};
  std::set<std::string> rows;
  for (const auto& [site, region] : regions) rows.insert(dimension == "site" ? site : region);
  if (dimension == "site" || dimension == "region") return {rows.begin(), rows.end()};
  return CodesOf(dimension);
}

// What a counted thing is, dimension by dimension.
using Traits = std::map<std::string, std::string>;

class Tally {
 public:
  explicit Tally(const Regions& regions) : regions_(regions) {
    for (const Layout& layout : Layouts()) {
      for (const std::string measure : layout.measures) AddEmpty(measure, layout);
    }
  }

  void Count(const std::string& measure, const Traits& traits, int64_t count) {
    auto row = [&](const std::string& dimension) {
      return dimension.empty() ? "" : traits.at(dimension);
    };
    for (const Layout& layout : Layouts()) {
      const auto& all = layout.measures;
      if (std::find(all.begin(), all.end(), measure) == all.end()) continue;
      cells_.at({measure, layout.rows, row(layout.rows), layout.columns, row(layout.columns)})
          .value += count;
    }
  }

  Cells cells() && { return std::move(cells_); }

 private:
  void AddEmpty(const std::string& measure, const Layout& layout) {
    for (const std::string& row : RowsOf(layout.rows, regions_)) {
      for (const std::string& column : RowsOf(layout.columns, regions_)) {
        cells_[{measure, layout.rows, row, layout.columns, column}].disclosure = layout.disclosure;
      }
    }
  }

  const Regions& regions_;
  Cells cells_;
};

}  // namespace

std::string AgeBand(int32_t birth_year, int64_t year) {
  const int64_t age = year - birth_year;
  if (age < 18) return "under_18";
  if (age < 25) return "18-24";
  if (age < 35) return "25-34";
  if (age < 45) return "35-44";
  return age < 55 ? "45-54" : "55+";
}

std::string GroundOf(const std::string& decision_reason) {
  if (decision_reason == "none") return "admitted";
  if (decision_reason == "patient_withdrew" || decision_reason == "already_in_treatment") {
    return "other";
  }
  return enrolment::IsClinical(decision_reason) ? "clinical" : "not_clinical";
}

Cells Tabulate(const std::vector<EpisodeCount>& episodes,
               const std::vector<DecisionCount>& decisions, int64_t still_waiting,
               const Regions& regions, Day last_day) {
  Tally tally(regions);
  for (const EpisodeCount& e : episodes) {
    const Traits traits = {{"site", e.site_code},
                           {"region", regions.at(e.site_code)},
                           {"sex", e.sex},
                           {"age_band", AgeBand(e.birth_year, last_day.year())},
                           {"medication", e.medication},
                           {"history", e.admitted},
                           {"exit_reason", e.exited}};
    if (e.enrolled_before) tally.Count("enrolled_before", traits, e.count);
    if (e.enrolled) tally.Count("enrolled", traits, e.count);
    if (e.enrolled && e.on_treatment) tally.Count("on_treatment", traits, e.count);
    if (e.enrolled && !e.linkable) tally.Count("unlinkable", traits, e.count);
    if (!e.admitted.empty()) tally.Count("admissions", traits, e.count);
    if (!e.exited.empty()) tally.Count("exits", traits, e.count);
  }
  for (const DecisionCount& d : decisions) {
    tally.Count("decisions",
                {{"region", regions.at(d.site_code)},
                 {"decision_reason", d.reason},
                 {"decision_ground", GroundOf(d.reason)}},
                d.count);
  }
  tally.Count("waiting", {}, still_waiting);
  return std::move(tally).cells();
}

}  // namespace oat::reporting
