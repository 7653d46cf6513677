// As SI 2001/3998, regulation 19 and schedule 6 ask: for each class of drug and, within it, each
// strength and form what was obtained and what was supplied.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/register/said.h"
#include "clients/register/sheet.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {
namespace {

using label::Side;

constexpr size_t kBalanceOfObtained = 3;
std::vector<Column> ColumnsOfObtained(Language language) {
  return {{In(language, term::kDateObtained), 27},
          {In(language, term::kObtainedFrom), 80},
          {In(language, term::kAmountObtained), 35, Side::kRight},
          {In(language, term::kBalance), 37, Side::kRight},
          {In(language, term::kLot), 26},
          {In(language, term::kSigned), 32},
          {In(language, term::kNotes), 40}};
}

// A line without anybody from whom or to whom says in the same place what it is.
std::string WhoOrWhat(const v1::RegisterLine& line, Language language) {
  const std::string what = Entry(line, language);
  const bool is_usual = (line.kind() == v1::REGISTER_LINE_KIND_RECEIVED && line.quantity() > 0) ||
                        (line.kind() == v1::REGISTER_LINE_KIND_CONSUMED && line.quantity() < 0) ||
                        (line.kind() == v1::REGISTER_LINE_KIND_TAKEN_HOME && line.quantity() < 0);
  const std::string who = Party(line);
  if (who.empty()) return what;
  return is_usual ? who : absl::StrCat(who, " (", what, ")");
}

Row RowOfObtained(const v1::RegisterLine& line, const v1::Product& product, const Place& place,
                  Language language) {
  return {{When(TimeOf(line), place), WhoOrWhat(line, language),
           Amount(line.quantity(), product, language), Amount(line.balance(), product, language),
           line.lot_number(), SignedBy(line), Margin(line, place, language)}};
}

constexpr size_t kBalanceOfSupplied = 7;
std::vector<Column> ColumnsOfSupplied(Language language) {
  return {{In(language, term::kDateSupplied), 27},
          {In(language, term::kSuppliedTo), 40},
          {In(language, term::kAuthority), 32},
          {In(language, term::kAmountSupplied), 33, Side::kRight},
          {In(language, term::kCollecting), 30},
          {In(language, term::kIdRequested), 18},
          {In(language, term::kIdProvided), 18},
          {In(language, term::kBalance), 33, Side::kRight},
          {In(language, term::kSigned), 22},
          {In(language, term::kNotes), 24}};
}

Row RowOfSupplied(const v1::RegisterLine& line, const v1::Product& product, const Place& place,
                  Language language) {
  const std::string shown = IdentityShown(line, language);
  return {{When(TimeOf(line), place), WhoOrWhat(line, language),
           line.prescriber().empty() ? kNone : line.prescriber(),
           Amount(-line.quantity(), product, language), Collector(line, language), shown, shown,
           Amount(line.balance(), product, language), SignedBy(line),
           Margin(line, place, language)}};
}

// The two parts of a product; its first stands at the head of a page of its own.
std::vector<Table> PartsOf(const Book& book, const std::string& code, const Reckoned& reckoned,
                           Language language) {
  const v1::Product product = book.ProductOf(code);
  const std::string head = InWords(product, language);
  Table obtained{.title = absl::StrCat(head, ": ", In(language, term::kObtained)),
                 .columns = ColumnsOfObtained(language),
                 .begins_page = true};
  Table supplied{.title = absl::StrCat(head, ": ", In(language, term::kSupplied)),
                 .columns = ColumnsOfSupplied(language)};
  obtained.rows.push_back(BalanceRow(In(language, term::kOpening), obtained.columns.size(),
                                     kBalanceOfObtained,
                                     Amount(reckoned.opening, product, language)));
  for (const v1::RegisterLine* line : LinesOf(book, code)) {
    if (line->quantity() > 0) {
      obtained.rows.push_back(RowOfObtained(*line, product, book.place, language));
    } else {
      supplied.rows.push_back(RowOfSupplied(*line, product, book.place, language));
    }
  }
  supplied.rows.push_back(BalanceRow(In(language, term::kClosing), supplied.columns.size(),
                                     kBalanceOfSupplied,
                                     Amount(reckoned.booked, product, language)));
  return {std::move(obtained), std::move(supplied)};
}

}  // namespace

std::vector<Table> UkTables(const Book& book, Language language) {
  // Products of a class stand one after another, whatever their codes.
  struct Part {
    std::string drug_class;
    std::string code;
    auto operator<=>(const Part&) const = default;
  };
  const std::map<std::string, Reckoned> products = Reckon(book.whole);
  std::vector<Part> parts;
  for (const auto& [code, unused] : products) {
    parts.push_back({Substance(book.ProductOf(code), language), code});
  }
  std::sort(parts.begin(), parts.end());
  std::vector<Table> tables;
  for (const Part& part : parts) {
    for (Table& table : PartsOf(book, part.code, products.at(part.code), language)) {
      table.title =
          absl::StrCat(In(language, term::kClass), ": ", part.drug_class, ". ", table.title);
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

}  // namespace oat::registers
