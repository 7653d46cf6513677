// A QR code: of a bottle its serial and nothing else, of a patient's card what is sealed on it.
#pragma once

#include <cairo.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace oat::label {

class Code {
 public:
  // INVALID_ARGUMENT names the serial.
  static absl::StatusOr<Code> Of(const std::string& serial);
  // INVALID_ARGUMENT: not the capital letters and digits that a card is of.
  static absl::StatusOr<Code> OfCard(const std::string& card);

  // Without the quiet margin.
  int modules() const { return modules_; }

  // With the quiet margin that scanners want round it, each module as wide as that.
  double side(double module) const;
  // On white, with the left upper corner here.
  void Draw(cairo_t* pen, double x, double y, double module) const;

 private:
  static absl::StatusOr<Code> Encode(const std::string& text);

  int modules_ = 0;
  std::string dark_;  // a byte a module, row by row
};

}  // namespace oat::label
