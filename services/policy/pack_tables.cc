// The tables of a pack, held against themselves.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/policy/pack_faults.h"
#include "services/policy/rules.h"

namespace oat::policy {
namespace {

using rules::v1::MissedDoses;
using rules::v1::MissedRow;
using rules::v1::RulePack;

// The Clinical Opiate Withdrawal Scale ends here.
constexpr int64_t kHighestWithdrawalScore = 48;
// In days; a deadline beyond it is a slip of the key.
constexpr int64_t kLongestDeadline = 400;
// Of a criterion or a ground, as the contract has codes.
constexpr char kCode[] = "[A-Z][A-Z0-9-]{1,39}";

class Tables {
 public:
  explicit Tables(const RulePack& says) : says_(says) {}

  std::vector<std::string> Run() {
    AskDrugs();
    for (int i = 0; i < says_.missed_doses_size(); ++i) {
      AskMissed(absl::StrCat("missed_doses[", i, "]"), says_.missed_doses(i));
    }
    AskTakeHome();
    AskOrdering();
    AskStarts();
    AskDepots();
    AskSwitches();
    AskVomited();
    AskQtc();
    AskLabel();
    AskStockKeeping();
    return faults_.Told();
  }

 private:
  template <class Repeated>
  void AskOneOfEachDrug(const char* name, const Repeated& tables) {
    std::set<int> drugs;
    for (int i = 0; i < tables.size(); ++i) {
      const std::string path = absl::StrCat(name, "[", i, "].drug");
      if (tables[i].drug() == rules::v1::DRUG_UNSPECIFIED) faults_.Add(path, "", "a drug");
      if (!drugs.insert(tables[i].drug()).second) {
        faults_.Add(path, rules::v1::Drug_Name(tables[i].drug()), "each drug once");
      }
    }
  }
  void AskDrugs() {
    AskOneOfEachDrug("ordering.drugs", says_.ordering().drugs());
    AskOneOfEachDrug("missed_doses", says_.missed_doses());
    AskOneOfEachDrug("starts", says_.starts());
    AskOneOfEachDrug("take_home", says_.take_home());
  }

  static bool MayMeet(const MissedRow& a, const MissedRow& b) {
    const auto until = [](const MissedRow& row) {
      return row.until() == 0 ? kMostOfAnything : static_cast<int64_t>(row.until());
    };
    const bool overlap = a.from() <= until(b) && b.from() <= until(a);
    const bool same_people = a.condition() == b.condition() ||
                             a.condition() == rules::v1::CONDITION_UNSPECIFIED ||
                             b.condition() == rules::v1::CONDITION_UNSPECIFIED;
    return overlap && same_people;
  }

  void AskMissed(const std::string& path, const MissedDoses& table) {
    if (table.unit() == rules::v1::COUNTING_UNIT_UNSPECIFIED) {
      faults_.Add(path + ".unit", "", "days or doses");
    }
    if (table.rows().empty()) faults_.Add(path + ".rows", "", "at least one row");
    for (int i = 0; i < table.rows_size(); ++i) {
      const std::string here = absl::StrCat(path, ".rows[", i, "]");
      const MissedRow& row = table.rows(i);
      faults_.AskRange(here, "until", row.from(), row.until());
      if (row.action_case() == MissedRow::ACTION_NOT_SET) faults_.Add(here, "no action", "one");
      if (row.action_case() == MissedRow::kSilent && !row.silent()) {
        faults_.Add(here + ".silent", "false", "true, or another action");
      }
      if (row.has_reduced()) AskReduced(here + ".reduced", row.reduced());
      for (int j = 0; j < i; ++j) {
        if (MayMeet(table.rows(j), row)) {
          faults_.Add(here, absl::StrCat("a case of rows[", j, "]"),
                      "another: no two rows for one case");
        }
      }
    }
  }

