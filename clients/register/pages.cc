#include "clients/register/pages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "clients/label/drawing.h"
#include "clients/label/output.h"
#include "services/base/status.h"

namespace oat::registers {
namespace {

using label::Mm;
using label::Side;
using label::Style;
using label::Text;

constexpr label::Size kPaper = {297, 210};
constexpr double kMargin = Mm(10);
constexpr double kWidth = Mm(277);
constexpr double kPadding = Mm(0.8);
constexpr double kGap = Mm(4);
constexpr double kPageNumberWidth = Mm(45);

constexpr Style kTitle = {.size = 13, .is_bold = true};
constexpr Style kSmall = {.size = 7.5};
constexpr Style kWarning = {.size = 9, .is_bold = true};
constexpr Style kTableTitle = {.size = 8.5, .is_bold = true};
constexpr Style kHeading = {.size = 6.3, .is_bold = true};
constexpr Style kCell = {.size = 7};

constexpr double kSignatureHeight = Mm(26);

void Line(cairo_t* pen, double from_x, double from_y, double to_x, double to_y, double shade) {
  cairo_set_source_rgb(pen, shade, shade, shade);
  cairo_set_line_width(pen, 0.4);
  cairo_move_to(pen, from_x, from_y);
  cairo_line_to(pen, to_x, to_y);
  cairo_stroke(pen);
}

void Fill(cairo_t* pen, double y, double height, double shade) {
  cairo_set_source_rgb(pen, shade, shade, shade);
  cairo_rectangle(pen, kMargin, y, kWidth, height);
  cairo_fill(pen);
}

void Draw(cairo_t* pen, const Text& text, double x, double y) {
  cairo_set_source_rgb(pen, 0, 0, 0);
  text.Draw(pen, x, y);
}

// Texts below each other over the width of the page.
double DrawBelow(cairo_t* pen, const std::vector<std::string>& texts, const Style& style,
                 double width, double y) {
  for (const std::string& one : texts) {
    const Text text(one, style, width);
    Draw(pen, text, kMargin, y);
    y += text.height();
  }
  return y;
}
double HeightOf(const std::vector<std::string>& texts, const Style& style, double width) {
  double height = 0;
  for (const std::string& one : texts) height += Text(one, style, width).height();
  return height;
}

// One line of a table: its cells side by side, as high as the highest.
class Cells {
 public:
  Cells(const Table& table, const std::vector<std::string>& texts, const Style& style) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      Style of_cell = style;
      of_cell.side = column.side;
      widths_.push_back(Mm(column.width));
      texts_.emplace_back(i < texts.size() ? texts[i] : "", of_cell, widths_.back() - 2 * kPadding);
      height_ = std::max(height_, texts_.back().height() + 2 * kPadding);
    }
  }
  double height() const { return height_; }
  bool AreLetters() const {
    return std::all_of(texts_.begin(), texts_.end(),
                       [](const Text& one) { return one.is_utf8() && one.unknown_letters() == 0; });
  }
  void DrawAt(cairo_t* pen, double y) const {
    double x = kMargin;
    for (size_t i = 0; i < texts_.size(); ++i) {
      Line(pen, x, y, x, y + height_, 0.6);
      Draw(pen, texts_[i], x + kPadding, y + kPadding);
      x += widths_[i];
    }
    Line(pen, x, y, x, y + height_, 0.6);
    Line(pen, kMargin, y, x, y, 0.6);
    Line(pen, kMargin, y + height_, x, y + height_, 0.6);
  }

 private:
  std::vector<double> widths_;
  std::vector<Text> texts_;
  double height_ = 0;
};

Cells HeadingsOf(const Table& table) {
  std::vector<std::string> headings;
  for (const Column& column : table.columns) headings.push_back(column.heading);
  return Cells(table, headings, kHeading);
}
Cells CellsOf(const Table& table, const Row& row) {
  Style style = kCell;
  style.is_bold = row.is_bold;
  return Cells(table, row.cells, style);
}

// A table's title and headings, or one of its rows, at its place on a page.
struct Piece {
  const Table* table;
  const Row* row = nullptr;  // absent: the title and the headings
  bool is_continued = false;
  double y = 0;
};
struct Page {
  std::vector<Piece> pieces;
  double end = 0;
};

class Document {
 public:
  Document(const Sheet& sheet, Language language) : sheet_(sheet), language_(language) {
    top_ = kMargin + Text(sheet.title, kTitle, kWidth - kPageNumberWidth).height() +
           HeightOf(sheet.under_title, kSmall, kWidth) + Mm(2);
    bottom_ = Mm(kPaper.height) - kMargin - HeightOf(sheet.foot, kSmall, kWidth) - Mm(2);
  }

  absl::Status Place() {
    BeginPage();
    y_ += HeightOf(Warnings(), kWarning, kWidth);
    for (const Table& table : sheet_.tables) {
      if (table.begins_page && !pages_.back().pieces.empty()) BeginPage();
      OAT_RETURN_IF_ERROR(PlaceTable(table));
    }
    if (y_ + kSignatureHeight > bottom_) BeginPage();
    pages_.back().end = y_;
    return absl::OkStatus();
  }

