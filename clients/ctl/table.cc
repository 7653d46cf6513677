#include "clients/ctl/table.h"

#include <csv.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace oat::ctl {
namespace {

constexpr size_t kBlockBytes = size_t{64} * 1024;
constexpr size_t kNowhere = static_cast<size_t>(-1);

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// The bounds of the second byte rule out overlong forms, surrogates and all above U+10FFFF.
bool IsUtf8(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    if (lead < 0xC2 || lead > 0xF4) return false;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3; more > 0; --more) {
      if (i == text.size()) return false;
      const auto next = static_cast<unsigned char>(text[i++]);
      if (next < low || next > high) return false;
      low = 0x80;
      high = 0xBF;
    }
  }
  return true;
}

// libcsv trims a bare cell but not a quoted one.
absl::string_view TrimBlanks(absl::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == absl::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// What is wrong with a cell by itself; empty if nothing.
std::string CellFault(absl::string_view cell) {
  if (cell.size() > kMaxCellBytes) {
    return absl::StrCat("got ", cell.size(), " bytes, wanted at most ", kMaxCellBytes);
  }
  if (cell.find('\0') != absl::string_view::npos) return "got a NUL byte, wanted text";
  if (!IsUtf8(cell)) return "got invalid UTF-8, wanted UTF-8";
  return "";
}

class Reader {
 public:
  explicit Reader(absl::Span<const absl::string_view> wanted)
      : wanted_(wanted), source_(wanted.size(), kNowhere) {
    for (absl::string_view name : wanted) result_.table.columns.emplace_back(name);
    StartParser();
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { csv_free(&parser_); }

  // False if memory ran out.
  bool Feed(absl::string_view block) {
    while (!block.empty()) {
      const size_t end = block.find_first_of("\r\n");
      const size_t size = end == absl::string_view::npos ? block.size() : end + 1;
      if (!FeedPiece(block.substr(0, size))) return false;
      block.remove_prefix(size);
    }
    return true;
  }

  ReadResult Finish() {
    // A line that is being skipped has had its error; its quotes mean nothing any more.
    if (!skipping_ && csv_fini(&parser_, &OnCell, &OnRecord, this) != 0) {
      AddCellError(cells_.size(), "got the end of the file inside a quote, wanted a closing quote");
      header_seen_ = true;
    }
    if (!header_seen_) AddError(1, "", "got an empty file, wanted a header line");
    return std::move(result_);
  }

 private:
  // Strict: the lenient mode takes a stray quote for text and may swallow the records after it.
  // REPALL_NL: every line end outside quotes is reported, those of blank lines too, so that a line
  // end that is not reported stands inside quotes.
  void StartParser() {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_blk_size(&parser_, kBlockBytes);  // by default a cell grows by 128 bytes at a time
  }

  // libcsv knows no lines. A piece ends with the first CR or LF in it or has none, so everything
  // that libcsv reports while it parses the piece lies on `line_`.
  bool FeedPiece(absl::string_view piece) {
    if (between_records_) record_line_ = line_;
    between_records_ = false;
    if (!skipping_ &&
        csv_parse(&parser_, piece.data(), piece.size(), &OnCell, &OnRecord, this) != piece.size()) {
      if (csv_error(&parser_) != CSV_EPARSE) return false;
      AddCellError(cells_.size(), "got a stray quote, wanted quotes doubled inside a quoted cell");
      skipping_ = true;
    }
    const char last = piece.back();
    const bool line_ends = last == '\r' || last == '\n';
    if (skipping_ && line_ends) SkipRecord();
    const bool second_of_crlf = after_cr_ && piece == "\n";
    if (line_ends && !second_of_crlf) ++line_;
    after_cr_ = last == '\r';
    return true;
  }

  // After a stray quote the next line is the best guess at where the next record begins.
  void SkipRecord() {
    csv_free(&parser_);
    StartParser();
    cells_.clear();
    skipping_ = false;
    between_records_ = true;
    header_seen_ = true;  // if it was the header, the records are still checked cell by cell
  }

  // noexcept: libcsv is C and must not be unwound through.
  static void OnCell(void* data, size_t size, void* self) noexcept {
    auto* reader = static_cast<Reader*>(self);
    const auto cell = TrimBlanks(absl::string_view(static_cast<const char*>(data), size));
    const std::string fault = CellFault(cell);
    if (!fault.empty()) reader->AddCellError(reader->cells_.size(), fault);
    reader->cells_.push_back(fault.empty() ? std::make_optional<std::string>(cell) : std::nullopt);
  }

  static void OnRecord(int /*end*/, void* self) noexcept {
    auto* reader = static_cast<Reader*>(self);
    reader->between_records_ = true;
    if (reader->cells_.empty()) return;  // a blank line, or the LF of a CRLF
    reader->header_seen_ ? reader->TakeRow() : reader->TakeHeader();
    reader->cells_.clear();
  }

  void TakeHeader() {
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

  void TakeRow() {
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

  void AddError(int64_t line, absl::string_view column, std::string reason) {
    result_.errors.push_back({line, std::string(column), std::move(reason)});
  }

  void AddCellError(size_t cell, absl::string_view reason) {
    const auto found = std::find(source_.begin(), source_.end(), cell);
    AddError(record_line_,
             found == source_.end() ? "" : wanted_[static_cast<size_t>(found - source_.begin())],
             absl::StrCat("cell ", cell + 1, ": ", reason));
  }

  csv_parser parser_;
  absl::Span<const absl::string_view> wanted_;
  std::vector<size_t> source_;  // for each wanted column, its place in the file
  size_t width_ = 0;            // cells of the header; 0 while unknown
  bool header_seen_ = false;
  bool header_sound_ = false;
  int64_t line_ = 1;
  int64_t record_line_ = 1;
  bool between_records_ = true;
  bool after_cr_ = false;
  bool skipping_ = false;                          // the rest of a line with a stray quote
  std::vector<std::optional<std::string>> cells_;  // of the record so far; none where at fault
  ReadResult result_;
};

}  // namespace

absl::StatusOr<ReadResult> ReadTable(const std::string& path,
                                     absl::Span<const absl::string_view> wanted) {
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  Reader reader(wanted);
  std::vector<char> buffer(kBlockBytes);
  for (bool first = true;; first = false) {
    const size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get());
    if (std::ferror(file.get())) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
    }
    absl::string_view block(buffer.data(), size);
    if (first) absl::ConsumePrefix(&block, "\xEF\xBB\xBF");
    if (!reader.Feed(block)) {
      return absl::ResourceExhaustedError(absl::StrCat("cannot read ", path, ": out of memory"));
    }
    if (size < buffer.size()) return reader.Finish();
  }
}

}  // namespace oat::ctl