  void AskReduced(const std::string& path, const rules::v1::Reduced& reduced) {
    const bool both = reduced.has_percent() && reduced.has_mg();
    const bool is_combined = reduced.combinator() != rules::v1::COMBINATOR_UNSPECIFIED;
    if (!reduced.has_percent() && !reduced.has_mg())
      faults_.Add(path, "", "a part, an amount, or both");
    if (both && !is_combined)
      faults_.Add(path + ".combinator", "", "the lower or the higher of the two");
    if (!both && is_combined)
      faults_.Add(path + ".combinator", "one", "none: there is one limit alone");
    faults_.AtMost(path + ".percent", reduced.percent(), 100);
  }

  void AskWords(const std::string& path, const rules::v1::Words& words) {
    faults_.NotEmpty(path + ".en", words.en());
    faults_.NotEmpty(path + ".ru", words.ru());
    faults_.NotEmpty(path + ".kk", words.kk());
  }

  void AskLabel() {
    if (!says_.has_label()) return;
    const rules::v1::Label& label = says_.label();
    if (label.fields().empty()) faults_.Add("label.fields", "", "at least one field");
    std::set<int> fields;
    for (int i = 0; i < label.fields_size(); ++i) {
      const rules::v1::LabelField field = label.fields(i);
      const std::string path = absl::StrCat("label.fields[", i, "]");
      const bool is_known =
          LabelField_IsValid(field) && field != rules::v1::LABEL_FIELD_UNSPECIFIED;
      if (!is_known) faults_.Add(path, absl::StrCat(field), "a field of a label");
      if (!fields.insert(field).second)
        faults_.Add(path, LabelField_Name(field), "each field once");
    }
    if (label.has_warning()) AskWords("label.warning", label.warning());
    if (label.has_storage()) AskWords("label.storage", label.storage());
  }

  void AskTakeHome() {
    for (int i = 0; i < says_.take_home_size(); ++i) {
      const auto& table = says_.take_home(i);
      const std::string path = absl::StrCat("take_home[", i, "]");
      for (int j = 0; j < table.rows_size(); ++j) {
        const auto& row = table.rows(j);
        const std::string here = absl::StrCat(path, ".rows[", j, "]");
        faults_.AskRange(here, "until_day", row.from_day(), row.until_day());
        if (row.most_case() == rules::v1::TakeHomeRow::MOST_NOT_SET)
          faults_.Add(here, "no limit", "one");
        if (!row.ground().empty()) {
          faults_.Match(here + ".ground", row.ground(), kCode, "an upper-case code");
        }
      }
      for (int j = 0; j < table.criteria_size(); ++j) {
        const auto& criterion = table.criteria(j);
        const std::string here = absl::StrCat(path, ".criteria[", j, "]");
        faults_.Match(here + ".code", criterion.code(), kCode, "an upper-case code");
        AskWords(here + ".words", criterion.words());
      }
    }
  }

  void AskOrdering() {
    for (int i = 0; i < says_.ordering().drugs_size(); ++i) {
      faults_.AtMost(absl::StrCat("ordering.drugs[", i, "].doses_before_step_up"),
                     says_.ordering().drugs(i).doses_before_step_up(), kMostDosesBeforeStepUp);
      faults_.AtMost(absl::StrCat("ordering.drugs[", i, "].longest_interval_days"),
                     says_.ordering().drugs(i).longest_interval_days(), kLongestInterval);
    }
  }

  void AskStarts() {
    for (int i = 0; i < says_.starts_size(); ++i) {
      const rules::v1::Start& start = says_.starts(i);
      const std::string path = absl::StrCat("starts[", i, "]");
      const bool says_something = start.has_first_dose_mg() || start.has_first_day_mg() ||
                                  start.has_first_dose_caution_above_mg() ||
                                  start.has_weekly_rise_mg();
      if (!says_something) faults_.Add(path, "", "a limit");
      AskFirstDay(path, start);
      if (start.has_weekly_rise_mg() != (start.weekly_rise_weeks() > 0)) {
        faults_.Add(path + ".weekly_rise_weeks", absl::StrCat(start.weekly_rise_weeks()),
                    "1 or more beside weekly_rise_mg, and 0 without it");
      }
    }
  }

