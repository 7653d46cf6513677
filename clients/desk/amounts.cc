#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "clients/desk/pages.h"
#include "services/base/clinical_day.h"
#include "services/base/quantity.h"

namespace oat::desk {

std::string InMilligrams(int64_t micrograms) {
  const std::string with_unit = FormatDose(Micrograms(micrograms));
  return with_unit.substr(0, with_unit.find(' '));
}

std::optional<int64_t> ReadMilligrams(absl::string_view typed) {
  const std::vector<std::string> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(typed), absl::ByAnyChar(".,"));
  const auto is_digits = [](const std::string& part) {
    return std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
  };
  if (parts.size() > 2 || !std::all_of(parts.begin(), parts.end(), is_digits)) return std::nullopt;
  int64_t whole = 0;
  if (parts[0].size() > 6 || !absl::SimpleAtoi(parts[0], &whole)) return std::nullopt;
  if (parts.size() == 1) return whole * 1000;
  if (parts[1].empty() || parts[1].size() > 3) return std::nullopt;
  int64_t thousandths = 0;
  if (!absl::SimpleAtoi((parts[1] + "00").substr(0, 3), &thousandths)) return std::nullopt;
  return whole * 1000 + thousandths;
}

std::string InMillilitres(int64_t microlitres) {
  // Both are thousandths.
  std::string text = InMilligrams(microlitres);
  if (!absl::StrContains(text, '.')) text += ".0";
  return text;
}

std::optional<int64_t> ReadQuantity(absl::string_view typed, bool is_liquid) {
  if (is_liquid) return ReadMilligrams(typed);
  int64_t pieces = 0;
  if (!absl::SimpleAtoi(typed, &pieces) || pieces < 0) return std::nullopt;
  return pieces;
}

std::optional<std::string> ReadDate(absl::string_view typed) {
  typed = absl::StripAsciiWhitespace(typed);
  if (const auto iso = ParseDay(typed); iso.ok()) return FormatDay(*iso);
  std::vector<std::string> parts =
      absl::StrSplit(typed, absl::ByAnyChar(" ./-,"), absl::SkipEmpty());
  if (parts.size() == 1 && parts[0].size() == 8) {
    parts = {parts[0].substr(0, 2), parts[0].substr(2, 2), parts[0].substr(4)};
  }
  int day = 0, month = 0, year = 0;
  if (parts.size() != 3 || parts[2].size() != 4 || !absl::SimpleAtoi(parts[0], &day) ||
      !absl::SimpleAtoi(parts[1], &month) || !absl::SimpleAtoi(parts[2], &year)) {
    return std::nullopt;
  }
  const auto read = ParseDay(absl::StrFormat("%04d-%02d-%02d", year, month, day));
  if (!read.ok()) return std::nullopt;
  return FormatDay(*read);
}

std::string SpokenDate(const std::string& iso) {
  const auto day = ParseDay(iso);
  if (!day.ok()) return iso;
  return absl::StrFormat("%02d.%02d.%04d", day->day(), day->month(), day->year());
}

bool IsOutOfTheOrdinary(const OpenHere& open) {
  return !open.answer || !CautionsOf(*open.answer).empty();
}

}  // namespace oat::desk
