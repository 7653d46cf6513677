#include "services/enrolment/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/identity/folding.h"

namespace oat::enrolment {
namespace {

constexpr size_t kLongestName = 400;       // bytes: 100 characters in any script
constexpr int64_t kLargestDose = 1000000;  // micrograms; a daily dose is far below

// ASCII digits alone: SimpleAtoi takes signs and blanks as well, and "-0.5" is no half.
bool IsDigits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// Milligrams with at most three decimals, as micrograms; absent when it is not that.
std::optional<Micrograms> ReadMilligrams(const std::string& text) {
  std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (parts.size() == 1) parts.emplace_back("0");
  if (parts.size() != 2 || !IsDigits(parts[0]) || parts[0].size() > 4 || !IsDigits(parts[1]) ||
      parts[1].size() > 3) {
    return std::nullopt;
  }
  parts[1].append(3 - parts[1].size(), '0');
  int64_t micrograms = 0;
  if (!absl::SimpleAtoi(parts[0] + parts[1], &micrograms)) return std::nullopt;
  if (micrograms < 1 || micrograms > kLargestDose) return std::nullopt;
  return Micrograms(micrograms);
}

// Codes of oat.v1.DecisionReason.
bool IsDecisionReason(const std::string& text) {
  static const auto* const codes = new std::set<std::string>{"clinical_contraindication",
                                                             "no_dependence",
                                                             "other_treatment_better",
                                                             "site_overload",
                                                             "no_staff",
                                                             "no_prescription_forms",
                                                             "no_medication",
                                                             "quota_verbal_instruction",
                                                             "region_refuses_places",
                                                             "waiting_list",
                                                             "no_documents",
                                                             "patient_withdrew",
                                                             "already_in_treatment"};
  return codes->contains(text);
}

bool IsAgeBand(const std::string& text) {
  static const auto* const bands =
      new std::set<std::string>{"18-24", "25-34", "35-44", "45-54", "55+"};
  return bands->contains(text);
}

// Equal keys are alike, equal texts the same; an empty key says nothing.
std::string Agreement(const std::string& a, const std::string& b, const std::string& a_key,
                      const std::string& b_key) {
  if (a.empty() || b.empty()) return "absent";
  if (a == b) return "same";
  return !a_key.empty() && a_key == b_key ? "alike" : "different";
}

std::string NameAgreement(const Secret& a, const Secret& b) {
  return Agreement(a.Reveal(), b.Reveal(), identity::FoldName(a.Reveal()),
                   identity::FoldName(b.Reveal()));
}

std::string NumberAgreement(const Secret& a, const Secret& b) {
  return Agreement(a.Reveal(), b.Reveal(), identity::FoldDocumentNumber(a.Reveal()),
                   identity::FoldDocumentNumber(b.Reveal()));
}

// Two documents of different kinds are two documents, whatever their numbers.
std::string DocumentAgreement(const identity::Particulars& a, const identity::Particulars& b) {
  const std::string numbers = NumberAgreement(a.document_number, b.document_number);
  return numbers == "absent" || a.document_kind == b.document_kind ? numbers : "different";
}

// Drug forms as rosters write them.
std::string DrugFormOf(const std::string& medication) {
  static const auto* const forms =
      new std::set<std::string>{"methadone_oral_solution", "methadone_tablet",
                                "buprenorphine_sublingual", "buprenorphine_naloxone_sublingual"};
  std::string form = absl::StrReplaceAll(medication, {{"-", "_"}});
  return forms->contains(form) ? form : "";
}

}  // namespace

bool MayPass(const std::string& from, const std::string& to) {
  static const auto* const passages = new std::map<std::string, std::set<std::string>>{
      {"open", {"assessed", "refused", "withdrawn"}},
      {"assessed", {"waitlisted", "refused", "withdrawn", "admitted"}},
      {"waitlisted", {"refused", "withdrawn", "admitted"}}};
  auto found = passages->find(from);
  return found != passages->end() && found->second.contains(to);
}

bool IsClinical(const std::string& decision_reason) {
  return decision_reason == "clinical_contraindication" || decision_reason == "no_dependence" ||
         decision_reason == "other_treatment_better";
}

RosterEntry ReadRosterRow(const RosterCells& cells, std::vector<ImportFault>* faults) {
  auto expect = [&](bool right, const char* column, const char* wanted) {
    if (!right) faults->push_back({cells.line, column, wanted});
    return right;
  };
  auto day = [&](const std::string& text, const char* column) -> std::optional<Day> {
    auto parsed = ParseDay(text);
    expect(parsed.ok(), column, "wanted a date YYYY-MM-DD from 1900 to 2199");
    return parsed.ok() ? std::optional(*parsed) : std::nullopt;
  };
  RosterEntry entry{.local_number = cells.local_number,
                    .sex = cells.sex == "F" ? "female" : "male",
                    .home_site = cells.home_site,
                    .drug_form = DrugFormOf(cells.medication)};
  expect(!cells.local_number.empty() && cells.local_number.size() <= 40, "local_number",
         "wanted 1 to 40 bytes of text");
  expect(!cells.family_name.empty() && cells.family_name.size() <= kLongestName, "family_name",
         "wanted a name of up to 100 characters");
  expect(!cells.given_name.empty() && cells.given_name.size() <= kLongestName, "given_name",
         "wanted a name of up to 100 characters");
  if (auto birth = day(cells.birth_date, "birth_date")) {
    entry.birth_year = static_cast<int32_t>(birth->year());
  }
  expect(cells.sex == "F" || cells.sex == "M", "sex", "wanted F or M");
  expect(cells.uic.size() <= 80, "uic", "wanted up to 40 characters");
  const bool without = cells.id_type == "none";
  expect(without || cells.id_type == "passport" || cells.id_type == "national_id" ||
             cells.id_type == "residence_permit",
         "id_type", "wanted none, passport, national_id or residence_permit");
  expect(without == cells.id_number.empty() && cells.id_number.size() <= 80, "id_number",
         "wanted a number of up to 40 characters where id_type is not none, else nothing");
  expect(!cells.home_site.empty(), "home_site", "wanted a site code");
  const auto enrolled_on = day(cells.enrolled_on, "enrolled_on");
  if (enrolled_on) entry.enrolled_on = *enrolled_on;
  expect(!entry.drug_form.empty(), "medication",
         "wanted methadone-oral-solution, methadone-tablet, buprenorphine-sublingual or "
         "buprenorphine-naloxone-sublingual");
  auto dose = ReadMilligrams(cells.dose_mg);
  if (expect(dose.has_value(), "dose_mg",
             "wanted milligrams from 0.001 to 1000 with at most three decimals")) {
    entry.dose = *dose;
  }
  if (!cells.last_dose_on.empty()) {
    entry.last_dose_on = day(cells.last_dose_on, "last_dose_on");
    // A cell that is no day is at fault once, and nothing is compared with it.
    expect(!entry.last_dose_on || !enrolled_on || *entry.last_dose_on >= *enrolled_on,
           "last_dose_on", "wanted a day on or after enrolled_on");
  }
  entry.particulars = {.family_name = Secret(cells.family_name),
                       .given_name = Secret(cells.given_name),
                       .birth_date = Secret(cells.birth_date),
                       .document_kind = Secret(without ? "" : cells.id_type),
                       .document_number = Secret(cells.id_number),
                       .uic = Secret(cells.uic)};
  return entry;
}

PastApplication ReadRefusalRow(const RefusalCells& cells, std::optional<Day> today,
                               std::vector<ImportFault>* faults) {
  auto expect = [&](bool right, const char* column, const char* wanted) {
    if (!right) faults->push_back({cells.line, column, wanted});
    return right;
  };
  auto day = [&](const std::string& text, const char* column) -> std::optional<Day> {
    auto parsed = ParseDay(text);
    if (!expect(parsed.ok(), column, "wanted a date YYYY-MM-DD from 1900 to 2199")) {
      return std::nullopt;
    }
    expect(!today || *parsed <= *today, column, "wanted a day that is not after the site's today");
    return *parsed;
  };
  const auto applied_on = day(cells.applied_on, "applied_on");
  expect(cells.sex == "F" || cells.sex == "M", "sex", "wanted F or M");
  expect(IsAgeBand(cells.age_band), "age_band", "wanted 18-24, 25-34, 35-44, 45-54 or 55+");
  const bool waits = cells.decision == "waitlisted";
  expect(waits || cells.decision == "refused" || cells.decision == "withdrawn", "decision",
         "wanted refused, waitlisted or withdrawn");
  std::optional<Day> decided_on;
  if (!cells.decided_on.empty()) {
    decided_on = day(cells.decided_on, "decided_on");
    expect(!decided_on || !applied_on || *decided_on >= *applied_on, "decided_on",
           "wanted a day on or after applied_on");
  } else {
    expect(waits, "decided_on", "wanted a date, as only who is waitlisted may still wait for one");
  }
  expect(IsDecisionReason(cells.reason), "reason",
         "wanted a reason of the contract, such as site_overload or waiting_list");
  return {.site_code = cells.site_code,
          .applied_on = applied_on.value_or(Day()),
          .sex = cells.sex == "F" ? "female" : "male",
          .age_band = cells.age_band,
          .decision = cells.decision,
          .decided_on = decided_on,
          .reason = cells.reason};
}

std::vector<FieldComparison> Compare(const Comparable& newcomer, const Comparable& known) {
  const identity::Particulars& a = newcomer.particulars;
  const identity::Particulars& b = known.particulars;
  return {{"family_name", NameAgreement(a.family_name, b.family_name)},
          {"given_name", NameAgreement(a.given_name, b.given_name)},
          {"birth_date", Agreement(a.birth_date.Reveal(), b.birth_date.Reveal(), "", "")},
          {"document", DocumentAgreement(a, b)},
          {"uic", NumberAgreement(a.uic, b.uic)},
          {"sex", Agreement(newcomer.sex, known.sex, "", "")}};
}

}  // namespace oat::enrolment
