// The QR code of a bottle: its serial and nothing else.
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

  // With the quiet margin that scanners want round it, each module as wide as that.
  double side(double module) const;
  // On white, with the left upper corner here.
  void Draw(cairo_t* pen, double x, double y, double module) const;

 private:
  int modules_ = 0;
  std::string dark_;  // a byte a module, row by row
};

}  // namespace oat::label
