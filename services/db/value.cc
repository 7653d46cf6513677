#include "services/db/value.h"

#include <cstdlib>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace oat::db {
namespace {

// Microseconds are what PostgreSQL keeps; sessions run in UTC, so its offset is always "+00".
constexpr char kTimeFormat[] = "%Y-%m-%d %H:%M:%E*S";

void Expect(bool right, const char* what) {
  if (right) return;
  ABSL_RAW_LOG(FATAL, "a column is not of the type its statement says: %s", what);
}

template <class Number>
void DecodeNumber(absl::string_view text, Number* value) {
  Expect(absl::SimpleAtoi(text, value), "number");
}

template <class Number>
void DecodeArray(absl::string_view text, std::vector<Number>* value) {
  Expect(absl::ConsumePrefix(&text, "{") && absl::ConsumeSuffix(&text, "}"), "array");
  value->clear();
  for (absl::string_view item : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    DecodeNumber(item, &value->emplace_back());
  }
}

}  // namespace

Parameter Encode(bool value) { return value ? "t" : "f"; }
Parameter Encode(int32_t value) { return absl::StrCat(value); }
Parameter Encode(int64_t value) { return absl::StrCat(value); }
Parameter Encode(const char* value) { return std::string(value); }
Parameter Encode(const std::string& value) { return value; }
Parameter Encode(absl::string_view value) { return std::string(value); }
Parameter Encode(const Bytes& value) {
  return absl::StrCat("\\x", absl::BytesToHexString(value.value));
}
Parameter Encode(absl::Time value) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", value, absl::UTCTimeZone());
}
Parameter Encode(Day value) { return FormatDay(value); }
Parameter Encode(const Uuid& value) { return value.text(); }
Parameter Encode(const std::vector<int64_t>& value) {
  return absl::StrCat("{", absl::StrJoin(value, ","), "}");
}
Parameter Encode(const std::vector<int32_t>& value) {
  return absl::StrCat("{", absl::StrJoin(value, ","), "}");
}
// Every item is quoted, so that none is taken for a bracket, a comma or the word NULL.
Parameter EncodeArray(const std::vector<Parameter>& items) {
  std::string text = "{";
  for (const Parameter& item : items) {
    if (text.size() > 1) text += ',';
    if (!item) {
      text += "NULL";
      continue;
    }
    text += '"';
    for (char c : *item) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

void Decode(absl::string_view text, bool* value) {
  Expect(text == "t" || text == "f", "boolean");
  *value = text == "t";
}
void Decode(absl::string_view text, int32_t* value) { DecodeNumber(text, value); }
void Decode(absl::string_view text, int64_t* value) { DecodeNumber(text, value); }
void Decode(absl::string_view text, std::string* value) { *value = std::string(text); }
void Decode(absl::string_view text, Bytes* value) {
  Expect(absl::ConsumePrefix(&text, "\\x"), "bytea");
  value->value = absl::HexStringToBytes(text);
}
void Decode(absl::string_view text, absl::Time* value) {
  Expect(absl::ConsumeSuffix(&text, "+00"), "timestamptz in UTC");
  std::string error;
  Expect(absl::ParseTime(kTimeFormat, text, absl::UTCTimeZone(), value, &error), "timestamptz");
}
void Decode(absl::string_view text, Day* value) {
  auto day = ParseDay(text);
  Expect(day.ok(), "date");
  *value = *day;
}
void Decode(absl::string_view text, Uuid* value) { *value = Uuid(std::string(text)); }
void Decode(absl::string_view text, std::vector<int64_t>* value) { DecodeArray(text, value); }
void Decode(absl::string_view text, std::vector<int32_t>* value) { DecodeArray(text, value); }

}  // namespace oat::db
