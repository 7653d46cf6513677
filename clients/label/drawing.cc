#include "clients/label/drawing.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

// A4.
constexpr Size kLargest = {210, 297};

std::string InWords(Size size) { return absl::StrCat(size.width, " x ", size.height, " mm"); }

cairo_surface_t* Recorder(double width, double height) {
  const cairo_rectangle_t paper = {0, 0, width, height};
  return cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &paper);
}

}  // namespace

double WholeDots(double at) {
  return Mm(std::round(at / Mm(1) * kDotsPerMillimetre)) / kDotsPerMillimetre;
}

absl::Status CheckSize(Size size, Size least) {
  const bool is_enough = size.width >= least.width && size.height >= least.height;
  if (is_enough && size.width <= kLargest.width && size.height <= kLargest.height) {
    return absl::OkStatus();
  }
  return Invalid("size", InWords(size),
                 absl::StrCat(InWords(least), " or more, and at most ", InWords(kLargest)));
}

Drawing::Drawing(Size size)
    : size_(size),
      ink_(Recorder(width(), height()), cairo_surface_destroy),
      pen_(cairo_create(ink_.get()), cairo_destroy) {}

void Drawing::Replay(cairo_t* pen) const {
  cairo_set_source_surface(pen, ink_.get(), 0, 0);
  cairo_paint(pen);
}

}  // namespace oat::label
