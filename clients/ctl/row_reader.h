// The records of a table out of its text: libcsv parses; this adds the columns, the lines, and a
// list of all that is wrong.
#pragma once

#include <csv.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/ctl/encoding.h"
#include "clients/ctl/table.h"

namespace oat::ctl {

class RowReader {
 public:
  // The encoding is that of the file, for the words of a fault; what is fed is UTF-8.
  RowReader(absl::Span<const absl::string_view> wanted, char separator, Encoding encoding);
  ~RowReader();
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // False if memory ran out.
  bool Feed(absl::string_view block);
  ReadResult Finish();

 private:
  void StartParser();
  bool FeedPiece(absl::string_view piece);
  void DropExcess();
  std::string CellFault(absl::string_view cell) const;
  void SkipRecord();
  static void OnCell(void* data, size_t size, void* self) noexcept;
  static void OnRecord(int /*end*/, void* self) noexcept;
  void TakeHeader();
  void TakeRow();
  void AddError(int64_t line, absl::string_view column, std::string reason);
  void AddCellError(size_t cell, absl::string_view reason);

  csv_parser parser_;
  absl::Span<const absl::string_view> wanted_;
  const char separator_;
  const Encoding encoding_;
  size_t dropped_ = 0;          // bytes of the cell so far that were not kept
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

}  // namespace oat::ctl
