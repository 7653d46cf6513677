#include "clients/pump/reglo_volume.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace oat::pump {
namespace {

constexpr int64_t kLargestMantissa = 9999;
constexpr size_t kMostDigits = 9;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// So many nanolitres in one unit; 0: no unit.
int64_t NanolitresIn(absl::string_view unit) {
  if (unit == "ul") return 1'000;
  if (unit == "ml") return 1'000'000;
  return unit == "l" ? 1'000'000'000 : 0;
}

}  // namespace

std::optional<std::string> FormatRegloVolume(int64_t microlitres) {
  if (microlitres <= 0) return std::nullopt;
  // 1000 with the power 0 is a millilitre.
  int64_t mantissa = microlitres;
  int power = 0;
  for (; mantissa <= kLargestMantissa / 10; mantissa *= 10) --power;
  for (; mantissa > kLargestMantissa; mantissa /= 10) {
    if (mantissa % 10 != 0) return std::nullopt;
    ++power;
  }
  return absl::StrCat(mantissa, power < 0 ? "-" : "+", std::abs(power));
}

std::optional<int64_t> ReadRegloVolume(absl::string_view text) {
  const bool has_form = text.size() == 7 && text[4] == 'E' && (text[5] == '+' || text[5] == '-') &&
                        IsDigits(text.substr(0, 4)) && absl::ascii_isdigit(text[6]);
  int64_t volume = 0;
  if (!has_form || !absl::SimpleAtoi(text.substr(0, 4), &volume)) return std::nullopt;
  for (char power = text[6]; power > '0'; --power) {
    if (text[5] == '-' && volume % 10 != 0) return std::nullopt;
    volume = text[5] == '-' ? volume / 10 : volume * 10;
  }
  return volume;
}

std::optional<int64_t> ReadRegloTotal(absl::string_view text) {
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(text), ' ', absl::SkipEmpty());
  if (words.size() != 2) return std::nullopt;
  const std::vector<std::string> halves = absl::StrSplit(words[0], absl::MaxSplits('.', 1));
  const int64_t unit = NanolitresIn(words[1]);
  const std::string decimals = halves.size() == 2 ? halves[1] : "0";
  int64_t whole = 0;
  if (unit == 0 || !IsDigits(halves[0]) || halves[0].size() > kMostDigits || !IsDigits(decimals) ||
      !absl::SimpleAtoi(halves[0], &whole)) {
    return std::nullopt;
  }
  int64_t nanolitres = whole * unit;
  int64_t part = unit;
  for (char digit : decimals) nanolitres += (digit - '0') * (part /= 10);
  return (nanolitres + 500) / 1'000;
}

}  // namespace oat::pump