  void AskDepots() {
    std::set<std::string> known;
    for (int i = 0; i < says_.depots_size(); ++i) {
      const rules::v1::Depot& depot = says_.depots(i);
      const std::string path = absl::StrCat("depots[", i, "]");
      if (!IsDepot(depot.drug_form())) {
        faults_.Add(path + ".drug_form", depot.drug_form(), "the drug form of a depot");
      }
      if (!known.insert(depot.drug_form()).second) {
        faults_.Add(path + ".drug_form", depot.drug_form(), "each drug form once");
      }
      const int64_t usual = depot.usual_days().is();
      if (usual < 1) faults_.Add(path + ".usual_days", "no number", "a number of days");
      if (depot.earliest_days().has_is() && depot.earliest_days().is() > usual) {
        faults_.Add(path + ".earliest_days.is", absl::StrCat(depot.earliest_days().is()),
                    "at most usual_days");
      }
      if (depot.latest_days().has_is() && depot.latest_days().is() < usual) {
        faults_.Add(path + ".latest_days.is", absl::StrCat(depot.latest_days().is()),
                    "at least usual_days");
      }
      const bool has_late = depot.late_case() != rules::v1::Depot::LATE_NOT_SET;
      if (depot.has_latest_days() != has_late) {
        faults_.Add(path + ".late", has_late ? "something" : "nothing",
                    "what is done after latest_days, and only beside it");
      }
      if (depot.late_case() == rules::v1::Depot::kLateSilent && !depot.late_silent()) {
        faults_.Add(path + ".late_silent", "false", "true, or give");
      }
    }
  }

  void AskStockKeeping() {
    const rules::v1::StockKeeping& keeping = says_.stock_keeping();
    faults_.AtMost("stock_keeping.liquid_tolerance_per_mille", keeping.liquid_tolerance_per_mille(),
                   1000);
    faults_.AtMost("stock_keeping.pump_tolerance_per_mille", keeping.pump_tolerance_per_mille(),
                   1000);
    if (keeping.has_order_form()) {
      faults_.Match("stock_keeping.order_form.series", keeping.order_form().series(),
                    "[A-Z0-9-]{1,12}", "an upper-case code of at most 12 characters");
    }
    std::set<std::string> steps;
    for (int i = 0; i < keeping.loss_deadlines_size(); ++i) {
      const rules::v1::LossDeadline& deadline = keeping.loss_deadlines(i);
      const std::string path = absl::StrCat("stock_keeping.loss_deadlines[", i, "]");
      faults_.NotEmpty(path + ".step", deadline.step());
      if (!steps.insert(deadline.step()).second) {
        faults_.Add(path + ".step", deadline.step(), "each step once");
      }
      if (deadline.within_case() == rules::v1::LossDeadline::WITHIN_NOT_SET) {
        faults_.Add(path, "no deadline", "one, or silence");
      }
      faults_.AtMost(path + ".business_days", deadline.business_days(), kLongestDeadline);
      faults_.AtMost(path + ".calendar_days", deadline.calendar_days(), kLongestDeadline);
    }
  }

  void AskFirstDay(const std::string& path, const rules::v1::Start& start) {
    const std::string caution = path + ".first_dose_caution_above_mg";
    if (start.first_dose_caution_above_mg().silent()) {
      faults_.Add(caution, "silent", "a number, or no warning");
    }
    if (start.has_first_dose_caution_above_mg() && start.first_dose_mg().has_is() &&
        start.first_dose_caution_above_mg().is() >= start.first_dose_mg().is()) {
      faults_.Add(caution + ".is", absl::StrCat(start.first_dose_caution_above_mg().is()),
                  "less than first_dose_mg: a dose above that is not given");
    }
    if (start.first_dose_mg().has_is() && start.first_day_mg().has_is() &&
        start.first_dose_mg().is() > start.first_day_mg().is()) {
      faults_.Add(path + ".first_dose_mg.is", absl::StrCat(start.first_dose_mg().is()),
                  "at most first_day_mg");
    }
    if (!start.has_first_day_mg() && start.above_first_day() != 0) {
      faults_.Add(path + ".above_first_day", rules::v1::Rationale_Name(start.above_first_day()),
                  "none: there is no first_day_mg to go above");
    }
  }

