// Reads the spreadsheets, saved as text, that an administrator imports. libcsv parses; this file
// adds what it lacks: the columns, the lines, and a list of everything that is wrong with the file,
// so that it can be mended in one go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/ctl/encoding.h"

namespace oat::ctl {

// The longest cell that is taken, in bytes of UTF-8, after its blanks are trimmed.
inline constexpr size_t kMaxCellBytes = 4096;

// What the file is known to be; what is absent is found out.
struct TableForm {
  std::optional<Encoding> encoding;
  std::optional<char> separator;
};

// One record: the line of the file on which it begins and its cells in the order of
// `Table::columns`. Lines count from 1 and end as an editor sees them (LF, CRLF or CR), line ends
// inside quotes and blank lines included.
struct Row {
  int64_t line = 0;
  std::vector<std::string> cells;
};

struct Table {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

// What is wrong with a file, at a place in it. `line` is where the record at fault begins.
// `column` is one of the wanted columns, or empty where the fault has none. No text of the file
// gets in here, not even a header cell that is not wanted: a roster without its header line has a
// patient's name there.
struct TableError {
  int64_t line = 0;
  std::string column;
  std::string reason;
};

// `table.rows` holds the sound records only, and none if the header is at fault. The file may be
// used only if `errors` is empty; the rows beside errors are for finding further faults.
struct ReadResult {
  Table table;
  std::vector<TableError> errors;  // in the order of their lines
};

// Reads UTF-8 with or without a byte order mark, Windows-1251 or KZ-1048, separated by commas,
// semicolons or tabs, quoted as in RFC 4180. The header must name each of `wanted` once and nothing
// else, in any order; the table has them in the order of `wanted`. Blanks round a cell are trimmed;
// rows without a word in them are skipped. Every cell is text, whatever a spreadsheet program would
// make of it. The status is for a file that cannot be read, or of which nobody can know how to.
absl::StatusOr<ReadResult> ReadTable(const std::string& path,
                                     absl::Span<const absl::string_view> wanted,
                                     const TableForm& form = {});

}  // namespace oat::ctl
