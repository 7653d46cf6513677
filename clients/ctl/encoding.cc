#include "clients/ctl/encoding.h"

#include <iconv.h>
#include <unicode/utf8.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

// What is rarer than the other by this much is damage, not language.
constexpr int64_t kFarRarer = 10;
constexpr size_t kLongestSequence = 4;
constexpr unsigned char kFirstAboveAscii = 0x80;

// The 256 letters of a one-byte encoding, as the C library has them.
std::array<std::string, 256> LettersOf(const char* name) {
  std::array<std::string, 256> letters;
  iconv_t converter = iconv_open("UTF-8", name);
  for (int byte = 0; byte < 256; ++byte) {
    char in = static_cast<char>(byte);
    std::array<char, kLongestSequence> out;
    char* from = &in;
    char* to = out.data();
    size_t left = 1;
    size_t room = out.size();
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
    const bool known = iconv(converter, &from, &left, &to, &room) != static_cast<size_t>(-1);
    letters[static_cast<size_t>(byte)] =
        known ? std::string(out.data(), out.size() - room) : std::string("\xFF");
  }
  iconv_close(converter);
  return letters;
}

const char* IconvName(Encoding encoding) {
  return encoding == Encoding::kKz1048 ? "STRK1048-2002" : "CP1251";
}

absl::Status SaveAsText(absl::string_view got) {
  return Invalid("file", got,
                 "text in columns: open it in the program that made it and save it as "
                 "\"CSV UTF-8\", or as \"Text CSV\" with the character set UTF-8");
}

}  // namespace

absl::StatusOr<Encoding> ReadEncoding(const std::string& text) {
  for (Encoding encoding : {Encoding::kUtf8, Encoding::kWindows1251, Encoding::kKz1048}) {
    if (absl::EqualsIgnoreCase(text, NameOf(encoding))) return encoding;
  }
  return Invalid("--encoding", text, "utf-8, windows-1251 or kz-1048");
}

const char* NameOf(Encoding encoding) {
  switch (encoding) {
    case Encoding::kWindows1251:
      return "windows-1251";
    case Encoding::kKz1048:
      return "kz-1048";
    default:
      return "utf-8";
  }
}

absl::Status CheckIsPlainText(absl::string_view first_bytes) {
  if (absl::StartsWith(first_bytes, "PK\x03\x04")) {
    return SaveAsText("a workbook of a spreadsheet program (.xlsx, .ods)");
  }
  if (absl::StartsWith(first_bytes, "\xD0\xCF\x11\xE0")) {
    return SaveAsText("a workbook of an old Excel (.xls)");
  }
  // A header begins with plain letters: in UTF-16 each has a zero byte beside it, mark or no mark.
  auto is_zero = [&](size_t place) { return place < first_bytes.size() && !first_bytes[place]; };
  const bool has_zeros = is_zero(0) != is_zero(1) && (is_zero(0) ? is_zero(2) : is_zero(3));
  if (absl::StartsWith(first_bytes, "\xFF\xFE") || absl::StartsWith(first_bytes, "\xFE\xFF") ||
      has_zeros) {
    return SaveAsText("text in UTF-16 (\"Unicode text\")");
  }
  return absl::OkStatus();
}

void EncodingSurvey::Look(absl::string_view block, bool is_last) {
  LookAtBytes(block);
  const std::string text = absl::StrCat(carried_, block);
  // A block may end within a sequence: its last bytes wait for the next.
  const auto size = static_cast<int32_t>(text.size());
  const int32_t end = is_last ? size : size - static_cast<int32_t>(kLongestSequence) + 1;
  int32_t i = 0;
  while (i < end) {
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) {
      i = begin + 1;
      ++invalid_;
    } else if (i - begin > 1) {
      ++sequences_;
    }
  }
  carried_ = text.substr(static_cast<size_t>(i));
}

void EncodingSurvey::LookAtBytes(absl::string_view block) {
  for (const char c : block) {
    const auto byte = static_cast<unsigned char>(c);
    if (first_line_[byte] == 0) first_line_[byte] = line_;
    if (c == '\n') ++line_;
    const bool above = byte >= kFirstAboveAscii;
    const bool above_before = previous_ >= kFirstAboveAscii;
    if (above && above_before) ++joined_;
    if ((above && absl::ascii_isalpha(previous_)) || (above_before && absl::ascii_isalpha(byte))) {
      ++mixed_;
    }
    previous_ = byte;
  }
}

absl::StatusOr<Encoding> EncodingSurvey::Conclude() const {
  if (invalid_ == 0 || sequences_ > kFarRarer * invalid_) return Encoding::kUtf8;
  // Words of Cyrillic hold no Latin letters, those of Western Europe do; and a text that is UTF-8
  // half the time is neither.
  if (mixed_ >= joined_ || sequences_ * kFarRarer > invalid_) {
    return Invalid(
        "file", "text that is neither UTF-8 nor plainly Cyrillic",
        "to be told: --encoding utf-8, windows-1251 or kz-1048, or the file saved as UTF-8");
  }
  const auto russian = LettersOf(IconvName(Encoding::kWindows1251));
  const auto kazakh = LettersOf(IconvName(Encoding::kKz1048));
  int64_t differ = 0;
  for (size_t byte = 0; byte < first_line_.size(); ++byte) {
    if (first_line_[byte] == 0 || russian[byte] == kazakh[byte]) continue;
    if (differ == 0 || first_line_[byte] < differ) differ = first_line_[byte];
  }
  if (differ == 0) return Encoding::kWindows1251;
  return Invalid(
      "file",
      absl::StrCat("letters, the first on line ", differ,
                   ", that Windows-1251 and KZ-1048 read as different ones"),
      "to be told: --encoding kz-1048 where the names are Kazakh, --encoding windows-1251 "
      "where they are not, or the file saved as UTF-8");
}

Decoder::Decoder(Encoding encoding) : is_utf8_(encoding == Encoding::kUtf8) {
  if (!is_utf8_) letters_ = LettersOf(IconvName(encoding));
}

void Decoder::Decode(absl::string_view bytes, std::string* text) const {
  text->clear();
  if (is_utf8_) {
    text->append(bytes.data(), bytes.size());
    return;
  }
  for (const char c : bytes) *text += letters_[static_cast<unsigned char>(c)];
}

bool IsUtf8(absl::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) return false;
  }
  return true;
}

}  // namespace oat::ctl
