// The sum of a period, a line a product.
#include "absl/strings/str_cat.h"
#include "clients/register/said.h"
#include "clients/register/sheet.h"
#include "oat/v1/medication.pb.h"

namespace oat::registers {
namespace {

using label::Side;

constexpr double kWidthOfSum = 18.5;

Row RowOf(const v1::Product& product, const Reckoned& reckoned, Language language) {
  Row row{.is_bold = !reckoned.adds_up()};
  row.cells = {InWords(product, language), Amount(reckoned.opening, product, language)};
  for (const Moved& column : kMoved) {
    const int64_t moved = InTheSum(reckoned, column);
    row.cells.push_back(moved == 0 ? "0" : Amount(moved, product, language));
  }
  row.cells.push_back(Amount(reckoned.closing, product, language));
  row.cells.push_back(Amount(reckoned.booked, product, language));
  return row;
}

}  // namespace

int64_t InTheSum(const Reckoned& reckoned, const Moved& column) {
  const auto found = reckoned.moved.find(column.kind);
  if (found == reckoned.moved.end()) return 0;
  return column.leaves ? -found->second : found->second;
}

std::vector<Table> ReconciliationTables(const Book& book, Language language) {
  Table table;
  table.columns = {{In(language, term::kProduct), 277 - 13 * kWidthOfSum},
                   {In(language, term::kOpening), kWidthOfSum, Side::kRight}};
  for (const Moved& column : kMoved) {
    table.columns.push_back({In(language, column.heading), kWidthOfSum, Side::kRight});
  }
  table.columns.push_back({In(language, term::kClosing), kWidthOfSum, Side::kRight});
  table.columns.push_back({In(language, term::kByTheBook), kWidthOfSum, Side::kRight});
  bool adds_up = true;
  const std::map<std::string, Reckoned> products = Reckon(book.whole);
  if (products.empty()) return {};
  for (const auto& [code, reckoned] : products) {
    adds_up = adds_up && reckoned.adds_up();
    table.rows.push_back(RowOf(book.ProductOf(code), reckoned, language));
  }
  table.title = adds_up ? In(language, term::kAddsUp) : In(language, term::kDoesNotAddUp);
  return {std::move(table)};
}

}  // namespace oat::registers
