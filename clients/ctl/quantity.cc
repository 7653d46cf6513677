#include "clients/ctl/quantity.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

constexpr size_t kMostDigits = 12;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// A decimal number in thousandths, exactly: 0.25 is 250.
std::optional<int64_t> ReadThousandths(absl::string_view text) {
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  std::string decimals =
      point == absl::string_view::npos ? "0" : std::string(text.substr(point + 1));
  if (!IsDigits(whole) || whole.size() > kMostDigits || !IsDigits(decimals) ||
      decimals.size() > 3) {
    return std::nullopt;
  }
  decimals.append(3 - decimals.size(), '0');
  int64_t thousandths = 0;
  if (!absl::SimpleAtoi(absl::StrCat(whole, decimals), &thousandths)) return std::nullopt;
  return thousandths;
}

std::string FormatThousandths(int64_t thousandths) {
  std::string text = absl::StrCat(thousandths < 0 ? "-" : "", std::abs(thousandths) / 1000);
  if (int64_t rest = std::abs(thousandths) % 1000; rest != 0) {
    std::string decimals = absl::StrCat(1000 + rest).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    absl::StrAppend(&text, ".", decimals);
  }
  return text;
}

}  // namespace

absl::StatusOr<int64_t> ReadQuantity(const std::string& text, v1::StockUnit unit) {
  const bool is_liquid = unit == v1::STOCK_UNIT_MICROLITRE;
  const std::string several = UnitInWords(unit);
  const auto is_letter = [](char c) { return absl::ascii_isalpha(c); };
  const auto first_letter = std::find_if(text.begin(), text.end(), is_letter);
  const std::string number(
      absl::StripAsciiWhitespace(text.substr(0, static_cast<size_t>(first_letter - text.begin()))));
  const std::string word = absl::AsciiStrToLower(std::string(first_letter, text.end()));
  const auto thousandths = ReadThousandths(number);
  if (thousandths && *thousandths > 0) {
    if (is_liquid && word == "ml") return *thousandths;
    const bool is_whole = *thousandths % 1000 == 0;
    if (!is_liquid && is_whole && (word == several || word + "s" == several)) {
      return *thousandths / 1000;
    }
  }
  return Invalid("quantity", text,
                 is_liquid ? "millilitres with their unit, such as \"250 mL\" or 0.5mL"
                           : absl::StrCat("whole ", several, " with their unit, such as \"40 ",
                                          several, "\""));
}

std::string UnitInWords(v1::StockUnit unit) {
  if (unit == v1::STOCK_UNIT_MICROLITRE) return "mL";
  return unit == v1::STOCK_UNIT_SYRINGE ? "syringes" : "tablets";
}

std::string FormatQuantity(int64_t quantity, v1::StockUnit unit) {
  if (unit == v1::STOCK_UNIT_MICROLITRE) return FormatThousandths(quantity) + " mL";
  std::string words = UnitInWords(unit);
  if (std::abs(quantity) == 1) words.pop_back();
  return absl::StrCat(quantity, " ", words);
}

absl::StatusOr<int64_t> ReadMilligrams(const std::string& field, const std::string& text) {
  const auto micrograms = ReadThousandths(text);
  if (micrograms && *micrograms > 0) return *micrograms;
  return Invalid(field, text, "milligrams with at most three decimals, such as 62.5");
}

}  // namespace oat::ctl
