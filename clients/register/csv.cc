#include "clients/register/csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/register/said.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {
namespace {

using Cells = std::vector<std::string>;

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

void AddLine(const Cells& cells, std::string* csv) {
  for (size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(csv, i == 0 ? "" : ",", Quoted(cells[i]));
  }
  absl::StrAppend(csv, "\r\n");
}

// With the place's own distance from UTC.
std::string Iso(const v1::RegisterLine& line, const Book& book) {
  return absl::FormatTime(absl::RFC3339_sec, TimeOf(line), book.place.reckoning.zone);
}

// Nothing where the heading is not the line's.
std::string If(bool holds, int64_t value) { return holds ? absl::StrCat(value) : ""; }

std::string Micrograms(int64_t quantity, const v1::Product& product) {
  const int64_t held = quantity * product.micrograms_per_unit();
  return absl::StrCat(product.unit() == v1::STOCK_UNIT_MICROLITRE ? held / 1000 : held);
}

std::string InUnits(Language language, const Term& heading) {
  return absl::StrCat(In(language, heading), In(language, term::kInUnits));
}

void AddUs(const Book& book, Language language, std::string* csv) {
  const auto in = [&](const Term& heading) { return In(language, heading); };
  AddLine({in(term::kDateDispensed), in(term::kEntry), in(term::kSubstance), in(term::kStrength),
           in(term::kDosageForm), in(term::kProduct), in(term::kLot), in(term::kPatient),
           in(term::kUnit), InUnits(language, term::kAmountConsumed),
           InUnits(language, term::kAmountTakenHome), InUnits(language, term::kIn),
           InUnits(language, term::kOut), in(term::kMicrograms), InUnits(language, term::kBalance),
           in(term::kInitials), in(term::kSecondSignature), in(term::kParty), in(term::kNotes)},
          csv);
  for (const v1::RegisterLine& line : book.whole.lines()) {
    const v1::Product product = book.ProductOf(line.product_code());
    const int64_t quantity = line.quantity();
    AddLine({Iso(line, book), Entry(line, language), Substance(product, language),
             Strength(product, language), DosageForm(product, language), line.product_code(),
             line.lot_number(), line.patient_number(), Unit(product, language),
             If(line.kind() == v1::REGISTER_LINE_KIND_CONSUMED, -quantity),
             If(line.kind() == v1::REGISTER_LINE_KIND_TAKEN_HOME, -quantity),
             If(quantity > 0, quantity), If(quantity < 0, -quantity), Micrograms(quantity, product),
             absl::StrCat(line.balance()), line.staff(), line.second(), line.party(),
             Margin(line, book.place, language)},
            csv);
  }
}

void AddUk(const Book& book, Language language, std::string* csv) {
  const auto in = [&](const Term& heading) { return In(language, heading); };
  AddLine({in(term::kEntry),
           in(term::kClass),
           in(term::kStrength),
           in(term::kDosageForm),
           in(term::kProduct),
           in(term::kLot),
           in(term::kDate),
           in(term::kParty),
           in(term::kAuthority),
           in(term::kUnit),
           InUnits(language, term::kAmountObtained),
           InUnits(language, term::kAmountSupplied),
           in(term::kMicrograms),
           InUnits(language, term::kBalance),
           in(term::kCollecting),
           in(term::kIdRequested),
           in(term::kIdProvided),
           in(term::kSigned),
           in(term::kSecondSignature),
           in(term::kNotes)},
          csv);
  for (const v1::RegisterLine& line : book.whole.lines()) {
    const v1::Product product = book.ProductOf(line.product_code());
    const int64_t quantity = line.quantity();
    const std::string shown = quantity < 0 ? IdentityShown(line, language) : "";
    AddLine({Entry(line, language),
             Substance(product, language),
             Strength(product, language),
             DosageForm(product, language),
             line.product_code(),
             line.lot_number(),
             Iso(line, book),
             Party(line),
             line.prescriber(),
             Unit(product, language),
             If(quantity > 0, quantity),
             If(quantity < 0, -quantity),
             Micrograms(quantity, product),
             absl::StrCat(line.balance()),
             quantity < 0 ? Collector(line, language) : "",
             shown,
             shown,
             line.staff(),
             line.second(),
             Margin(line, book.place, language)},
            csv);
  }
}

void AddReconciliation(const Book& book, Language language, std::string* csv) {
  Cells header = {In(language, term::kProduct),  In(language, term::kSubstance),
                  In(language, term::kStrength), In(language, term::kDosageForm),
                  In(language, term::kUnit),     InUnits(language, term::kOpening)};
  for (const Moved& column : kMoved) header.push_back(InUnits(language, column.heading));
  header.push_back(InUnits(language, term::kClosing));
  header.push_back(InUnits(language, term::kByTheBook));
  AddLine(header, csv);
  for (const auto& [code, reckoned] : Reckon(book.whole)) {
    const v1::Product product = book.ProductOf(code);
    Cells cells = {code,
                   Substance(product, language),
                   Strength(product, language),
                   DosageForm(product, language),
                   Unit(product, language),
                   absl::StrCat(reckoned.opening)};
    for (const Moved& column : kMoved) {
      cells.push_back(absl::StrCat(InTheSum(reckoned, column)));
    }
    cells.push_back(absl::StrCat(reckoned.closing));
    cells.push_back(absl::StrCat(reckoned.booked));
    AddLine(cells, csv);
  }
}

}  // namespace

std::string Csv(const Book& book, Layout layout, Language language) {
  std::string csv;
  switch (layout) {
    case Layout::kUs:
      AddUs(book, language, &csv);
      break;
    case Layout::kUk:
      AddUk(book, language, &csv);
      break;
    case Layout::kReconciliation:
      AddReconciliation(book, language, &csv);
      break;
  }
  return csv;
}

}  // namespace oat::registers
