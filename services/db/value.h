// How values travel to and from PostgreSQL: as text, one pair of functions per type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"

namespace oat::db {

// Raw bytes, a bytea column.
struct Bytes {
  std::string value;
  bool operator==(const Bytes&) const = default;
};

// A parameter as PostgreSQL reads it; absent is NULL.
using Parameter = std::optional<std::string>;

Parameter Encode(bool value);
Parameter Encode(int32_t value);
Parameter Encode(int64_t value);
Parameter Encode(const char* value);
Parameter Encode(const std::string& value);
Parameter Encode(absl::string_view value);
Parameter Encode(const Bytes& value);
Parameter Encode(absl::Time value);
Parameter Encode(Day value);
Parameter Encode(const Uuid& value);
Parameter Encode(const std::vector<int64_t>& value);
Parameter Encode(const std::vector<int32_t>& value);
template <class Tag>
Parameter Encode(NumericId<Tag> value) {
  return Encode(value.value());
}
template <class Unit>
Parameter Encode(Quantity<Unit> value) {
  return Encode(value.count());
}
template <class T>
Parameter Encode(const std::optional<T>& value) {
  return value ? Encode(*value) : Parameter();
}
// An array of any of these, for statements that take many rows at once through unnest().
Parameter EncodeArray(const std::vector<Parameter>& items);
template <class T>
Parameter Encode(const std::vector<T>& value) {
  std::vector<Parameter> items;
  items.reserve(value.size());
  for (const T& item : value) items.push_back(Encode(item));
  return EncodeArray(items);
}

// Each reads a non-NULL column of a statement of ours; anything unexpected is a bug and stops.
void Decode(absl::string_view text, bool* value);
void Decode(absl::string_view text, int32_t* value);
void Decode(absl::string_view text, int64_t* value);
void Decode(absl::string_view text, std::string* value);
void Decode(absl::string_view text, Bytes* value);
void Decode(absl::string_view text, absl::Time* value);
void Decode(absl::string_view text, Day* value);
void Decode(absl::string_view text, Uuid* value);
void Decode(absl::string_view text, std::vector<int64_t>* value);
void Decode(absl::string_view text, std::vector<int32_t>* value);
template <class Tag>
void Decode(absl::string_view text, NumericId<Tag>* value) {
  int64_t number = 0;
  Decode(text, &number);
  *value = NumericId<Tag>(number);
}
template <class Unit>
void Decode(absl::string_view text, Quantity<Unit>* value) {
  int64_t count = 0;
  Decode(text, &count);
  *value = Quantity<Unit>(count);
}

}  // namespace oat::db
