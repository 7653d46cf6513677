#include "clients/register/sheet.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/register/said.h"
#include "oat/v1/medication.pb.h"
#include "services/base/status.h"

namespace oat::registers {
namespace {

std::string TitleOf(Layout layout, Language language) {
  switch (layout) {
    case Layout::kUs:
      return In(language, term::kDispensingLog);
    case Layout::kUk:
      return In(language, term::kControlledDrugsRegister);
    case Layout::kReconciliation:
      return In(language, term::kReconciliation);
  }
  return "";
}

std::string SourceOf(Layout layout, Language language) {
  switch (layout) {
    case Layout::kUs:
      return In(language, term::kUsSource);
    case Layout::kUk:
      return In(language, term::kUkSource);
    case Layout::kReconciliation:
      return In(language, term::kReconciliationSource);
  }
  return "";
}

// "Pharmacy 7 (ALA1), Abay 12, licence KZ-1".
std::string PlaceInWords(const Place& place, Language language) {
  std::vector<std::string> words;
  const bool has_name = !place.code.empty() && place.code != place.name;
  words.push_back(has_name ? absl::StrCat(place.name, " (", place.code, ")") : place.name);
  if (!place.address.empty()) words.push_back(place.address);
  if (!place.licence.empty()) {
    words.push_back(absl::StrCat(In(language, term::kLicence), " ", place.licence));
  }
  return absl::StrJoin(words, ", ");
}

std::vector<std::string> WarningsOf(const Book& book, Language language) {
  std::vector<std::string> warnings;
  for (const auto& [code, one] : Reckon(book.whole)) {
    if (one.adds_up()) continue;
    const v1::Product product = book.ProductOf(code);
    warnings.push_back(absl::StrCat(
        In(language, term::kDoesNotAddUp), ": ", InWords(product, language), ": ",
        In(language, term::kByTheLines), " ", Amount(one.closing, product, language), ", ",
        In(language, term::kInTheBook), " ", Amount(one.booked, product, language)));
  }
  return warnings;
}

std::vector<Table> TablesOf(const Book& book, Layout layout, Language language) {
  switch (layout) {
    case Layout::kUs:
      return UsTables(book, language);
    case Layout::kUk:
      return UkTables(book, language);
    case Layout::kReconciliation:
      return ReconciliationTables(book, language);
  }
  return {};
}

}  // namespace

absl::StatusOr<Layout> ReadLayout(const std::string& text) {
  if (text == "us") return Layout::kUs;
  if (text == "uk") return Layout::kUk;
  if (text == "reconciliation") return Layout::kReconciliation;
  return Invalid("--layout", text.empty() ? "nothing" : text, "us, uk or reconciliation");
}

Sheet SheetOf(const Book& book, Layout layout, Language language) {
  Sheet sheet;
  sheet.title = TitleOf(layout, language);
  sheet.under_title = {PlaceInWords(book.place, language),
                       absl::StrCat(In(language, term::kPeriod), " ", book.from_day, " \u2013 ",
                                    book.until_day, ". ", SourceOf(layout, language))};
  sheet.warnings = WarningsOf(book, language);
  sheet.tables = TablesOf(book, layout, language);
  sheet.foot = {In(language, term::kAboutNumbers),
                absl::StrCat(In(language, term::kPrinted), " ", When(book.printed_at, book.place),
                             ". ", In(language, term::kTimes), " ", ZoneOf(book.place), ".")};
  return sheet;
}

std::vector<const v1::RegisterLine*> LinesOf(const Book& book, const std::string& product_code) {
  std::vector<const v1::RegisterLine*> lines;
  for (const v1::RegisterLine& line : book.whole.lines()) {
    if (line.product_code() == product_code) lines.push_back(&line);
  }
  return lines;
}

Row BalanceRow(const std::string& what, size_t columns, size_t at, const std::string& balance) {
  Row row{.cells = std::vector<std::string>(columns), .is_bold = true};
  row.cells[1] = what;
  row.cells[at] = balance;
  return row;
}

}  // namespace oat::registers
