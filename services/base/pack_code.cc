#include "services/base/pack_code.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/status.h"

namespace oat {
namespace {

// Ends an element of variable length where another follows.
constexpr char kGroupSeparator = '\x1d';
// What a scanner may put before a GS1 DataMatrix.
constexpr absl::string_view kSymbology = "]d2";
constexpr absl::string_view kWanted =
    "a GS1 code with (01) product, (17) expiry and (10) lot, and (21) where the pack has a serial";
constexpr size_t kLongestVariable = 20;

// The elements that are read, and how long each is; 0: up to kLongestVariable.
const std::map<std::string, size_t, std::less<>>& Lengths() {
  static const auto* const lengths =
      new std::map<std::string, size_t, std::less<>>{{"01", 14}, {"17", 6}, {"10", 0}, {"21", 0}};
  return *lengths;
}

using Elements = std::map<std::string, std::string>;

// One element off the front; the identifier is known, its value whole.
bool TakeElement(absl::string_view* rest, Elements* elements) {
  const bool has_brackets = absl::ConsumePrefix(rest, "(");
  const std::string identifier(rest->substr(0, 2));
  rest->remove_prefix(identifier.size());
  if (has_brackets && !absl::ConsumePrefix(rest, ")")) return false;
  const auto length = Lengths().find(identifier);
  if (length == Lengths().end() || elements->contains(identifier)) return false;
  const size_t end = rest->find_first_of(absl::string_view(has_brackets ? "(" : "\x1d"));
  size_t size = end == absl::string_view::npos ? rest->size() : end;
  if (length->second > 0) {
    if (rest->size() < length->second || (has_brackets && size != length->second)) return false;
    size = length->second;
  }
  if (size == 0 || size > kLongestVariable) return false;
  (*elements)[identifier] = std::string(rest->substr(0, size));
  rest->remove_prefix(size);
  absl::ConsumePrefix(rest, absl::string_view(&kGroupSeparator, 1));
  return true;
}

bool IsPrintable(const std::string& text) {
  for (char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

// YYMMDD of this century: nothing that is still good expired in the last one.
std::optional<Day> ReadExpiry(const std::string& text) {
  int number = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
  }
  if (!absl::SimpleAtoi(text, &number)) return std::nullopt;
  const int year = 2000 + number / 10000;
  const int month = number / 100 % 100;
  const int day = number % 100;
  if (month < 1 || month > 12) return std::nullopt;
  if (day == 0) return Day(absl::CivilMonth(year, month) + 1) - 1;
  const Day expires_on(year, month, day);
  // A day that the month does not have would slide into the next.
  if (expires_on.month() != month) return std::nullopt;
  return expires_on;
}

std::string WriteExpiry(Day day) {
  return absl::StrCat(absl::Dec(day.year() % 100, absl::kZeroPad2),
                      absl::Dec(day.month(), absl::kZeroPad2),
                      absl::Dec(day.day(), absl::kZeroPad2));
}

}  // namespace

std::string PackCode::text() const {
  return absl::StrCat("(01)", gtin, "(17)", WriteExpiry(expires_on), "(10)", lot_number,
                      serial.empty() ? "" : "(21)", serial);
}

bool IsGtin(absl::string_view text) {
  if (text.size() != 14) return false;
  int sum = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return false;
    sum += (text[i] - '0') * (i % 2 == 0 ? 3 : 1);
  }
  return sum % 10 == 0;
}

absl::StatusOr<PackCode> ReadPackCode(absl::string_view text) {
  absl::string_view rest = absl::StripAsciiWhitespace(text);
  absl::ConsumePrefix(&rest, kSymbology);
  absl::ConsumePrefix(&rest, absl::string_view(&kGroupSeparator, 1));
  Elements elements;
  bool is_read = !rest.empty();
  while (is_read && !rest.empty()) is_read = TakeElement(&rest, &elements);
  const auto expires_on = ReadExpiry(elements["17"]);
  const bool is_whole = is_read && IsGtin(elements["01"]) && expires_on &&
                        !elements["10"].empty() && IsPrintable(elements["10"]) &&
                        IsPrintable(elements["21"]);
  if (!is_whole) return Invalid("pack_code", text, kWanted);
  return PackCode{elements["01"], *expires_on, elements["10"], elements["21"]};
}

}  // namespace oat
