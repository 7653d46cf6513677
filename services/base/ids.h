// Identifiers that cannot be taken for one another.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace oat {

template <class Tag>
class NumericId {
 public:
  constexpr NumericId() = default;
  constexpr explicit NumericId(int64_t value) : value_(value) {}
  constexpr int64_t value() const { return value_; }
  constexpr auto operator<=>(const NumericId&) const = default;

 private:
  int64_t value_ = 0;
};

// The person on whom everything keys. Never leaves the services; outside it is the patient number.
using PersonId = NumericId<struct PersonTag>;
using StaffId = NumericId<struct StaffTag>;
using DeviceId = NumericId<struct DeviceTag>;

// A UUID in canonical lower-case text. What one request made (a dose, an order, an application)
// carries the id of that request.
class Uuid {
 public:
  Uuid() = default;
  explicit Uuid(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Uuid&) const = default;

 private:
  std::string text_;
};

}  // namespace oat
