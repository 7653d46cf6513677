#include "clients/ctl/row_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/ctl/separator.h"

namespace oat::ctl {
namespace {

// As much of a cell as libcsv may keep while it grows.
constexpr size_t kKeptBytes = size_t{64} * 1024;
constexpr size_t kNowhere = static_cast<size_t>(-1);

}  // namespace

RowReader::RowReader(absl::Span<const absl::string_view> wanted, char separator, Encoding encoding)
    : wanted_(wanted),
      separator_(separator),
      encoding_(encoding),
      source_(wanted.size(), kNowhere) {
  for (absl::string_view name : wanted) result_.table.columns.emplace_back(name);
  StartParser();
}

RowReader::~RowReader() { csv_free(&parser_); }

bool RowReader::Feed(absl::string_view block) {
  while (!block.empty()) {
    const size_t end = block.find_first_of("\r\n");
    const size_t size = end == absl::string_view::npos ? block.size() : end + 1;
    if (!FeedPiece(block.substr(0, size))) return false;
    block.remove_prefix(size);
  }
  return true;
}

ReadResult RowReader::Finish() {
  // A line that is being skipped has had its error; its quotes mean nothing any more.
  if (!skipping_ && csv_fini(&parser_, &OnCell, &OnRecord, this) != 0) {
    AddCellError(cells_.size(), "got the end of the file inside a quote, wanted a closing quote");
    header_seen_ = true;
  }
  if (!header_seen_) AddError(1, "", "got an empty file, wanted a header line");
  return std::move(result_);
}

// Strict: the lenient mode takes a stray quote for text and may swallow the records after it.
// REPALL_NL: every line end outside quotes is reported, those of blank lines too, so that a line
// end that is not reported stands inside quotes.
void RowReader::StartParser() {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  csv_set_delim(&parser_, static_cast<unsigned char>(separator_));
  csv_set_blk_size(&parser_, kKeptBytes);  // by default a cell grows by 128 bytes at a time
}

// libcsv knows no lines. A piece ends with the first CR or LF in it or has none, so everything
// that libcsv reports while it parses the piece lies on `line_`.
bool RowReader::FeedPiece(absl::string_view piece) {
  if (between_records_) record_line_ = line_;
  between_records_ = false;
  if (!skipping_ &&
      csv_parse(&parser_, piece.data(), piece.size(), &OnCell, &OnRecord, this) != piece.size()) {
    if (csv_error(&parser_) != CSV_EPARSE) return false;
    AddCellError(cells_.size(), "got a stray quote, wanted quotes doubled inside a quoted cell");
    skipping_ = true;
  }
  DropExcess();
  const char last = piece.back();
  const bool line_ends = last == '\r' || last == '\n';
  if (skipping_ && line_ends) SkipRecord();
  const bool second_of_crlf = after_cr_ && piece == "\n";
  if (line_ends && !second_of_crlf) ++line_;
  after_cr_ = last == '\r';
  return true;
}

// libcsv keeps a cell whole until it ends. Of one that is too long already only the size matters,
// so what has been kept of it gives way to what comes.
void RowReader::DropExcess() {
  if (parser_.entry_pos <= kKeptBytes) return;
  dropped_ += parser_.entry_pos - kKeptBytes;
  parser_.entry_pos = kKeptBytes;
  parser_.spaces = 0;
}

// What is wrong with a cell by itself; empty if nothing.
std::string RowReader::CellFault(absl::string_view cell) const {
  if (dropped_ + cell.size() > kMaxCellBytes) {
    return absl::StrCat("got ", dropped_ + cell.size(), " bytes, wanted at most ", kMaxCellBytes);
  }
  if (cell.find('\0') != absl::string_view::npos) return "got a NUL byte, wanted text";
  if (IsUtf8(cell)) return "";
  return absl::StrCat("got bytes that are no letters of ", NameOf(encoding_), ", wanted text");
}

// After a stray quote the next line is the best guess at where the next record begins.
void RowReader::SkipRecord() {
  csv_free(&parser_);
  StartParser();
  dropped_ = 0;
  cells_.clear();
  skipping_ = false;
  between_records_ = true;
  header_seen_ = true;  // if it was the header, the records are still checked cell by cell
}

// noexcept: libcsv is C and must not be unwound through.
void RowReader::OnCell(void* data, size_t size, void* self) noexcept {
  auto* reader = static_cast<RowReader*>(self);
  const auto cell = TrimBlanks(absl::string_view(static_cast<const char*>(data), size));
  const std::string fault = reader->CellFault(cell);
  reader->dropped_ = 0;
  if (!fault.empty()) reader->AddCellError(reader->cells_.size(), fault);
  reader->cells_.push_back(fault.empty() ? std::make_optional<std::string>(cell) : std::nullopt);
}

void RowReader::OnRecord(int /*end*/, void* self) noexcept {
  auto* reader = static_cast<RowReader*>(self);
  reader->between_records_ = true;
  // A blank line, the LF of a CRLF, or one of the empty rows that spreadsheet programs add.
  const auto is_blank = [](const auto& cell) { return cell.has_value() && cell->empty(); };
  if (std::all_of(reader->cells_.begin(), reader->cells_.end(), is_blank)) {
    return reader->cells_.clear();
  }
  reader->header_seen_ ? reader->TakeRow() : reader->TakeHeader();
  reader->cells_.clear();
}

void RowReader::TakeHeader() {
  header_seen_ = true;
  width_ = cells_.size();
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (!cells_[i].has_value()) continue;
    const auto found = std::find(wanted_.begin(), wanted_.end(), *cells_[i]);
    const auto column = static_cast<size_t>(found - wanted_.begin());
    if (found == wanted_.end()) {
      AddCellError(i, "unknown column");
    } else if (source_[column] != kNowhere) {
      AddError(record_line_, *found,
               absl::StrCat("doubled column: cells ", source_[column] + 1, " and ", i + 1));
    } else {
      source_[column] = i;
    }
  }
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (source_[i] == kNowhere) AddError(record_line_, wanted_[i], "missing column");
  }
  header_sound_ = result_.errors.empty();
}

void RowReader::TakeRow() {
  // Measured by the header as it stands: one column too many there is not a fault of every row.
  if (width_ != 0 && cells_.size() != width_) {
    AddError(record_line_, "", absl::StrCat("got ", cells_.size(), " cells, wanted ", width_));
    return;
  }
  if (!header_sound_) return;
  Row row{.line = record_line_, .cells = {}};
  for (size_t source : source_) {
    if (!cells_[source].has_value()) return;
    row.cells.push_back(*std::move(cells_[source]));
  }
  result_.table.rows.push_back(std::move(row));
}

void RowReader::AddError(int64_t line, absl::string_view column, std::string reason) {
  result_.errors.push_back({line, std::string(column), std::move(reason)});
}

void RowReader::AddCellError(size_t cell, absl::string_view reason) {
  const auto found = std::find(source_.begin(), source_.end(), cell);
  AddError(record_line_,
           found == source_.end() ? "" : wanted_[static_cast<size_t>(found - source_.begin())],
           absl::StrCat("cell ", cell + 1, ": ", reason));
}

}  // namespace oat::ctl