  void AskSwitches() {
    std::set<std::pair<int, int>> known;
    for (int i = 0; i < says_.switches_size(); ++i) {
      const rules::v1::Switch& one = says_.switches(i);
      const std::string path = absl::StrCat("switches[", i, "]");
      if (one.from() == rules::v1::DRUG_UNSPECIFIED) faults_.Add(path + ".from", "", "a drug");
      if (one.to() == rules::v1::DRUG_UNSPECIFIED) faults_.Add(path + ".to", "", "a drug");
      if (one.from() == one.to()) {
        faults_.Add(path + ".to", rules::v1::Drug_Name(one.to()), "the other drug than from");
      }
      if (!known.emplace(one.from(), one.to()).second) {
        faults_.Add(path, "the drugs of another switch", "each change once");
      }
      if (!one.has_minimum_hours() && !one.has_minimum_withdrawal_score()) {
        faults_.Add(path, "", "hours, a withdrawal score, or both");
      }
      faults_.AtMost(path + ".minimum_withdrawal_score", one.minimum_withdrawal_score(),
                     kHighestWithdrawalScore);
    }
  }

  // The first row that reaches so far decides: one that reaches no further than an earlier one is
  // never asked.
  void AskVomited() {
    int64_t reached = 0;
    for (int i = 0; i < says_.vomited_size(); ++i) {
      const rules::v1::Vomited& row = says_.vomited(i);
      const std::string path = absl::StrCat("vomited[", i, "]");
      if (!row.has_within_minutes())
        faults_.Add(path + ".within_minutes", "", "minutes, or silence");
      if (!row.has_replace_percent())
        faults_.Add(path + ".replace_percent", "", "a part, or silence");
      faults_.AtMost(path + ".replace_percent", row.replace_percent(), 100);
      if (row.within_minutes().has_is() && row.within_minutes().is() <= reached) {
        faults_.Add(path + ".within_minutes.is", absl::StrCat(row.within_minutes().is()),
                    absl::StrCat("more than ", reached));
      }
      reached = row.within_minutes().silent() ? kMostOfAnything : row.within_minutes().is();
    }
  }

  // Both ends are excluded: bands share a value where the later of the two beginnings leaves room
  // below the earlier of the two ends.
  static bool Share(const rules::v1::QtcBand& a, const rules::v1::QtcBand& b) {
    const auto below = [](const rules::v1::QtcBand& band) {
      return band.below_ms() == 0 ? kMostOfAnything : static_cast<int64_t>(band.below_ms());
    };
    return std::max(a.above_ms(), b.above_ms()) + 1 < std::min(below(a), below(b));
  }

  void AskQtc() {
    const rules::v1::Qtc& qtc = says_.qtc();
    if (says_.has_qtc() && qtc.bands().empty() && !qtc.has_extra_ecg_above_mg()) {
      faults_.Add("qtc", "", "bands, or a dose");
    }
    for (int i = 0; i < qtc.bands_size(); ++i) {
      const rules::v1::QtcBand& band = qtc.bands(i);
      const std::string path = absl::StrCat("qtc.bands[", i, "]");
      if (band.above_ms() < 0)
        faults_.Add(path + ".above_ms", absl::StrCat(band.above_ms()), "0 or more");
      if (band.below_ms() != 0 && band.below_ms() <= band.above_ms() + 1) {
        faults_.Add(path + ".below_ms", absl::StrCat(band.below_ms()), "0, or room above above_ms");
      }
      if (band.advice() == rules::v1::QTC_ADVICE_UNSPECIFIED)
        faults_.Add(path + ".advice", "", "one");
      for (int j = 0; j < i; ++j) {
        if (Share(qtc.bands(j), band)) {
          faults_.Add(path, absl::StrCat("intervals of bands[", j, "]"),
                      "others: no two bands for one");
        }
      }
    }
  }

  const RulePack& says_;
  Faults faults_;
};

}  // namespace

std::vector<std::string> FaultsInTables(const RulePack& says) { return Tables(says).Run(); }

}  // namespace oat::policy
