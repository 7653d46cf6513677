// As 21 CFR 1304.24(a) asks: the dispensing log, and after it what else came and went.
#include "absl/strings/str_cat.h"
#include "clients/register/said.h"
#include "clients/register/sheet.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {
namespace {

using label::Side;

bool IsDispensed(const v1::RegisterLine& line) {
  return line.kind() == v1::REGISTER_LINE_KIND_CONSUMED ||
         line.kind() == v1::REGISTER_LINE_KIND_TAKEN_HOME;
}

// Where the balance stands among the columns of the log.
constexpr size_t kBalanceOfLog = 7;
std::vector<Column> ColumnsOfLog(Language language) {
  return {{In(language, term::kDateDispensed), 27},
          {In(language, term::kSubstance), 25},
          {In(language, term::kStrength), 17},
          {In(language, term::kDosageForm), 25},
          {In(language, term::kPatient), 24},
          {In(language, term::kAmountConsumed), 32, Side::kRight},
          {In(language, term::kAmountTakenHome), 42},
          {In(language, term::kBalance), 33, Side::kRight},
          {In(language, term::kInitials), 24},
          {In(language, term::kNotes), 28}};
}

Row RowOfLog(const v1::RegisterLine& line, const v1::Product& product, const Place& place,
             Language language) {
  // What is taken back counts below zero under the heading under which it stood.
  const std::string amount = Amount(-line.quantity(), product, language);
  const bool is_consumed = line.kind() == v1::REGISTER_LINE_KIND_CONSUMED;
  const std::string form = DosageForm(product, language);
  return {{When(TimeOf(line), place), Substance(product, language), Strength(product, language),
           form, line.patient_number(), is_consumed ? amount : "",
           is_consumed ? "" : absl::StrCat(amount, ", ", form),
           Amount(line.balance(), product, language), SignedBy(line),
           Margin(line, place, language)}};
}

Table LogOf(const Book& book, const std::string& code, Language language) {
  const v1::Product product = book.ProductOf(code);
  Table table{
      .title = absl::StrCat(In(language, term::kDispensingLog), ": ", InWords(product, language)),
      .columns = ColumnsOfLog(language)};
  int64_t consumed = 0, taken_home = 0;
  for (const v1::RegisterLine* line : LinesOf(book, code)) {
    if (!IsDispensed(*line)) continue;
    table.rows.push_back(RowOfLog(*line, product, book.place, language));
    (line->kind() == v1::REGISTER_LINE_KIND_CONSUMED ? consumed : taken_home) -= line->quantity();
  }
  if (table.rows.empty()) return table;
  Row total = BalanceRow(In(language, term::kTotal), table.columns.size(), kBalanceOfLog, "");
  total.cells[5] = Amount(consumed, product, language);
  total.cells[6] = Amount(taken_home, product, language);
  table.rows.push_back(std::move(total));
  return table;
}

constexpr size_t kBalanceOfOthers = 5;
std::vector<Column> ColumnsOfOthers(Language language) {
  return {{In(language, term::kDate), 27},
          {In(language, term::kEntry), 34},
          {In(language, term::kLot), 24},
          {In(language, term::kIn), 33, Side::kRight},
          {In(language, term::kOut), 33, Side::kRight},
          {In(language, term::kBalance), 35, Side::kRight},
          {In(language, term::kParty), 40},
          {In(language, term::kSigned), 25},
          {In(language, term::kNotes), 26}};
}

// Everything else of a product, between its balances.
Table OthersOf(const Book& book, const std::string& code, const Reckoned& reckoned,
               Language language) {
  const v1::Product product = book.ProductOf(code);
  Table table{.title = absl::StrCat(In(language, term::kReceiptsAndOthers), ": ",
                                    InWords(product, language)),
              .columns = ColumnsOfOthers(language)};
  const size_t columns = table.columns.size();
  table.rows.push_back(BalanceRow(In(language, term::kOpening), columns, kBalanceOfOthers,
                                  Amount(reckoned.opening, product, language)));
  for (const v1::RegisterLine* line : LinesOf(book, code)) {
    if (IsDispensed(*line)) continue;
    const bool is_in = line->quantity() > 0;
    const std::string amount = Amount(std::abs(line->quantity()), product, language);
    table.rows.push_back(
        {{When(TimeOf(*line), book.place), Entry(*line, language), line->lot_number(),
          is_in ? amount : "", is_in ? "" : amount, Amount(line->balance(), product, language),
          Party(*line), SignedBy(*line), Margin(*line, book.place, language)}});
  }
  table.rows.push_back(BalanceRow(In(language, term::kClosing), columns, kBalanceOfOthers,
                                  Amount(reckoned.booked, product, language)));
  return table;
}

}  // namespace

std::vector<Table> UsTables(const Book& book, Language language) {
  const std::map<std::string, Reckoned> products = Reckon(book.whole);
  std::vector<Table> tables;
  for (const auto& [code, unused] : products) {
    Table log = LogOf(book, code, language);
    if (!log.rows.empty()) tables.push_back(std::move(log));
  }
  for (const auto& [code, reckoned] : products) {
    tables.push_back(OthersOf(book, code, reckoned, language));
  }
  return tables;
}

}  // namespace oat::registers