  std::string Pdf() const {
    return label::PdfOfPages(kPaper, static_cast<int>(pages_.size()),
                             [this](int page, cairo_t* pen) { DrawPage(page, pen); });
  }

 private:
  // What stands between the head of the first page and its tables.
  std::vector<std::string> Warnings() const {
    if (!sheet_.tables.empty()) return sheet_.warnings;
    return {In(language_, term::kNothing)};
  }
  void BeginPage() {
    pages_.emplace_back();
    y_ = top_;
  }
  static std::string TitleOf(const Table& table, bool is_continued, Language language) {
    if (!is_continued) return table.title;
    return absl::StrCat(table.title, " (", In(language, term::kContinued), ")");
  }
  // Title and headings, which stay with the row below them.
  void PlaceHead(const Table& table, bool is_continued, double row_height) {
    const Cells headings = HeadingsOf(table);
    const double height =
        Text(TitleOf(table, is_continued, language_), kTableTitle, kWidth).height() + Mm(1) +
        headings.height();
    if (y_ + height + row_height > bottom_) BeginPage();
    pages_.back().pieces.push_back({&table, nullptr, is_continued, y_});
    y_ += height;
  }
  absl::Status PlaceTable(const Table& table) {
    bool has_head = false;
    for (const Row& row : table.rows) {
      const Cells cells = CellsOf(table, row);
      if (!cells.AreLetters()) {
        return Invalid("register", absl::StrCat("letters that no font here has: ", row.cells[0]),
                       absl::StrCat("letters of ", label::kFont, ", installed"));
      }
      if (!has_head) {
        PlaceHead(table, false, cells.height());
      } else if (y_ + cells.height() > bottom_) {
        BeginPage();
        PlaceHead(table, true, cells.height());
      }
      has_head = true;
      pages_.back().pieces.push_back({&table, &row, false, y_});
      y_ += cells.height();
    }
    y_ += kGap;
    return absl::OkStatus();
  }

  void DrawPage(int number, cairo_t* pen) const {
    DrawHead(number, pen);
    if (number == 0) DrawBelow(pen, Warnings(), kWarning, kWidth, top_);
    for (const Piece& piece : pages_[static_cast<size_t>(number)].pieces) DrawPiece(piece, pen);
    if (number + 1 == static_cast<int>(pages_.size())) DrawSignatures(pages_.back().end, pen);
    Line(pen, kMargin, bottom_ + Mm(1), kMargin + kWidth, bottom_ + Mm(1), 0);
    DrawBelow(pen, sheet_.foot, kSmall, kWidth, bottom_ + Mm(1.5));
  }
  void DrawHead(int number, cairo_t* pen) const {
    const Text title(sheet_.title, kTitle, kWidth - kPageNumberWidth);
    Draw(pen, title, kMargin, kMargin);
    Style right = kSmall;
    right.side = Side::kRight;
    const std::string page =
        absl::Substitute(In(language_, term::kPage), number + 1, pages_.size());
    Draw(pen, Text(page, right, kPageNumberWidth), kMargin + kWidth - kPageNumberWidth, kMargin);
    DrawBelow(pen, sheet_.under_title, kSmall, kWidth, kMargin + title.height());
    Line(pen, kMargin, top_ - Mm(1.2), kMargin + kWidth, top_ - Mm(1.2), 0);
  }
  void DrawPiece(const Piece& piece, cairo_t* pen) const {
    if (piece.row != nullptr) {
      if (piece.row->is_bold) Fill(pen, piece.y, CellsOf(*piece.table, *piece.row).height(), 0.95);
      CellsOf(*piece.table, *piece.row).DrawAt(pen, piece.y);
      return;
    }
    const Text title(TitleOf(*piece.table, piece.is_continued, language_), kTableTitle, kWidth);
    Draw(pen, title, kMargin, piece.y);
    const Cells headings = HeadingsOf(*piece.table);
    const double y = piece.y + title.height() + Mm(1);
    Fill(pen, y, headings.height(), 0.88);
    headings.DrawAt(pen, y);
  }
  void DrawSignatures(double y, cairo_t* pen) const {
    const double width = kWidth / 2 - Mm(8);
    double x = kMargin;
    for (const Term& who : {term::kFirstSignature, term::kSecondSignature}) {
      Draw(pen, Text(In(language_, who), kTableTitle, width), x, y + Mm(3));
      double line = y + Mm(18), from = x;
      for (const auto& [what, share] :
           {std::pair(term::kNameOf, 0.45), {term::kSignature, 0.32}, {term::kDate, 0.23}}) {
        const double to = from + width * share;
        Line(pen, from, line, to - Mm(3), line, 0);
        Draw(pen, Text(In(language_, what), kSmall, to - from), from, line + Mm(0.8));
        from = to;
      }
      x += kWidth / 2 + Mm(4);
    }
  }

  const Sheet& sheet_;
  const Language language_;
  double top_ = 0;
  double bottom_ = 0;
  double y_ = 0;
  std::vector<Page> pages_;
};

}  // namespace

absl::StatusOr<std::string> Pdf(const Sheet& sheet, Language language) {
  Document document(sheet, language);
  OAT_RETURN_IF_ERROR(document.Place());
  return document.Pdf();
}

}  // namespace oat::registers
