// A document of tables, before it is set on pages.
#pragma once

#include <string>
#include <vector>

#include "clients/label/text.h"
#include "clients/register/book.h"
#include "clients/register/words.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {

struct Column {
  std::string heading;
  double width = 0;  // in millimetres; all of a table take the width of the page
  label::Side side = label::Side::kLeft;
};

struct Row {
  std::vector<std::string> cells;
  bool is_bold = false;
};

struct Table {
  std::string title;  // stands above it on each page
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool begins_page = false;
};

struct Sheet {
  std::string title;
  std::vector<std::string> under_title;  // of each page
  std::vector<std::string> warnings;     // of the first page, and loud
  std::vector<Table> tables;
  std::vector<std::string> foot;  // of each page
};

enum class Layout { kUs, kUk, kReconciliation };
absl::StatusOr<Layout> ReadLayout(const std::string& text);

Sheet SheetOf(const Book& book, Layout layout, Language language);

// The tables of each layout.
std::vector<Table> UsTables(const Book& book, Language language);
std::vector<Table> UkTables(const Book& book, Language language);
std::vector<Table> ReconciliationTables(const Book& book, Language language);

// A column of the sum of a period.
struct Moved {
  v1::RegisterLineKind kind;
  const Term& heading;
  bool leaves;  // stands there above zero though it is taken off
};
inline constexpr Moved kMoved[] = {{v1::REGISTER_LINE_KIND_RECEIVED, term::kReceived, false},
                                   {v1::REGISTER_LINE_KIND_ACKNOWLEDGED, term::kFromSites, false},
                                   {v1::REGISTER_LINE_KIND_CONSUMED, term::kConsumed, true},
                                   {v1::REGISTER_LINE_KIND_TAKEN_HOME, term::kTakenHome, true},
                                   {v1::REGISTER_LINE_KIND_DESTROYED, term::kDestroyed, true},
                                   {v1::REGISTER_LINE_KIND_VARIANCE, term::kDifferences, false},
                                   {v1::REGISTER_LINE_KIND_SENT, term::kToSites, true},
                                   {v1::REGISTER_LINE_KIND_RETURNED, term::kReturned, true},
                                   {v1::REGISTER_LINE_KIND_LOST, term::kLost, true},
                                   {v1::REGISTER_LINE_KIND_CORRECTION, term::kCorrections, false}};
// What stands in it of a product.
int64_t InTheSum(const Reckoned& reckoned, const Moved& column);

// A product's lines of the register, in the order of writing.
std::vector<const v1::RegisterLine*> LinesOf(const Book& book, const std::string& product_code);
// One that says in its second cell what is there, and a balance in another.
Row BalanceRow(const std::string& what, size_t columns, size_t at, const std::string& balance);

}  // namespace oat::registers
