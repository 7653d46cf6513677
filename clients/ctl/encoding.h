// The bytes of a spreadsheet as text. Files come saved by old programs in one-byte encodings that
// say nothing of themselves; what can be told for certain is found, what cannot is asked.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace oat::ctl {

enum class Encoding { kUtf8, kWindows1251, kKz1048 };

// As --encoding writes them: utf-8, windows-1251, kz-1048.
inline constexpr char kEncodingWords[] = "utf-8|windows-1251|kz-1048";
absl::StatusOr<Encoding> ReadEncoding(const std::string& text);
const char* NameOf(Encoding encoding);

// What a file is by its first bytes where it is no text in columns at all: a workbook, UTF-16. The
// status tells how to save it instead.
absl::Status CheckIsPlainText(absl::string_view first_bytes);

// Looks at a file block by block and then says how to read it.
class EncodingSurvey {
 public:
  void Look(absl::string_view block, bool is_last);
  // INVALID_ARGUMENT where nobody can know, with what to say on the command line.
  absl::StatusOr<Encoding> Conclude() const;

 private:
  void LookAtBytes(absl::string_view block);

  std::string carried_;    // the head of a sequence that the next block ends
  int64_t sequences_ = 0;  // of more than one byte, sound in UTF-8
  int64_t invalid_ = 0;    // bytes that are not UTF-8
  int64_t joined_ = 0;     // two bytes above ASCII side by side
  int64_t mixed_ = 0;      // one beside a Latin letter
  unsigned char previous_ = 0;
  int64_t line_ = 1;
  std::array<int64_t, 256> first_line_ = {};  // on which a byte was seen; 0: never
};

// Turns bytes of an encoding into UTF-8. A byte that stands for nothing becomes 0xFF, which is no
// UTF-8 and is found as a fault of its cell.
class Decoder {
 public:
  explicit Decoder(Encoding encoding);
  void Decode(absl::string_view bytes, std::string* text) const;

 private:
  bool is_utf8_;
  std::array<std::string, 256> letters_;
};

// True if the whole text is UTF-8.
bool IsUtf8(absl::string_view text);

}  // namespace oat::ctl
