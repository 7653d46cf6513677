#include "services/policy/pack_words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace oat::policy {
namespace {

using rules::v1::Approver;
using rules::v1::Evidence;
using rules::v1::MissedRow;
using rules::v1::Value;

// A name of an enumeration without its prefix, in small letters.
std::string InWords(const std::string& name, const char* prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string InWords(Drug drug) { return InWords(rules::v1::Drug_Name(drug), "DRUG_"); }

std::string InWords(const Value& value, const char* unit) {
  return value.has_is() ? absl::StrCat(value.is(), unit) : "what the source leaves open";
}

std::string InWords(Approver approver) {
  switch (approver) {
    case rules::v1::APPROVER_PRESCRIBER_CONSULTED:
      return "; the prescriber is asked";
    case rules::v1::APPROVER_PRESCRIBER_SEES:
      return "; the prescriber sees the person";
    default:
      return "";
  }
}

std::string ActionInWords(const MissedRow& row) {
  const rules::v1::Reduced& reduced = row.reduced();
  const bool is_lower = reduced.combinator() == rules::v1::COMBINATOR_LOWER;
  switch (row.action_case()) {
    case MissedRow::kSame:
      return "as ordered";
    case MissedRow::kReduced:
      if (!reduced.has_mg()) return "at most " + InWords(reduced.percent(), " %");
      if (!reduced.has_percent()) return "at most " + InWords(reduced.mg(), " mg");
      return absl::StrCat("at most the ", is_lower ? "lower" : "higher", " of ",
                          InWords(reduced.percent(), " %"), " and ", InWords(reduced.mg(), " mg"));
    case MissedRow::kNewInduction:
      return row.new_induction().has_mg()
                 ? absl::StrCat("a new start at ", InWords(row.new_induction().mg(), " mg"))
                 : "a new start";
    case MissedRow::kCancelOrder:
      return "the order counts no more";
    case MissedRow::kWithhold:
      return "no dose";
    default:
      return "source silent: ask the prescriber";
  }
}

std::string InWords(const MissedRow& row) {
  std::string words = ActionInWords(row);
  if (row.condition() != rules::v1::CONDITION_UNSPECIFIED) {
    absl::StrAppend(&words, ", if ",
                    InWords(rules::v1::Condition_Name(row.condition()), "CONDITION_"));
  }
  absl::StrAppend(&words, InWords(row.approver()));
  return words;
}

std::string InWords(rules::v1::Rationale rationale) {
  switch (rationale) {
    case rules::v1::RATIONALE_DOCUMENTED:
      return ", above it with a documented reason";
    case rules::v1::RATIONALE_LIMIT_FAILED:
      return ", above it once it is documented that it did not suffice";
    default:
      return "";
  }
}

// Collects the rows of one pack.
class Reader {
 public:
  explicit Reader(const Pack& pack) : pack_(pack) {}

  std::vector<TableRow> Run() {
    for (const auto& table : pack_.says.missed_doses()) AddMissed(table);
    for (const auto& start : pack_.says.starts()) AddStart(start);
    for (const auto& depot : pack_.says.depots()) AddDepot(depot);
    for (const auto& one : pack_.says.switches()) AddSwitch(one);
    for (const auto& row : pack_.says.vomited()) AddVomited(row);
    AddQtc(pack_.says.qtc());
    if (pack_.says.has_emergency_supply()) AddEmergencySupply(pack_.says.emergency_supply());
    if (pack_.says.has_label()) AddLabel(pack_.says.label());
    AddStockKeeping(pack_.says.stock_keeping());
    return rows_;
  }

 private:
  void Add(const std::string& path, const std::string& says, const Evidence& evidence) {
    rows_.push_back({path, says, TitleOf(pack_, evidence), evidence.mark()});
  }
  // One that a table may lack.
  void AddValue(bool has, const std::string& path, const std::string& says, const Value& value) {
    if (has) Add(path, says, value.evidence());
  }

  void AddMissed(const rules::v1::MissedDoses& table) {
    for (const MissedRow& row : table.rows()) {
      std::string count = absl::StrCat(row.from());
      if (row.until() == 0) absl::StrAppend(&count, "+");
      if (row.until() > row.from()) absl::StrAppend(&count, "-", row.until());
      Add(absl::StrCat("missed_doses.", InWords(table.drug()), ".", count), InWords(row),
          row.evidence());
    }
  }

  void AddStart(const rules::v1::Start& start) {
    const std::string path = absl::StrCat("starts.", InWords(start.drug()), ".");
    const auto at_most = [](const Value& value) { return "at most " + InWords(value, " mg"); };
    AddValue(start.has_first_dose_mg(), path + "first_dose_mg", at_most(start.first_dose_mg()),
             start.first_dose_mg());
    AddValue(start.has_first_dose_caution_above_mg(), path + "first_dose_caution_above_mg",
             "caution above " + InWords(start.first_dose_caution_above_mg(), " mg"),
             start.first_dose_caution_above_mg());
    AddValue(start.has_first_day_mg(), path + "first_day_mg",
             at_most(start.first_day_mg()) + InWords(start.above_first_day()),
             start.first_day_mg());
    AddValue(start.has_weekly_rise_mg(), path + "weekly_rise_mg",
             absl::StrCat(at_most(start.weekly_rise_mg()), " in seven days, for ",
                          start.weekly_rise_weeks(), " weeks"),
             start.weekly_rise_mg());
  }

  void AddDepot(const rules::v1::Depot& depot) {
    const std::string path = absl::StrCat("depots.", depot.drug_form(), ".");
    AddValue(depot.has_usual_days(), path + "usual_days",
             absl::StrCat("every ", InWords(depot.usual_days(), " days")), depot.usual_days());
    AddValue(depot.has_earliest_days(), path + "earliest_days",
             absl::StrCat("not before ", InWords(depot.earliest_days(), " days")),
             depot.earliest_days());
    AddValue(depot.has_latest_days(), path + "latest_days",
             absl::StrCat("late after ", InWords(depot.latest_days(), " days")),
             depot.latest_days());
    if (depot.late_case() == rules::v1::Depot::LATE_NOT_SET) return;
    Add(path + "late",
        depot.has_give() ? "as ordered, and soon" : "source silent: ask the prescriber",
        depot.evidence());
  }

  void AddSwitch(const rules::v1::Switch& one) {
    const std::string path =
        absl::StrCat("switches.", InWords(one.from()), ".", InWords(one.to()), ".");
    AddValue(one.has_minimum_hours(), path + "minimum_hours",
             "at least " + InWords(one.minimum_hours(), " hours since the last full agonist"),
             one.minimum_hours());
    AddValue(one.has_minimum_withdrawal_score(), path + "minimum_withdrawal_score",
             "a score of at least " + InWords(one.minimum_withdrawal_score(), ""),
             one.minimum_withdrawal_score());
  }

  void AddVomited(const rules::v1::Vomited& row) {
    Add(absl::StrCat("vomited.", row.within_minutes().has_is()
                                     ? absl::StrCat(row.within_minutes().is())
                                     : "later"),
        absl::StrCat("at most ", InWords(row.replace_percent(), " %"),
                     row.witnessed() ? ", if somebody of the site saw it" : "",
                     InWords(row.approver())),
        row.replace_percent().evidence());
  }

  void AddQtc(const rules::v1::Qtc& qtc) {
    for (const rules::v1::QtcBand& band : qtc.bands()) {
      // The ends are excluded: what a reader sees are the first and the last that count.
      const std::string last = band.below_ms() == 0 ? "+" : absl::StrCat("-", band.below_ms() - 1);
      Add(absl::StrCat("qtc.", band.above_ms() + 1, last),
          InWords(rules::v1::QtcAdvice_Name(band.advice()), "QTC_ADVICE_"), band.evidence());
    }
    AddValue(qtc.has_extra_ecg_above_mg(), "qtc.extra_ecg_above_mg",
             "another electrocardiogram above " + InWords(qtc.extra_ecg_above_mg(), " mg"),
             qtc.extra_ecg_above_mg());
  }

  void AddEmergencySupply(const rules::v1::EmergencySupply& supply) {
    AddValue(supply.has_most_days(), "emergency_supply.most_days",
             absl::StrCat("at most ", InWords(supply.most_days(), " days"), ", ",
                          supply.renewable() ? "renewable" : "not renewed"),
             supply.most_days());
  }

  void AddLabel(const rules::v1::Label& label) {
    std::vector<std::string> fields;
    for (const int field : label.fields()) {
      fields.push_back(
          InWords(LabelField_Name(static_cast<rules::v1::LabelField>(field)), "LABEL_FIELD_"));
    }
    Add("label.fields", absl::StrJoin(fields, ", "), label.evidence());
    if (label.has_warning()) Add("label.warning", label.warning().en(), label.evidence());
    if (label.has_storage()) Add("label.storage", label.storage().en(), label.evidence());
  }

  void AddStockKeeping(const rules::v1::StockKeeping& keeping) {
    for (const rules::v1::LossDeadline& deadline : keeping.loss_deadlines()) {
      const bool is_business = deadline.has_business_days();
      const Value& days = is_business ? deadline.business_days() : deadline.calendar_days();
      Add(absl::StrCat("stock_keeping.loss_deadlines.", deadline.step()),
          absl::StrCat("within ", InWords(days, is_business ? " business days" : " calendar days")),
          days.evidence());
    }
    if (!keeping.order_form().series().empty()) {
      Add("stock_keeping.order_form.series",
          absl::StrCat("every order on a numbered form of series ", keeping.order_form().series()),
          keeping.order_form().evidence());
    }
  }

  const Pack& pack_;
  std::vector<TableRow> rows_;
};

}  // namespace

std::vector<TableRow> TableRowsOf(const Pack& pack) { return Reader(pack).Run(); }

std::string MarkInWords(Mark mark) { return InWords(rules::v1::Mark_Name(mark), "MARK_"); }

}  // namespace oat::policy
