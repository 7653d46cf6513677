// A value that says who somebody is, or that opens something. It has no conversion to text, no
// stream operator and no comparison for order, so it cannot be logged, formatted or sent by
// accident: such code does not compile. `Reveal` names every place where it is laid open.
#pragma once

#include <string>
#include <utility>

namespace oat {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

}  // namespace oat
